"""Where a journey stands, computed from its blueprint and its events. Pure: no database, no clock, no text.

The events are sorted by `at`; those of the same moment keep the order they were recorded in. A fact recorded twice
counts once. A required step that was passed over stays so: only a reopening named by the blueprint leads back.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from accounts.enums import Party
from journeys.blueprints.types import Action, Blueprint, Step
from journeys.facts import Facts, gather
from journeys.kinds import EventLike

#: What Nav does in a version shared with it now, and has no page for otherwise (DOMAIN, firewall 5).
NEEDS_SHARE = frozenset({Action.FOLLOW_UP_STEPS, Action.APPLY_EDUCATION, Action.RECORD_OUTCOME})


class Status(StrEnum):
    """How a step stands."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    SKIPPED = "skipped"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True)
class StepProgress:
    """One step's standing. `private`: the participant's choice, which this party is not told (see `seen_by`)."""

    step: Step
    status: Status
    done_at: datetime | None = None
    is_current: bool = False
    private: bool = False


@dataclass(frozen=True)
class ShareInForce:
    """A plan version a Nav counsellor's membership may read now."""

    version: int
    recipient: int
    since: datetime


@dataclass(frozen=True)
class Progress:
    """Where a journey stands.

    `current` is None for a closed journey and for no other. `plan_completed_at` is when a plan was first completed;
    `plan_version` the newest completed version; `bookable` the kinds of meeting that fit now; `open_appointments` the
    ids of those booked and neither held, cancelled nor missed.
    """

    steps: tuple[StepProgress, ...]
    current: Step | None
    waiting_for: Party | None
    next_actions: Mapping[Party, tuple[Action, ...]]
    milestones: frozenset[str]
    closed: bool
    plan_version: int | None
    plan_completed_at: datetime | None
    shares: tuple[ShareInForce, ...]
    open_appointments: tuple[str, ...]
    bookable: tuple[str, ...]

    def status(self, key: str) -> Status:
        """Return a step's status; KeyError for an unknown step."""
        return {step.step.key: step.status for step in self.steps}[key]


def progress(blueprint: Blueprint, events: Iterable[EventLike]) -> Progress:
    """Return where a journey stands after these events.

    `next_actions` and `shares` are the whole truth, for the engine's own use: pages take `seen_by`. Unknown kinds and
    ids change nothing.
    """
    facts = gather(blueprint, events)
    index = _current_index(facts)
    current = None if facts.closed_at else blueprint.steps[index]
    return Progress(
        steps=tuple(_step_progress(facts, place, index) for place in range(len(blueprint.steps))),
        current=current,
        waiting_for=_waiting_for(facts, current) if current else None,
        next_actions=_next_actions(facts, current),
        milestones=frozenset(facts.milestones),
        closed=facts.closed_at is not None,
        plan_version=facts.plan_version,
        plan_completed_at=facts.plan_completed_at,
        shares=tuple(ShareInForce(*key, since) for key, since in sorted(facts.shares.items())),
        open_appointments=tuple(facts.open),
        bookable=_bookable(facts, current) if current else (),
    )


def columns(progress: Progress) -> tuple[str, str]:
    """Return what lists keep: the current step's key and whom it waits for, both empty for a closed journey.

    Neither tells anything about sharing, so every party of the journey may see them.
    """
    return (progress.current.key if progress.current else "", progress.waiting_for or "")


def seen_by(progress: Progress, party: str, membership_ids: Collection[int] = ()) -> Progress:
    """Return what this party may know of where the journey stands; `membership_ids` are those it acts for.

    Nav knows of a share made to itself and of no other, nor of a newer version; the career centre knows of no share:
    sharing then reads as not started, marked private. A step that does not concern a party at all is left out, and so
    are the others' actions. Nav knows that a step it takes no part in is done, not when: the date is that of a meeting
    or a plan it is not told of.
    Source: DOMAIN, "The firewall", points 2, 4 and 5.
    """
    if party == Party.PARTICIPANT:
        shares = progress.shares
    else:
        shares = tuple(share for share in progress.shares if share.recipient in membership_ids)
    is_nav = party == Party.NAV_COUNSELLOR
    actions = progress.next_actions.get(Party(party), ())
    if is_nav and not shares:
        actions = tuple(action for action in actions if action not in NEEDS_SHARE)
    return replace(
        progress,
        steps=tuple(_steps_seen_by(progress, party, shares)),
        next_actions={Party(party): actions},
        shares=shares,
        plan_version=max((share.version for share in shares), default=None) if is_nav else progress.plan_version,
        plan_completed_at=None if is_nav else progress.plan_completed_at,
        open_appointments=() if is_nav else progress.open_appointments,
    )


