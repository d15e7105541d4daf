"""The worker's part: the waiting list. Arguments are public ids; a lost job is made good by the periodic one."""

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accounts.models import Office
from appointments.actions.waiting import offer_next
from appointments.models import WaitingEntry


@app.task(name="appointments.offer_times")
def offer_times(centre: str) -> None:
    """Offer what is free at a centre (public id) to those in line."""
    offer_next(centre=Office.objects.get(public_id=centre))


@app.periodic(cron="*/10 * * * *")
@app.task(name="appointments.offer_times_everywhere", queueing_lock="appointments.offer_times_everywhere")
def offer_times_everywhere(timestamp: int) -> None:
    """The same at every centre where somebody waits: offers nobody answered, and jobs that were lost."""
    for centre in Office.objects.filter(pk__in=WaitingEntry.objects.open().order_by().values("centre")):
        offer_next(centre=centre)


def defer_offers(centre: UUID) -> None:
    """Wake the worker for a centre's line; does nothing when a job for it already waits."""
    waiting = offer_times.configure(queueing_lock=f"appointments.offer_times.{centre}")
    with suppress(AlreadyEnqueued), transaction.atomic():
        waiting.defer(centre=str(centre))
