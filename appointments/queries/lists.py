"""Appointments that exist or come next: what fits now, what is ahead, and lists."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments.enums import Status
from appointments.models import Appointment, GroupSession
from appointments.queries.groups import attended_by
from journeys.blueprints.types import Mode
from journeys.models import Journey
from journeys.progress import Progress

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def open_kinds(journey: Journey, state: Progress, party: str) -> tuple[str, ...]:
    """Return the keys of the kinds of meeting that fit now.

    The career counsellor agrees the next meeting before one ends: while a meeting is booked, those of the next step fit
    too. Source: nordland-model, *Trepartssamtale*.
    """
    if state.bookable or state.current is None or not state.open_appointments or party != Party.CAREER_COUNSELLOR:
        return state.bookable
    steps = journey.blueprint.steps
    following = steps[steps.index(state.current) + 1 :]
    return next((step.bookable for step in following if step.bookable), ())


def kinds_ahead(journey: Journey, party: str, *, now: datetime) -> set[str]:
    """Return the kinds this party may not book another of, since one is ahead at `now` (aware). One query.

    Empty for the career counsellor, who agrees the next meeting before one ends.
    """
    if party == Party.CAREER_COUNSELLOR:
        return set()
    booked = Appointment.objects.filter(journey=journey, status=Status.BOOKED, starts_at__gt=now)
    return set(booked.values_list("kind", flat=True))


def with_people(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Add what a row or card of an appointment shows."""
    return appointments.select_related(
        "journey__participant",
        "journey__county",
        "career_counsellor__person",
        "career_counsellor__office",
        "nav_counsellor__person",
        "nav_counsellor__office",
        "place",
    )


def upcoming(actor: Actor, *, now: datetime) -> QuerySet[Appointment]:
    """Return the actor's booked appointments that have not ended at `now` (aware), soonest first, with people.

    For staff without those of a group: they attend the session, see `attended_by`, not each participant's part of it.
    """
    return with_people(_ahead(actor, now))


def booked_within(
    actor: Actor, start: datetime, end: datetime | None = None, *, membership: Membership | None = None
) -> QuerySet[Appointment]:
    """Return the booked appointments one membership attends (the actor's own unless told otherwise) that touch
    `[start, end)` (aware; None: whatever comes), soonest first, with people. Only those the actor may see.
    """
    attending = membership or actor.membership
    attends = Q(career_counsellor=attending) | Q(nav_counsellor=attending)
    booked = Appointment.objects.visible_to(actor).filter(attends, status=Status.BOOKED, ends_at__gt=start)
    if end:
        booked = booked.filter(starts_at__lt=end)
    return with_people(booked.order_by("starts_at", "pk"))


def _ahead(actor: Actor, now: datetime) -> QuerySet[Appointment]:
    booked: QuerySet[Appointment] = Appointment.objects.visible_to(actor).filter(status=Status.BOOKED, ends_at__gt=now)
    own = booked if actor.is_participant else booked.filter(group=None)
    return own.order_by("starts_at", "pk")


@dataclass(frozen=True)
class Ahead:
    """A coming appointment in a line: when (aware), with which participant (or what, for a group), and how."""

    public_id: UUID
    starts_at: datetime
    participant: str
    mode: str
    page: str = "appointments:detail"

    @property
    def mode_label(self) -> "StrOrPromise":
        return Mode(self.mode).label

    @property
    def url(self) -> str:
        return reverse(self.page, args=[self.public_id])


def lines_ahead(actor: Actor, *, now: datetime, limit: int) -> list[Ahead]:
    """Return the first of the `upcoming` appointments and sessions, with no more of each than a line shows.

    One query, two where the county has group sessions.
    """
    rows = _ahead(actor, now).values_list("public_id", "starts_at", "journey__participant__name", "mode")
    lines = [Ahead(*row) for row in rows[:limit]]
    lines += [_session_ahead(session) for session in attended_by(actor, now=now)[:limit]]
    return sorted(lines, key=lambda line: line.starts_at)[:limit]


def _session_ahead(session: GroupSession) -> Ahead:
    label = str(session.meeting_kind.label)
    return Ahead(session.public_id, session.starts_at, label, str(session.mode), "appointments:group")
