"""From a request to a wish: which kinds of meeting the actor may book now, and which the page is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.actors import Actor
from accounts.models import Office
from appointments.forms import WishForm
from appointments.permissions import can_book, can_bring_nav
from appointments.queries import Slot, Wish, availability, centres, kinds_ahead, monday_of, open_kinds
from journeys.blueprints.types import MeetingKind, Mode, NavPresence
from journeys.models import Journey
from journeys.progress import progress

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Picker:
    """A week of free times for a wish. `days` maps each day with times to its slots.

    `previous` and `following` are the Mondays of the nearest weeks with free times, None when there is none.
    """

    wish: Wish
    monday: date
    days: dict[date, list[Slot]]
    previous: date | None
    following: date | None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def choices(self) -> dict[str, str]:
        """The wish as the fields of `WishForm`, to carry along in links and with the chosen time."""
        wish = self.wish
        chosen = {"kind": wish.kind.key, "mode": str(wish.mode)}
        if wish.nav and wish.kind.nav == NavPresence.OPTIONAL:
            chosen["nav"] = "on"
        if wish.centre and not wish.journey.career_centre_id:
            chosen["centre"] = str(wish.centre.public_id)
        return chosen

    @property
    def previous_query(self) -> str:
        return self._query(self.previous)

    @property
    def following_query(self) -> str:
        return self._query(self.following)

    def _query(self, monday: date | None) -> str:
        return urlencode(self.choices | ({"week": monday.isoformat()} if monday else {}))

    @property
    def mode_label(self) -> "StrOrPromise":
        return Mode(self.wish.mode).label

    @property
    def shows_names(self) -> bool:
        """Whether the times are those of several counsellors, so that each must say whose it is."""
        return self.wish.journey.career_counsellor_id is None


def bookable(actor: Actor, journey: Journey) -> list[MeetingKind]:
    """Return the kinds of meeting that fit the journey's step now and that this actor may book. Two queries."""
    state = progress(journey.blueprint, journey.events.all())
    ahead = kinds_ahead(journey, actor.party, now=timezone.now())
    keys = [key for key in open_kinds(journey, state, actor.party) if key not in ahead]
    kinds = [journey.blueprint.meeting_kind(key) for key in keys]
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
    """Return the asked week (an ISO date in it), else the first with free times. Two queries."""
    free = availability(wish, now=timezone.now())
    this = monday_of(timezone.localdate())
    day = _day(asked)
    monday = min(max(monday_of(day), this), this + timedelta(weeks=wish.rules.horizon_weeks)) if day else this
    found = free.week(monday)
    if not found and day is None and (later := free.next(monday)):
        monday, found = later, free.week(later)
    return Picker(wish, monday, _by_day(found), free.previous(monday), free.next(monday))


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _by_day(found: list[Slot]) -> dict[date, list[Slot]]:
    days: dict[date, list[Slot]] = {}
    for slot in found:
        days.setdefault(timezone.localdate(slot.start), []).append(slot)
    return days
