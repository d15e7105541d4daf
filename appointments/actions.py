"""The verbs of appointments: publish, book, cancel, close.

Nobody can be in two places: locks first, the database last.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership
from appointments import notifications
from appointments.enums import TRANSITIONS, Status
from appointments.models import Appointment, Commitment, PublishedTime
from appointments.queries import Slot, Wish, kinds_ahead, offered_at, open_kinds, slot_at
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import assign_career_counsellor, lock, record
from journeys.blueprints.types import Mode
from journeys.progress import progress

#: Advisory locks of this room: the second number is the person.
PERSON_LOCK = 7301
DEADLOCK = "40P01"
TRIES = 3
Result = TypeVar("Result")


class TimeTaken(Exception):
    """The time is no longer free for everybody; nothing was saved."""


class TimesOverlap(Exception):
    """A stretch to publish touches one that is published already; nothing was saved."""


def retrying(act: Callable[[], Result], tries: int = TRIES) -> Result:
    """Run `act` in a savepoint, again when PostgreSQL broke a deadlock by stopping it."""
    try:
        with transaction.atomic():
            return act()
    except OperationalError as error:
        if tries == 1 or getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise
    return retrying(act, tries - 1)


@transaction.atomic
def publish(*, membership: Membership, stretches: Sequence[tuple[datetime, datetime]], modes: Sequence[str]) -> int:
    """Offer these stretches (aware, half-open) for meetings in these modes; return how many.

    Saves all or none: TimesOverlap when one touches a published stretch. Records and sends nothing.
    """
    _lock_people([membership.person_id])
    for start, end in stretches:
        if PublishedTime.objects.filter(membership=membership, starts_at__lt=end, ends_at__gt=start).exists():
            raise TimesOverlap
    rows = [PublishedTime(membership=membership, starts_at=a, ends_at=b, modes=list(modes)) for a, b in stretches]
    return len(PublishedTime.objects.bulk_create(rows))


@transaction.atomic
def unpublish(*, time: PublishedTime) -> None:
    """Stop offering a stretch. Meetings booked in it stay. AlreadyDone when it is gone."""
    deleted, _rows = PublishedTime.objects.filter(pk=time.pk).delete()
    if not deleted:
        raise AlreadyDone


def book(*, wish: Wish, starts_at: datetime, by: Actor) -> Appointment:
    """Book the time (aware) for everybody the wish names, with a career counsellor who offers it.

    Saves the appointment and everybody's commitment, names the journey's career counsellor and centre where there is
    none, records `appointment_booked`, and queues a confirmation to each. TimeTaken when somebody is not free any more;
    AlreadyDone when the journey has its meeting of this kind, or has moved on from it.
    """
    return retrying(lambda: _book(wish, starts_at, by))


def _book(wish: Wish, starts_at: datetime, by: Actor) -> Appointment:
    """Lock the journey, then the people in order; whatever is decided is decided on what stands after that."""
    lock(wish.journey)
    wish.journey.refresh_from_db()
    now = timezone.now()
    offers = offered_at(wish, starts_at, now=now)
    nav = [wish.nav.person_id] if wish.nav else []
    _lock_people([wish.journey.participant_id, *nav, *(offer.membership.person_id for offer in offers)])
    _check_wanted(wish, starts_at, by)
    slot = slot_at(wish, starts_at, now=now)
    if slot is None:
        raise TimeTaken
    return _save(wish, slot, by)


def _check_wanted(wish: Wish, starts_at: datetime, by: Actor) -> None:
    """Raise AlreadyDone when the kind of meeting does not fit any more, as after a second press of the button.

    One meeting of a kind ahead is enough, except for the career counsellor, who agrees the next one before this ends.
    """
    journey = wish.journey
    state = progress(journey.blueprint, journey.events.all())
    if wish.kind.key not in open_kinds(journey, state, by.party):
        raise AlreadyDone
    if wish.kind.key in kinds_ahead(journey, by.party, now=timezone.now()):
        raise AlreadyDone
    if journey.appointments.filter(status=Status.BOOKED, starts_at=starts_at).exists():
        raise AlreadyDone


def _save(wish: Wish, slot: Slot, by: Actor) -> Appointment:
    counsellor = slot.counsellor
    appointment = Appointment.objects.create(
        journey=wish.journey,
        kind=wish.kind.key,
        mode=wish.mode,
        starts_at=slot.start,
        ends_at=slot.end,
        career_counsellor=counsellor,
        nav_counsellor=wish.nav,
        place=counsellor.office if wish.mode == Mode.IN_PERSON else None,
        booked_by=by.person,
        booked_at=timezone.now(),
    )
    _commit_people(
        appointment, [wish.journey.participant_id, counsellor.person_id, wish.nav.person_id if wish.nav else None]
    )
    if wish.journey.career_counsellor_id is None:
        assign_career_counsellor(journey=wish.journey, membership=counsellor)
    record(journey=wish.journey, kind=kinds.APPOINTMENT_BOOKED, by=by, data=_facts(appointment))
    notifications.booked(appointment, by=by)
    return appointment


def _commit_people(appointment: Appointment, people: Sequence[int | None]) -> None:
    """Take everybody's time. The locks make a conflict impossible; should one arise all the same, nothing is saved."""
    wanted = [
        Commitment(appointment=appointment, person_id=key, starts_at=appointment.starts_at, ends_at=appointment.ends_at)
        for key in sorted(filter(None, people))
    ]
    Commitment.objects.bulk_create(wanted, ignore_conflicts=True)
    if appointment.commitments.count() != len(wanted):
        raise TimeTaken


