"""Writing the plan. Each verb locks the journey, refuses a draft that is not being written, and records no event but
the start: writing is not a business act until the plan is completed.
"""

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.actors import Actor
from careerplans.models import CareerPlan, PlanStep, Trade
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import lock, record
from journeys.models import Journey


class StepFields(TypedDict):
    """What a step says; `due_on` is a Norwegian calendar day."""

    what: str
    why: str
    responsible: str
    due_on: date | None
    link: str


class EditConflict(Exception):
    """Somebody saved another text since this one was opened; nothing was saved. Carries theirs and its revision."""

    def __init__(self, *, text: str, revision: int) -> None:
        super().__init__("the text was changed by somebody else")
        self.text = text
        self.revision = revision


@transaction.atomic
def start(*, journey: Journey, by: Actor) -> CareerPlan:
    """Begin the plan, or its next version from the old draft, and record `plan_started`. AlreadyDone when it is begun.

    Source: nordland-model, "Karriereplan": a changed end goal means a new plan if it is needed.
    """
    locked = lock(journey)
    if not locked.is_open:
        raise AlreadyDone
    plan = CareerPlan.objects.filter(journey=locked).first()
    if plan is None:
        plan = _new_plan(locked, by)
    elif plan.draft_number is not None:
        raise AlreadyDone
    else:
        plan.draft_number = (plan.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        _save(plan, by, "draft_number")
    data = {"plan": str(plan.public_id), "version": plan.draft_number}
    record(journey=journey, kind=kinds.PLAN_STARTED, by=by, data=data)
    return plan


def _new_plan(journey: Journey, by: Actor) -> CareerPlan:
    now = timezone.now()
    return CareerPlan.objects.create(
        journey=journey,
        participant=journey.participant,
        draft_number=1,
        started_at=now,
        changed_at=now,
        changed_by=by.person,
    )


@transaction.atomic
def save_section(*, plan: CareerPlan, key: str, text: str, revision: int, by: Actor) -> int:
    """Save the text of one section and return the section's new revision.

    `revision` is the one the writer saw. EditConflict when another text was saved since; the same text is no conflict.
    KeyError for a section the county's template does not have.
    """
    if key not in {section.key for section in plan.journey.blueprint.plan.sections}:
        raise KeyError(key)
    draft = writable(plan)
    _expect(draft, key, revision, theirs=draft.sections.get(key, ""), mine=text)
    draft.sections[key] = text
    return _bump(draft, key, by, "sections")


@transaction.atomic
def save_goal(*, plan: CareerPlan, trade: Trade | None, words: str, revision: int, by: Actor) -> int:
    """Save the end goal (trade, free words or both) and return its new revision. EditConflict as in `save_section`."""
    draft = writable(plan)
    theirs = (draft.trade_id, draft.end_goal)
    if draft.section_revisions.get(CareerPlan.GOAL, 0) != revision and theirs != (trade and trade.pk, words):
        raise EditConflict(text=draft.end_goal, revision=draft.section_revisions[CareerPlan.GOAL])
    draft.trade, draft.end_goal = trade, words
    return _bump(draft, CareerPlan.GOAL, by, "trade", "end_goal")


@transaction.atomic
def add_step(*, plan: CareerPlan, key: UUID, fields: StepFields, by: Actor) -> PlanStep:
    """Add a step at the end. `key` comes with the form, so that sending it twice adds one step: AlreadyDone."""
    draft = writable(plan)
    if PlanStep.objects.filter(key=key).exists():
        raise AlreadyDone
    last = draft.steps.aggregate(last=Max("position"))["last"]
    step = PlanStep.objects.create(
        key=key,
        plan=draft,
        journey=draft.journey,
        participant=draft.participant,
        position=0 if last is None else last + 1,
        **fields,
    )
    touch(draft, by)
    return step


@transaction.atomic
def change_step(*, step: PlanStep, fields: StepFields, by: Actor) -> None:
    """Change what a step says; it keeps its key, and so its progress. AlreadyDone when it has been removed."""
    draft = writable(step.plan)
    if not PlanStep.objects.filter(pk=step.pk).update(**fields):
        raise AlreadyDone
    touch(draft, by)


@transaction.atomic
def remove_step(*, step: PlanStep, by: Actor) -> None:
    """Remove a step from the draft; versions keep theirs. AlreadyDone when it is removed."""
    draft = writable(step.plan)
    removed, _per_model = PlanStep.objects.filter(pk=step.pk).delete()
    if not removed:
        raise AlreadyDone
    touch(draft, by)


@transaction.atomic
def move_step(*, step: PlanStep, places: int, by: Actor) -> None:
    """Move a step `places` down (negative: up), stopping at the ends. AlreadyDone when it is removed."""
    draft = writable(step.plan)
    order = list(draft.steps.all())
    if step not in order:
        raise AlreadyDone
    target = min(max(order.index(step) + places, 0), len(order) - 1)
    order.remove(step)
    order.insert(target, step)
    for position, each in enumerate(order):
        PlanStep.objects.filter(pk=each.pk).exclude(position=position).update(position=position)
    touch(draft, by)


def writable(plan: CareerPlan) -> CareerPlan:
    """Return the plan as it is now, its journey locked. AlreadyDone unless it is being written in an open journey."""
    return locked_draft(plan)[0]


def locked_draft(plan: CareerPlan) -> tuple[CareerPlan, int]:
    """As `writable`, with the number of the version being written."""
    journey = lock(plan.journey)
    draft = CareerPlan.objects.select_related("journey", "trade").get(pk=plan.pk)
    if draft.draft_number is None or not journey.is_open:
        raise AlreadyDone
    return draft, draft.draft_number


def _expect(draft: CareerPlan, key: str, revision: int, *, theirs: str, mine: str) -> None:
    current = draft.section_revisions.get(key, 0)
    if current != revision and theirs != mine:
        raise EditConflict(text=theirs, revision=current)


def _bump(draft: CareerPlan, key: str, by: Actor, *fields: str) -> int:
    revision: int = draft.section_revisions.get(key, 0) + 1
    draft.section_revisions[key] = revision
    _save(draft, by, "section_revisions", *fields)
    return revision


def touch(draft: CareerPlan, by: Actor, *fields: str) -> None:
    """Save these fields of a writable draft, and count the change, so that nobody completes another plan than read."""
    _save(draft, by, *fields)


def _save(plan: CareerPlan, by: Actor, *fields: str) -> None:
    plan.revision += 1
    plan.changed_at, plan.changed_by = timezone.now(), by.person
    plan.save(update_fields=["revision", "changed_at", "changed_by", *fields])
