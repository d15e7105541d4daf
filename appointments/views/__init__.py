"""Pages of appointments."""

from appointments.views.booking import book, pick
from appointments.views.existing import cancel, cancel_link, detail, ics, missed, upcoming_list
from appointments.views.publishing import times, times_remove

__all__ = [
    "book",
    "cancel",
    "cancel_link",
    "detail",
    "ics",
    "missed",
    "pick",
    "times",
    "times_remove",
    "upcoming_list",
]
