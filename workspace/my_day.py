"""My day: what waits for this actor, and what comes next; the same page for each party, composed from the rooms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

import appointments.sections
import careerplans.sections
import conversations.sections
import referrals.sections
from accounts.actors import Actor
from accounts.enums import Party
from appointments.queries import Ahead, lines_ahead
from journeys.models import Journey
from journeys.sections import Task
from workspace.queries import waiting_for

TaskSource = Callable[[Actor, datetime], list[Task]]

ROOMS: tuple[TaskSource, ...] = (
    conversations.sections.tasks,
    appointments.sections.tasks,
    careerplans.sections.tasks,
    referrals.sections.tasks,
)

SHOWN = 10


@dataclass(frozen=True)
class MyDay:
    """What the page shows: tasks (soonest first), people who wait, and the next appointments."""

    tasks: list[Task]
    waiting: list[Task]
    appointments: list[Ahead]


def my_day(actor: Actor, *, now: datetime) -> MyDay:
    """Compose my day at `now` (aware). Reads only; as many queries for many people as for one."""
    tasks = tasks_of(actor, now=now)
    told = {task.person for task in tasks}
    waiting = [_waiting(journey, actor) for journey in waiting_for(actor, limit=SHOWN)]
    return MyDay(
        tasks=tasks[: 2 * SHOWN],
        waiting=[task for task in waiting if task.person not in told],
        appointments=lines_ahead(actor, now=now, limit=SHOWN),
    )


def tasks_of(actor: Actor, *, now: datetime) -> list[Task]:
    """Return what each room says waits for this actor at `now` (aware), soonest first, without a time last."""
    tasks = [task for room in ROOMS for task in room(actor, now)]
    return sorted(tasks, key=lambda task: (task.at is None, task.at or now, task.title))


def _waiting(journey: Journey, actor: Actor) -> Task:
    """A person who waits; Nav is not told since when, which is when something last happened."""
    step = journey.blueprint.step(journey.current_step)
    return Task(
        title=str(step.label),
        url=reverse("workspace:journey", args=[journey.public_id]),
        about=journey.participant.name,
        person=journey.participant_id,
        at=None if actor.party == Party.NAV_COUNSELLOR else journey.last_event_at,
        icon=step.icon,
    )
