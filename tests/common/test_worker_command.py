"""The worker serves too: it starts as nobody whom row-level security does not hold, and outlives the database."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError
from procrastinate.exceptions import ConnectorException

from common import worker

pytestmark = pytest.mark.django_db


def test_as_the_owner_it_does_not_work(as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    with patch.object(worker, "connection") as kept, as_owner(), pytest.raises(ImproperlyConfigured):
        worker._may_work()
    kept.close.assert_called_once()


def test_as_a_restricted_role_it_may() -> None:
    with patch.object(worker, "connection"):
        worker._may_work()


def test_the_command_stops_for_good_when_it_may_not_work() -> None:
    with patch.object(worker, "_work", side_effect=ImproperlyConfigured), pytest.raises(ImproperlyConfigured):
        call_command("worker")


class Lives:
    """What becomes of each stretch of work; after the last one the worker is asked to stop."""

    def __init__(self, *ends: Any) -> None:
        self.ends = list(ends)
        self.waited: list[float] = []

    async def work(self, asked: asyncio.Event) -> None:
        if not self.ends:
            os.kill(os.getpid(), signal.SIGTERM)
            await asked.wait()
        elif end := self.ends.pop(0):
            raise end

    async def wait(self, asked: asyncio.Event, seconds: float) -> None:
        self.waited.append(seconds)


def lived(*ends: Any) -> list[float]:
    lives = Lives(*ends)
    with patch.object(worker, "_work", lives.work), patch.object(worker, "_wait", lives.wait):
        asyncio.run(worker.work_until_asked_to_stop())
    return lives.waited


def test_it_stops_when_asked_to() -> None:
    assert lived() == []


def test_it_comes_back_when_the_database_does_each_time_more_patient() -> None:
    """procrastinate ends with an error, or as if all were well (None), when the database is gone."""
    gone = [OperationalError(), ConnectorException(), None, OperationalError(), None, None, None]
    assert lived(*gone) == [0.5, 1, 2, 4, 8, 8, 8]


def test_after_a_while_in_good_health_it_is_impatient_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "WELL", -1.0)
    assert lived(None, None, None) == [0.5, 0.5, 0.5]


def test_a_mistake_of_ours_ends_it() -> None:
    """Whoever started it starts it again, and sees why."""
    with pytest.raises(ZeroDivisionError):
        lived(ZeroDivisionError())


def test_waiting_ends_when_it_is_asked_to_stop() -> None:
    async def wait() -> bool:
        asked = asyncio.Event()
        await worker._wait(asked, 0.001)
        asyncio.get_running_loop().call_soon(asked.set)
        await worker._wait(asked, 600)
        return asked.is_set()

    assert asyncio.run(wait())


def test_the_job_at_hand_is_ended_in_good_order() -> None:
    async def run() -> list[str]:
        asked, order = asyncio.Event(), []

        async def procrastinates_worker(**options: Any) -> None:
            try:
                asked.set()
                await asyncio.sleep(600)
            finally:
                order.append("ended")

        with patch.object(worker.app, "run_worker_async", procrastinates_worker):
            await worker._run(asked)
        return order

    assert asyncio.run(run()) == ["ended"]


def test_what_goes_wrong_in_the_worker_is_told() -> None:
    failing = AsyncMock(side_effect=ConnectorException)
    with patch.object(worker.app, "run_worker_async", failing), pytest.raises(ConnectorException):
        asyncio.run(worker._run(asyncio.Event()))
