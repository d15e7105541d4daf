"""Dates and times as people read them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from common import dates

TODAY = date(2026, 11, 21)
MEETING = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)  # 10.30 in Oslo


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nb", "torsdag 3. desember kl. 10.30"),
        ("nn", "torsdag 3. desember kl. 10.30"),
        ("en", "Thursday 3 December at 10:30"),
    ],
)
def test_long_datetime_in_oslo_time(language: str, expected: str) -> None:
    with translation.override(language):
        assert dates.format_long_datetime(MEETING, today=TODAY) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("nb", "mandag 7. desember 2026"), ("nn", "måndag 7. desember 2026")]
)
def test_days_have_the_names_of_the_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert dates.format_long_date(date(2026, 12, 7)) == expected


def test_the_year_is_shown_when_it_is_another() -> None:
    with translation.override("nb"):
        assert dates.format_day(date(2027, 1, 4), today=TODAY) == "mandag 4. januar 2027"
        assert dates.format_day(date(2026, 12, 7), today=TODAY) == "mandag 7. desember"


def test_summer_and_winter_time() -> None:
    assert dates.format_clock(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)) == "10.00"
    assert dates.format_clock(datetime(2026, 12, 1, 8, 0, tzinfo=UTC)) == "09.00"


def test_the_day_is_the_day_in_oslo() -> None:
    late = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)
    assert dates.format_short_datetime(late) == "04.12.2026 kl. 00.30"
    with translation.override("nb"):
        assert dates.format_relative_day(late, today=date(2026, 12, 4)) == "i dag"


@pytest.mark.parametrize(
    ("language", "day", "expected"),
    [
        ("nb", date(2026, 11, 21), "i dag"),
        ("nb", date(2026, 11, 22), "i morgen"),
        ("nb", date(2026, 11, 20), "i går"),
        ("nn", date(2026, 11, 22), "i morgon"),
        ("nn", date(2026, 11, 24), "tysdag 24. november"),
    ],
)
def test_relative_day(language: str, day: date, expected: str) -> None:
    with translation.override(language):
        assert dates.format_relative_day(day, today=TODAY) == expected


def test_time_range() -> None:
    assert dates.format_time_range(MEETING, datetime(2026, 12, 3, 10, 15, tzinfo=UTC)) == "10.30–11.15"


def test_a_time_without_zone_is_shown_as_it_is() -> None:
    assert dates.format_clock(datetime(2026, 12, 3, 9, 30)) == "09.30"  # noqa: DTZ001 — that is what is tested


def test_filters_show_nothing_for_a_missing_value() -> None:
    source = "{% load ui %}[{{ when|long_datetime }}|{{ when|short_date }}|{{ when|iso }}|{{ when|relative_day }}]"
    assert Template(source).render(Context({"when": None})) == "[|||]"


def test_filters() -> None:
    source = "{% load ui %}{{ when|clock }} {{ when|short_date }} {{ when|iso }} {{ when|time_range:when }}"
    shown = Template(source).render(Context({"when": MEETING}))
    assert shown == "10.30 03.12.2026 2026-12-03T09:30:00+00:00 10.30–10.30"
