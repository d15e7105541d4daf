"""The box on the page that confirms a time: tell the participant if an earlier one comes up."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.actors import Actor
from appointments.actions import waiting
from appointments.models import Appointment, Hold, WaitingEntry
from appointments.queries import wish_to_move

#: Whoever books a time later than this finds the box ticked.
FAR_AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class TellIfEarlier:
    """The box, and whether it is ticked from the start."""

    checked: bool


def tell_if_earlier(held: Hold) -> TellIfEarlier | None:
    """Return the box for whoever books, staff or participant; None for a journey that is in line already. One query."""
    if WaitingEntry.objects.open().filter(journey=held.journey_id, kind=held.kind).exists():
        return None
    return TellIfEarlier(checked=held.starts_at - timezone.now() > FAR_AHEAD)


def wait_for_earlier(appointment: Appointment, actor: Actor) -> None:
    """Put the participant in line for something earlier than what was just booked."""
    waiting.join(wish=wish_to_move(appointment), centre=appointment.career_counsellor.office, by=actor)
