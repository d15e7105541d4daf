"""Pages of appointments."""

from appointments.views.booking import hold, pick
from appointments.views.calendar_elsewhere import other_calendar, other_calendar_read, other_calendar_remove
from appointments.views.calendar_feed import feed, feed_close, feed_renew, feed_settings
from appointments.views.existing import cancel, cancel_link, detail, ics, missed, upcoming_list
from appointments.views.held import confirm, held, release
from appointments.views.moving import move
from appointments.views.publishing import times, times_remove

__all__ = [
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
    "missed",
    "move",
    "other_calendar",
    "other_calendar_read",
    "other_calendar_remove",
    "pick",
    "release",
    "times",
    "times_remove",
    "upcoming_list",
]
