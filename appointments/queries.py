"""What is free, and what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import Membership, Office
from appointments.enums import Status
from appointments.models import Appointment, Commitment, PublishedTime
from appointments.slots import Interval, free_slots, is_on_step
from journeys.blueprints.types import MeetingKind, Mode
from journeys.models import Journey
from journeys.progress import Progress

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Nobody is booked at shorter notice than this; a page read a little while ago is still good.
NOTICE = timedelta(hours=1)
GRACE = timedelta(minutes=15)
#: How far ahead times are looked for.
HORIZON = timedelta(weeks=26)


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


@dataclass(frozen=True)
class Availability:
    """What is free for a wish at `now`, week by week (by Mondays). Weeks are cut only when asked for."""

    wish: Wish
    now: datetime
    stretches: Mapping[date, list[PublishedTime]]
    taken: Mapping[int | None, list[Interval]]

    def week(self, monday: date) -> list[Slot]:
        """Return the free slots of a week by time; where several counsellors are free, the one who published first."""
        found: dict[datetime, Slot] = {}
        for time in self.stretches.get(monday, ()):
            for slot in self._cut(time):
                found.setdefault(slot.start, Slot(slot.start, slot.end, time.membership))
        return sorted(found.values(), key=lambda slot: slot.start)

    def next(self, monday: date) -> date | None:
        """Return the first later week in which something is free."""
        return self._nearest(sorted(week for week in self.stretches if week > monday))

    def previous(self, monday: date) -> date | None:
        """Return the last earlier week in which something is free."""
        return self._nearest(sorted((week for week in self.stretches if week < monday), reverse=True))

    def _nearest(self, weeks: Iterable[date]) -> date | None:
        return next((week for week in weeks if any(self._cut(time) for time in self.stretches[week])), None)

    def _cut(self, time: PublishedTime) -> list[Interval]:
        busy = self.taken[None] + self.taken.get(time.membership.person_id, [])
        length = timedelta(minutes=self.wish.kind.length_minutes)
        return free_slots([_interval(time)], busy, length=length, not_before=self.now + NOTICE)


def availability(wish: Wish, *, now: datetime) -> Availability:
    """Return what is free for the wish from `now` (aware) on, as far as HORIZON. Two queries."""
    times = list(_with_people(offering(wish, now=now).filter(starts_at__lt=now + HORIZON)))
    stretches: dict[date, list[PublishedTime]] = {}
    for time in times:
        stretches.setdefault(monday_of(timezone.localdate(time.starts_at)), []).append(time)
    return Availability(wish, now, stretches, _taken(wish, times, Interval(now, now + 2 * HORIZON)))


def offered_at(wish: Wish, starts_at: datetime, *, now: datetime) -> list[PublishedTime]:
    """Return the stretches in which the wish may begin at `starts_at` (aware) by what is published. One query."""
    end = starts_at + timedelta(minutes=wish.kind.length_minutes)
    times = _with_people(offering(wish, now=now).filter(starts_at__lte=starts_at, ends_at__gte=end))
    return [time for time in times if is_on_step(_interval(time), starts_at)]


def slot_at(wish: Wish, starts_at: datetime, *, now: datetime) -> Slot | None:
    """Return the slot that begins at `starts_at` (aware) with a counsellor who is free, None when somebody is not.

    Any quarter of an hour of a stretch will do: how a page cuts the stretch changes with each booking. Two queries.
    """
    if starts_at < now + NOTICE - GRACE:
        return None
    wanted = Interval(starts_at, starts_at + timedelta(minutes=wish.kind.length_minutes))
    times = offered_at(wish, starts_at, now=now)
    taken = _taken(wish, times, wanted)
    free = (time.membership for time in times if not taken[None] and not taken.get(time.membership.person_id))
    counsellor = next(free, None)
    return Slot(wanted.start, wanted.end, counsellor) if counsellor else None


def _with_people(times: QuerySet[PublishedTime]) -> QuerySet[PublishedTime]:
    return times.select_related("membership__person", "membership__office").order_by("starts_at", "pk")


def _interval(time: PublishedTime) -> Interval:
    return Interval(time.starts_at, time.ends_at)


def _taken(wish: Wish, times: Iterable[PublishedTime], within: Interval) -> dict[int | None, list[Interval]]:
    """Return taken time by person; under None that of those who attend whichever counsellor is chosen. One query."""
    common = {wish.journey.participant_id, *([wish.nav.person_id] if wish.nav else [])}
    staff = {time.membership.person_id for time in times}
    rows = Commitment.objects.filter(
        person__in=common | staff, active=True, starts_at__lt=within.end, ends_at__gt=within.start
    ).values_list("person_id", "starts_at", "ends_at")
    taken: dict[int | None, list[Interval]] = {None: []}
    for person, start, end in rows:
        taken.setdefault(None if person in common else person, []).append(Interval(start, end))
    return taken


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


def monday_of(day: date) -> date:
    """Return the Monday of the week `day` is in."""
    return day - timedelta(days=day.weekday())


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
    """Return the actor's booked appointments that have not ended at `now` (aware), soonest first, with people."""
    return with_people(_ahead(actor, now))


def _ahead(actor: Actor, now: datetime) -> QuerySet[Appointment]:
    booked: QuerySet[Appointment] = Appointment.objects.visible_to(actor).filter(status=Status.BOOKED, ends_at__gt=now)
    return booked.order_by("starts_at", "pk")


@dataclass(frozen=True)
class Ahead:
    """A coming appointment in a line: when (aware), with which participant, and how."""

    public_id: UUID
    starts_at: datetime
    participant: str
    mode: str

    @property
    def mode_label(self) -> "StrOrPromise":
        return Mode(self.mode).label


def lines_ahead(actor: Actor, *, now: datetime, limit: int) -> list[Ahead]:
    """Return the first of the `upcoming` appointments, with no more of each than a line shows. One query."""
    rows = _ahead(actor, now).values_list("public_id", "starts_at", "journey__participant__name", "mode")
    return [Ahead(*row) for row in rows[:limit]]
