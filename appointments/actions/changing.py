"""Cancelling a meeting, and saying afterwards who came."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.actors import Actor
from appointments import notifications
from appointments.actions.freed import time_freed
from appointments.actions.locks import give_back
from appointments.enums import TRANSITIONS, Attendance, WaitingState
from appointments.models import Appointment, WaitingEntry
from appointments.snapshots import facts
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import lock, record


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

    Notes whether it was late by the county's rules. Records `appointment_cancelled`; gives back a time held to move it,
    and ends the wait for an earlier one. AlreadyDone when it is not booked any more, or has begun.
    """
    moved = _move(
        appointment,
        "cancel",
        cancelled_at=timezone.now(),
        cancelled_by=by.person,
        cancelled_late=_is_late(appointment),
        sequence=F("sequence") + 1,
    )
    moved.commitments.update(active=False)
    give_back(moved.holds.all())
    time_freed(moved.career_counsellor)
    WaitingEntry.objects.open().filter(appointment=moved).update(state=WaitingState.ENDED, hold=None)
    record(journey=moved.journey, kind=kinds.APPOINTMENT_CANCELLED, by=by, data=facts(moved))
    notifications.cancelled(moved, by=by)


def _is_late(appointment: Appointment) -> bool:
    """Whether it is too near for cancelling in good time, by where it stands now: it may just have been moved."""
    lock(appointment.journey)
    appointment.refresh_from_db(fields=["starts_at"])
    left = appointment.starts_at - timezone.now()
    if left <= timedelta():
        raise AlreadyDone
    return left < timedelta(hours=appointment.journey.blueprint.booking.late_hours)


@transaction.atomic
def mark_held(*, appointment: Appointment, by: Actor, attendance: Mapping[int, Attendance] | None = None) -> None:
    """Say that the meeting was held, and who came (by person id; everybody unless told otherwise).

    Records `appointment_held`. AlreadyDone when it is not booked any more.
    """
    moved = _move(appointment, "hold", closed_at=timezone.now())
    moved.commitments.update(attendance=Attendance.CAME)
    for person, came in (attendance or {}).items():
        moved.commitments.filter(person=person).update(attendance=came)
    record(journey=moved.journey, kind=kinds.APPOINTMENT_HELD, by=by, data=facts(moved))


@transaction.atomic
def mark_missed(*, appointment: Appointment, by: Actor, excused: bool = False) -> None:
    """Say that the meeting did not take place since the participant did not come, or sent word (`excused`).

    Records `appointment_missed`; nobody is told by mail. AlreadyDone when it is not booked any more.
    """
    moved = _move(appointment, "miss", closed_at=timezone.now())
    absent = Attendance.EXCUSED if excused else Attendance.ABSENT
    moved.commitments.update(active=False)
    moved.commitments.filter(person=moved.journey.participant_id).update(attendance=absent)
    record(journey=moved.journey, kind=kinds.APPOINTMENT_MISSED, by=by, data=facts(moved))
