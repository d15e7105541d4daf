"""From a request to a calendar page: which days, whose, and where each entry stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments.public_holidays import names_of
from appointments.queries import monday_of
from appointments.queries.agenda import Agenda, Entry, agenda, centre_of
from common import dates

if TYPE_CHECKING:
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

WEEK, DAY = "uke", "dag"
ME, CENTRE = "meg", "senter"
ONE_DAY = timedelta(days=1)
#: How far from today the calendar goes.
FARTHEST = timedelta(days=5 * 365)
#: The hours that are always drawn.
OPEN, CLOSE = 8, 16
MIDNIGHT = 24
WORKING_DAYS = 5


@dataclass(frozen=True)
class Look:
    """What is looked at: a week or a day, around `day`, one's own or the whole centre's."""

    period: str
    day: date
    whose: str

    @property
    def first(self) -> date:
        return monday_of(self.day) if self.period == WEEK else self.day

    @property
    def last(self) -> date:
        return self.first + 6 * ONE_DAY if self.period == WEEK else self.day

    def url(self, *, period: str = "", day: date | None = None, whose: str = "") -> str:
        """Return the query of the same look with something changed."""
        asked = {"vis": period or self.period, "dato": (day or self.day).isoformat(), "hvem": whose or self.whose}
        return f"?{urlencode(asked)}"


def look_of(data: "QueryDict", actor: Actor) -> Look:
    """Return what the address asks for; what is missing or nonsense becomes this week, one's own.

    On a Saturday or Sunday the week people plan for is the next one.
    """
    today = timezone.localdate()
    coming = today + timedelta(days=2) if today.weekday() >= WORKING_DAYS and data.get("vis") != DAY else today
    day = min(max(_day(data.get("dato", "")) or coming, today - FARTHEST), today + FARTHEST)
    has_centre = actor.party == Party.CAREER_COUNSELLOR
    return Look(
        period=DAY if data.get("vis") == DAY else WEEK,
        day=day,
        whose=CENTRE if has_centre and data.get("hvem") == CENTRE else ME,
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Placed:
    """An entry and the quarters of an hour it is drawn from and to, by the clock in Norway."""

    entry: Entry
    hour: int
    minute: int
    until_hour: int
    until_minute: int


@dataclass(frozen=True)
class Column:
    """A day, or on a day of the whole centre one counsellor, with what stands in it."""

    heading: str
    entries: list[Placed]
    day: date | None = None
    url: str = ""
    notes: "Sequence[StrOrPromise]" = ()
    is_today: bool = False


@dataclass(frozen=True)
class Person:
    """One counsellor's entries on a day, in the week of the whole centre."""

    name: str
    entries: list[Entry]


@dataclass(frozen=True)
class CentreDay:
    """A day of the whole centre."""

    heading: str
    day: date
    url: str
    people: list[Person]
    notes: "Sequence[StrOrPromise]" = ()
    is_today: bool = False


@dataclass(frozen=True)
class CalendarPage:
    """What the page draws: `columns` beside each other by the clock, or `days` as lists for a centre's week.

    `first_hour` and `last_hour` bound what is drawn.
    """

    look: Look
    columns: list[Column]
    days: list[CentreDay]
    first_hour: int
    last_hour: int

    @property
    def hours(self) -> range:
        return range(self.first_hour, self.last_hour)

    @property
    def previous_url(self) -> str:
        return self.look.url(day=self.look.first - (7 if self.look.period == WEEK else 1) * ONE_DAY)

    @property
    def following_url(self) -> str:
        return self.look.url(day=self.look.last + ONE_DAY)

    @property
    def today_url(self) -> str:
        return self.look.url(day=timezone.localdate())

    @property
    def choices(self) -> "list[tuple[StrOrPromise, str, bool]]":
        """Label, address, and whether it is the one shown: week or day, one's own or the centre's."""
        periods = ((WEEK, _("Week")), (DAY, _("Day")))
        return [(label, self.look.url(period=key), key == self.look.period) for key, label in periods]

    @property
    def people_choices(self) -> "list[tuple[StrOrPromise, str, bool]]":
        whose = ((ME, _("Me")), (CENTRE, _("The whole centre")))
        return [(label, self.look.url(whose=key), key == self.look.whose) for key, label in whose]


def calendar_page(actor: Actor, look: Look, *, now: datetime) -> CalendarPage:
    """Return the page of this look for the actor (in a membership) at `now` (aware)."""
    own = [actor.membership] if actor.membership else []
    members = centre_of(actor) if look.whose == CENTRE else own
    found = agenda(actor, members, look.first, look.last, now=now)
    if look.whose == CENTRE and look.period == WEEK:
        return CalendarPage(look, [], _centre_week(found, look), OPEN, CLOSE)
    entries = _columns_of(found, look)
    first, last = _bounds(each for _member, _day, each in entries)
    columns = [_column(look, member, day, rows, (first, last)) for member, day, rows in entries]
    return CalendarPage(look, columns, [], first, last)


def _columns_of(found: Agenda, look: Look) -> list[tuple[Membership, date, list[Entry]]]:
    days = _shown(found) if look.period == WEEK else found.days
    return [(member, day, found.entries(member, day)) for day in days for member in found.members]


def _shown(found: Agenda) -> list[date]:
    """Monday to Friday, and the weekend where there is anything in it."""
    return [day for day in found.days if day.weekday() < WORKING_DAYS or found.is_used(day)]


def _centre_week(found: Agenda, look: Look) -> list[CentreDay]:
    return [
        CentreDay(
            heading=dates.format_day(day),
            day=day,
            url=look.url(period=DAY, day=day),
            people=[Person(member.person.name, found.entries(member, day)) for member in found.members],
            notes=names_of(day),
            is_today=day == timezone.localdate(),
        )
        for day in _shown(found)
    ]


def _bounds(days: Iterable[list[Entry]]) -> tuple[int, int]:
    """The whole hours to draw, wide enough for all that does not take the whole day."""
    partly = [entry for entries in days for entry in entries if not entry.is_all_day]
    first = min([OPEN, *(timezone.localtime(entry.start).hour for entry in partly)])
    last = max([CLOSE, *(_end(entry)[0] + (1 if _end(entry)[1] else 0) for entry in partly)])
    return first, last


def _end(entry: Entry) -> tuple[int, int]:
    """Hour and minute an entry ends, 24 at the end of the day."""
    end = timezone.localtime(entry.end)
    return (end.hour, end.minute) if end.hour or end.minute else (MIDNIGHT, 0)


def _column(look: Look, member: Membership, day: date, rows: list[Entry], bounds: tuple[int, int]) -> Column:
    entries = [_placed(entry, bounds) for entry in rows]
    if look.whose == CENTRE:
        return Column(member.person.name, entries)
    url = look.url(period=DAY, day=day) if look.period == WEEK else ""
    is_today = day == timezone.localdate()
    return Column(dates.format_day(day), entries, day, url, names_of(day), is_today)


def _placed(entry: Entry, bounds: tuple[int, int]) -> Placed:
    if entry.is_all_day:
        return Placed(entry, bounds[0], 0, bounds[1], 0)
    start, (until, minute) = timezone.localtime(entry.start), _end(entry)
    ends = divmod(until * 60 + -(-minute // 15) * 15, 60)
    return Placed(entry, start.hour, start.minute // 15 * 15, *ends)
