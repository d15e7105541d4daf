"""Reading calendars elsewhere: which are due, and one reading. The worker's."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership
from appointments import fetching
from appointments.models import ExternalBusy, ExternalCalendar
from appointments.slots import NORWAY, Span, moment
from common.expressions import IsAnyOf
from journeys import blueprints

#: How often each calendar is read by itself.
INTERVAL = timedelta(hours=1)
#: Nobody's server is asked more often than this, however often somebody presses the button.
PAUSE = timedelta(minutes=1)
#: A copy older than this is said to be old.
FRESH = timedelta(hours=24)
#: As far ahead as anything can be booked, and a week, since a copy may be kept that long.
AHEAD = timedelta(weeks=max(each.booking.horizon_weeks for each in blueprints.ALL) + 1)


def readable() -> QuerySet[ExternalCalendar]:
    """Return the calendars of people who can be booked today: one of somebody who has left is not read any more."""
    members = Membership.objects.in_force().filter(role__in=(Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR))
    calendars = ExternalCalendar.objects.filter(person__is_active=True).select_related("person")
    return calendars.filter(IsAnyOf("person", members.order_by().values("person")))


def due(*, now: datetime) -> QuerySet[ExternalCalendar]:
    """Return those not tried within the last hour before `now` (aware)."""
    return readable().filter(Q(tried_at=None) | Q(tried_at__lte=now - INTERVAL))


def read(person: str) -> None:
    """Read the calendar of the person with this public id, unless it was tried a moment ago. Never in a transaction.

    A good copy replaces the last one; after a failure that is kept, with why. What came of an address that was changed
    or removed meanwhile is dropped.
    """
    now = timezone.now()
    calendar = readable().filter(Q(tried_at=None) | Q(tried_at__lte=now - PAUSE), person__public_id=person).first()
    if calendar is None:
        return
    start = datetime.combine(timezone.localdate(now), time(), NORWAY).astimezone(UTC)
    try:
        spans = fetching.busy_times(calendar.url, start, start + AHEAD)
    except fetching.Unreadable as why:
        _same(calendar).update(tried_at=now, error=why.code)
    else:
        _keep(calendar, spans, now)


def _same(calendar: ExternalCalendar) -> QuerySet[ExternalCalendar]:
    """The row, as long as it holds the address that was read."""
    return ExternalCalendar.objects.filter(pk=calendar.pk, url=calendar.url)


@transaction.atomic
def _keep(calendar: ExternalCalendar, spans: Sequence[Span], now: datetime) -> None:
    if not _same(calendar).select_for_update(no_key=True).exists():
        return
    ExternalBusy.objects.filter(calendar=calendar).delete()
    rows = [ExternalBusy(calendar=calendar, starts_at=moment(a), ends_at=moment(b)) for a, b in spans]
    ExternalBusy.objects.bulk_create(rows, batch_size=1000)
    _same(calendar).update(tried_at=now, fetched_at=now, error="")
