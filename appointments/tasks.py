"""The worker's part: the waiting list, and calendars elsewhere. Arguments are public ids; a lost job is made good by
the periodic one.
"""

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accounts.models import Office, Person
from appointments import elsewhere
from appointments.actions.holds import release_expired
from appointments.actions.waiting import offer_next
from appointments.models import WaitingEntry

#: What waits for other people's servers waits itself for everything else, messages above all.
LAST = -10


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


@app.periodic(cron="*/5 * * * *")
@app.task(name="appointments.give_back_expired", queueing_lock="appointments.give_back_expired")
def give_back_expired(timestamp: int) -> None:
    """Give back the times nobody confirmed, so that those in line may have them."""
    release_expired()


@app.periodic(cron="*/15 * * * *")
@app.task(name="appointments.read_calendars_due", queueing_lock="appointments.read_calendars_due")
def read_calendars_due(timestamp: int) -> None:
    """Have every calendar read that was not tried within the last hour: a job each, so that messages come between."""
    for calendar in elsewhere.due(now=timezone.now()):
        defer_reading(calendar.person)


@app.task(name="appointments.read_calendar", priority=LAST)
def read_calendar(person: str) -> None:
    """Read the calendar elsewhere of a person (public id)."""
    elsewhere.read(person)


def defer_reading(person: Person) -> None:
    """Have this person's calendar elsewhere read; once is enough, however often it is asked for."""
    lock = f"appointments.read_calendar:{person.public_id}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        read_calendar.configure(queueing_lock=lock, lock=lock).defer(person=str(person.public_id))
