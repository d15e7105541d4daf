"""What a counsellor offers and when the counsellor is away, as the own pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership
from appointments.county_rules import rules_of
from appointments.enums import GroupStatus, Status, Weekday
from appointments.models import Absence, Appointment, BookingSettings, GroupSession, PublishedTime, WeeklyPattern
from appointments.queries.lists import booked_within, with_people

#: Shown also when nothing is offered on them.
WORKING_DAYS = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)


@dataclass(frozen=True)
class WeekdayHours:
    """What is offered on one weekday, by the clock; hours that begin or end later included."""

    weekday: Weekday
    patterns: list[WeeklyPattern]


def week_of(membership: Membership, *, today: date) -> list[WeekdayHours]:
    """Return the weekly hours that apply today or later: Monday to Friday, and the weekend where used. One query."""
    patterns = WeeklyPattern.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today), membership=membership)
    found: dict[int, list[WeeklyPattern]] = {day: [] for day in WORKING_DAYS}
    for pattern in patterns.select_related("place").order_by("weekday", "start", "valid_from"):
        found.setdefault(pattern.weekday, []).append(pattern)
    return [WeekdayHours(Weekday(weekday), rows) for weekday, rows in sorted(found.items())]


def offers_any(membership: Membership, *, now: datetime) -> bool:
    """Whether the counsellor has weekly hours or single times that have not ended at `now` (aware). One query."""
    today = timezone.localdate(now)
    week = WeeklyPattern.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today), membership=OuterRef("pk"))
    single = PublishedTime.objects.filter(membership=OuterRef("pk"), ends_at__gt=now)
    return Membership.objects.filter(Exists(week) | Exists(single), pk=membership.pk).exists()


def published_ahead(membership: Membership, *, now: datetime) -> QuerySet[PublishedTime]:
    """Return the single times that have not ended at `now` (aware), soonest first."""
    return PublishedTime.objects.filter(membership=membership, ends_at__gt=now).select_related("place")


@dataclass(frozen=True)
class RulesInForce:
    """How a counsellor is booked: the stricter of the own wishes and the county's rules."""

    buffer_minutes: int
    notice_hours: int
    horizon_weeks: int
    video_link: str


def rules_in_force(membership: Membership) -> RulesInForce:
    """Return how this career counsellor is booked. One query."""
    county = rules_of(membership.office.county)
    own = BookingSettings.objects.filter(membership=membership).first() or BookingSettings()
    return RulesInForce(
        buffer_minutes=max(county.buffer_minutes, own.buffer_minutes or 0),
        notice_hours=max(county.notice_hours, own.notice_hours or 0),
        horizon_weeks=min(county.horizon_weeks, own.horizon_weeks or county.horizon_weeks),
        video_link=own.video_link,
    )


def booked_in_pattern(actor: Actor, pattern: WeeklyPattern, *, now: datetime) -> list[Appointment]:
    """Return the appointments ahead at `now` (aware) that lie in the pattern's hours, and stay when it goes."""
    ahead = booked_within(actor, now, membership=pattern.membership)
    return [each for each in ahead if _lies_in(each, pattern)]


def _lies_in(appointment: Appointment, pattern: WeeklyPattern) -> bool:
    start, end = timezone.localtime(appointment.starts_at), timezone.localtime(appointment.ends_at)
    applies = pattern.valid_from <= start.date() and (not pattern.valid_until or start.date() < pattern.valid_until)
    meets = start.weekday() == pattern.weekday and start.time() < pattern.end and end.time() > pattern.start
    return applies and meets


@dataclass(frozen=True)
class Away:
    """An absence, and the appointments booked in it that the actor may see."""

    absence: Absence
    appointments: list[Appointment] = field(default_factory=list)

    @property
    def is_whole_days(self) -> bool:
        ends = (timezone.localtime(at).time() for at in (self.absence.starts_at, self.absence.ends_at))
        return all(clock == time() for clock in ends)

    @property
    def last_day(self) -> date:
        """The last day in Norway some of it is on."""
        return timezone.localdate(self.absence.ends_at - timedelta(microseconds=1))

    @property
    def is_one_day(self) -> bool:
        return timezone.localdate(self.absence.starts_at) == self.last_day


def absences_ahead(actor: Actor, *, now: datetime) -> list[Away]:
    """Return the absences, own and of those covered now, that have not ended at `now` (aware). Two queries."""
    absences = Absence.objects.visible_to(actor).filter(ends_at__gt=now)
    absences = absences.select_related("membership__person").order_by("starts_at", "pk")
    found = [Away(absence) for absence in absences]
    if found:
        for appointment in _touched(actor, found, now):
            for away in found:
                if _is_in(appointment, away.absence):
                    away.appointments.append(appointment)
    return found


def is_touched(actor: Actor, absence: Absence, *, now: datetime) -> bool:
    """Whether an appointment, or a group session with nobody in it yet, is booked in what is left of the absence."""
    start, member = max(absence.starts_at, now), absence.membership
    sessions = GroupSession.objects.filter(
        Q(career_counsellor=member) | Q(nav_contact=member), status=GroupStatus.PLANNED, ends_at__gt=start
    )
    booked = booked_within(actor, start, absence.ends_at, membership=member)
    return booked.exists() or sessions.filter(starts_at__lt=absence.ends_at).exists()


def _touched(actor: Actor, found: list[Away], now: datetime) -> Iterable[Appointment]:
    visible = Appointment.objects.visible_to(actor).filter(
        status=Status.BOOKED, ends_at__gt=now, starts_at__lt=max(away.absence.ends_at for away in found)
    )
    return with_people(visible).order_by("starts_at", "pk")


def _is_in(appointment: Appointment, absence: Absence) -> bool:
    attends = absence.membership_id in {appointment.career_counsellor_id, appointment.nav_counsellor_id}
    return attends and appointment.starts_at < absence.ends_at and appointment.ends_at > absence.starts_at
