"""Who may wait for an earlier time, and answer when one is offered. Plain bools; the view has scoped the place."""

from datetime import datetime

from accounts.actors import Actor
from appointments.models import Appointment, WaitingEntry
from appointments.permissions import can_cancel


def can_wait(actor: Actor, appointment: Appointment, *, now: datetime) -> bool:
    """Anybody of the appointment may put the participant in line, while it is ahead at `now` (aware).

    A group session is not made earlier for one of its participants.
    """
    return appointment.group_id is None and can_cancel(actor, appointment, now=now)


def can_leave(actor: Actor, entry: WaitingEntry) -> bool:
    """The parties of the journey; a colleague at the centre sees the line, and leaves it to them."""
    journey = entry.journey
    if actor.is_participant:
        return journey.participant_id == actor.person.pk
    return bool({journey.nav_counsellor_id, journey.career_counsellor_id} & set(actor.recipients))


def can_answer(actor: Actor, entry: WaitingEntry) -> bool:
    """Only the participant says yes or no."""
    return actor.is_participant and entry.journey.participant_id == actor.person.pk
