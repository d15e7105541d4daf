"""After the plan is made: how the steps go, applications for education, what came of it, a changed end goal.

Nav takes part only through a version shared with it now, asked again under the lock: a share withdrawn a moment ago
gives AlreadyDone and changes nothing (DOMAIN, firewall 5).
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from careerplans.enums import Going, StepStatus
from careerplans.models import CheckIn, EducationApplication, PlanVersion, StepChange, StepProgress
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import lock, record
from journeys.models import Journey


class StepChanged(Exception):
    """Somebody set another status meanwhile; `progress` holds it and who did. Nothing was saved, nothing is lost."""

    def __init__(self, progress: StepProgress) -> None:
        super().__init__(progress.status)
        self.progress = progress


@transaction.atomic
def set_step_status(*, version: PlanVersion, key: UUID, status: StepStatus, seen: StepStatus, by: Actor) -> None:
    """Set how a step of this version goes, keep the change in its history, and record `step_status_changed`.

    `seen` is the status the actor last saw. StepChanged when it has become another one since. KeyError for a step the
    version does not have. AlreadyDone when it has that status.
    """
    _hold(version, by)
    if str(key) not in {step["key"] for step in version.content["steps"]}:
        raise KeyError(key)
    now = timezone.now()
    progress = StepProgress.objects.filter(step_key=key).first() or StepProgress(
        step_key=key, journey=version.journey, participant=version.participant
    )
    before = progress.status
    if before == status:
        raise AlreadyDone
    if progress.pk and before != seen:
        raise StepChanged(progress)
    progress.status, progress.changed_at, progress.changed_by = status, now, by.person
    progress.save()
    StepChange.objects.create(
        progress=progress, before=before, after=status, at=now, by_person=by.person, by_membership=by.membership
    )
    data = {"version": version.number, "step": str(key), "status": str(status), **_nav(by)}
    record(journey=version.journey, kind=kinds.STEP_STATUS_CHANGED, by=by, data=data)


@transaction.atomic
def check_in(*, version: PlanVersion, answer: Going, by: Actor) -> CheckIn:
    """Keep what the participant answers to how it is going, and return it. It is no event of the journey.

    The same answer twice on one day is one: somebody tapped twice. AlreadyDone when the journey is closed.
    """
    _hold(version, by)
    now = timezone.now()
    newest = CheckIn.objects.filter(version=version).first()
    if newest and newest.answer == answer and timezone.localdate(newest.at) == timezone.localdate(now):
        return newest
    return CheckIn.objects.create(version=version, participant=version.participant, answer=answer, at=now)


@transaction.atomic
def register_application(
    *, version: PlanVersion, key: UUID, what: str, deadline: date | None, applied_on: date | None, by: Actor
) -> EducationApplication:
    """Register an application for education and record `education_applied`. Days are Norwegian calendar days.

    `key` comes with the form, so that sending it twice registers one: AlreadyDone.
    """
    _hold(version, by)
    if EducationApplication.objects.filter(public_id=key).exists():
        raise AlreadyDone
    application = EducationApplication.objects.create(
        public_id=key,
        journey=version.journey,
        participant=version.participant,
        version=version,
        what=what,
        deadline=deadline,
        applied_on=applied_on,
        registered_at=timezone.now(),
        registered_by=by.person,
    )
    _record_application(application, by)
    return application


@transaction.atomic
def change_application(
    *, application: EducationApplication, what: str, deadline: date | None, applied_on: date | None, by: Actor
) -> None:
    """Change an application, for example when it has been sent, and record `education_applied`. The last word wins."""
    _hold(application.version, by)
    application.what, application.deadline, application.applied_on = what, deadline, applied_on
    application.save(update_fields=["what", "deadline", "applied_on"])
    _record_application(application, by)


@transaction.atomic
def record_outcome(*, version: PlanVersion, outcome: str, by: Actor) -> None:
    """Record `outcome_recorded` with a code of the blueprint (ValueError for another). AlreadyDone when this party has.

    What Nav records does not cross to the career centre (`journeys.kinds`).
    """
    _hold(version, by)
    journey = version.journey
    if outcome not in {choice.key for choice in journey.blueprint.outcomes}:
        raise ValueError(f"{outcome} is no outcome of this blueprint")
    if journey.events.filter(kind=kinds.OUTCOME_RECORDED, by_party=by.party, data__outcome=outcome).exists():
        raise AlreadyDone
    record(journey=journey, kind=kinds.OUTCOME_RECORDED, by=by, data={"outcome": outcome, **_nav(by)})


@transaction.atomic
def change_goal(*, journey: Journey, by: Actor) -> None:
    """Record `goal_changed`: the participant and the career centre meet again. AlreadyDone unless a plan stands.

    A plan being written anew, or a change already reported since the plan was completed, is AlreadyDone too.
    Source: nordland-model, "Oppfølging": a changed end goal means a new meeting and, if needed, a new plan.
    """
    locked = lock(journey)
    newest = PlanVersion.objects.filter(journey=locked).select_related("plan").order_by("-number").first()
    if not locked.is_open or newest is None or newest.plan.draft_number is not None:
        raise AlreadyDone
    if journey.events.filter(kind=kinds.GOAL_CHANGED, at__gte=newest.completed_at).exists():
        raise AlreadyDone
    data = {"plan": str(newest.plan.public_id), "version": newest.number}
    record(journey=journey, kind=kinds.GOAL_CHANGED, by=by, data=data)


def _hold(version: PlanVersion, by: Actor) -> None:
    """Lock the journey. AlreadyDone unless it is open and the actor may still read the version."""
    journey = lock(version.journey)
    visible = PlanVersion.objects.visible_to(by)
    if not journey.is_open or not visible.filter(pk=version.pk).exists():
        raise AlreadyDone


def _record_application(application: EducationApplication, by: Actor) -> None:
    data = {
        "application": str(application.public_id),
        "status": "applied" if application.applied_on else "planned",
        **_nav(by),
    }
    record(journey=application.journey, kind=kinds.EDUCATION_APPLIED, by=by, data=data)


def _nav(by: Actor) -> dict[str, Any]:
    """A Nav counsellor is shown only what is about the own membership, so it names itself."""
    return {"nav": by.membership_id} if by.party == Party.NAV_COUNSELLOR else {}
