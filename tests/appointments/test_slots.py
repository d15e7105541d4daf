"""Cutting free times: real lengths on every day of the year, nothing overlapping, nothing outside what is published."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.slots import STEP, Interval, free_slots

OSLO = ZoneInfo("Europe/Oslo")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

#: Quarters of an hour around both days of 2026 on which the clock changes.
QUARTERS = st.integers(0, 4 * 24 * 4).map(lambda number: number * timedelta(minutes=15))
NIGHTS = st.sampled_from([datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)])
MINUTES = st.integers(0, 3 * 24 * 60).map(lambda number: timedelta(minutes=number))


@st.composite
def intervals(draw: st.DrawFn, night: datetime) -> Interval:
    start = night + draw(MINUTES)
    interval = Interval(start, start + draw(st.integers(1, 600)) * timedelta(minutes=1))
    zone = draw(st.sampled_from([UTC, OSLO]))
    return Interval(interval.start.astimezone(zone), interval.end.astimezone(zone))


@st.composite
def separate(draw: st.DrawFn, night: datetime) -> list[Interval]:
    """Stretches that do not overlap, as the database keeps them."""
    marks = sorted(draw(st.lists(QUARTERS, unique=True, max_size=8)))
    return [Interval(night + a, night + b) for a, b in zip(marks[::2], marks[1::2], strict=False)]


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Interval], list[Interval], timedelta, datetime]:
    night = draw(NIGHTS)
    taken = draw(st.lists(intervals(night), max_size=6))
    length = timedelta(minutes=draw(st.sampled_from([30, 45, 60, 90])))
    return draw(separate(night)), taken, length, night + draw(MINUTES)


@given(days())
def test_every_slot_is_free_whole_and_inside_one_stretch(
    day: tuple[list[Interval], list[Interval], timedelta, datetime],
) -> None:
    stretches, taken, length, not_before = day
    for slot in free_slots(stretches, taken, length=length, not_before=not_before):
        assert slot.end.astimezone(UTC) - slot.start.astimezone(UTC) == length
        assert slot.start >= not_before
        assert not any(slot.overlaps(interval) for interval in taken)
        (stretch,) = [each for each in stretches if each.start <= slot.start and slot.end <= each.end]
        assert (slot.start - stretch.start) % STEP == timedelta()


@given(days())
def test_slots_never_overlap_each_other(day: tuple[list[Interval], list[Interval], timedelta, datetime]) -> None:
    stretches, taken, length, not_before = day
    found = free_slots(stretches, taken, length=length, not_before=not_before)
    assert found == sorted(found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(days())
def test_no_room_for_another_slot_is_left(day: tuple[list[Interval], list[Interval], timedelta, datetime]) -> None:
    """Wherever a meeting could begin on a quarter of an hour, some slot is found there or overlaps it."""
    stretches, taken, length, not_before = day
    found = free_slots(stretches, taken, length=length, not_before=not_before)
    for stretch in stretches:
        start = stretch.start
        while start + length <= stretch.end:
            slot = Interval(start, start + length)
            fits = start >= not_before and not any(slot.overlaps(interval) for interval in taken)
            assert not fits or any(slot.overlaps(each) for each in found)
            start += STEP


@given(days())
def test_the_zone_times_are_given_in_does_not_matter(
    day: tuple[list[Interval], list[Interval], timedelta, datetime],
) -> None:
    stretches, taken, length, not_before = day
    here = [Interval(each.start.astimezone(OSLO), each.end.astimezone(OSLO)) for each in stretches]
    assert free_slots(here, taken, length=length, not_before=not_before) == free_slots(
        stretches, taken, length=length, not_before=not_before
    )


def clocks(day: date, start: time, end: time, minutes: int) -> list[str]:
    stretch = Interval(datetime.combine(day, start, OSLO), datetime.combine(day, end, OSLO))
    found = free_slots([stretch], [], length=timedelta(minutes=minutes), not_before=LONG_AGO)
    return [f"{slot.start.astimezone(OSLO):%H.%M}" for slot in found]


def test_the_night_an_hour_is_lost() -> None:
    """29 March 2026: 02.00 becomes 03.00, so 01.00–04.00 holds two hours."""
    assert clocks(date(2026, 3, 29), time(1), time(4), 60) == ["01.00", "03.00"]


def test_the_night_an_hour_comes_twice() -> None:
    """25 October 2026: 03.00 becomes 02.00, so 01.00–04.00 holds four hours."""
    assert clocks(date(2026, 10, 25), time(1), time(4), 60) == ["01.00", "02.00", "02.00", "03.00"]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26)])
def test_office_hours_keep_their_clock(day: date) -> None:
    assert clocks(day, time(9), time(12), 45) == ["09.00", "09.45", "10.30", "11.15"]


def test_after_something_taken_the_next_slot_begins_on_a_quarter_of_an_hour() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=OSLO)
    stretch = Interval(at, at + timedelta(hours=3))
    taken = Interval(at + timedelta(minutes=10), at + timedelta(minutes=50))
    found = free_slots([stretch], [taken], length=timedelta(minutes=45), not_before=LONG_AGO)
    assert [f"{slot.start.astimezone(OSLO):%H.%M}" for slot in found] == ["10.00", "10.45"]
