"""What appointments put on the journey page and in my day."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments.enums import Status
from appointments.group_permissions import can_join
from appointments.models import Appointment, GroupSession
from appointments.permissions import can_book
from appointments.queries import open_kinds
from appointments.queries.groups import open_group_kinds, to_lead
from appointments.queries.own_times import offers_any
from appointments.waiting_sections import waiting_sections, waiting_tasks
from journeys.models import Journey
from journeys.progress import Progress
from journeys.sections import Column, Section, Task

#: How many past meetings the card shows.
PAST = 6


def journey_sections(journey: Journey, actor: Actor, state: Progress) -> list[Section]:
    """The meetings this actor may see, where to book, and the waiting list. Two queries."""
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
        "group_url": _group_url(journey, actor, state),
    }
    # On a phone the columns stand below each other, and for the participant the next meeting comes first.
    column = Column.MAIN if actor.is_participant else Column.ASIDE
    meetings = Section("meetings", "appointments/sections/meetings.html", 10, column, data)
    return [*waiting_sections(journey, actor, now=now), meetings]


def _group_url(journey: Journey, actor: Actor, state: Progress) -> str:
    """Where the sessions stand that the participant may join, '' when none fits or the actor books none."""
    keys = open_group_kinds(journey, state, actor.party)
    joins = any(can_join(actor, journey, key) for key in keys)
    return reverse("appointments:group_pick", args=[journey.public_id]) if joins else ""


def _is_one_ahead(rows: list[Appointment], kind: str, now: datetime) -> bool:
    return any(row.kind == kind and row.is_booked and row.starts_at > now for row in rows)


def _is_ahead(appointment: Appointment, now: datetime) -> bool:
    return appointment.is_booked and appointment.ends_at > now


def tasks(actor: Actor, now: datetime) -> list[Task]:
    """A career counsellor who offers no times is asked to, leads today's group sessions, and notes who came;
    a participant who is offered a time is asked for an answer.

    One query, two where the county has group sessions.
    """
    if actor.party != Party.CAREER_COUNSELLOR or actor.membership is None:
        return waiting_tasks(actor, now)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    sessions = to_lead(actor, until=today + timedelta(days=1))
    return [*_hours_task(actor.membership, now), *(_session_task(session, now, today) for session in sessions)]


def _hours_task(membership: Membership, now: datetime) -> list[Task]:
    if offers_any(membership, now=now):
        return []
    note = _("Nobody can book you before you do.")
    return [Task(_("Add the hours you can meet people"), reverse("appointments:times"), note=note, icon="calendar")]


def _session_task(session: GroupSession, now: datetime, today: datetime) -> Task:
    has_begun = session.starts_at <= now
    return Task(
        title=_("Note who came") if has_begun else _("Lead the group session"),
        url=reverse("appointments:group_attendance" if has_begun else "appointments:group", args=[session.public_id]),
        about=str(session.meeting_kind.label),
        note=session.place.name if session.place else "",
        at=session.starts_at,
        icon="person-group",
        is_late=session.starts_at < today,
    )
