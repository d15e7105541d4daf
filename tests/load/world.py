"""Who wants to meet whom: one county, a centre's career counsellors, and many journeys that want the same times."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle, islice

from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments.models import PublishedTime
from appointments.slots import STEP
from journeys.blueprints.types import Mode
from journeys.models import Journey
from tests.appointments.conftest import start_journey
from tests.factories import participant, staff

MEETING = timedelta(minutes=60)
#: The first day somebody can be met: later than any county's notice.
FIRST_DAY = 7


@dataclass(frozen=True)
class Team:
    """A journey that wants its three-party meeting, and its parties. `nav` has several journeys."""

    journey: Journey
    owner: Actor
    nav: Actor


@dataclass(frozen=True)
class World:
    teams: list[Team]
    careers: list[Actor]


def world(*, journeys: int, navs: int, careers: int) -> World:
    """So many journeys in Nordland, shared by so many Nav counsellors, and the counsellors of one career centre."""
    counsellors = [staff(Party.NAV_COUNSELLOR) for _number in range(navs)]
    teams = []
    for nav in islice(cycle(counsellors), journeys):
        owner = participant()
        teams.append(Team(start_journey("nordland", owner, nav.membership), owner, nav))
    return World(teams, [staff(Party.CAREER_COUNSELLOR) for _number in range(careers)])


def publish(career: Actor, *, days: int, hours: int) -> None:
    """Let the counsellor be met from 9 o'clock on, so many hours on each of so many days in a row."""
    assert career.membership is not None
    PublishedTime.objects.bulk_create(
        PublishedTime(
            membership=career.membership,
            starts_at=clock(day),
            ends_at=clock(day) + timedelta(hours=hours),
            modes=[Mode.IN_PERSON],
        )
        for day in range(days)
    )


def clock(day: int) -> datetime:
    """9 o'clock in Norway on this day, counted from the first somebody can be met."""
    date = timezone.localdate() + timedelta(days=FIRST_DAY + day)
    return datetime.combine(date, time(9), timezone.get_default_timezone())


def overlapping(*, days: int, hours: int) -> list[datetime]:
    """Every time a meeting may begin: each overlaps the three before and the three after it."""
    step, last = timedelta(seconds=STEP), timedelta(hours=hours) - MEETING
    return [clock(day) + number * step for day in range(days) for number in range(last // step + 1)]
