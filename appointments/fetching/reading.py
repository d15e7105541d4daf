"""When a calendar (RFC 5545) says busy. Nothing else of it is looked at."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Component

from appointments.fetching.outcomes import NOT_A_CALENDAR, TOO_LARGE, Unreadable
from appointments.slots import NORWAY, Span, moment, seconds

#: More than a person can attend within the booking horizon.
MOST_TIMES = 20_000
#: A time without a time zone may be read a day off, so the events around are looked at too.
MARGIN = timedelta(days=2)
#: How Outlook marks what takes nobody's time.
_FREE_IN_OUTLOOK = frozenset({"FREE", "WORKINGELSEWHERE"})


def busy(content: bytes, start: int, end: int) -> list[Span]:
    """Return what is busy and touches `[start, end)`, in no order: opaque events that are not cancelled, and busy
    stretches of free/busy lists. Whole days are days in Norway, as are times without a time zone.
    """
    spans: list[Span] = []
    for span in _spans(content, start, end):
        if span[0] < end and span[1] > start and span[0] < span[1]:
            spans.append(span)
        if len(spans) > MOST_TIMES:
            raise Unreadable(TOO_LARGE)
    return spans


def _spans(content: bytes, start: int, end: int) -> Iterator[Span]:
    first, last = moment(start) - MARGIN, moment(end) + MARGIN
    for calendar in _calendars(content):
        for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(first, last):
            if _takes_time(event):
                yield _instant(event.start), _instant(event.end)
        for component in calendar.walk("VFREEBUSY"):
            yield from _listed(component)


def _calendars(content: bytes) -> list[Calendar]:
    calendars = Calendar.from_ical(content.decode("utf-8-sig", errors="replace"), multiple=True)
    found = [each for each in calendars if each.name == "VCALENDAR"]
    if not found:
        raise Unreadable(NOT_A_CALENDAR)
    for calendar in found:
        # An event that never begins would stop the library from reading the others.
        calendar.subcomponents = [each for each in calendar.subcomponents if each.name != "VEVENT" or "DTSTART" in each]
    return found


def _takes_time(event: Any) -> bool:
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    return str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() not in _FREE_IN_OUTLOOK


def _listed(component: Component) -> Iterator[Span]:
    values = component.get("FREEBUSY", [])
    for period in values if isinstance(values, list) else [values]:
        if str(period.params.get("FBTYPE", "")).upper() != "FREE":
            yield _instant(period.start), _instant(period.end)


def _instant(at: date) -> int:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(), NORWAY)
    aware = at if at.tzinfo else at.replace(tzinfo=NORWAY)
    return seconds(aware.astimezone(UTC))
