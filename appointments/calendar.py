"""The calendar entry sent with a confirmation.

No case content: not who else is there, nor what it is about beyond the kind of meeting.
"""

from datetime import UTC

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from appointments.enums import Status
from appointments.models import Appointment
from common.outbox import Attachment
from journeys.blueprints.types import Mode


def summary(appointment: Appointment, *, neutral: bool) -> str:
    """What the entry is called: the kind of meeting, or nothing but "appointment" for neutral wording."""
    if neutral:
        return _("Appointment")
    return str(appointment.journey.blueprint.meeting_kind(appointment.kind).label)


def place_text(appointment: Appointment) -> str:
    """Where, in one line; for phone and video how it starts."""
    if appointment.mode == Mode.PHONE:
        return _("We call you")
    if appointment.mode == Mode.DIGITAL:
        return _("By video. The link comes from the career centre")
    place = appointment.place
    return ", ".join(part for part in (place.name, place.address) if part) if place else ""


def calendar_bytes(appointment: Appointment, *, neutral: bool) -> bytes:
    """Return the appointment as iCalendar (RFC 5545): a stable UID, the revision, and CANCEL once it is cancelled."""
    is_cancelled = appointment.status == Status.CANCELLED
    entry = Event()
    entry.add("uid", f"{appointment.public_id}@{settings.SITE_URL.split('//', 1)[-1].split(':')[0]}")
    entry.add("sequence", appointment.sequence)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    entry.add("dtstart", appointment.starts_at.astimezone(UTC))
    entry.add("dtend", appointment.ends_at.astimezone(UTC))
    entry.add("summary", summary(appointment, neutral=neutral))
    entry.add("location", place_text(appointment))
    entry.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Trepart//NO")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def attachment(appointment: Appointment, *, neutral: bool) -> Attachment:
    """Return the entry as a file for a mail."""
    return Attachment("avtale.ics", calendar_bytes(appointment, neutral=neutral), "text/calendar")
