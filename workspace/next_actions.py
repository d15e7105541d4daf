"""Where each suggested action is done: the engine says what, this module says on which page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from journeys.blueprints.types import Action
from journeys.models import Journey
from journeys.progress import Progress

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Pages that take the journey.
ON_JOURNEY = {
    Action.BOOK_APPOINTMENT: "appointments:pick",
    Action.WRITE_PLAN: "careerplans:edit",
    Action.COMPLETE_PLAN: "careerplans:edit",
    Action.CHANGE_GOAL: "careerplans:goal_changed",
    Action.INVITE_NAV: "workspace:nav_invite",
    Action.CLOSE_JOURNEY: "workspace:close",
    Action.REOPEN_JOURNEY: "workspace:reopen",
}

#: Cards of the journey page itself, by their anchor.
ON_CARD = {
    Action.REVIEW_INFORMATION: "agreed-information",
    Action.ORDER_DOCUMENTS: "missing-documents",
    Action.SHARE_PLAN: "sharing",
    Action.FOLLOW_UP_STEPS: "follow-up",
    Action.APPLY_EDUCATION: "follow-up",
    Action.RECORD_OUTCOME: "follow-up",
    Action.AGREE_NEXT_MEETING: "meetings",
}

#: Always possible and said elsewhere on the page.
ENDINGS = {Action.CLOSE_JOURNEY, Action.REOPEN_JOURNEY}

#: What the page never asks for with its one button; inviting Nav is the participant's choice all along.
NEVER_MAIN = ENDINGS | {Action.CHANGE_GOAL, Action.INVITE_NAV}

ICONS = {
    Action.BOOK_APPOINTMENT: "calendar",
    Action.HOLD_MEETING: "chat",
    Action.WRITE_PLAN: "pencil",
    Action.COMPLETE_PLAN: "checkmark-circle",
    Action.SHARE_PLAN: "paperplane",
    Action.INVITE_NAV: "person-plus",
}


@dataclass(frozen=True)
class NextAction:
    """A suggested action with its page."""

    action: Action
    label: "StrOrPromise"
    url: str
    icon: str


def next_actions(journey: Journey, state: Progress, actions: Iterable[Action]) -> list[NextAction]:
    """Return the actions that have a page now, in the engine's order."""
    found = ((action, _url(journey, state, action)) for action in actions)
    return [NextAction(action, action.label, url, ICONS.get(action, "arrow-right")) for action, url in found if url]


def main_action(actions: list[NextAction]) -> NextAction | None:
    """Return the first action that leads to a page of its own: the one button of the journey page. Never an ending."""
    return next((each for each in actions if "#" not in each.url and each.action not in NEVER_MAIN), None)


def _url(journey: Journey, state: Progress, action: Action) -> str:
    if action in ON_JOURNEY:
        return reverse(ON_JOURNEY[action], args=[journey.public_id])
    if action in ON_CARD:
        return reverse("workspace:journey", args=[journey.public_id]) + f"#{ON_CARD[action]}"
    if action == Action.HOLD_MEETING and state.open_appointments:
        return reverse("conversations:meeting", args=[state.open_appointments[0]])
    return ""
