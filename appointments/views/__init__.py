"""Pages of appointments."""

from appointments.views.booking import book, pick
from appointments.views.calendar_elsewhere import other_calendar, other_calendar_read, other_calendar_remove
from appointments.views.calendar_feed import feed, feed_close, feed_renew, feed_settings
from appointments.views.existing import cancel, cancel_link, detail, ics, missed, upcoming_list
from appointments.views.publishing import times, times_remove

__all__ = [
    "book",
    "cancel",
    "cancel_link",
    "detail",
    "feed",
    "feed_close",
    "feed_renew",
    "feed_settings",
    "ics",
    "missed",
    "other_calendar",
    "other_calendar_read",
    "other_calendar_remove",
    "pick",
    "times",
    "times_remove",
    "upcoming_list",
]
