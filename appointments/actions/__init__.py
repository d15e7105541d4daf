"""The verbs of appointments. Each is one transaction; whatever concerns people is locked first."""

from appointments.actions.availability import TimesOverlap, publish, unpublish
from appointments.actions.booking import book
from appointments.actions.changing import cancel, mark_held, mark_missed
from appointments.actions.confirming import HoldExpired, confirm
from appointments.actions.holds import HOLD, BeingBooked, hold, release, release_expired
from appointments.actions.locks import TimeTaken

__all__ = [
    "HOLD",
    "BeingBooked",
    "HoldExpired",
    "TimeTaken",
    "TimesOverlap",
    "book",
    "cancel",
    "confirm",
    "hold",
    "mark_held",
    "mark_missed",
    "publish",
    "release",
    "release_expired",
    "unpublish",
]
