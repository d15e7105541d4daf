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
from appointments.views.handing_over import affected, caseload, caseloads, hand_over, transfer
from appointments.views.held import confirm, held, release
from appointments.views.moving import move
from appointments.views.waiting import offer, offer_link, waiting_join, waiting_join_new, waiting_leave, waiting_list

__all__ = [
    "absence_remove",
    "absences",
    "affected",
    "calendar",
    "cancel",
    "cancel_link",
    "caseload",
    "caseloads",
    "confirm",
    "detail",
    "feed",
    "feed_close",
    "feed_renew",
    "feed_settings",
    "hand_over",
    "held",
    "hold",
    "hours_add",
    "hours_change",
    "hours_stop",
    "ics",
    "missed",
    "move",
    "move_link",
    "move_link_ics",
    "offer",
    "offer_link",
    "other_calendar",
    "other_calendar_read",
    "other_calendar_remove",
    "pick",
    "release",
    "times",
    "times_publish",
    "times_remove",
    "times_settings",
    "transfer",
    "upcoming_list",
    "waiting_join",
    "waiting_join_new",
    "waiting_leave",
    "waiting_list",
]
