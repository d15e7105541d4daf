"""Open questions of the plan, for Nav or the training office, and their answers as they come."""

from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from careerplans.actions.drafts import touch, writable
from careerplans.enums import AskedOf
from careerplans.models import CareerPlan, PlanQuestion
from common.errors import AlreadyDone


@transaction.atomic
def add_question(*, plan: CareerPlan, key: UUID, asked_of: AskedOf, text: str, answer: str, by: Actor) -> PlanQuestion:
    """Add a question at the end. `key` comes with the form, so that sending it twice adds one: AlreadyDone.

    Nobody is written to: those it is for read it when the participant shares the version it becomes a part of.
    """
    draft = writable(plan)
    if PlanQuestion.objects.filter(key=key).exists():
        raise AlreadyDone
    question = PlanQuestion.objects.create(
        key=key,
        plan=draft,
        journey=draft.journey,
        participant=draft.participant,
        asked_of=asked_of,
        text=text,
        answer=answer,
    )
    touch(draft, by)
    return question


@transaction.atomic
def change_question(*, question: PlanQuestion, asked_of: AskedOf, text: str, answer: str, by: Actor) -> None:
    """Change a question or write its answer. The last word wins. AlreadyDone when it has been removed."""
    draft = writable(question.plan)
    if not PlanQuestion.objects.filter(pk=question.pk).update(asked_of=asked_of, text=text, answer=answer):
        raise AlreadyDone
    touch(draft, by)


@transaction.atomic
def remove_question(*, question: PlanQuestion, by: Actor) -> None:
    """Remove a question from the draft; versions keep theirs. AlreadyDone when it is removed."""
    draft = writable(question.plan)
    removed, _per_model = PlanQuestion.objects.filter(pk=question.pk).delete()
    if not removed:
        raise AlreadyDone
    touch(draft, by)
