"""The calendar entry sent with a confirmation.

No case content: not who else is there, nor what it is about beyond the kind of meeting.
"""

from datetime import UTC
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from appointments.enums import Status
from appointments.models import Appointment
from common.outbox import Attachment
from journeys.blueprints.types import Mode


def summary(appointment: Appointment, *, neutral: bool) -> str:
    """What the entry is called: the kind of meeting, or nothing but "appointment" for neutral wording."""
    if neutral:
        return _("Appointment")
    return str(appointment.journey.blueprint.meeting_kind(appointment.kind).label)


def place_text(appointment: Appointment, *, neutral: bool = False) -> str:
    """Where, in one line; for phone and video how it starts. Neutral wording names no office."""
    if appointment.mode == Mode.PHONE:
        return _("We call you")
    if appointment.mode == Mode.DIGITAL:
        return (
            _("By video. You get the link beforehand") if neutral else _("By video. The career centre sends the link")
        )
    place = appointment.place
    if neutral:
        return (place and place.address) or _("Sign in to see the place")
    return ", ".join(part for part in (place.name, place.address) if part) if place else ""


def method(appointment: Appointment) -> str:
    """What the calendar is asked to do (RFC 5546)."""
    return "CANCEL" if appointment.status == Status.CANCELLED else "PUBLISH"


def calendar_bytes(appointment: Appointment, *, neutral: bool) -> bytes:
    """Return the appointment as iCalendar (RFC 5545): a UID that never changes, the revision, and whether it stands."""
    entry = Event()
    entry.add("uid", str(appointment.public_id))
    entry.add("sequence", appointment.sequence)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    entry.add("dtstart", appointment.starts_at.astimezone(UTC))
    entry.add("dtend", appointment.ends_at.astimezone(UTC))
    entry.add("summary", summary(appointment, neutral=neutral))
    entry.add("location", place_text(appointment, neutral=neutral))
    entry.add("class", "PRIVATE")
    entry.add("status", "CANCELLED" if appointment.status == Status.CANCELLED else "CONFIRMED")
    entry.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"))
    calendar = Calendar()
    calendar.add("prodid", "-//Trepart//NO")
    calendar.add("version", "2.0")
    calendar.add("method", method(appointment))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def attachment(appointment: Appointment, *, neutral: bool) -> Attachment:
    """Return the entry as a file for a mail."""
    content_type = f"text/calendar; method={method(appointment)}"
    return Attachment("avtale.ics", calendar_bytes(appointment, neutral=neutral), content_type)
