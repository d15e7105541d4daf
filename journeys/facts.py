"""What a journey's events say, taken in one by one. The working half of `journeys.progress`; knows no party's view."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints.types import Blueprint, On, Step, When
from journeys.kinds import EventLike

Token = tuple[Any, ...]


@dataclass
class Facts:
    """What the events say, taken in one by one. `marks` and `begun` hold per step what completed and what began it."""

    blueprint: Blueprint
    open: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    needs_time: bool = False
    nav: bool = False
    documents_missing: bool = False
    plan_draft: bool = False
    plan_version: int | None = None
    plan_completed_at: datetime | None = None
    shares: dict[tuple[int, int], datetime] = field(default_factory=dict)
    closed_at: datetime | None = None
    milestones: set[str] = field(default_factory=set)
    marks: dict[str, dict[Token, datetime]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.marks = {step.key: {} for step in self.blueprint.steps}
        self.nav = Party.NAV_COUNSELLOR in self.blueprint.origins

    def repeats(self, meeting_kind: str) -> bool:
        """Tell whether meetings of this kind belong to a repeatable step."""
        return any(step.repeatable and meeting_kind in step.meeting_kinds for step in self.blueprint.steps)

    def repeated_open(self) -> int:
        return sum(self.repeats(kind) for kind in self.open.values())

    def has_room(self) -> bool:
        """Tell whether the blueprint allows another ordinary meeting."""
        most = self.blueprint.maximum_meetings
        return most is None or len(self.held) + self.repeated_open() < most

    def pending(self, step: Step) -> bool:
        """Tell whether something in a repeatable or an optional step is agreed or begun, and not yet held or done."""
        if step.repeatable:
            return self.repeated_open() > 0 or (self.needs_time and self.has_room())
        is_begun = step.key in self.begun and not self.marks[step.key]
        return step.optional and (is_begun or self.is_booked(step))

    def is_booked(self, step: Step) -> bool:
        """Tell whether a meeting of this step's kinds is booked."""
        return any(kind in step.meeting_kinds for kind in self.open.values())

    def is_done(self, step: Step) -> bool:
        return bool(self.marks[step.key]) and not self.pending(step)

    def done_at(self, step: Step) -> datetime | None:
        return min(self.marks[step.key].values(), default=None)

    def is_newest_unshared(self) -> bool:
        return self.plan_version is not None and self.plan_version not in {version for version, _to in self.shares}

    def holds(self, when: When) -> bool:
        """Tell whether a condition of the blueprint is met now."""
        return _CONDITIONS[when](self)


_CONDITIONS: Mapping[When, Callable[[Facts], bool]] = {
    When.MEETING_BOOKED: lambda facts: bool(facts.open),
    When.NO_MEETING_BOOKED: lambda facts: not facts.open,
    When.MORE_MEETINGS_ALLOWED: Facts.has_room,
    When.PLAN_DRAFT: lambda facts: facts.plan_draft,
    When.PLAN_COMPLETE: lambda facts: facts.plan_version is not None,
    When.PLAN_SHARED: lambda facts: bool(facts.shares),
    When.PLAN_UNSHARED: Facts.is_newest_unshared,
    When.DOCUMENTS_MISSING: lambda facts: facts.documents_missing,
    When.NAV_ABSENT: lambda facts: not facts.nav,
}


def gather(blueprint: Blueprint, events: Iterable[EventLike]) -> Facts:
    """Take in the events in order of `at`; those of the same moment keep the order they come in."""
    facts = Facts(blueprint)
    for event in sorted(events, key=lambda event: event.at):
        _take(facts, event)
    return facts


def _take(facts: Facts, event: EventLike) -> None:
    _reopen(facts, event)
    if taker := _TAKERS.get(event.kind):
        taker(facts, event)
    for step in facts.blueprint.steps:
        _mark(facts, step, event)
    facts.milestones.update(each.key for each in facts.blueprint.milestones if _matches(facts, each.on, event))


def _mark(facts: Facts, step: Step, event: EventLike) -> None:
    """Take back what the event undoes, then note what it completes or begins. The first completion gives the date."""
    marks = facts.marks[step.key]
    for on in step.undone_by:
        if _matches(facts, on, event):
            if on.by:
                marks.pop(_token(on, event), None)
            else:
                marks.clear()
    for on in step.completed_by:
        if _matches(facts, on, event):
            marks.setdefault(_token(on, event), event.at)
    if any(_matches(facts, on, event) for on in step.started_by):
        facts.begun.add(step.key)


