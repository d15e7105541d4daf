"""Making an appointment of a hold, or moving one to the time held."""

from datetime import datetime
from typing import Any

from django.db.models import F, Func, QuerySet, Value
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership
from appointments import notifications
from appointments.actions.freed import time_freed
from appointments.actions.locks import lock_people, retrying
from appointments.enums import Status, WaitingState
from appointments.models import Appointment, Commitment, Hold, WaitingEntry
from appointments.queries.taken import taken, together
from appointments.snapshots import facts, snapshot
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import assign_career_counsellor, lock, record
from journeys.blueprints.types import Mode
from journeys.models import Journey


class HoldExpired(Exception):
    """The time was held too long ago and is given back; nothing was saved."""


def confirm(*, hold: Hold, by: Actor) -> Appointment:
    """Make the appointment the hold was for, or move the one it moves, for everybody.

    Names the journey's career counsellor and centre where there is none in force; records `appointment_booked` or
    `appointment_moved`; queues a message to each party. A hold that has expired is honoured while nobody else wants the
    time. HoldExpired when somebody did, or the time has begun; AlreadyDone when it is confirmed already, or the journey
    or the appointment has ended since.
    """
    return retrying(lambda: _confirm(hold, by))


def _confirm(hold: Hold, by: Actor) -> Appointment:
    """Lock the journey, then the people, then the hold, if it is still there: nobody gives it back meanwhile."""
    lock(hold.journey)
    lock_people(hold.commitments.values_list("person", flat=True))
    kept = next((each for each in _locked_holds(hold) if each.pk == hold.pk), None)
    if kept is None and not _came_about(hold):
        raise HoldExpired
    if kept is None or not kept.journey.is_open:
        raise AlreadyDone
    if _has_lapsed(kept, timezone.now()):
        raise HoldExpired
    appointment = _moved(kept, by) if kept.moves else _booked(kept, by)
    _settle_waiting(kept, appointment)
    Hold.objects.filter(journey=kept.journey, kind=kept.kind).delete()
    return appointment


def _locked_holds(hold: Hold) -> QuerySet[Hold]:
    """Return what is held for this meeting, locked in the order of `give_back`: all of it ends with the confirming."""
    holds = Hold.objects.filter(journey=hold.journey_id, kind=hold.kind).order_by("pk")
    return holds.select_for_update(of=("self",)).select_related(
        "journey__participant",
        "journey__career_counsellor",
        "career_counsellor__person",
        "career_counsellor__office",
        "career_counsellor__booking_settings",
        "nav_counsellor__person",
        "place",
        "moves",
    )


def _has_lapsed(kept: Hold, now: datetime) -> bool:
    """Whether the time has begun, or is kept no longer and somebody is not free any more."""
    if kept.starts_at <= now or kept.expires_at > now:
        return kept.starts_at <= now
    people = set(kept.commitments.values_list("person", flat=True))
    busy = taken(people, kept.starts_at, kept.ends_at, now=now, moves=kept.booking)
    return bool(together(busy, people))


def _came_about(hold: Hold) -> bool:
    """Whether what the hold was for is booked: the button was pressed twice."""
    if hold.moves:
        return Appointment.objects.filter(pk=hold.moves.pk, starts_at=hold.starts_at).exists()
    return Appointment.objects.filter(public_id=hold.public_id).exists()


def _booked(kept: Hold, by: Actor) -> Appointment:
    appointment = Appointment.objects.create(
        public_id=kept.public_id,
        journey=kept.journey,
        kind=kept.kind,
        booked_by=by.person,
        booked_at=timezone.now(),
        **_when_and_where(kept),
    )
    _take_over(kept, appointment)
    name_counsellor(kept.journey, kept.career_counsellor)
    record(journey=kept.journey, kind=kinds.APPOINTMENT_BOOKED, by=by, data=facts(appointment))
    notifications.booked(appointment, by=by)
    return appointment


def _moved(kept: Hold, by: Actor) -> Appointment:
    people = Appointment.objects.select_related("career_counsellor__person", "nav_counsellor__person")
    appointment = people.get(holds=kept)
    if appointment.status != Status.BOOKED or appointment.starts_at <= timezone.now():
        raise AlreadyDone
    before = snapshot(appointment)
    _decline_for_those_who_wait(appointment)
    time_freed(appointment.career_counsellor)
    for field, value in _when_and_where(kept).items():
        setattr(appointment, field, value)
    appointment.sequence += 1
    appointment.save()
    appointment.commitments.all().delete()
    _take_over(kept, appointment)
    record(journey=kept.journey, kind=kinds.APPOINTMENT_MOVED, by=by, data=facts(appointment))
    notifications.changed(appointment, before, by=by)
    return appointment


def _when_and_where(kept: Hold) -> dict[str, Any]:
    return {
        "mode": kept.mode,
        "starts_at": kept.starts_at,
        "ends_at": kept.ends_at,
        "career_counsellor": kept.career_counsellor,
        "nav_counsellor": kept.nav_counsellor,
        "place": kept.place,
        "video_link": video_link_of(kept.career_counsellor, kept.mode),
    }


def video_link_of(counsellor: Membership, mode: str) -> str:
    """Return the counsellor's meeting room for a video meeting, '' for other modes and for who has none."""
    own = getattr(counsellor, "booking_settings", None)
    return own.video_link if own and mode == Mode.DIGITAL else ""


def _take_over(kept: Hold, appointment: Appointment) -> None:
    """The hold's commitments become the appointment's: at no moment is the time free for somebody else."""
    Commitment.objects.filter(hold=kept).update(
        appointment=appointment, hold=None, expires_at=None, booking=appointment.public_id
    )


def name_counsellor(journey: Journey, counsellor: Membership) -> None:
    """Where the journey has no career counsellor, or one who has left, this becomes theirs."""
    own = journey.career_counsellor
    if own is None or not own.is_in_force():
        assign_career_counsellor(journey=journey, membership=counsellor)


def _decline_for_those_who_wait(appointment: Appointment) -> None:
    """Who is moved away from a time does not want it back: it is not offered as an earlier one."""
    was = Func(F("declined"), Value(appointment.starts_at), function="array_append")
    WaitingEntry.objects.open().filter(appointment=appointment).update(declined=was)


def _settle_waiting(kept: Hold, appointment: Appointment) -> None:
    """Who took an offer has what they waited for; who books otherwise goes on waiting for something earlier."""
    entries = WaitingEntry.objects.open().filter(journey=kept.journey, kind=kept.kind)
    if kept.is_offer:
        entries.update(state=WaitingState.ENDED, hold=None, appointment=appointment)
    else:
        entries.update(state=WaitingState.WAITING, hold=None)
        entries.filter(appointment=None).update(appointment=appointment)
