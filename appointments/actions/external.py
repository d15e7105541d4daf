"""The calendar somebody keeps elsewhere, read as free or busy: each change is one row in the audit table."""

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from appointments import tasks
from appointments.actions.locks import lock_people
from appointments.models import ExternalCalendar
from common.audit import audit
from common.errors import AlreadyDone

CALENDAR_CONNECTED, CALENDAR_DISCONNECTED = "other_calendar_connected", "other_calendar_disconnected"


@transaction.atomic
def connect_calendar(*, url: str, by: Actor) -> ExternalCalendar:
    """Read the calendar at this https address from now on, in place of the one before, whose busy times are dropped.

    Audits `other_calendar_connected`, without the address, and has the worker read it at once.
    """
    lock_people([by.person.pk])
    ExternalCalendar.objects.filter(person=by.person).delete()
    calendar = ExternalCalendar.objects.create(person=by.person, url=url, added_at=timezone.now())
    audit(CALENDAR_CONNECTED, by=by, office=by.office.public_id if by.office else None, subject=by.person.public_id)
    tasks.defer_reading(by.person)
    return calendar


@transaction.atomic
def disconnect_calendar(*, calendar: ExternalCalendar, by: Actor) -> None:
    """Forget the address and all that was read there. Audits `other_calendar_disconnected`. AlreadyDone when gone."""
    deleted, _rows = ExternalCalendar.objects.filter(pk=calendar.pk).delete()
    if not deleted:
        raise AlreadyDone
    audit(CALENDAR_DISCONNECTED, by=by, office=by.office.public_id if by.office else None, subject=by.person.public_id)
