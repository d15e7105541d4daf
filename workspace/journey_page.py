"""The one journey page of three parties, composed from what the rooms offer to this actor."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

import appointments.sections
import careerplans.sections
import conversations.sections
import referrals.sections
from accounts.actors import Actor
from accounts.enums import Party
from common import dates
from journeys import kinds
from journeys.models import Journey
from journeys.progress import Progress, StepProgress, progress, seen_by
from journeys.sections import Column, Section, Task
from workspace.next_actions import ENDINGS, NextAction, main_action, next_actions

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SectionSource = Callable[[Journey, Actor, Progress], list[Section]]

ROOMS: tuple[SectionSource, ...] = (
    referrals.sections.journey_sections,
    appointments.sections.journey_sections,
    conversations.sections.journey_sections,
    careerplans.sections.journey_sections,
)

#: Events shown before the rest folds away.
RECENT = 6


class Told(NamedTuple):
    """An event with the name of who recorded it: what the engine and the timeline read."""

    kind: str
    at: datetime
    by_party: str
    data: dict[str, Any]
    by_person: int | None
    by_name: str | None


@dataclass(frozen=True)
class StepView:
    """A step as the stepper draws it."""

    label: "StrOrPromise"
    status: str
    is_current: bool
    icon: str
    note: str
    url: str = ""


@dataclass(frozen=True)
class EventView:
    """An event as the timeline draws it."""

    icon: str
    title: "StrOrPromise"
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class JourneyPage:
    """Everything the template needs; nothing in it is hidden from this actor."""

    journey: Journey
    state: Progress
    steps: list[StepView]
    main: list[Section]
    aside: list[Section]
    recent: list[EventView]
    older: list[EventView]
    main_action: NextAction | None


def journey_page(journey: Journey, actor: Actor, tasks: Sequence[Task] = ()) -> JourneyPage:
    """Compose the page for this actor, who may see the journey (the caller scoped it). Reads only.

    `tasks` is the actor's own day, where this is the page a participant comes to.
    """
    events = _events(journey)
    whole = progress(journey.blueprint, events)
    state = seen_by(whole, actor.party, actor.recipients)
    actions = next_actions(journey, whole, state.next_actions.get(actor.party, ()))
    main = main_action(actions)
    sections = [section for room in ROOMS for section in room(journey, actor, state)] + _also(actions, main)
    sections += _waits(tasks)
    sections.sort(key=lambda section: section.order)
    shown = timeline(journey, events, actor)
    return JourneyPage(
        journey=journey,
        state=state,
        steps=[step_view(step) for step in state.steps],
        main=[section for section in sections if section.column == Column.MAIN],
        aside=[section for section in sections if section.column == Column.ASIDE],
        recent=shown[:RECENT],
        older=shown[RECENT:],
        main_action=main,
    )


def _events(journey: Journey) -> list[Told]:
    rows = journey.events.values_list("kind", "at", "by_party", "data", "by_person", "by_person__name")
    return [Told(*row) for row in rows]


def _also(actions: list[NextAction], main: NextAction | None) -> list[Section]:
    """The card of what else can be done now, after the next meeting."""
    others = [each for each in actions if each != main and each.action not in ENDINGS]
    return [Section("also", "workspace/sections/also.html", 15, data={"actions": others})] if others else []


def _waits(tasks: Sequence[Task]) -> list[Section]:
    """What to prepare, and which steps are due."""
    return [Section("waits", "workspace/sections/waits.html", 11, data={"tasks": tasks})] if tasks else []


def step_view(step: StepProgress) -> StepView:
    """Return how the stepper shows a step to a party that may know it."""
    note = dates.format_short_date(step.done_at) if step.done_at else ""
    if step.private:
        note = _("The participant decides")
    elif step.is_current:
        note = _("Now")
    return StepView(step.step.short_label, str(step.status), step.is_current, step.step.icon, note)


def timeline(journey: Journey, events: Iterable[Told], actor: Actor) -> list[EventView]:
    """Return the events this actor may see, newest first."""
    seen = [event for event in events if kinds.visible(event, actor.party, actor.recipients)]
    return [_event_view(journey, event, actor) for event in reversed(seen)]


def _event_view(journey: Journey, event: Told, actor: Actor) -> EventView:
    kind = kinds.KINDS[event.kind]
    title: Any = kind.label
    if kind.meeting_label and (meeting := event.data.get("meeting_kind")):
        title = kind.meeting_label % {"meeting": journey.blueprint.meeting_kind(meeting).label}
    # Who noted that a meeting did not take place is not who it was up to.
    by = "" if event.kind == kinds.APPOINTMENT_MISSED else _by(event, actor)
    return EventView(kind.icon, title, by, event.at)


def _by(event: Told, actor: Actor) -> str:
    if event.by_person is None:
        return ""
    if event.by_person == actor.person.pk:
        return _("by you")
    if event.by_party == Party.PARTICIPANT:
        return _("by the participant")
    return _("by %(name)s") % {"name": event.by_name}
