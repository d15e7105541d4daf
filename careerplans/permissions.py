"""Who may do what with a plan. Plain predicates; what is not visible at all is a matter of `visible_to` (404)."""

from accounts.actors import Actor
from accounts.enums import Party
from careerplans.models import CareerPlan, EducationApplication, PlanShare, PlanVersion
from journeys.models import Journey


def can_start(actor: Actor, journey: Journey) -> bool:
    """The journey's career counsellor or who covers now, while the journey is open."""
    return journey.is_open and _leads(actor, journey)


def can_write(actor: Actor, plan: CareerPlan) -> bool:
    """As `can_start`, while a version is being written. The participant reads the draft."""
    return plan.draft_number is not None and can_start(actor, plan.journey)


def can_share(actor: Actor, version: PlanVersion) -> bool:
    """The participant alone, in an open journey."""
    return _owns(actor, version.participant_id) and version.journey.is_open


def can_withdraw(actor: Actor, share: PlanShare) -> bool:
    """The participant alone, always."""
    return _owns(actor, share.participant_id)


def can_follow_up(actor: Actor, version: PlanVersion) -> bool:
    """Steps and applications: the participant, and Nav for a version it may read now, in an open journey.

    `version` was loaded through `visible_to(actor)`: for Nav that is the share in force.
    """
    return version.journey.is_open and (_owns(actor, version.participant_id) or actor.party == Party.NAV_COUNSELLOR)


def can_check_in(actor: Actor, version: PlanVersion) -> bool:
    """The participant alone says how it is going, in an open journey."""
    return _owns(actor, version.participant_id) and version.journey.is_open


def can_change_application(actor: Actor, application: EducationApplication) -> bool:
    """As `can_follow_up` for the version it belongs to."""
    return can_follow_up(actor, application.version)


def can_record_outcome(actor: Actor, version: PlanVersion) -> bool:
    """Nav for a version it may read now, and the journey's career counsellor, in an open journey."""
    return can_start(actor, version.journey) or (version.journey.is_open and actor.party == Party.NAV_COUNSELLOR)


def can_change_goal(actor: Actor, journey: Journey) -> bool:
    """The participant and the journey's career counsellor, once a plan is completed and while the journey is open."""
    if journey.plan_completed_at is None or not journey.is_open:
        return False
    return _owns(actor, journey.participant_id) or _leads(actor, journey)


def _owns(actor: Actor, participant_id: int) -> bool:
    return actor.is_participant and actor.person.pk == participant_id


def _leads(actor: Actor, journey: Journey) -> bool:
    return actor.party == Party.CAREER_COUNSELLOR and journey.career_counsellor_id in actor.recipients
