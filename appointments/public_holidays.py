"""The days offices in Norway are closed by law, by name."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import holidays
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: What the `holidays` library calls them, and what we do.
NAMES = {
    "New Year's Day": _("New Year’s Day"),
    "Maundy Thursday": _("Maundy Thursday"),
    "Good Friday": _("Good Friday"),
    "Easter Sunday": _("Easter Sunday"),
    "Easter Monday": _("Easter Monday"),
    "Labor Day": _("Labour Day"),
    "Constitution Day": _("Constitution Day"),
    "Ascension Day": _("Ascension Day"),
    "Pentecost": _("Whit Sunday"),
    "Pentecost Monday": _("Whit Monday"),
    "Christmas Day": _("Christmas Day"),
    "Second Day of Christmas": _("Boxing Day"),
}
DAY = timedelta(days=1)


@dataclass
class Closed:
    """Holidays that follow each other, from `first` to `last` (both included), with their names in order."""

    first: date
    last: date
    names: "list[StrOrPromise]" = field(default_factory=list)

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


def names_of(day: date) -> "list[StrOrPromise]":
    """Return what is kept on this day; two may fall together. Empty for an ordinary day, also for a Sunday."""
    said = _of_year(day.year).get(day)
    return [NAMES.get(name, name) for name in said.split("; ")] if said else []


def closed_days(first: date, last: date, weekdays: Container[int]) -> list[Closed]:
    """Return the public holidays on these weekdays (Monday 0) from `first` to `last`, both included, in order."""
    found: list[Closed] = []
    for number in range((last - first).days + 1):
        day = first + number * DAY
        names = names_of(day) if day.weekday() in weekdays else []
        if names and found and found[-1].last + DAY == day:
            found[-1].last = day
            found[-1].names += names
        elif names:
            found.append(Closed(day, day, names))
    return found


@cache
def _of_year(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("NO", years=year, language="en_US"))
