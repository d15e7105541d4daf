"""The worker's life: it works off the queue until it is asked to stop, and comes back after the database was away."""

import asyncio
import logging
import signal
from contextlib import suppress
from itertools import chain, repeat
from typing import Final

from asgiref.sync import sync_to_async
from django.db import Error as DatabaseError
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from common.roles import assert_restricted_role
from common.tasks import send_messages

logger = logging.getLogger(__name__)

#: Seconds between tries to reach the database again; the last one is repeated for as long as it takes.
PAUSES: Final = (0.5, 1, 2, 4, 8)
#: Seconds after which a database that does not answer counts as away, and within which running jobs may end.
PATIENCE: Final = 5.0
#: A worker that lived so many seconds was well; what stops it then is a new trouble.
WELL: Final = 30.0


async def work_until_asked_to_stop() -> None:
    """Work until SIGTERM or SIGINT: the job at hand is ended in good order. ImproperlyConfigured for a role that may
    not serve.
    """
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, asked.set)
    pauses = _pauses()
    while not asked.is_set():
        began = loop.time()
        with suppress(DatabaseError, ConnectorException):
            await _work(asked)
        pauses = _pauses() if loop.time() - began > WELL else pauses
        if not asked.is_set():
            logger.warning("worker: the database does not answer; trying again")
            await _wait(asked, next(pauses))


def _pauses() -> "chain[float]":
    return chain(PAUSES, repeat(PAUSES[-1]))


async def _wait(asked: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(asked.wait(), seconds)


async def _work(asked: asyncio.Event) -> None:
    """One stretch of work, until asked to stop or something is wrong with the database."""
    await sync_to_async(_may_work)()
    connector = PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=4, timeout=PATIENCE, reconnect_timeout=PATIENCE
    )
    with app.replace_connector(connector):
        async with app.open_async():
            with suppress(AlreadyEnqueued):
                await send_messages.defer_async()  # what came due while nobody worked
            await _run(asked)


def _may_work() -> None:
    """The database answers, and to a role that row-level security holds."""
    try:
        assert_restricted_role()
    finally:
        connection.close()


async def _run(asked: asyncio.Event) -> None:
    """A job that ended well leaves no trace; one that did not is kept for a while."""
    running = asyncio.create_task(
        app.run_worker_async(
            install_signal_handlers=False, shutdown_graceful_timeout=PATIENCE, delete_jobs="successful"
        )
    )
    stopping = asyncio.create_task(asked.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if asked.is_set():
        running.cancel()  # which procrastinate takes as being asked to stop in good order
    with suppress(asyncio.CancelledError):
        await running
