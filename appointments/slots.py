"""Cutting free times out of what counsellors offer. Pure: whole seconds since 1970 in, whole seconds out.

All arithmetic is on instants, so a slot has its real length also on the two days a year the clock changes; and on whole
numbers, since a page looks through thousands of them. A stretch `(start, end)` is half-open.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from operator import itemgetter
from zoneinfo import ZoneInfo

import holidays

Span = tuple[int, int]

#: Slots begin on these steps, counted from the start of a stretch.
STEP = 15 * 60
#: Patterns are what the clock on the wall says here.
NORWAY = ZoneInfo("Europe/Oslo")


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return what the spans cover together, in order, touching none of each other."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def free_starts(stretch: Span, busy: Sequence[Span], *, length: int, stride: int, not_before: int) -> Iterator[int]:
    """Yield where slots of `length` begin, in the stretch, free of all that is busy, at `not_before` or later.

    `busy` is as `merged` returns it. Slots follow each other at `stride` (`length` or more); after something busy the
    next begins where that ends, rounded up to the next step counted from the stretch's start.
    """
    origin, end = stretch
    at = rounded_up(origin, max(origin, not_before))
    index = bisect_right(busy, at, key=itemgetter(1))
    while at + length <= end:
        while index < len(busy) and busy[index][1] <= at:
            index += 1
        if index < len(busy) and busy[index][0] < at + length:
            at = rounded_up(origin, busy[index][1])
        else:
            yield at
            at += stride


def rounded_up(origin: int, at: int) -> int:
    """Return the first step counted from `origin` that is not before `at`."""
    return origin - (origin - at) // STEP * STEP


def is_on_step(origin: int, at: int) -> bool:
    """Whether `at` is a whole number of steps after a stretch that begins at `origin`."""
    return (at - origin) % STEP == 0


def is_free(span: Span, busy: Sequence[Span]) -> bool:
    """Whether nothing busy (as `merged` returns it) touches the span."""
    index = bisect_right(busy, span[0], key=itemgetter(1))
    return index == len(busy) or busy[index][0] >= span[1]


@lru_cache(maxsize=10_000)
def on_day(day: date, start: time, end: time) -> Span:
    """Return the stretch from `start` to `end` by the clock in Norway on this day.

    Both ends are localised: where the clock is changed in between, the stretch is an hour shorter or longer.
    """
    return (_instant(day, start), _instant(day, end))


def midnight(day: date) -> int:
    """Return the instant this day begins at in Norway."""
    return _instant(day, time())


def _instant(day: date, clock: time) -> int:
    return int(datetime.combine(day, clock, NORWAY).timestamp())


def days_of(weekday: int, first: date, last: date) -> Iterator[date]:
    """Yield the days of this weekday (Monday 0) from `first` to `last`, both included, without public holidays."""
    return (day for day in workdays(first, last) if day.weekday() == weekday)


@lru_cache(maxsize=1_000)
def workdays(first: date, last: date) -> tuple[date, ...]:
    """Return the days from `first` to `last`, both included, that are no public holidays."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if not is_public_holiday(day))


def is_public_holiday(day: date) -> bool:
    """Whether offices in Norway are closed: a public holiday by law. Sundays are not counted as such."""
    return day in _holidays_of(day.year)


@cache
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))


def moment(seconds: int) -> datetime:
    """Return the instant as an aware datetime in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(at: datetime) -> int:
    """Return the instant of an aware datetime, rounded down."""
    return int(at.timestamp())
