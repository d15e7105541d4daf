"""The private calendar of one capacity (RFC 5545), fetched again and again by calendar programs.

It says when and where, and what kind of meeting; of the participant at most initials, and those only when asked for.
Its bytes are the same until something changes, so that a program need not fetch them twice.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vText

from accounts.actors import Actor
from accounts.enums import Party
from appointments.calendar import Reader, place_text, reader_of, summary
from appointments.enums import FeedNames, GroupStatus, Status
from appointments.models import Appointment, CalendarFeed, GroupSession
from common.templatetags.ui import initials

#: What has been stays so long, and so does what was cancelled.
BACK = timedelta(days=30)
#: How often programs are asked to look again.
REFRESH = timedelta(hours=1)


def feed_bytes(feed: CalendarFeed, actor: Actor, *, now: datetime) -> bytes:
    """Return what the actor attends from 30 days before `now` (aware) on, as iCalendar in the language active.

    `actor` is the feed's person in the feed's capacity. What was cancelled within those days stands there as cancelled.
    Two queries for staff, one for a participant.
    """
    reader = reader_of(actor)
    calendar = _calendar(_name(actor))
    for appointment in _appointments(actor, now):
        calendar.add_component(_appointment_entry(appointment, reader, FeedNames(feed.names)))
    for session in _sessions(actor, now):
        calendar.add_component(_session_entry(session))
    if not calendar.subcomponents:
        calendar.add_component(_norway())
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Trepart//NO")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for title in ("name", "x-wr-calname"):
        calendar.add(title, vText(name))  # escaped, which icalendar only does by itself for what it knows as text
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar


@cache
def _norway() -> Timezone:
    """A calendar without entries has something in it all the same, as the standard asks (RFC 5545, 3.6)."""
    return Timezone.from_tzid("Europe/Oslo")


def _name(actor: Actor) -> str:
    """Two capacities are two calendars, told apart by the office; a participant's calendar names none."""
    return f"{_('Appointments')} – {actor.office.name}" if actor.office else _("Appointments")


# --- what is in it ---------------------------------------------------------------------------------------------------
def _appointments(actor: Actor, now: datetime) -> Iterable[Appointment]:
    """The actor's own: not those only followed, nor those of somebody stood in for. For staff a group session is one
    entry, whoever comes.
    """
    since = now - BACK
    visible = Appointment.objects.visible_to(actor).filter(~Q(status=Status.CANCELLED) | Q(cancelled_at__gt=since))
    visible = visible.filter(starts_at__gt=since).select_related("journey__participant", "place")
    match actor.party:
        case Party.CAREER_COUNSELLOR:
            return visible.filter(career_counsellor=actor.membership, group=None)
        case Party.NAV_COUNSELLOR:
            return visible.filter(nav_counsellor=actor.membership, group=None)
        case _:
            return visible


def _sessions(actor: Actor, now: datetime) -> Iterable[GroupSession]:
    """Those the actor leads or comes to from Nav; none for a participant."""
    leading = Q(career_counsellor=actor.membership) | Q(nav_contact=actor.membership)
    sessions = GroupSession.objects.visible_to(actor).filter(leading, starts_at__gt=now - BACK)
    return sessions.select_related("county", "place")


# --- entries ---------------------------------------------------------------------------------------------------------
def _appointment_entry(appointment: Appointment, reader: Reader, names: FeedNames) -> Event:
    title = summary(appointment, reader)
    if reader == Reader.STAFF and names == FeedNames.INITIALS:
        title = f"{title} – {initials(appointment.journey.participant.name)}"
    revised = appointment.cancelled_at or appointment.booked_at
    entry = _entry(appointment, title, reader, revised, is_off=appointment.status == Status.CANCELLED)
    if reader != Reader.NEUTRAL:
        entry.add("url", settings.SITE_URL + reverse("appointments:detail", args=[appointment.public_id]))
    return entry


def _session_entry(session: GroupSession) -> Event:
    is_off = session.status == GroupStatus.CANCELLED
    return _entry(session, str(session.meeting_kind.label), Reader.STAFF, session.created_at, is_off=is_off)


def _entry(
    meeting: Appointment | GroupSession, title: str, reader: Reader, revised: datetime, *, is_off: bool
) -> Event:
    """One entry. Many programs show a cancelled one like any other, so that it is said in the title too."""
    entry = Event()
    entry.add("uid", str(meeting.public_id))
    entry.add("sequence", meeting.sequence)
    entry.add("dtstamp", revised.astimezone(UTC))
    entry.add("dtstart", meeting.starts_at.astimezone(UTC))
    entry.add("dtend", meeting.ends_at.astimezone(UTC))
    entry.add("summary", _("Cancelled: %(title)s") % {"title": title} if is_off else title)
    entry.add("location", place_text(meeting, reader))
    entry.add("class", "PRIVATE")
    entry.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return entry
