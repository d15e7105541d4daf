"""From a request to a wish: which kinds of meeting the actor may book now, and which times the page shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Membership, Office
from appointments.forms import MoveForm, WishForm
from appointments.models import Appointment, ExternalCalendar
from appointments.permissions import can_book
from appointments.queries import (
    CommonTimes,
    Slot,
    Wish,
    availability,
    kinds_ahead,
    monday_of,
    open_kinds,
    wish_to_move,
)
from journeys.blueprints.types import MeetingKind, Mode, NavPresence
from journeys.models import Journey
from journeys.progress import progress

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: A copy of somebody's calendar older than this is said to be old.
STALE = timedelta(hours=24)
WORKDAYS = 5


def bookable(actor: Actor, journey: Journey) -> list[MeetingKind]:
    """Return the kinds of meeting that fit the journey's step now and that this actor may book. Two queries.

    Group sessions are not among them: they have a time already.
    """
    state = progress(journey.blueprint, journey.events.all())
    ahead = kinds_ahead(journey, actor.party, now=timezone.now())
    keys = [key for key in open_kinds(journey, state, actor.party) if key not in ahead]
    kinds = [journey.blueprint.meeting_kind(key) for key in keys]
    fitting = [kind for kind in kinds if not kind.is_group and _nav_is_there(journey, kind)]
    return [kind for kind in fitting if can_book(actor, journey, kind)]


def _nav_is_there(journey: Journey, kind: MeetingKind) -> bool:
    return kind.nav != NavPresence.REQUIRED or journey.nav_counsellor_id is not None


def wish_of(form: WishForm) -> Wish:
    """Return what the form asks for."""
    return Wish(
        journey=form.journey,
        kind=form.chosen_kind,
        mode=form.chosen_mode,
        nav=form.journey.nav_counsellor if form.with_nav else None,
        centre=form.chosen_centre,
        counsellor=form.chosen_counsellor,
        length=form.minutes,
    )


def wish_of_move(appointment: Appointment, form: MoveForm) -> Wish:
    """Return the wish for another time of the appointment, how and with whom the form says."""
    wish = wish_to_move(appointment, mode=form.chosen_mode)
    return replace(wish, counsellor=form.chosen_counsellor)


@dataclass(frozen=True)
class Day:
    """A day of the week shown, and its free times."""

    day: date
    slots: list[Slot] = field(default_factory=list)

    @property
    def place(self) -> Office | None:
        """Where all of the day's times are, None when they differ or there is no place."""
        places = {slot.place for slot in self.slots}
        return places.pop() if len(places) == 1 else None


@dataclass(frozen=True)
class Picker:
    """A week of the times that are free for a wish.

    `choices` is what was chosen, as the fields of an address or of hidden inputs. `previous` and `following` are the
    Mondays of the nearest weeks with free times, None when there is none; `first` is the first free time of all.
    """

    wish: Wish
    monday: date
    slots: list[Slot]
    choices: Mapping[str, str]
    previous: date | None = None
    following: date | None = None
    first: Slot | None = None
    counsellors: list[Membership] = field(default_factory=list)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @cached_property
    def days(self) -> list[Day]:
        """Monday to Friday, and a day of the weekend that has times."""
        days = {day: Day(day) for day in (self.monday + timedelta(days=number) for number in range(WORKDAYS))}
        for slot in self.slots:
            day = timezone.localdate(slot.start)
            days.setdefault(day, Day(day)).slots.append(slot)
        return list(days.values())

    @property
    def place(self) -> Office | None:
        """Where all the times are, None when they differ or there is no place."""
        return self.slots[0].place if self.slots and not self.shows_places else None

    @property
    def shows_places(self) -> bool:
        """Whether each time must say where it is, since they differ."""
        return len({slot.place for slot in self.slots}) > 1

    @property
    def shows_names(self) -> bool:
        """Whether the times are those of several counsellors, so that each must say whose it is."""
        return len(self.counsellors) > 1

    @property
    def starts_later(self) -> bool:
        """Whether the first free time of all is in another week than the one shown."""
        return self.first is not None and monday_of(timezone.localdate(self.first.start)) != self.monday

    @property
    def mode_label(self) -> "StrOrPromise":
        return Mode(self.wish.mode).label

    @property
    def first_query(self) -> str:
        return urlencode(self.choices)

    @property
    def previous_query(self) -> str:
        return self._query(self.previous)

    @property
    def following_query(self) -> str:
        return self._query(self.following)

    def _query(self, monday: date | None) -> str:
        return urlencode({**self.choices, **({"week": monday.isoformat()} if monday else {})})


def picker(wish: Wish, asked: str, choices: Mapping[str, str]) -> Picker:
    """Return the asked week (an ISO date in it), else the first with free times. Four queries."""
    free = availability(wish, now=timezone.now())
    first = _first(free)
    monday = _monday(asked, wish, first)
    return Picker(
        wish,
        monday,
        _shown(free, monday),
        choices,
        previous=free.previous(monday),
        following=free.next(monday),
        first=first,
        counsellors=_counsellors(free),
    )


def _shown(free: CommonTimes, monday: date) -> list[Slot]:
    """The free times of a week, without the one a meeting that is to be moved has now."""
    moves = free.wish.moves
    if moves is None or moves.mode != free.wish.mode:
        return free.week(monday)
    return [slot for slot in free.week(monday) if slot.start != moves.starts_at]


def _first(free: CommonTimes) -> Slot | None:
    found = free.first()
    monday = monday_of(timezone.localdate(found.start)) if found else None
    while monday:
        if shown := _shown(free, monday):
            return shown[0]
        monday = free.next(monday)
    return None


def _monday(asked: str, wish: Wish, first: Slot | None) -> date:
    """The asked week within what can be booked; without one, that of the first free time."""
    this, day = monday_of(timezone.localdate()), _day(asked)
    if day:
        return min(max(monday_of(day), this), this + timedelta(weeks=wish.rules.horizon_weeks))
    return monday_of(timezone.localdate(first.start)) if first else this


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _counsellors(free: CommonTimes) -> list[Membership]:
    return [offer.counsellor for offer in free.offers]


def free_for(found: Picker, actor: Actor) -> list[str]:
    """Return for whom the times shown are free, in words: ``you, Kari Nav, Ola Karriere``."""
    wish = found.wish
    people = [wish.journey.participant, *([wish.nav.person] if wish.nav else [])]
    if len(found.counsellors) == 1:
        people.append(found.counsellors[0].person)
    names = [_("you") if person == actor.person else person.name for person in people]
    return sorted(names, key=lambda name: name != _("you")) + _somebody(found)


def _somebody(found: Picker) -> list[str]:
    """With several counsellors it is whoever of them is free."""
    centre = found.wish.centre
    return [_("a career counsellor at %(centre)s") % {"centre": centre.name}] if found.shows_names and centre else []


def calendar_is_stale(wish: Wish) -> bool:
    """Whether the Nav counsellor's calendar elsewhere could not be read for a day, so that times may be taken there.

    One query, none without Nav.
    """
    if wish.nav is None:
        return False
    calendar = ExternalCalendar.objects.filter(person=wish.nav.person_id).first()
    return calendar is not None and (calendar.fetched_at or calendar.added_at) < timezone.now() - STALE
