"""When the demo's counsellors can be met, and when not."""

import datetime

from accounts.models import Office
from appointments.county_rules import modes_of
from appointments.models import Absence, BookingSettings, PublishedTime, WeeklyPattern
from workspace.demo.cast import Team
from workspace.demo.clock import OSLO, WEEKDAYS

MORNING, AFTERNOON = (datetime.time(8, 30), datetime.time(12)), (datetime.time(12, 45), datetime.time(15, 30))
EVENING = (datetime.time(16), datetime.time(18))
#: The day of the week spent at the team's Nav office.
PRESENCE = 2
DAY = datetime.timedelta(days=1)


def offer_times(team: Team, today: datetime.date, *, only_at_nav: bool) -> None:
    """Give the career counsellor weekly hours with a presence day, a video room, an evening and an absence ahead.

    `only_at_nav`: the county meets people at Nav offices alone. The Nav counsellor has one busy hour. Saves; records
    nothing.
    """
    places = [team.nav.office if only_at_nav or day == PRESENCE else team.career.office for day in range(WEEKDAYS)]
    WeeklyPattern.objects.bulk_create(
        _hours(team, weekday, place, *hours, since=today - 28 * DAY)
        for weekday, place in enumerate(places)
        for hours in (MORNING, AFTERNOON)
    )
    BookingSettings.objects.create(
        membership=team.career, video_link=f"https://video.example/rom-{team.career.public_id.hex[:8]}"
    )
    monday = today + (7 - today.weekday()) * DAY
    _evening(team, monday + 10 * DAY, places[3])
    Absence.objects.create(
        membership=team.career, starts_at=_at(monday + 3 * DAY), ends_at=_at(monday + WEEKDAYS * DAY)
    )
    Absence.objects.create(
        membership=team.nav, starts_at=_at(monday, datetime.time(15)), ends_at=_at(monday, datetime.time(16))
    )


def _hours(
    team: Team, weekday: int, place: Office, start: datetime.time, end: datetime.time, *, since: datetime.date
) -> WeeklyPattern:
    offered = {"place": place, "modes": _modes(place)}
    return WeeklyPattern(membership=team.career, weekday=weekday, start=start, end=end, valid_from=since, **offered)


def _modes(place: Office) -> list[str]:
    return [mode.value for mode in modes_of(place.county)]


def _evening(team: Team, day: datetime.date, place: Office) -> None:
    start, end = (_at(day, clock) for clock in EVENING)
    PublishedTime.objects.create(
        membership=team.career,
        starts_at=start,
        ends_at=end,
        place=place,
        modes=_modes(place),
    )


def _at(day: datetime.date, clock: datetime.time = datetime.time()) -> datetime.datetime:
    return datetime.datetime.combine(day, clock, OSLO)
