"""States of appointments, group sessions and waiting, and the other choices of this room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where an appointment is. Only `appointments.actions` changes it, by the table below."""

    BOOKED = "booked", _("Booked")
    CANCELLED = "cancelled", _("Cancelled")
    HELD = "held", _("Held")
    MISSED = "missed", _("Not attended")


#: (action, from, to): the only ways a status changes.
TRANSITIONS = (
    ("cancel", Status.BOOKED, Status.CANCELLED),
    ("hold", Status.BOOKED, Status.HELD),
    ("miss", Status.BOOKED, Status.MISSED),
)


class Attendance(models.TextChoices):
    """Whether one person came."""

    CAME = "came", _("Came")
    ABSENT = "absent", _("Did not come")
    EXCUSED = "excused", _("Sent word beforehand")


class GroupStatus(models.TextChoices):
    """Where a group session is. Only `appointments.actions.groups` changes it."""

    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")
    HELD = "held", _("Held")


class WaitingState(models.TextChoices):
    """Where a place in line is. Only `appointments.actions.waiting` changes it."""

    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Offered a time")
    ENDED = "ended", _("No longer waiting")


class FeedNames(models.TextChoices):
    """What a private calendar address says of the participant."""

    NONE = "none", _("No names")
    INITIALS = "initials", _("Initials")


class FetchError(models.TextChoices):
    """Why a calendar elsewhere could not be read."""

    ADDRESS = "address", _("The address is not allowed")
    UNREACHABLE = "unreachable", _("No answer")
    REFUSED = "refused", _("The calendar is not open to us")
    TOO_LARGE = "too_large", _("The calendar is too large")
    NOT_A_CALENDAR = "not_a_calendar", _("There is no calendar at the address")


class Weekday(models.IntegerChoices):
    """Monday is 0, as in Python."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
