"""Tests run as the role that serves, or they would prove nothing about row-level security."""

import threading

import pytest
from django.db import connection


def _who() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        (name,) = cursor.fetchone()
    return str(name)


@pytest.mark.django_db
def test_tests_run_as_the_web_role_and_arrange_as_owner(as_owner):
    assert _who() == "app_web"
    with as_owner():
        assert _who() == "postgres"
    assert _who() == "app_web"


@pytest.mark.django_db
def test_the_role_comes_back_after_an_error_while_arranging(as_owner):
    with pytest.raises(ZeroDivisionError), as_owner():
        _ = 1 / 0
    assert _who() == "app_web"


@pytest.mark.django_db(transaction=True)
def test_other_threads_run_as_the_web_role_too():
    seen: list[str] = []

    def ask() -> None:
        seen.append(_who())
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert seen == ["app_web"]


@pytest.mark.django_db(transaction=True)
def test_the_role_is_back_after_a_transactional_test_emptied_the_tables(as_owner):
    assert _who() == "app_web"
    with as_owner():
        pass
    assert _who() == "app_web"
