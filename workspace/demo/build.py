"""Many journeys at once: by team, in batches, with few statements."""

import datetime
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import County
from appointments.models import Appointment
from conversations.models import GuideVersion, Note
from journeys import blueprints
from workspace.demo.cast import Cast, build_cast, county
from workspace.demo.clock import TEAM_SIZE, TeamClock
from workspace.demo.everyday import everyday
from workspace.demo.groups import group_sessions
from workspace.demo.journey_rows import JourneyRows
from workspace.demo.stories import STORIES
from workspace.demo.times import offer_times

BATCH = 1000
#: A small demo still has several counsellors a county.
FEWEST_TEAMS = 3
#: PDFs are made by the worker one by one; a bulk of journeys must not keep it busy for hours.
FILES = 60


@dataclass(frozen=True)
class Order:
    """What to build: `journeys` in the county, as if it were `now` (aware)."""

    code: str
    journeys: int
    now: datetime.datetime


def build_county(code: str, journeys: int, *, now: datetime.datetime, report: Callable[[str], None]) -> None:
    """Create the county, publish its guides, and build the journeys."""
    county(code)
    call_command("import_guides", county=code, stdout=io.StringIO())
    build(Order(code, journeys, now), report=report)


def build(order: Order, *, report: Callable[[str], None]) -> None:
    """Create the county's people and journeys. Saves in transactions of 1000 journeys; records and sends nothing."""
    today = timezone.localdate(order.now)
    size = min(TEAM_SIZE, max(1, -(-order.journeys // FEWEST_TEAMS)))
    cast = build_cast(order.code, -(-order.journeys // size), today=today)
    guides = newest_guides(cast.county)
    done = 0
    for batch in _batches(_journeys(order, cast, guides, size=size, today=today)):
        _save(batch)
        done += len(batch)
        report(f"{cast.county.name}: {done} of {order.journeys} journeys")
    at_nav = all(kind.at_nav_office for kind in blueprints.latest(order.code).meeting_kinds)
    for team in cast.teams:
        offer_times(team, today, only_at_nav=at_nav)
    group_sessions(cast, order.now)
    everyday(cast, order.now)


def newest_guides(county: County) -> dict[str, GuideVersion]:
    """Return the county's newest guide of each kind."""
    newest: dict[str, GuideVersion] = {}
    for guide in GuideVersion.objects.filter(county=county).order_by("version"):
        newest[guide.kind] = guide
    return newest


def _journeys(
    order: Order, cast: Cast, guides: dict[str, GuideVersion], *, size: int, today: datetime.date
) -> Iterator[list[Any]]:
    stories = STORIES[order.code]
    stride = max(1, TEAM_SIZE // size)
    clocks = [TeamClock(today, stride) for _ in cast.teams]
    for number in range(order.journeys):
        team = number // size
        yield JourneyRows(
            cast=cast,
            team=cast.teams[team],
            clock=clocks[team],
            story=stories[number % len(stories)],
            number=number,
            now=order.now,
            guides=guides,
            with_file=number < FILES,
        ).build()


def _batches(journeys: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for rows in journeys:
        batch.append(rows)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@transaction.atomic
def _save(batch: list[list[Any]]) -> None:
    """Save the rows model by model; what others point to stands first in each journey's rows."""
    by_model: dict[type[Any], list[Any]] = defaultdict(list)
    for rows in batch:
        for row in rows:
            by_model[type(row)].append(row)
    for model, rows in by_model.items():
        model.objects.bulk_create(rows, batch_size=2000)
    _close_notes(by_model[Note])


def _close_notes(notes: list[Any]) -> None:
    """Close the notes with their meetings, last: the database takes no sections for a closed note."""
    ended = Appointment.objects.filter(pk=OuterRef("appointment")).values("closed_at")
    Note.objects.filter(pk__in=[note.pk for note in notes]).update(closed_at=Subquery(ended))
