"""Cutting free times: real lengths on every day of the year, nothing overlapping, nothing outside what is offered."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments import slots
from appointments.slots import NORWAY, STEP, Span, free_starts, merged

MINUTE = 60
#: Around both days of 2026 on which the clock changes.
NIGHTS = st.sampled_from(
    [int(datetime(2026, 3, 28, tzinfo=UTC).timestamp()), int(datetime(2026, 10, 24, tzinfo=UTC).timestamp())]
)
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))


def overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@st.composite
def spans(draw: st.DrawFn, night: int) -> Span:
    start = night + draw(st.integers(0, 3 * 24 * 60)) * MINUTE
    return start, start + draw(st.integers(1, 600)) * MINUTE


@st.composite
def days(draw: st.DrawFn) -> tuple[Span, list[Span], int, int, int]:
    night = draw(NIGHTS)
    busy = merged(draw(st.lists(spans(night), max_size=8)))
    length = draw(st.sampled_from([30, 45, 60, 90])) * MINUTE
    stride = length + draw(st.sampled_from([0, 0, 10, 15])) * MINUTE
    return draw(spans(night)), busy, length, stride, night + draw(st.integers(0, 3 * 24 * 60)) * MINUTE


Day = tuple[Span, list[Span], int, int, int]


def cut(day: Day) -> list[Span]:
    stretch, busy, length, stride, not_before = day
    found = free_starts(stretch, busy, length=length, stride=stride, not_before=not_before)
    return [(start, start + length) for start in found]


@given(days())
def test_every_slot_is_free_whole_and_inside_the_stretch(day: Day) -> None:
    stretch, busy, _length, _stride, not_before = day
    for slot in cut(day):
        assert stretch[0] <= slot[0]
        assert slot[1] <= stretch[1]
        assert slot[0] >= not_before
        assert not any(overlaps(slot, taken) for taken in busy)
        assert slots.is_free(slot, busy)


@given(days())
def test_slots_never_overlap_each_other_and_keep_their_distance(day: Day) -> None:
    assert all(after[0] - before[0] >= day[3] for before, after in pairwise(cut(day)))


@given(days())
def test_no_room_for_another_slot_is_left(day: Day) -> None:
    """Wherever a meeting could begin on a step, some slot is found there or too near it."""
    stretch, busy, length, stride, not_before = day
    found = cut(day)
    for start in range(stretch[0], stretch[1] - length + 1, STEP):
        fits = start >= not_before and not any(overlaps((start, start + length), taken) for taken in busy)
        assert not fits or any(abs(start - slot[0]) < stride for slot in found)


@given(st.lists(spans(0), max_size=12), spans(0))
def test_merged_time_covers_the_same_and_touches_nothing_of_itself(times: list[Span], probe: Span) -> None:
    together = merged(times)
    assert all(before[1] < after[0] for before, after in pairwise(together))
    assert slots.is_free(probe, together) == (not any(overlaps(probe, each) for each in times))


# --- days ----------------------------------------------------------------------------------------------------------
@given(DAYS, CLOCKS, CLOCKS)
def test_a_stretch_is_what_the_clock_on_the_wall_says(day: date, start: time, end: time) -> None:
    begins, _ends = slots.on_day(day, start, end)
    shown = slots.moment(begins).astimezone(NORWAY)
    gap = day.month == 3 and day.weekday() == 6 and start.hour == 2  # an hour that does not exist once a year
    assert gap or (shown.date(), shown.time()) == (day, start)


@given(st.integers(0, 6), DAYS, st.integers(0, 400))
def test_a_weekly_pattern_falls_on_its_weekday_and_never_on_a_public_holiday(
    weekday: int, first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    found = list(slots.days_of(weekday, first, last))
    assert all(day.weekday() == weekday and first <= day <= last for day in found)
    assert not any(slots.is_public_holiday(day) for day in found)
    all_of_them = {first + timedelta(days=n) for n in range(length + 1)}
    left_out = {day for day in all_of_them if day.weekday() == weekday} - set(found)
    assert all(slots.is_public_holiday(day) for day in left_out)


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2026-01-01", True),
        ("2026-04-02", True),  # Maundy Thursday
        ("2026-04-03", True),
        ("2026-04-06", True),
        ("2026-05-01", True),
        ("2026-05-14", True),  # Ascension Day
        ("2026-05-17", True),
        ("2026-05-25", True),  # Whit Monday
        ("2026-12-25", True),
        ("2026-12-26", True),
        ("2026-12-24", False),
        ("2026-04-04", False),
        ("2027-03-25", True),
    ],
)
def test_the_public_holidays_of_norway(day: str, closed: bool) -> None:
    """Source: lov om helligdager og helligdagsfred § 2, lov om 1 og 17 mai som høgtidsdager."""
    assert slots.is_public_holiday(date.fromisoformat(day)) is closed


def clocks(day: date, start: time, end: time, minutes: int, busy: tuple[Span, ...] = ()) -> list[str]:
    length = minutes * MINUTE
    found = free_starts(slots.on_day(day, start, end), busy, length=length, stride=length, not_before=0)
    return [f"{slots.moment(at).astimezone(NORWAY):%H.%M}" for at in found]


def test_the_night_an_hour_is_lost() -> None:
    """29 March 2026: 02.00 becomes 03.00, so 01.00–04.00 holds two hours."""
    assert clocks(date(2026, 3, 29), time(1), time(4), 60) == ["01.00", "03.00"]


def test_the_night_an_hour_comes_twice() -> None:
    """25 October 2026: 03.00 becomes 02.00, so 01.00–04.00 holds four hours."""
    assert clocks(date(2026, 10, 25), time(1), time(4), 60) == ["01.00", "02.00", "02.00", "03.00"]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26)])
def test_office_hours_keep_their_clock(day: date) -> None:
    assert clocks(day, time(9), time(12), 45) == ["09.00", "09.45", "10.30", "11.15"]


def test_after_something_taken_the_next_slot_begins_on_a_step() -> None:
    day = date(2026, 3, 2)
    taken = slots.on_day(day, time(9, 10), time(9, 50))
    assert clocks(day, time(9), time(12), 45, (taken,)) == ["10.00", "10.45"]
