"""What the county models have in common: outcomes, reasons to close, actions that do not depend on the step."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints.types import Action, Choice, Milestone, Offer, On, When

#: What came of the guidance. Source: registreringsskjema_kodeliste, variable "resultat" (evaluation, chapters 3 and 4).
OUTCOMES = (
    Choice("concrete_plan", _("A concrete plan towards education or work")),
    Choice("needs_clarification", _("Needs to find out more")),
    Choice("new_conversation", _("A new conversation with the career counsellor is agreed")),
    Choice("own_initiative", _("The participant will take the initiative later")),
    Choice("digital_tool", _("Referred to a digital tool")),
    Choice("clarification_or_health", _("Clarification measure or health follow-up at Nav")),
    Choice("work_training", _("Work training")),
    Choice("other_service", _("Referred to another service")),
    Choice("applied_education", _("Applied for education or training")),
    Choice("registered_exam", _("Registered for an exam")),
    Choice("applied_apprenticeship", _("Applied for an apprenticeship place")),
    Choice("experience_based_candidate", _("Experience-based trade candidate")),
    Choice("seeks_work_with_nav", _("Seeks work with help from Nav")),
    Choice("short_course", _("Short course through Nav")),
    Choice("prior_learning", _("Recognition of prior learning")),
)

CLOSE_REASONS = (
    Choice("goal_reached", _("The end goal is reached")),
    Choice("in_education", _("Has started education or training")),
    Choice("in_work", _("Has started work")),
    Choice("followed_up_elsewhere", _("Is followed up in another way")),
    Choice("participant_ended", _("The participant wished to end")),
    Choice("no_contact", _("There has been no contact for a long time")),
    Choice("moved", _("Has moved to another county")),
    Choice("registered_by_mistake", _("Was registered by mistake")),
)

#: Source: nordland-model, "Brukerreisen": the cooperation under the model counts as completed once the plan is made.
COOPERATION_COMPLETED = Milestone("cooperation_completed", _("Cooperation completed"), On(kinds.PLAN_COMPLETED))

#: Suggested at any step.
OFFERS = (
    Offer(Party.CAREER_COUNSELLOR, Action.HOLD_MEETING, (When.MEETING_BOOKED,)),
    Offer(Party.CAREER_COUNSELLOR, Action.COMPLETE_PLAN, (When.PLAN_DRAFT,)),
    Offer(Party.PARTICIPANT, Action.SHARE_PLAN, (When.PLAN_UNSHARED,)),
    Offer(Party.PARTICIPANT, Action.FOLLOW_UP_STEPS, (When.PLAN_COMPLETE,)),
    Offer(Party.PARTICIPANT, Action.ORDER_DOCUMENTS, (When.DOCUMENTS_MISSING,)),
)

#: Suggested in the last step, where Nav and the participant have the responsibility.
FOLLOW_UP_OFFERS = (
    Offer(Party.NAV_COUNSELLOR, Action.FOLLOW_UP_STEPS, (When.PLAN_SHARED,)),
    Offer(Party.NAV_COUNSELLOR, Action.APPLY_EDUCATION),
    Offer(Party.NAV_COUNSELLOR, Action.RECORD_OUTCOME),
    Offer(Party.PARTICIPANT, Action.SHARE_PLAN, (When.PLAN_UNSHARED,)),
    Offer(Party.PARTICIPANT, Action.FOLLOW_UP_STEPS),
    Offer(Party.PARTICIPANT, Action.APPLY_EDUCATION),
    Offer(Party.PARTICIPANT, Action.CHANGE_GOAL),
    Offer(Party.CAREER_COUNSELLOR, Action.RECORD_OUTCOME),
    Offer(Party.CAREER_COUNSELLOR, Action.CHANGE_GOAL),
)


def sharing_completed_by() -> tuple[On, ...]:
    """The newest version shared with someone; a share of an older one does not count."""
    return (On(kinds.PLAN_SHARED, by=("version", "recipient"), newest_version=True),)


def sharing_undone_by() -> tuple[On, ...]:
    """That share withdrawn, or a newer version completed: it is not shared because an older one was."""
    return (On(kinds.PLAN_WITHDRAWN, by=("version", "recipient")), On(kinds.PLAN_COMPLETED))
