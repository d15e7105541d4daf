"""The verbs of career plans, one module per noun."""

from careerplans.actions.drafts import (
    EditConflict,
    add_step,
    change_step,
    move_step,
    remove_step,
    save_goal,
    save_section,
    start,
)
from careerplans.actions.follow_up import (
    StepChanged,
    change_application,
    change_goal,
    check_in,
    record_outcome,
    register_application,
    set_step_status,
)
from careerplans.actions.questions import add_question, change_question, remove_question
from careerplans.actions.routes import choose_route, note_support_time
from careerplans.actions.shares import share, withdraw
from careerplans.actions.versions import ChangedSince, Incomplete, complete

__all__ = [
    "ChangedSince",
    "EditConflict",
    "Incomplete",
    "StepChanged",
    "add_question",
    "add_step",
    "change_application",
    "change_goal",
    "change_question",
    "change_step",
    "check_in",
    "choose_route",
    "complete",
    "move_step",
    "note_support_time",
    "record_outcome",
    "register_application",
    "remove_question",
    "remove_step",
    "save_goal",
    "save_section",
    "set_step_status",
    "share",
    "start",
    "withdraw",
]
