"""Dates and times the way people read them, in the active language.

Everything shown is in Europe/Oslo (the current time zone of the process); aware datetimes in UTC are converted here and
nowhere else. Plain dates are shown as they are.
"""

from datetime import date, datetime, time
from typing import Final

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_NORWEGIAN: Final = {
    "day": "l j. F",
    "date": "l j. F Y",
    "clock": "H.i",
    "at": r"\k\l. H.i",
    "short": "d.m.Y",
}
_ENGLISH: Final = {
    "day": "l j F",
    "date": "l j F Y",
    "clock": "H:i",
    "at": r"\a\t H:i",
    "short": "d.m.Y",
}


#: Days from today.
_NEAR: Final = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}


def _is_english() -> bool:
    return (get_language() or "nb").startswith("en")


def _pattern(name: str) -> str:
    """The format string of the active language; bokmål and nynorsk differ only in the names of the days."""
    return (_ENGLISH if _is_english() else _NORWEGIAN)[name]


def _local(value: date | datetime | time) -> date | datetime | time:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _day_of(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _format(value: date | datetime | time, *names: str) -> str:
    pattern = " ".join(_pattern(name) for name in names)
    local = _local(value)
    text = str(formats.time_format(local, pattern) if isinstance(local, time) else formats.date_format(local, pattern))
    return text if _is_english() else text.lower()  # Django's nynorsk writes the months with capitals


def format_clock(value: datetime | time) -> str:
    """``10.30``; a clock time is shown as it is."""
    return _format(value, "clock")


def format_short_date(value: date | datetime) -> str:
    """``03.12.2026``, for tables."""
    return _format(value, "short")


def format_short_datetime(value: datetime) -> str:
    """``03.12.2026 kl. 10.30``, for logs."""
    return _format(value, "short", "at")


def format_long_date(value: date | datetime) -> str:
    """``torsdag 3. desember 2026``."""
    return _format(value, "date")


def format_day(value: date | datetime, *, today: date | None = None) -> str:
    """``torsdag 3. desember``, with the year when it is another year than today's."""
    same_year = _day_of(value).year == (today or timezone.localdate()).year
    return _format(value, "day" if same_year else "date")


def format_long_datetime(value: datetime, *, today: date | None = None) -> str:
    """``torsdag 3. desember kl. 10.30``, with the year when it is another year than today's."""
    return f"{format_day(value, today=today)} {_format(value, 'at')}"


def format_relative_day(value: date | datetime, *, today: date | None = None) -> str:
    """``i dag``, ``i morgen``, ``i går``, otherwise as :func:`format_day`."""
    today = today or timezone.localdate()
    near = _NEAR.get((_day_of(value) - today).days)
    return str(near) if near else format_day(value, today=today)


def format_time_range(start: datetime | time, end: datetime | time) -> str:
    """``10.30–11.15``: the half-open interval ``[start, end)`` as people write it."""
    return f"{format_clock(start)}–{format_clock(end)}"
