"""When demo meetings are: whole times of a working day, never two for one team at once."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
STARTS = (time(8, 30), time(9, 45), time(11, 0), time(12, 45), time(14, 0))
WEEKDAYS = 5
#: Meetings of one kind a team can have; the calendars of three kinds fill about seven weeks around today.
TEAM_SIZE = 50
_KIND = 60


@dataclass
class TeamClock:
    """Hands out meeting times of one team: recent and older ones behind today, coming ones ahead of it."""

    today: date
    stride: int
    used: dict[str, int] = field(default_factory=dict)

    def recent(self) -> datetime:
        """A time behind today, the last meeting of a journey."""
        return self._slot(-1 - self._next("recent"))

    def older(self) -> datetime:
        """A time well before every recent one, an earlier meeting of a journey."""
        return self._slot(-1 - _KIND - self._next("older"))

    def coming(self) -> datetime:
        """A time from today on; one earlier today is a meeting nobody has closed yet."""
        return self._slot(self._next("coming"))

    def _next(self, kind: str) -> int:
        index = self.used.get(kind, 0)
        self.used[kind] = index + 1
        return index * self.stride

    def _slot(self, index: int) -> datetime:
        """Slot 0 is the first of today or the next working day; negative ones lie before it."""
        days, place = divmod(index, len(STARTS))
        return datetime.combine(working_day(self.today, days), STARTS[place], OSLO)


def working_day(today: date, days: int) -> date:
    """Return the day `days` working days from today (negative: before); a weekend counts as the Monday after."""
    start = today + timedelta(days=7 - today.weekday()) if today.weekday() >= WEEKDAYS else today
    monday = start - timedelta(days=start.weekday())
    weeks, weekday = divmod(start.weekday() + days, WEEKDAYS)
    return monday + timedelta(weeks=weeks, days=weekday)