def _matches(facts: Facts, on: On, event: EventLike) -> bool:
    if event.kind != on.kind:
        return False
    if on.meeting_kinds and event.data.get("meeting_kind") not in on.meeting_kinds:
        return False
    return not on.newest_version or event.data.get("version") == facts.plan_version


def _token(on: On, event: EventLike) -> Token:
    return tuple(event.data.get(key) for key in on.by)


def _reopen(facts: Facts, event: EventLike) -> None:
    """Open steps again, counting meetings anew; a meeting already booked is the one that was asked for."""
    for reopening in facts.blueprint.reopenings:
        after = facts.blueprint.step(reopening.after)
        if _matches(facts, reopening.on, event) and facts.is_done(after):
            for key in reopening.steps:
                facts.marks[key].clear()
                facts.begun.discard(key)
            facts.held.clear()
            facts.needs_time = facts.repeated_open() == 0


def _referral_registered(facts: Facts, event: EventLike) -> None:
    facts.nav = True
    facts.documents_missing = bool(event.data.get("documents_missing"))


def _nav_invited(facts: Facts, _event: EventLike) -> None:
    facts.nav = True


def _nav_removed(facts: Facts, _event: EventLike) -> None:
    facts.nav = False


def _documents(facts: Facts, _event: EventLike) -> None:
    facts.documents_missing = False


def _booked(facts: Facts, event: EventLike) -> None:
    kind = str(event.data.get("meeting_kind"))
    facts.open[str(event.data.get("appointment"))] = kind
    if facts.repeats(kind):
        facts.needs_time = False


def _held(facts: Facts, event: EventLike) -> None:
    appointment = str(event.data.get("appointment"))
    facts.open.pop(appointment, None)
    if facts.repeats(str(event.data.get("meeting_kind"))):
        facts.held.add(appointment)


def _fell_through(facts: Facts, event: EventLike) -> None:
    """A cancelled or missed meeting of a repeatable step needs a new time."""
    kind = facts.open.pop(str(event.data.get("appointment")), None)
    if kind and facts.repeats(kind):
        facts.needs_time = True


def _next_agreed(facts: Facts, event: EventLike) -> None:
    """A next meeting is agreed: it needs a time unless one `after` this one is booked already."""
    others = {appointment: kind for appointment, kind in facts.open.items() if appointment != event.data.get("after")}
    facts.needs_time = not any(facts.repeats(kind) for kind in others.values())


def _plan_started(facts: Facts, _event: EventLike) -> None:
    facts.plan_draft = True


def _plan_completed(facts: Facts, event: EventLike) -> None:
    facts.plan_draft = False
    facts.plan_version = max(facts.plan_version or 0, event.data.get("version", 1))
    facts.plan_completed_at = facts.plan_completed_at or event.at


def _shared(facts: Facts, event: EventLike) -> None:
    facts.shares.setdefault((event.data["version"], event.data["recipient"]), event.at)


def _withdrawn(facts: Facts, event: EventLike) -> None:
    facts.shares.pop((event.data["version"], event.data["recipient"]), None)


def _closed(facts: Facts, event: EventLike) -> None:
    facts.closed_at = facts.closed_at or event.at


def _reopened(facts: Facts, _event: EventLike) -> None:
    facts.closed_at = None


_TAKERS = {
    kinds.REFERRAL_REGISTERED: _referral_registered,
    kinds.NAV_INVITED: _nav_invited,
    kinds.NAV_REMOVED: _nav_removed,
    kinds.DOCUMENTS_ORDERED: _documents,
    kinds.DOCUMENTS_BROUGHT: _documents,
    kinds.APPOINTMENT_BOOKED: _booked,
    kinds.APPOINTMENT_HELD: _held,
    kinds.APPOINTMENT_CANCELLED: _fell_through,
    kinds.APPOINTMENT_MISSED: _fell_through,
    kinds.NEXT_MEETING_AGREED: _next_agreed,
    kinds.PLAN_STARTED: _plan_started,
    kinds.PLAN_COMPLETED: _plan_completed,
    kinds.PLAN_SHARED: _shared,
    kinds.PLAN_WITHDRAWN: _withdrawn,
    kinds.JOURNEY_CLOSED: _closed,
    kinds.JOURNEY_REOPENED: _reopened,
}
