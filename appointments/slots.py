"""Cutting free times out of what counsellors publish. Pure: instants in, instants out.

All arithmetic is on instants in UTC, so a slot has its real length also on the two days a year the clock changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: Slots begin on these minutes, counted from the start of a stretch.
STEP = timedelta(minutes=15)


@dataclass(frozen=True, order=True)
class Interval:
    """A stretch of time `[start, end)`, aware."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def utc(self) -> "Interval":
        return Interval(self.start.astimezone(UTC), self.end.astimezone(UTC))


def free_slots(
    stretches: Iterable[Interval], taken: Iterable[Interval], *, length: timedelta, not_before: datetime
) -> list[Interval]:
    """Return slots of `length` inside the stretches that touch nothing taken and begin at `not_before` or later.

    Slots follow each other without overlap; after something taken the next one begins where that ends, rounded up to
    the next quarter of an hour counted from the stretch's start.
    """
    busy = sorted(interval.utc() for interval in taken)
    found: list[Interval] = []
    for stretch in sorted(interval.utc() for interval in stretches):
        found.extend(_cut(stretch, busy, length, not_before.astimezone(UTC)))
    return found


def _cut(stretch: Interval, busy: list[Interval], length: timedelta, not_before: datetime) -> Iterator[Interval]:
    at = _round_up(stretch.start, max(stretch.start, not_before))
    while at + length <= stretch.end:
        slot = Interval(at, at + length)
        if hindrance := next((interval for interval in busy if interval.overlaps(slot)), None):
            at = _round_up(stretch.start, hindrance.end)
        else:
            yield slot
            at = slot.end


def _round_up(origin: datetime, at: datetime) -> datetime:
    """Return the first quarter of an hour counted from `origin` that is not before `at`."""
    steps = -((origin - at) // STEP)
    return origin + steps * STEP


def is_on_step(stretch: Interval, at: datetime) -> bool:
    """Whether `at` is a whole number of quarters of an hour after the stretch begins."""
    return (at.astimezone(UTC) - stretch.start.astimezone(UTC)) % STEP == timedelta()
