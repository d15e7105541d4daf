"""School documents the participant orders and brings along. They never hold up a meeting (nordland-model)."""

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import lock, record
from referrals.models import MissingDocument


@transaction.atomic
def mark_ordered(*, document: MissingDocument, by: Actor) -> None:
    """Note that the participant has ordered it, and record it; from now on the career counsellor sees it.

    AlreadyDone when it is ordered or brought along already.
    """
    current = _current(document)
    if current.ordered_at or current.brought_at:
        raise AlreadyDone
    MissingDocument.objects.filter(pk=current.pk).update(ordered_at=timezone.now())
    record(journey=current.journey, kind=kinds.DOCUMENTS_ORDERED, by=by)


@transaction.atomic
def mark_brought(*, document: MissingDocument, by: Actor) -> None:
    """Note that it is brought along, and record it. AlreadyDone when somebody has noted that."""
    current = _current(document)
    if current.brought_at:
        raise AlreadyDone
    MissingDocument.objects.filter(pk=current.pk).update(brought_at=timezone.now())
    record(journey=current.journey, kind=kinds.DOCUMENTS_BROUGHT, by=by)


def _current(document: MissingDocument) -> MissingDocument:
    lock(document.journey)
    return MissingDocument.objects.select_related("journey").get(pk=document.pk)
