"""What appointments put on the journey page and in my day."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import Party
from appointments.enums import Status
from appointments.models import Appointment, PublishedTime
from appointments.permissions import can_book
from appointments.queries import open_kinds
from journeys.models import Journey
from journeys.progress import Progress
from journeys.sections import Column, Section, Task

#: How many past meetings the card shows.
PAST = 6


def journey_sections(journey: Journey, actor: Actor, state: Progress) -> list[Section]:
    """The meetings this actor may see, and where to book. One query."""
    now = timezone.now()
    visible = Appointment.objects.visible_to(actor).filter(journey=journey)
    rows = list(visible.exclude(status=Status.CANCELLED).select_related("place").order_by("-starts_at")[:20])
    for row in rows:
        row.journey = journey
    bookable = any(
        can_book(actor, journey, journey.blueprint.meeting_kind(key))
        for key in open_kinds(journey, state, actor.party)
        if actor.party == Party.CAREER_COUNSELLOR or not _is_one_ahead(rows, key, now)
    )
    data = {
        "ahead": [row for row in reversed(rows) if _is_ahead(row, now)],
        "past": [row for row in rows if not _is_ahead(row, now)][:PAST],
        "book_url": reverse("appointments:pick", args=[journey.public_id]) if bookable else "",
    }
    # On a phone the columns stand below each other, and for the participant the next meeting comes first.
    column = Column.MAIN if actor.is_participant else Column.ASIDE
    return [Section("meetings", "appointments/sections/meetings.html", 10, column, data)]


def _is_one_ahead(rows: list[Appointment], kind: str, now: datetime) -> bool:
    return any(row.kind == kind and row.is_booked and row.starts_at > now for row in rows)


def _is_ahead(appointment: Appointment, now: datetime) -> bool:
    return appointment.is_booked and appointment.ends_at > now


def tasks(actor: Actor, now: datetime) -> list[Task]:
    """A career counsellor without times ahead is asked to publish some. One query."""
    if actor.party != Party.CAREER_COUNSELLOR:
        return []
    if PublishedTime.objects.filter(membership=actor.membership, ends_at__gt=now).exists():
        return []
    note = _("Nobody can book you before you do.")
    return [Task(_("Publish times"), reverse("appointments:times"), note=note, icon="calendar")]
