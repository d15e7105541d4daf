"""The guards of the tests themselves."""

import socket
import warnings
from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import timezone


def test_a_test_cannot_reach_another_machine():
    with socket.socket() as own, pytest.raises(AssertionError, match="reached for"):
        own.connect(("192.0.2.1", 80))


def test_warnings_are_errors():
    with pytest.raises(UserWarning, match="sure"):
        warnings.warn("sure", stacklevel=1)


def test_an_undefined_variable_in_a_page_fails():
    template = engines["django"].from_string("{{ nobody_sets_this }}")
    with pytest.raises(pytest.fail.Exception):
        template.render({})


def test_the_clock_can_be_stopped_and_moved(at):
    at("2026-01-15 09:00")
    assert timezone.now() == datetime(2026, 1, 15, 8, tzinfo=UTC)
    at("2026-07-15 09:00")
    assert timezone.now() == datetime(2026, 7, 15, 7, tzinfo=UTC)
