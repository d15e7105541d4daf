"""The calendar entry sent with a confirmation.

No case content: not who else is there, nor what it is about beyond the kind of meeting.
"""

from datetime import UTC
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from accounts.actors import Actor
from appointments.enums import Status
from appointments.models import Appointment, GroupSession, Hold
from common.outbox import Attachment
from journeys.blueprints.types import Mode

#: What an entry is about: one participant's appointment, or a session of a group as its staff sees it.
Entry = Appointment | GroupSession


class Reader(StrEnum):
    """For whom an appointment is put into words."""

    PARTICIPANT = "participant"
    NEUTRAL = "neutral"
    STAFF = "staff"


def reader_of(actor: Actor) -> Reader:
    """Return how to word it for this actor: a participant may have asked for neutral wording."""
    if not actor.is_participant:
        return Reader.STAFF
    return Reader.NEUTRAL if actor.person.neutral_wording else Reader.PARTICIPANT


def summary(appointment: Entry, reader: Reader) -> str:
    """What the entry is called: the kind of meeting, or nothing but "appointment" for neutral wording."""
    if reader == Reader.NEUTRAL:
        return _("Appointment")
    return str(appointment.meeting_kind.label)


def place_text(appointment: Entry | Hold, reader: Reader) -> str:
    """Where, in one line; by phone and video how it starts, as seen by the reader. Neutral wording names no office."""
    if appointment.mode != Mode.IN_PERSON:
        return _start_of(appointment, reader)
    place = appointment.place
    if reader == Reader.NEUTRAL:
        return (place and place.address) or _("Sign in to see the place")
    return ", ".join(part for part in (place.name, place.address) if part) if place else ""


def _start_of(appointment: Entry | Hold, reader: Reader) -> str:
    if reader == Reader.STAFF:
        return str(Mode(appointment.mode).label)
    if appointment.mode == Mode.PHONE:
        return _("We call you")
    if reader == Reader.NEUTRAL:
        return _("By video. You get the link beforehand")
    return _("By video. The career centre sends the link")


def method(appointment: Entry) -> str:
    """What the calendar is asked to do (RFC 5546)."""
    return "CANCEL" if appointment.status == Status.CANCELLED else "PUBLISH"


def calendar_bytes(appointment: Entry, reader: Reader, *, stands: bool = True) -> bytes:
    """Return the appointment as iCalendar (RFC 5545): a UID that never changes, the revision, and whether it stands.

    `stands` is false for somebody who is no longer to attend a meeting of others.
    """
    gone = not stands or appointment.status == Status.CANCELLED
    entry = Event()
    entry.add("uid", str(appointment.public_id))
    entry.add("sequence", appointment.sequence)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    entry.add("dtstart", appointment.starts_at.astimezone(UTC))
    entry.add("dtend", appointment.ends_at.astimezone(UTC))
    entry.add("summary", summary(appointment, reader))
    entry.add("location", place_text(appointment, reader))
    if appointment.video_link and not gone:
        entry.add("url", appointment.video_link)
    entry.add("class", "PRIVATE")
    entry.add("status", "CANCELLED" if gone else "CONFIRMED")
    entry.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"))
    calendar = Calendar()
    calendar.add("prodid", "-//Trepart//NO")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def attachment(appointment: Entry, reader: Reader, *, stands: bool = True) -> Attachment:
    """Return the entry as a file for a mail."""
    content_type = f"text/calendar; method={method(appointment) if stands else 'CANCEL'}"
    return Attachment("avtale.ics", calendar_bytes(appointment, reader, stands=stands), content_type)
