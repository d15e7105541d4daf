"""The addresses for those who probe: open to all, apart from the person context, silent about why."""

from unittest import mock

import pytest
from django.db import DatabaseError, connection


def test_live_answers_without_a_database(client):
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "live"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_the_tables_are_there(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_not_ready_without_saying_why_when_the_database_is_away(client):
    with mock.patch.object(connection, "cursor", side_effect=DatabaseError("password of app_web")):
        response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (503, {"status": "not ready"})


@pytest.mark.django_db
def test_not_ready_before_the_first_migration(client):
    cursor = mock.MagicMock()
    cursor.__enter__.return_value.fetchone.return_value = (False,)
    with mock.patch.object(connection, "cursor", return_value=cursor):
        assert client.get("/health/ready").status_code == 503


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_probes_only_read(client, address):
    assert client.post(address).status_code == 405
