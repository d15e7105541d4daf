"""Who stands in for whom, from when until when."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Cover, Membership
from accounts.permissions import can_stand_in
from common.audit import audit
from common.errors import AlreadyDone


@transaction.atomic
def set_cover(
    *, covered: Membership, covering: Membership, valid_from: datetime.date, valid_until: datetime.date, by: Actor
) -> Cover:
    """Let one colleague read and write what the other may, `[valid_from, valid_until)`.

    ValueError when the colleague may not stand in (DOMAIN, firewall 3 and 4); AlreadyDone when they do so in that time.
    """
    if not can_stand_in(covered, covering):
        raise ValueError("cover stays within one role and county")
    Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=covered.pk)
    same = Cover.objects.filter(covered=covered, covering=covering)
    if same.filter(valid_from__lt=valid_until, valid_until__gt=valid_from).exists():
        raise AlreadyDone
    cover = Cover.objects.create(covered=covered, covering=covering, valid_from=valid_from, valid_until=valid_until)
    _audit("cover_set", cover, by)
    return cover


@transaction.atomic
def end_cover(*, cover: Cover, by: Actor) -> None:
    """End a cover today: it opens nothing any more. One that has not begun is removed. AlreadyDone when it is over."""
    today = timezone.localdate()
    locked = Cover.objects.select_for_update(of=("self",), no_key=True).filter(pk=cover.pk).first()
    if locked is None or locked.valid_until <= today:
        raise AlreadyDone
    _audit("cover_ended", cover, by)
    if locked.valid_from >= today:
        locked.delete()
    else:
        Cover.objects.filter(pk=locked.pk).update(valid_until=today)


def _audit(kind: str, cover: Cover, by: Actor) -> None:
    members = {"covered": str(cover.covered.public_id), "covering": str(cover.covering.public_id)}
    audit(kind, by=by, office=cover.covered.office.public_id, subject=cover.public_id, data=members)
