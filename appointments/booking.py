"""From a request to a wish: which kinds of meeting the actor may book now, and which the page is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.actors import Actor
from accounts.models import Office
from appointments.forms import WishForm
from appointments.permissions import can_book, can_bring_nav
from appointments.queries import Slot, Wish, centres, next_week_with_times, slots, week
from journeys.blueprints.types import MeetingKind, NavPresence
from journeys.models import Journey
from journeys.progress import progress

#: How far ahead the picker goes.
HORIZON = timedelta(weeks=26)


@dataclass(frozen=True)
class Picker:
    """A week of free times for a wish. `days` maps each day with times to its slots."""

    wish: Wish
    monday: date
    days: dict[date, list[Slot]]
    previous: date | None
    following: date | None


def bookable(actor: Actor, journey: Journey) -> list[MeetingKind]:
    """Return the kinds of meeting that fit the journey's step now and that this actor may book. One query."""
    state = progress(journey.blueprint, journey.events.all())
    kinds = [journey.blueprint.meeting_kind(key) for key in state.bookable]
    return [kind for kind in kinds if can_book(actor, journey, kind) and _nav_is_there(journey, kind)]


def _nav_is_there(journey: Journey, kind: MeetingKind) -> bool:
    return kind.nav != NavPresence.REQUIRED or journey.nav_counsellor_id is not None


def wish_of(form: WishForm, actor: Actor) -> Wish:
    """Return the wish of a form; what is missing or nonsense in it becomes what is usual."""
    form.is_valid()
    data: Mapping[str, Any] = form.cleaned_data
    kind, journey = form.chosen_kind, form.journey
    return Wish(
        journey=journey,
        kind=kind,
        mode=data.get("mode") or kind.default_mode,
        nav=journey.nav_counsellor if _nav_takes_part(actor, journey, kind, data) else None,
        centre=journey.career_centre or data.get("centre") or _first_centre(form),
    )


def _nav_takes_part(actor: Actor, journey: Journey, kind: MeetingKind, data: Mapping[str, Any]) -> bool:
    if not can_bring_nav(actor, journey, kind):
        return False
    return kind.nav == NavPresence.REQUIRED or bool(data.get("nav"))


def _first_centre(form: WishForm) -> Office | None:
    return centres(form.journey).first() if "centre" in form.fields else None


def picker(wish: Wish, asked: str) -> Picker:
    """Return the asked week (an ISO date in it), or the first with free times from this week on. Aware of no request."""
    now = timezone.now()
    this = _monday(timezone.localdate(now))
    monday = min(max(_monday(parse_date(asked) or this) if _is_date(asked) else this, this), this + HORIZON)
    found = _free(wish, monday)
    following = next_week_with_times(wish, after=monday, now=now)
    while not found and not asked and following:
        monday, found = following, _free(wish, following)
        following = next_week_with_times(wish, after=monday, now=now)
    return Picker(wish, monday, _by_day(found), monday - timedelta(weeks=1) if monday > this else None, following)


def _is_date(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _free(wish: Wish, monday: date) -> list[Slot]:
    first, until = week(monday)
    return slots(wish, first=first, until=until, now=timezone.now())


def _by_day(found: list[Slot]) -> dict[date, list[Slot]]:
    days: dict[date, list[Slot]] = {}
    for slot in found:
        days.setdefault(timezone.localdate(slot.start), []).append(slot)
    return days
