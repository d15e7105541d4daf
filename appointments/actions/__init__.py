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
from appointments.actions.external import connect_calendar, disconnect_calendar
from appointments.actions.feeds import change_feed, close_feed, open_feed, renew_feed
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
    "change_feed",
    "change_pattern",
    "close_feed",
    "confirm",
    "connect_calendar",
    "disconnect_calendar",
    "end_pattern",
    "hold",
    "mark_held",
    "mark_missed",
    "open_feed",
    "publish",
    "release",
    "release_expired",
    "remove_absence",
    "remove_pattern",
    "renew_feed",
    "save_settings",
    "unpublish",
]