def _lock_people(people: Sequence[int]) -> None:
    """Serialise bookings of these people, always in the same order; released with the transaction."""
    with connection.cursor() as cursor:
        for person in sorted(set(people)):
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [PERSON_LOCK, person])


def _facts(appointment: Appointment) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "appointment": str(appointment.public_id),
        "meeting_kind": appointment.kind,
        "mode": str(appointment.mode),
        "nav_present": appointment.nav_counsellor_id is not None,
    }
    return facts | ({"nav": appointment.nav_counsellor_id} if appointment.nav_counsellor_id else {})


def _move(appointment: Appointment, action: str, **changes: Any) -> Appointment:
    """Take the appointment through one row of the transition table; AlreadyDone when that row begins elsewhere."""
    lock(appointment.journey)
    source, target = next((a, b) for verb, a, b in TRANSITIONS if verb == action)
    moved = Appointment.objects.filter(pk=appointment.pk, status=source).update(status=target, **changes)
    if not moved:
        raise AlreadyDone
    appointment.refresh_from_db()
    return appointment


@transaction.atomic
def cancel(*, appointment: Appointment, by: Actor) -> None:
    """Cancel a booked appointment: everybody's time is free again and everybody is told.

    Records `appointment_cancelled`. AlreadyDone when it is not booked any more.
    """
    moved = _move(
        appointment,
        "cancel",
        cancelled_at=timezone.now(),
        cancelled_by=by.person,
        sequence=F("sequence") + 1,
    )
    moved.commitments.update(active=False)
    record(journey=moved.journey, kind=kinds.APPOINTMENT_CANCELLED, by=by, data=_facts(moved))
    notifications.cancelled(moved, by=by)


@transaction.atomic
def mark_held(*, appointment: Appointment, by: Actor) -> None:
    """Say that the meeting was held. Records `appointment_held`. AlreadyDone when it is not booked any more."""
    moved = _move(appointment, "hold", closed_at=timezone.now())
    record(journey=moved.journey, kind=kinds.APPOINTMENT_HELD, by=by, data=_facts(moved))


@transaction.atomic
def mark_missed(*, appointment: Appointment, by: Actor) -> None:
    """Say that the meeting did not take place. Records `appointment_missed`; nobody is told by mail.

    AlreadyDone when it is not booked any more.
    """
    moved = _move(appointment, "miss", closed_at=timezone.now())
    moved.commitments.update(active=False)
    record(journey=moved.journey, kind=kinds.APPOINTMENT_MISSED, by=by, data=_facts(moved))
