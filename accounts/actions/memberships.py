"""Ending a membership. Nothing is deleted: who was where, when, stays."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership
from common.audit import audit
from common.errors import AlreadyDone


@transaction.atomic
def end_membership(*, membership: Membership, on: datetime.date, by: Actor) -> None:
    """End the membership: `on` is the first day without it, today at the earliest. Journeys keep the name they had.

    ValueError for a day before today or before it began; AlreadyDone when it has ended.
    """
    locked = (
        Membership.objects.select_for_update(of=("self",), no_key=True).select_related("office").get(pk=membership.pk)
    )
    today = timezone.localdate()
    if locked.valid_until is not None and locked.valid_until <= today:
        raise AlreadyDone
    if on < max(today, locked.valid_from):
        raise ValueError(f"{on} is before today or before the membership began")
    Membership.objects.filter(pk=locked.pk).update(valid_until=on)
    audit("membership_ended", by=by, office=locked.office.public_id, subject=locked.public_id, data={"on": str(on)})
