"""The private calendar address of a person in one capacity: each change is one row in the audit table."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import Actor
from appointments.actions.locks import lock_people
from appointments.enums import FeedNames
from appointments.models import CalendarFeed
from common.audit import audit
from common.errors import AlreadyDone

FEED_OPENED, FEED_CHANGED, FEED_CLOSED = "calendar_feed_opened", "calendar_feed_changed", "calendar_feed_closed"


@transaction.atomic
def open_feed(*, names: FeedNames, by: Actor) -> CalendarFeed:
    """Make the address of this capacity. Audits `calendar_feed_opened`. AlreadyDone when there is one."""
    lock_people([by.person.pk])
    if _open(by).exists():
        raise AlreadyDone
    return _opened(names, by)


@transaction.atomic
def renew_feed(*, by: Actor) -> CalendarFeed:
    """Make a new address, which says as much as the old one; that is dead at once. AlreadyDone without an old one."""
    return _opened(FeedNames(_closed(by).names), by)


@transaction.atomic
def close_feed(*, by: Actor) -> None:
    """End the address for good. Audits `calendar_feed_closed`. AlreadyDone when there is none."""
    _closed(by)


@transaction.atomic
def change_feed(*, names: FeedNames, by: Actor) -> None:
    """Let the entries say more or less of the participants. Audits `calendar_feed_changed`. AlreadyDone without one."""
    if not _open(by).update(names=names):
        raise AlreadyDone
    _audit(FEED_CHANGED, by, names)


def _open(by: Actor) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(person=by.person, membership=by.membership, revoked_at=None)


def _opened(names: FeedNames, by: Actor) -> CalendarFeed:
    _audit(FEED_OPENED, by, names)
    return CalendarFeed.objects.create(
        person=by.person, membership=by.membership, names=names, created_at=timezone.now()
    )


def _closed(by: Actor) -> CalendarFeed:
    lock_people([by.person.pk])
    feed = _open(by).first()
    if feed is None:
        raise AlreadyDone
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    _audit(FEED_CLOSED, by, FeedNames(feed.names))
    return feed


def _audit(kind: str, by: Actor, names: FeedNames) -> None:
    office = by.office.public_id if by.office else None
    audit(kind, by=by, office=office, subject=by.person.public_id, data={"names": names.value})
