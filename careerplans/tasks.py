"""The worker's part: PDFs. Arguments are public ids; a lost job is found again by the periodic one."""

from procrastinate.contrib.django import app

from careerplans import rendering
from careerplans.models import PlanVersion


@app.task(name="careerplans.render", queue="pdf")
def render(version: str, language: str) -> None:
    """Make the PDF of one version (public id) in one language; nothing when it is stored already."""
    rendering.render_version(version, language)


@app.periodic(cron="*/5 * * * *")
@app.task(name="careerplans.render_waiting", queue="pdf", queueing_lock="careerplans.render_waiting")
def render_waiting(timestamp: int) -> None:
    """Make what still waits: after a crash of the worker, or a document that failed."""
    rendering.render_waiting()


def queue_rendering(version: PlanVersion) -> None:
    """Ask the worker for the PDF of a version, in the transaction that completes it."""
    render.defer(version=str(version.public_id), language=version.language)
