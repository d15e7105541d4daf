"""Who offers which stretches of time for a wish."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import OfficeKind, Party
from accounts.models import Membership, Office
from appointments.models import PublishedTime, WeeklyPattern
from appointments.queries.wishes import Wish, needs_nav_office
from appointments.slots import midnight, moment, on_day, seconds, workdays
from journeys.blueprints.types import Mode
from journeys.models import Journey

HOUR, WEEK = 3600, 7 * 24 * 3600
DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Time offered at a place, in whole seconds since 1970, half-open."""

    start: int
    end: int
    place: Office


class Hours(NamedTuple):
    """Hours offered on a weekday by the clock in Norway, from the day `first` to `last`, both included."""

    start: clock
    end: clock
    first: date
    last: date
    place: Office


@dataclass(frozen=True)
class Offer:
    """What one career counsellor offers for a wish, by weekday (Monday 0) and published, and how it is booked.

    `not_before` and `not_after` bound where a meeting may begin; `buffer` is the room to other meetings, in seconds.
    """

    counsellor: Membership
    not_before: int
    not_after: int
    buffer: int
    hours: defaultdict[int, list[Hours]] = field(default_factory=lambda: defaultdict(list))
    published: list[Stretch] = field(default_factory=list)

    def between(self, first: date, last: date) -> list[Stretch]:
        """Return the stretches from `first` to `last` (days in Norway, both included), in order.

        One is clipped where an earlier one goes on into it: nobody is offered twice at a time.
        """
        start, end = midnight(first), midnight(last + DAY)
        times = [each for each in self.published if each.start < end and each.end > start]
        times += (
            Stretch(*on_day(day, each.start, each.end), each.place)
            for day in workdays(first, last)
            for each in self.hours.get(day.weekday(), ())
            if each.first <= day <= each.last
        )
        return list(_clipped(sorted(times, key=itemgetter(0, 1))))


def _clipped(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    until = 0
    for each in stretches:
        if each.end > until:
            yield each if each.start >= until else each._replace(start=until)
            until = each.end


def centres(journey: Journey) -> QuerySet[Office]:
    """Return the county's career centres in use, by name."""
    return Office.objects.filter(county=journey.county_id, kind=OfficeKind.CAREER_CENTRE, is_active=True)


def counsellors(centre: Office) -> QuerySet[Membership]:
    """Return those who work as career counsellors at the centre today, by name."""
    members: QuerySet[Membership] = Membership.objects.in_force().filter(office=centre, role=Party.CAREER_COUNSELLOR)
    return members.select_related("person").order_by("person__name_sort", "pk")


def candidates(wish: Wish, *, now: datetime) -> QuerySet[Membership]:
    """Return the career counsellors the wish may be booked with: the named one, the journey's own, else the centre's.

    A journey whose counsellor has left is open to the whole centre again. A counsellor who is a participant too is not
    their own.
    """
    today = timezone.localdate(now)
    counsellors = Membership.objects.in_force(today).filter(role=Party.CAREER_COUNSELLOR, office__is_active=True)
    counsellors = counsellors.exclude(person=wish.journey.participant_id)
    counsellors = counsellors.select_related("person", "office", "booking_settings").order_by("pk")
    own = wish.journey.career_counsellor
    centre = wish.centre or wish.journey.career_centre
    if wish.counsellor:
        return counsellors.filter(pk=wish.counsellor.pk)
    if own and own.is_in_force(today):
        return counsellors.filter(pk=own.pk)
    return counsellors.filter(office=centre) if centre else counsellors.none()


def offers(wish: Wish, first: date, last: date, *, now: datetime) -> list[Offer]:
    """Return what each candidate offers from `first` to `last` (days in Norway, both included).

    Three queries, one more where somebody can be met elsewhere than at their own office. A presence day at a Nav office
    is for those who are followed up there; by phone or video the place does not matter.
    """
    found = {member.pk: _offer(wish, member, now) for member in candidates(wish, now=now)}
    if not found:
        return []
    patterns, published = list(_patterns(wish, found, first, last)), list(_published(wish, found, first, last))
    own = {offer.counsellor.office_id: offer.counsellor.office for offer in found.values()}
    places = own | _places({row[-1] for row in (*patterns, *published)} - {*own, None})
    for key, weekday, start, end, valid_from, valid_until, place in patterns:
        until = valid_until - DAY if valid_until else date.max
        found[key].hours[weekday].append(Hours(start, end, valid_from, until, places[place]))
    for key, starts_at, ends_at, place in published:
        offer = found[key]
        where = places[place or offer.counsellor.office_id]
        offer.published.append(Stretch(seconds(starts_at), seconds(ends_at), where))
    return list(found.values())


def _places(keys: set[int]) -> dict[int, Office]:
    return Office.objects.in_bulk(keys) if keys else {}


def _offer(wish: Wish, member: Membership, now: datetime) -> Offer:
    rules, own = wish.rules, getattr(member, "booking_settings", None)
    notice = max(rules.notice_hours, (own and own.notice_hours) or 0)
    horizon = min(rules.horizon_weeks, (own and own.horizon_weeks) or rules.horizon_weeks)
    buffer = max(rules.buffer_minutes, (own and own.buffer_minutes) or 0)
    at = seconds(now)
    return Offer(member, at + notice * HOUR, min(at + horizon * WEEK, _last_moment(wish, member)), buffer * 60)


def _last_moment(wish: Wish, member: Membership) -> int:
    """Nobody is booked after their last day at work."""
    ends = [each.valid_until for each in (member, wish.nav) if each and each.valid_until]
    return midnight(min(ends)) - 1 if ends else sys.maxsize


def _patterns(wish: Wish, members: Iterable[int], first: date, last: date) -> Iterable[tuple[Any, ...]]:
    """Return rows, not objects: a centre has hundreds, and a page wants a few numbers of each."""
    patterns = WeeklyPattern.objects.filter(_in_place(wish), membership__in=members, modes__contains=[wish.mode])
    patterns = patterns.filter(Q(lengths=[]) | Q(lengths__contains=[wish.minutes]), valid_from__lte=last)
    patterns = patterns.filter(Q(valid_until=None) | Q(valid_until__gt=first))
    if last - first < 6 * DAY:
        days = (last - first).days + 1
        patterns = patterns.filter(weekday__in=[(first + n * DAY).weekday() for n in range(days)])
    return patterns.values_list("membership", "weekday", "start", "end", "valid_from", "valid_until", "place")


def _published(wish: Wish, members: Iterable[int], first: date, last: date) -> Iterable[tuple[Any, ...]]:
    in_place = _in_place(wish)
    if in_place and not needs_nav_office(wish):
        in_place |= Q(place=None)  # the counsellor's own office
    times = PublishedTime.objects.filter(
        in_place,
        membership__in=members,
        modes__contains=[wish.mode],
        starts_at__lt=moment(midnight(last + DAY)),
        ends_at__gt=moment(midnight(first)),
    )
    return times.values_list("membership", "starts_at", "ends_at", "place")


def _in_place(wish: Wish) -> Q:
    if wish.mode != Mode.IN_PERSON:
        return Q()
    at_nav = Q(place__in=Membership.objects.filter(nav_journeys=wish.journey).values("office"))
    if needs_nav_office(wish):
        return at_nav
    return at_nav | Q(place__kind=OfficeKind.CAREER_CENTRE)
