"""What the county models have in common: questions, outcomes, reasons to close, and steps that are alike."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints.types import Action, Choice, Criterion, Milestone, Offer, On, Step, When

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Questions of several counties' checklists.
HAS_COMPLETED = Criterion(
    "has_completed",
    _("Has the participant completed upper secondary education?"),
    _("A trade certificate or general study competence counts as completed."),
    expected=False,
)
WANTS_GUIDANCE = Criterion(
    "wants_guidance",
    _("Does the participant wish for career guidance?"),
    _("Guidance is voluntary. The participant's own wish and motivation weigh most."),
)
IS_INFORMED = Criterion(
    "is_informed",
    _("Does the participant know how Nav and the career centre work together?"),
    _("Nobody can decide on an offer they do not know."),
)

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


def booking_completed_by(*meetings: str) -> tuple[On, ...]:
    """One of these kinds of meeting booked, or held without having been."""
    return (
        On(kinds.APPOINTMENT_BOOKED, meeting_kinds=meetings, by=("appointment",)),
        On(kinds.APPOINTMENT_HELD, meeting_kinds=meetings),
    )


def booking_undone_by() -> tuple[On, ...]:
    """That appointment cancelled, or missed."""
    return (On(kinds.APPOINTMENT_CANCELLED, by=("appointment",)), On(kinds.APPOINTMENT_MISSED, by=("appointment",)))


def sharing_step(label: "StrOrPromise", description: "StrOrPromise") -> Step:
    """The participant's own choice, which holds nothing up.

    Done while the newest version is shared with someone: a share of an older one does not count.
    """
    return Step(
        "sharing",
        label,
        _("Sharing"),
        description,
        main_party=Party.PARTICIPANT,
        parties=(Party.PARTICIPANT,),
        icon="paperplane",
        completed_by=(On(kinds.PLAN_SHARED, by=("version", "recipient"), newest_version=True),),
        undone_by=(On(kinds.PLAN_WITHDRAWN, by=("version", "recipient")), On(kinds.PLAN_COMPLETED)),
        optional=True,
        known_to=frozenset({Party.PARTICIPANT}),
        known_by_share=True,
    )
