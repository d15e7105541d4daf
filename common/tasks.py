"""The worker's jobs that belong to no room: sending what is due, and picking up after a worker that died."""

from procrastinate import builtin_tasks  # noqa: F401 - registers the removal of old jobs
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from common import outbox

SEND_LOCK = "common.send"


@app.task(queueing_lock=SEND_LOCK, pass_context=False)
def send_messages() -> None:
    """Send what is due now. One waiting job is enough, however many messages are queued."""
    outbox.send_due()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="common.send_periodic")
def send_messages_each_minute(timestamp: int) -> None:
    """Send what came due by the clock, and what failed and is to be tried again."""
    outbox.send_due()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="common.retry_stalled", pass_context=True)
async def retry_stalled_jobs(context, timestamp: int) -> None:  # type: ignore[no-untyped-def]
    """Put jobs of dead workers back in the queue; procrastinate leaves that to its user."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


def defer_sending() -> None:
    """Wake the worker; does nothing when a job already waits."""
    try:
        send_messages.defer()
    except AlreadyEnqueued:
        return
