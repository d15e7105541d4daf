"""Events for tests, and a generator of every order in which a journey's events may legally come.

`Model` is written apart from `journeys.facts`, on purpose: it says what people can do next, not what it means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints import ALL
from journeys.blueprints.types import Blueprint

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NAV, OTHER_NAV = 7, 8

#: The kinds of meeting people may book at first, after one was held, after two … ; the last of them go on. Source:
#: DOMAIN, "The journey, as each county runs it". Groups come besides.
STAGES = {
    "nordland": (("three_party",), ("guidance", "closing")),
    "trondelag": (("conversation",),),
    "innlandet": (("three_party",), ("guidance",)),
    "rogaland": (("three_party", "individual"),),
    "akershus": (("mapping",), ("exploring",), ("planning",)),
}


@dataclass(frozen=True)
class Happened:
    """An event as the engine sees it."""

    kind: str
    at: datetime = START
    by_party: str = Party.PARTICIPANT
    data: Mapping[str, Any] = field(default_factory=dict)


def story(*facts: tuple[str, dict[str, Any]]) -> list[Happened]:
    """Events a day apart."""
    return [Happened(kind, START + timedelta(days=day), data=data) for day, (kind, data) in enumerate(facts)]


@dataclass
class Model:
    """What can happen next in a journey, told by what has happened."""

    blueprint: Blueprint
    started: bool = False
    closed: bool = False
    referred: bool = False
    missing: bool = False
    invited: bool = False
    open: dict[str, str] = field(default_factory=dict)
    booked: int = 0
    stage: int = 0
    last_held: tuple[str, ...] = ()
    held_this_round: int = 0
    draft: bool = False
    version: int = 0
    plan_stands: bool = False
    shares: set[tuple[int, int]] = field(default_factory=set)

    def next_facts(self) -> list[tuple[str, dict[str, Any]]]:
        if not self.started:
            return [(kinds.JOURNEY_STARTED, {"origin": self.blueprint.origins[0].value})]
        if self.closed:
            return [(kinds.JOURNEY_REOPENED, {})]
        begin = self._before_referral()
        return begin or [*self._people(), *self._meetings(), *self._plan(), *self._afterwards()]

    def _before_referral(self) -> list[tuple[str, dict[str, Any]]]:
        if self.blueprint.referral_required and not self.referred:
            return [
                (kinds.REFERRAL_REGISTERED, {"nav": NAV, "documents_missing": missing}) for missing in (True, False)
            ]
        return []

    def _people(self) -> list[tuple[str, dict[str, Any]]]:
        facts: list[tuple[str, dict[str, Any]]] = [(kinds.COUNSELLOR_ASSIGNED, {"career_counsellor": 3})]
        if self.missing:
            facts.append((kinds.DOCUMENTS_ORDERED, {}))
        if not self.blueprint.referral_required:
            facts.append((kinds.INFORMATION_GIVEN, {"nav": NAV}))
            facts.append((kinds.NAV_REMOVED if self.invited else kinds.NAV_INVITED, {"nav": NAV}))
        return facts

    def _meetings(self) -> list[tuple[str, dict[str, Any]]]:
        facts: list[tuple[str, dict[str, Any]]] = []
        for appointment, kind in self.open.items():
            about = {"appointment": appointment, "meeting_kind": kind}
            facts += [
                (ending, about)
                for ending in (
                    kinds.APPOINTMENT_HELD,
                    kinds.APPOINTMENT_CANCELLED,
                    kinds.APPOINTMENT_MISSED,
                    kinds.APPOINTMENT_MOVED,
                )
            ]
        most = self.blueprint.maximum_meetings
        if most is not None and self.held_this_round + len(self.open) >= most:
            return facts
        facts += [(kinds.NEXT_MEETING_AGREED, {"after": appointment}) for appointment in (*self.open, *self.last_held)]
        if len(self.open) > 1:
            return facts
        about = {"appointment": f"a{self.booked}"}
        return [*facts, *((kinds.APPOINTMENT_BOOKED, {**about, "meeting_kind": kind}) for kind in self._kinds_now())]

    def _kinds_now(self) -> list[str]:
        stages = STAGES[self.blueprint.key]
        waits = bool(self._ordinary_open()) and (not self.stage or len(stages) > 2)
        ordinary = () if waits else stages[min(self.stage, len(stages) - 1)]
        return [*ordinary, *self._groups()]

    def _groups(self) -> tuple[str, ...]:
        return tuple(kind.key for kind in self.blueprint.meeting_kinds if kind.is_group)

    def _ordinary_open(self) -> set[str]:
        return set(self.open.values()).difference(self._groups())

    def _plan(self) -> list[tuple[str, dict[str, Any]]]:
        facts: list[tuple[str, dict[str, Any]]] = []
        if self._has_met():
            about = {"version": self.version + 1}
            facts.append((kinds.PLAN_COMPLETED, about) if self.draft else (kinds.PLAN_STARTED, about))
        for recipient in (NAV, OTHER_NAV):
            for version in range(1, self.version + 1):
                taken = (version, recipient) in self.shares
                kind = kinds.PLAN_WITHDRAWN if taken else kinds.PLAN_SHARED
                facts.append((kind, {"version": version, "recipient": recipient}))
        return facts

    def _has_met(self) -> bool:
        """Far enough for a plan: after the first meeting, or after all modules where there are some."""
        stages = len(STAGES[self.blueprint.key])
        if self.stage < (stages if stages > 2 else 1):
            return False
        return bool(self.blueprint.maximum_meetings is None or self.held_this_round or self.plan_stands)

    def _afterwards(self) -> list[tuple[str, dict[str, Any]]]:
        facts: list[tuple[str, dict[str, Any]]] = [(kinds.JOURNEY_CLOSED, {"reason": "in_work"})]
        if self.plan_stands:
            facts += [
                (kinds.GOAL_CHANGED, {"version": self.version}),
                (kinds.STEP_STATUS_CHANGED, {"version": self.version, "step": "s1", "status": "done"}),
                (kinds.EDUCATION_APPLIED, {}),
                (kinds.OUTCOME_RECORDED, {"outcome": "applied_education"}),
            ]
        return facts

    def take(self, kind: str, data: dict[str, Any]) -> None:
        match kind:
            case kinds.JOURNEY_STARTED:
                self.started = True
            case kinds.JOURNEY_CLOSED | kinds.JOURNEY_REOPENED:
                self.closed = kind == kinds.JOURNEY_CLOSED
            case kinds.REFERRAL_REGISTERED:
                self.referred, self.missing = True, data["documents_missing"]
            case kinds.DOCUMENTS_ORDERED:
                self.missing = False
            case kinds.NAV_INVITED | kinds.NAV_REMOVED:
                self.invited = kind == kinds.NAV_INVITED
            case _:
                self._take_meeting(kind, data)
                self._take_plan(kind, data)

    def _take_meeting(self, kind: str, data: dict[str, Any]) -> None:
        appointment = data.get("appointment", "")
        match kind:
            case kinds.APPOINTMENT_BOOKED:
                self.open[appointment] = data["meeting_kind"]
                self.booked += 1
            case kinds.APPOINTMENT_CANCELLED | kinds.APPOINTMENT_MISSED:
                del self.open[appointment]
            case kinds.APPOINTMENT_HELD:
                del self.open[appointment]
                self.last_held = (appointment,)
                if data["meeting_kind"] not in self._groups():
                    self.stage += 1
                    self.held_this_round += 1

    def _take_plan(self, kind: str, data: dict[str, Any]) -> None:
        share = (data.get("version", 0), data.get("recipient", 0))
        match kind:
            case kinds.PLAN_STARTED:
                self.draft = True
            case kinds.PLAN_COMPLETED:
                self.draft, self.version, self.plan_stands = False, self.version + 1, True
            case kinds.PLAN_SHARED:
                self.shares.add(share)
            case kinds.PLAN_WITHDRAWN:
                self.shares.discard(share)
            case kinds.GOAL_CHANGED:
                self.plan_stands, self.held_this_round = False, 0
                self.stage = max(1, len(STAGES[self.blueprint.key]) - 1)


@dataclass(frozen=True)
class Order:
    blueprint: Blueprint
    events: list[Happened]

    def without(self, *dropped: str) -> list[Happened]:
        return [event for event in self.events if event.kind not in dropped]


#: Kinds drawn more often, so that orders get past the first steps instead of dwelling there.
FORWARD = {
    kinds.APPOINTMENT_BOOKED,
    kinds.APPOINTMENT_HELD,
    kinds.PLAN_STARTED,
    kinds.PLAN_COMPLETED,
    kinds.PLAN_SHARED,
    kinds.GOAL_CHANGED,
    kinds.JOURNEY_REOPENED,
}


@st.composite
def legal_orders(draw: st.DrawFn, *, longest: int = 30) -> Order:
    """A county, and events in an order people could make them in, some in the same moment."""
    blueprint = draw(st.sampled_from(ALL))
    model, events, at = Model(blueprint), [], START
    for _ in range(draw(st.integers(0, longest))):
        facts = [fact for fact in model.next_facts() for _ in range(3 if fact[0] in FORWARD else 1)]
        kind, data = draw(st.sampled_from(facts))
        at += timedelta(minutes=draw(st.sampled_from((0, 1, 60 * 24))))
        events.append(Happened(kind, at, data=data))
        model.take(kind, data)
    return Order(blueprint, events)
