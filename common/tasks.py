"""The worker's jobs that belong to no room: sending what is due, and picking up after a worker that died."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from common import outbox

SEND_LOCK = "common.send"

#: How long jobs that went wrong are kept for somebody to look at.
KEEP_HOURS = 14 * 24


@app.task(queueing_lock=SEND_LOCK, pass_context=True)
def send_messages(context: JobContext) -> None:
    """Send what is due now. One waiting job is enough, however many messages are queued."""
    outbox.send_due(stop=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="common.send_periodic", pass_context=True)
def send_messages_each_minute(context: JobContext, timestamp: int) -> None:
    """Send what came due by the clock, and what failed and is to be tried again."""
    outbox.send_due(stop=context.should_abort)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="common.retry_stalled", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Put jobs of dead workers back in the queue; procrastinate leaves that to its user."""
    for job in await app.job_manager.get_stalled_jobs():
        await _retry(job)


async def _retry(job: Any) -> None:
    """One that waits already does the work of both."""
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="common.forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete jobs that ended badly and have been looked at, or never will be; others go when they are done."""
    await app.job_manager.delete_old_jobs(KEEP_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)


def defer_sending() -> None:
    """Wake the worker; does nothing when a job already waits."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        send_messages.defer()
