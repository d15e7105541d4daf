"""The log of reads: each reading of shared content, written before the content leaves."""

from uuid import UUID

from django.utils import timezone

from accounts.actors import Actor
from journeys.models import Journey
from sharing.models import ReadEntry


def log_read(
    *, journey: Journey, document_kind: str, document_key: UUID, document_label: str, reader: Actor, via: ReadEntry.Via
) -> ReadEntry:
    """Write down that `reader`, by name and office as they are now, reads a shared document (DOMAIN, firewall 6).

    Part of the request's transaction, which is committed before the body leaves: if this fails, nothing is shown.
    `document_label` is how the participant's list calls the document, in the participant's language. Who covers for the
    recipient is logged by the own name. Raises ValueError for an actor without a membership: sharing is with staff.
    """
    if reader.membership is None:
        raise ValueError("a share is read by staff")
    return ReadEntry.objects.create(
        participant=journey.participant,
        journey_key=journey.public_id,
        document_kind=document_kind,
        document_key=document_key,
        document_label=document_label,
        reader_membership=reader.membership.public_id,
        reader_name=reader.person.name,
        reader_office=reader.membership.office.name,
        via=via,
        at=timezone.now(),
    )
