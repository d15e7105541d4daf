"""When a counsellor can be met: each change is one row in the audit table."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Membership, Office
from appointments.actions.locks import lock_people
from appointments.models import PublishedTime
from common.audit import audit
from common.errors import AlreadyDone

TIMES_PUBLISHED, TIME_REMOVED = "times_published", "published_time_removed"


class TimesOverlap(Exception):
    """A stretch to publish touches one that is published already; nothing was saved."""


@transaction.atomic
def publish(
    *,
    membership: Membership,
    stretches: Sequence[tuple[datetime, datetime]],
    modes: Sequence[str],
    by: Actor,
    place: Office | None = None,
) -> int:
    """Offer these stretches (aware, half-open) for meetings in these modes at `place` (None: the own office).

    Returns how many. Saves all or none: TimesOverlap when one touches a published stretch. Audits `times_published`;
    sends nothing.
    """
    lock_people([membership.person_id])
    for start, end in stretches:
        if PublishedTime.objects.filter(membership=membership, starts_at__lt=end, ends_at__gt=start).exists():
            raise TimesOverlap
    rows = [
        PublishedTime(membership=membership, starts_at=a, ends_at=b, modes=list(modes), place=place)
        for a, b in stretches
    ]
    count = len(PublishedTime.objects.bulk_create(rows))
    audit(TIMES_PUBLISHED, by=by, office=membership.office.public_id, subject=membership.public_id)
    return count


@transaction.atomic
def unpublish(*, time: PublishedTime, by: Actor) -> None:
    """Stop offering a stretch. Meetings booked in it stay. Audits it. AlreadyDone when it is gone."""
    deleted, _rows = PublishedTime.objects.filter(pk=time.pk).delete()
    if not deleted:
        raise AlreadyDone
    membership = time.membership
    audit(TIME_REMOVED, by=by, office=membership.office.public_id, subject=membership.public_id)