def _steps_seen_by(progress: Progress, party: str, shares: tuple[ShareInForce, ...]) -> Iterator[StepProgress]:
    plan_is_done = False
    for seen in progress.steps:
        step = seen.step
        if not step.known_to or party in step.known_to or (step.known_by_share and not plan_is_done):
            # Before there is a plan to share, nobody is told anything by how sharing stands.
            yield replace(seen, done_at=None) if party == Party.NAV_COUNSELLOR and party not in step.parties else seen
        elif step.known_by_share and shares:
            yield replace(seen, status=Status.DONE, done_at=min(share.since for share in shares))
        elif step.known_by_share:
            yield replace(seen, status=Status.NOT_STARTED, done_at=None, private=True)
        plan_is_done = seen.status == Status.DONE


def _settled_index(facts: Facts) -> int:
    """Return the place of the furthest required step that is done, -1 for none. The last step ends with the journey."""
    steps = facts.blueprint.steps[:-1]
    return max((place for place, step in enumerate(steps) if not step.optional and facts.is_done(step)), default=-1)


def _current_index(facts: Facts) -> int:
    """Return the place of the step the journey is at (or was, when it was closed)."""
    last = len(facts.blueprint.steps) - 1
    for place in range(_settled_index(facts) + 1, last):
        step = facts.blueprint.steps[place]
        if not step.optional or facts.pending(step):
            return place
    return last


def _step_progress(facts: Facts, place: int, current: int) -> StepProgress:
    step = facts.blueprint.steps[place]
    if place < current:
        return _passed(facts, step, place)
    if facts.closed_at:
        is_end = place == current == len(facts.blueprint.steps) - 1
        return StepProgress(step, Status.DONE, facts.closed_at) if is_end else StepProgress(step, Status.NOT_RELEVANT)
    if place == current:
        return StepProgress(step, Status.UNDER_WAY, is_current=True)
    return StepProgress(step, Status.UNDER_WAY if step.key in facts.begun else Status.NOT_STARTED)


def _passed(facts: Facts, step: Step, place: int) -> StepProgress:
    """A step before the current one: done, passed over, or still open: booked, or nothing after it done."""
    if facts.marks[step.key]:
        return StepProgress(step, Status.DONE, facts.done_at(step))
    over = facts.closed_at or (place < _settled_index(facts) and not facts.is_booked(step))
    return StepProgress(step, Status.SKIPPED if over else Status.NOT_STARTED)


def _bookable(facts: Facts, step: Step) -> tuple[str, ...]:
    """Return the kinds of meeting that fit the step now: its own only once at a time, unless it is repeatable."""
    if not facts.has_room():
        return ()
    own = () if step.repeatable or not facts.is_booked(step) else step.meeting_kinds
    return tuple(kind for kind in step.bookable if kind not in own)


def _waiting_for(facts: Facts, step: Step) -> Party:
    """Return whom the step waits for. Where no Nav counsellor takes part, the participant carries Nav's steps."""
    party = next((party for when, party in step.waits_for if facts.holds(when)), step.main_party)
    return Party.PARTICIPANT if party == Party.NAV_COUNSELLOR and not facts.nav else party


def _next_actions(facts: Facts, current: Step | None) -> Mapping[Party, tuple[Action, ...]]:
    """Return each party's actions, those of the current step first; a closed journey can only be opened again."""
    if current is None:
        return dict.fromkeys(facts.blueprint.closers, (Action.REOPEN_JOURNEY,))
    actions: dict[Party, dict[Action, None]] = {}
    for offer in (*current.offers, *facts.blueprint.offers):
        takes_part = offer.party != Party.NAV_COUNSELLOR or facts.nav
        if takes_part and all(facts.holds(when) for when in offer.when):
            actions.setdefault(offer.party, {})[offer.action] = None
    return {party: tuple(found) for party, found in actions.items()}
