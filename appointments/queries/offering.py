"""Who offers which stretches of time for a wish."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import OfficeKind, Party
from accounts.models import Membership, Office
from appointments.models import PublishedTime, WeeklyPattern
from appointments.queries.wishes import Wish, needs_nav_office
from appointments.slots import NORWAY, days_of, on_day, seconds
from journeys.blueprints.types import Mode
from journeys.models import Journey

HOUR, WEEK = 3600, 7 * 24 * 3600


@dataclass(frozen=True)
class Stretch:
    """Time offered at a place, in whole seconds since 1970, half-open."""

    start: int
    end: int
    place: Office


@dataclass(frozen=True)
class Offer:
    """What one career counsellor offers for a wish: stretches in order that do not overlap, and how it is booked.

    `not_before` and `not_after` bound where a meeting may begin; `buffer` is the room to other meetings, in seconds.
    """

    counsellor: Membership
    not_before: int
    not_after: int
    buffer: int
    stretches: list[Stretch] = field(default_factory=list)


def centres(journey: Journey) -> QuerySet[Office]:
    """Return the county's career centres in use, by name."""
    return Office.objects.filter(county=journey.county_id, kind=OfficeKind.CAREER_CENTRE, is_active=True)


def counsellors(centre: Office) -> QuerySet[Membership]:
    """Return those who work as career counsellors at the centre today, by name."""
    members: QuerySet[Membership] = Membership.objects.in_force().filter(office=centre, role=Party.CAREER_COUNSELLOR)
    return members.select_related("person").order_by("person__name_sort", "pk")


def candidates(wish: Wish, *, now: datetime) -> QuerySet[Membership]:
    """Return the career counsellors the wish may be booked with: the named one, the journey's own, else the centre's.

    A journey whose counsellor has left is open to the whole centre again.
    """
    today = timezone.localdate(now)
    counsellors = Membership.objects.in_force(today).filter(role=Party.CAREER_COUNSELLOR, office__is_active=True)
    counsellors = counsellors.select_related("person", "office", "booking_settings").order_by("pk")
    own = wish.journey.career_counsellor
    centre = wish.centre or wish.journey.career_centre
    if wish.counsellor:
        return counsellors.filter(pk=wish.counsellor.pk)
    if own and own.is_in_force(today):
        return counsellors.filter(pk=own.pk)
    return counsellors.filter(office=centre) if centre else counsellors.none()


def offers(wish: Wish, first: date, last: date, *, now: datetime) -> list[Offer]:
    """Return what each candidate offers from `first` to `last` (days in Norway, both included). Three queries.

    A presence day at a Nav office is for those who are followed up there; by phone or video the place does not matter.
    """
    found = {member.pk: _offer(wish, member, now) for member in candidates(wish, now=now)}
    if found:
        times = [*_from_patterns(wish, found, first, last), *_published(wish, found, first, last)]
        for key, stretch in sorted(times, key=lambda each: (each[1].start, each[1].end)):
            _add(found[key], stretch)
    return list(found.values())


def _offer(wish: Wish, member: Membership, now: datetime) -> Offer:
    rules, own = wish.rules, getattr(member, "booking_settings", None)
    notice = max(rules.notice_hours, (own and own.notice_hours) or 0)
    horizon = min(rules.horizon_weeks, (own and own.horizon_weeks) or rules.horizon_weeks)
    buffer = max(rules.buffer_minutes, (own and own.buffer_minutes) or 0)
    at = seconds(now)
    return Offer(member, at + notice * HOUR, at + horizon * WEEK, buffer * 60)


def _add(offer: Offer, stretch: Stretch) -> None:
    """Add a stretch, clipped where an earlier one goes on into it: nobody is offered twice at a time."""
    start = max(stretch.start, offer.stretches[-1].end) if offer.stretches else stretch.start
    if start < stretch.end:
        offer.stretches.append(Stretch(start, stretch.end, stretch.place))


def _from_patterns(wish: Wish, members: Iterable[int], first: date, last: date) -> Iterator[tuple[int, Stretch]]:
    patterns = WeeklyPattern.objects.filter(_in_place(wish), membership__in=members, modes__contains=[wish.mode])
    patterns = patterns.filter(Q(lengths=[]) | Q(lengths__contains=[wish.minutes]), valid_from__lte=last)
    patterns = patterns.filter(Q(valid_until=None) | Q(valid_until__gt=first)).select_related("place")
    for pattern in patterns:
        until = min(last, pattern.valid_until - timedelta(days=1)) if pattern.valid_until else last
        for day in days_of(pattern.weekday, max(first, pattern.valid_from), until):
            start, end = on_day(day, pattern.start, pattern.end)
            yield pattern.membership_id, Stretch(start, end, pattern.place)


def _published(wish: Wish, members: dict[int, Offer], first: date, last: date) -> Iterator[tuple[int, Stretch]]:
    times = PublishedTime.objects.filter(
        _in_place(wish) | (Q(place=None) if not needs_nav_office(wish) else Q(pk=None)),
        membership__in=members,
        modes__contains=[wish.mode],
        starts_at__lt=_midnight(last + timedelta(days=1)),
        ends_at__gt=_midnight(first),
    ).select_related("place")
    for time in times:
        place = time.place or members[time.membership_id].counsellor.office
        yield time.membership_id, Stretch(seconds(time.starts_at), seconds(time.ends_at), place)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, clock(), NORWAY).astimezone(UTC)


def _in_place(wish: Wish) -> Q:
    if wish.mode != Mode.IN_PERSON:
        return Q()
    at_nav = Q(place__in=Membership.objects.filter(pk=wish.journey.nav_counsellor_id).values("office"))
    if needs_nav_office(wish):
        return at_nav
    return at_nav | Q(place__kind=OfficeKind.CAREER_CENTRE)
