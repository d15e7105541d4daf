"""Every test runs as the restricted database role, on loopback only, with the house's clock."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase

from common.roles import WEB

OSLO = ZoneInfo("Europe/Oslo")
LOOPBACK = ("127.", "::1", "localhost")

# The bounded form is the same each time; `make test-long` draws anew, with the seed printed.
hypothesis.settings.register_profile("bounded", deadline=None, max_examples=60, print_blob=True, derandomize=True)
hypothesis.settings.register_profile(
    "long", parent=hypothesis.settings.get_profile("bounded"), max_examples=3000, derandomize=False
)
hypothesis.settings.load_profile(os.environ.get("TEST_SCALE", "bounded"))


# --- the database role ---------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the schema as its owner; afterwards every connection of the tests, in every thread, runs as app_web."""
    options = connection.settings_dict["OPTIONS"]
    with django_db_blocker.unblock():
        connection.close()
    options["assume_role"] = WEB
    yield
    del options["assume_role"]
    with django_db_blocker.unblock():
        connection.close()
        _end_other_connections()


def _end_other_connections() -> None:
    """End what threads and servers of the tests left open: a database somebody is connected to cannot be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    connection.close()


@contextmanager
def owner() -> Iterator[None]:
    """Arrange or look at data as the schema's owner, without row-level security. Undone at the end, also on errors."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        (before,) = cursor.fetchone()
        cursor.execute("set local role none")
        yield
        cursor.execute(f"set local role {before}")


@pytest.fixture
def as_owner() -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner():` arranges data without row-level security. What the test is about stays outside of it."""
    return owner


@pytest.fixture(autouse=True, scope="session")
def _flush_as_owner() -> Iterator[None]:
    """Transactional tests empty the tables afterwards, which app_web may not."""
    flush = TransactionTestCase._fixture_teardown

    def as_the_owner(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set role none")
        flush(self)
        connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", as_the_owner)
        yield


# --- the network ---------------------------------------------------------------------------------------------------
@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Iterator[None]:
    """A test that reaches for another machine fails, whatever the network would have answered."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test reached for {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


# --- the clock -----------------------------------------------------------------------------------------------------
@pytest.fixture
def at() -> Iterator[Callable[[str], datetime]]:
    """`at("2026-03-02 09:00")` stops the clock there, Europe/Oslo, for the rest of the test; call again to move it."""
    running: list[Any] = []

    def stop_clock(moment: str) -> datetime:
        when = datetime.fromisoformat(moment).replace(tzinfo=OSLO)
        if running:
            running.pop().stop()
        traveller = time_machine.travel(when, tick=False)
        traveller.start()
        running.append(traveller)
        return when

    yield stop_clock
    for traveller in running:
        traveller.stop()


@pytest.fixture(autouse=True)
def _bokmal() -> None:
    """Each test starts in the default language."""
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
