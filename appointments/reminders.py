"""When a participant is reminded of an appointment, where, and in which words by text message."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import Person
from appointments.calendar import Reader, place_text
from appointments.models import Appointment
from common import dates, sms
from common.sms.numbers import normalised
from common.sms.segments import segments

#: The hours before, of the reminder people may ask for besides the county's.
SECOND = 2
#: The longest a text message may be, as the network counts.
LONGEST = 2


def hours_wanted(appointment: Appointment) -> tuple[int, ...]:
    """How many hours before the participant is reminded, longest first: as the county says, and as the person asked.

    Source: trondelag-model, *Brukerreisen*: a reminder goes 24 hours before.
    """
    own = {SECOND} if appointment.journey.participant.second_reminder else set()
    return tuple(sorted(own.union(appointment.journey.blueprint.booking.reminder_hours), reverse=True))


def due_at(appointment: Appointment, hours: int) -> datetime:
    """When that reminder goes, counted in UTC: so many real hours, also over a clock change."""
    return appointment.starts_at.astimezone(UTC) - timedelta(hours=hours)


def to_come(appointment: Appointment, *, now: datetime) -> list[tuple[int, datetime]]:
    """Return the reminders whose time is ahead (hours before, when); none for which the booking came too late."""
    times = ((hours, due_at(appointment, hours)) for hours in hours_wanted(appointment))
    return [(hours, when) for hours, when in times if when > now]


def later_and_due(appointment: Appointment, hours: int, *, now: datetime) -> list[int]:
    """Return the reminders wanted after the one `hours` before, whose time has come already."""
    return [each for each in hours_wanted(appointment) if each < hours and due_at(appointment, each) <= now]


def number_of(person: Person) -> str | None:
    """Return the number (E.164) text messages go to; None when they are not wanted or cannot be sent."""
    return normalised(person.phone) if person.sms_reminders and sms.is_on() else None


def short_text(appointment: Appointment, reader: Reader) -> str:
    """Return the reminder as a text message, of two segments at most; neutral wording says when and nothing else.

    What does not fit is left out: first the name, which may be in letters that take more room, then the place.
    """
    context: dict[str, Any] = {
        "when": dates.format_long_datetime(appointment.starts_at),
        "neutral": reader == Reader.NEUTRAL,
        "first_name": appointment.journey.participant.first_name,
        "where": place_text(appointment, reader),
        "site_url": settings.SITE_URL,
    }
    shorter: tuple[dict[str, Any], ...] = ({}, {"first_name": ""}, {"where": ""}, {"where": "", "first_name": ""})
    texts = [_written({**context, **less}) for less in shorter]
    fitting = (text for text in texts if segments(text) <= LONGEST)
    return next(fitting, None) or _written({**context, "neutral": True})


def _written(context: dict[str, Any]) -> str:
    return render_to_string("appointments/sms/reminder.txt", context).strip()
