"""When people can meet, what is held and booked, who waits for an earlier time, and their calendars."""

from appointments.models.availability import Absence, BookingSettings, PublishedTime, WeeklyPattern
from appointments.models.booking import Appointment, Commitment, Hold
from appointments.models.calendars import CalendarFeed, ExternalBusy, ExternalCalendar
from appointments.models.groups import GroupSession
from appointments.models.waiting import WaitingEntry

__all__ = [
    "Absence",
    "Appointment",
    "BookingSettings",
    "CalendarFeed",
    "Commitment",
    "ExternalBusy",
    "ExternalCalendar",
    "GroupSession",
    "Hold",
    "PublishedTime",
    "WaitingEntry",
    "WeeklyPattern",
]
