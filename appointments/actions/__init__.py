"""The verbs of appointments. Each is one transaction; whatever concerns people is locked first."""

from appointments.actions.availability import (
    Hours,
    PatternsOverlap,
    Rules,
    TimesOverlap,
    add_absence,
    add_patterns,
    change_pattern,
    end_pattern,
    publish,
    remove_absence,
    remove_pattern,
    save_settings,
    unpublish,
)
from appointments.actions.booking import book
from appointments.actions.changing import cancel, mark_held, mark_missed
from appointments.actions.confirming import HoldExpired, confirm
from appointments.actions.holds import HOLD, BeingBooked, hold, release, release_expired
from appointments.actions.locks import TimeTaken

__all__ = [
    "HOLD",
    "BeingBooked",
    "HoldExpired",
    "Hours",
    "PatternsOverlap",
    "Rules",
    "TimeTaken",
    "TimesOverlap",
    "add_absence",
    "add_patterns",
    "book",
    "cancel",
    "change_pattern",
    "confirm",
    "end_pattern",
    "hold",
    "mark_held",
    "mark_missed",
    "publish",
    "release",
    "release_expired",
    "remove_absence",
    "remove_pattern",
    "save_settings",
    "unpublish",
]
