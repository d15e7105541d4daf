"""What is free, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import Membership, Office
from appointments.enums import Status
from appointments.models import Appointment, Commitment, PublishedTime
from appointments.slots import Interval, free_slots
from journeys.blueprints.types import MeetingKind
from journeys.models import Journey

#: Nobody is booked at shorter notice than this.
NOTICE = timedelta(hours=1)


@dataclass(frozen=True)
class Wish:
    """What is to be booked: a kind of meeting of a journey, how, where, and whether Nav takes part.

    `nav` is the Nav counsellor's membership when Nav is to be there; `centre` narrows whose times are looked at.
    """

    journey: Journey
    kind: MeetingKind
    mode: str
    nav: Membership | None = None
    centre: Office | None = None


@dataclass(frozen=True)
class Slot:
    """A time everybody who must attend is free, with the career counsellor who offers it. Aware, UTC."""

    start: datetime
    end: datetime
    counsellor: Membership


def centres(journey: Journey) -> QuerySet[Office]:
    """Return the county's career centres in use, by name."""
    return Office.objects.filter(county=journey.county_id, kind=OfficeKind.CAREER_CENTRE, is_active=True)


def offering(wish: Wish, *, now: datetime) -> QuerySet[PublishedTime]:
    """Return the stretches the wish may be booked in: the journey's own counsellor's, else the centre's."""
    times = PublishedTime.objects.filter(ends_at__gt=now, modes__contains=[wish.mode])
    today = timezone.localdate(now)
    in_force = Q(membership__valid_until=None) | Q(membership__valid_until__gt=today)
    times = times.filter(in_force, membership__role=Party.CAREER_COUNSELLOR, membership__valid_from__lte=today)
    if wish.journey.career_counsellor_id:
        return times.filter(membership=wish.journey.career_counsellor_id)
    centre = wish.centre or wish.journey.career_centre
    return times.filter(membership__office=centre) if centre else times.none()


def slots(wish: Wish, *, first: datetime, until: datetime, now: datetime) -> list[Slot]:
    """Return the free slots in `[first, until)` (aware), by time; one counsellor a time. Two queries."""
    stretches = list(
        offering(wish, now=now)
        .filter(starts_at__lt=until, ends_at__gt=first)
        .select_related("membership__person", "membership__office")
    )
    taken = _taken(wish, {time.membership.person_id for time in stretches}, first, until)
    found: dict[datetime, Slot] = {}
    for time in stretches:
        busy = taken[None] + taken.get(time.membership.person_id, [])
        cut = free_slots(
            [Interval(time.starts_at, time.ends_at)],
            busy,
            length=timedelta(minutes=wish.kind.length_minutes),
            not_before=max(first, now + NOTICE),
        )
        for slot in cut:
            found.setdefault(slot.start, Slot(slot.start, slot.end, time.membership))
    return sorted((slot for slot in found.values() if slot.start < until), key=lambda slot: slot.start)


def _taken(wish: Wish, staff: Iterable[int], first: datetime, until: datetime) -> dict[int | None, list[Interval]]:
    """Return taken time by person; under None that of those who attend whichever counsellor is chosen."""
    common = {wish.journey.participant_id, *([wish.nav.person_id] if wish.nav else [])}
    rows = Commitment.objects.filter(
        person__in={*common, *staff}, active=True, starts_at__lt=until, ends_at__gt=first
    ).values_list("person_id", "starts_at", "ends_at")
    taken: dict[int | None, list[Interval]] = {None: []}
    for person, start, end in rows:
        taken.setdefault(None if person in common else person, []).append(Interval(start, end))
    return taken


def next_week_with_times(wish: Wish, *, after: date, now: datetime) -> date | None:
    """Return the Monday of the first week after the one of `after` in which times are published, or None. One query."""
    monday = after - timedelta(days=after.weekday()) + timedelta(weeks=1)
    later = offering(wish, now=now).filter(starts_at__gte=_midnight(monday)).order_by("starts_at")
    starts = later.values_list("starts_at", flat=True).first()
    if starts is None:
        return None
    day = timezone.localdate(starts)
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """Return the Norwegian calendar day an instant is on, as aware times `[midnight, next midnight)`."""
    day = timezone.localdate(at)
    return _midnight(day), _midnight(day + timedelta(days=1))


def week(monday: date) -> tuple[datetime, datetime]:
    """Return the week `[Monday 00.00, next Monday 00.00)` in Norway as aware times."""
    return _midnight(monday), _midnight(monday + timedelta(weeks=1))


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


def upcoming(actor: Actor, *, now: datetime, limit: int | None = None) -> QuerySet[Appointment]:
    """Return the actor's booked appointments that have not ended at `now` (aware), soonest first."""
    booked: QuerySet[Appointment] = Appointment.objects.visible_to(actor)
    ahead = with_people(booked.filter(status=Status.BOOKED, ends_at__gt=now)).order_by("starts_at", "pk")
    return ahead[:limit] if limit else ahead
