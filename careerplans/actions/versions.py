"""Completing the plan: the draft becomes a version that never changes."""

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from careerplans import notifications, tasks
from careerplans.actions.drafts import locked_draft
from careerplans.content import Missing, content_of, missing
from careerplans.models import CareerPlan, PlanFile, PlanStep, PlanVersion
from journeys import kinds
from journeys.actions import record


class Incomplete(Exception):
    """The county's template asks for more; nothing was completed."""

    def __init__(self, found: list[Missing]) -> None:
        super().__init__("; ".join(item.anchor for item in found))
        self.missing = found


class ChangedSince(Exception):
    """The draft was changed after it was read for completing; nothing was completed."""


@transaction.atomic
def complete(*, plan: CareerPlan, revision: int, by: Actor) -> PlanVersion:
    """Make the draft a version: record `plan_completed`, queue its PDF, write to the participant that it is ready.

    `revision` is the draft that was read before confirming: ChangedSince when it has changed. Incomplete when the
    template asks for more. AlreadyDone when it is completed. The version is shared with nobody.
    Source: nordland-model, "Karriereplan": completed in the last meeting and taken along by the user.
    """
    draft, number = locked_draft(plan)
    if draft.revision != revision:
        raise ChangedSince
    steps = list(draft.steps.all())
    if found := missing(draft, draft.journey.blueprint.plan, steps=len(steps)):
        raise Incomplete(found)
    version = _version(draft, steps, number=number, by=by)
    CareerPlan.objects.filter(pk=draft.pk).update(draft_number=None)
    data = {"plan": str(draft.public_id), "version": version.number}
    record(journey=draft.journey, kind=kinds.PLAN_COMPLETED, by=by, data=data)
    tasks.queue_rendering(version)
    notifications.plan_ready(version, by=by)
    return version


def _version(draft: CareerPlan, steps: list[PlanStep], *, number: int, by: Actor) -> PlanVersion:
    language = draft.participant.language
    now = timezone.now()
    version = PlanVersion.objects.create(
        plan=draft,
        journey=draft.journey,
        participant=draft.participant,
        number=number,
        language=language,
        content=content_of(draft, steps, language=language, written_with=[by.person.name]),
        completed_at=now,
        completed_by=by.person,
    )
    PlanFile.objects.create(version=version, participant=draft.participant, language=language, queued_at=now)
    return version
