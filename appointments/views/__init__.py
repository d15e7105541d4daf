"""Pages of appointments."""

from appointments.views.absences import absence_remove, absences
from appointments.views.availability import (
    hours_add,
    hours_change,
    hours_stop,
    times,
    times_publish,
    times_remove,
    times_settings,
)
from appointments.views.booking import hold, pick
from appointments.views.by_link import cancel_link, move_link, move_link_ics
from appointments.views.calendar_elsewhere import other_calendar, other_calendar_read, other_calendar_remove
from appointments.views.calendar_feed import feed, feed_close, feed_renew, feed_settings
from appointments.views.calendar_pages import calendar
from appointments.views.existing import cancel, detail, ics, missed, upcoming_list
from appointments.views.held import confirm, held, release
from appointments.views.moving import move

__all__ = [
    "absence_remove",
    "absences",
    "calendar",
    "cancel",
    "cancel_link",
    "confirm",
    "detail",
    "feed",
    "feed_close",
    "feed_renew",
    "feed_settings",
    "ics",
    "held",
    "hold",
    "hours_add",
    "hours_change",
    "hours_stop",
    "missed",
    "move",
    "move_link",
    "move_link_ics",
    "other_calendar",
    "other_calendar_read",
    "other_calendar_remove",
    "pick",
    "release",
    "times",
    "times_publish",
    "times_remove",
    "times_settings",
    "upcoming_list",
]
