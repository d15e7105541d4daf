"""Messages that could not be sent: the coordinator sees that and why, whoever booked sees for whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import Office
from accounts.permissions import can_coordinate
from common import outbox
from common.audit import audit
from common.errors import AlreadyDone
from common.models import MessageState, OutboxMessage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class FailedMessage:
    """What is shown of a message; `recipient` is empty for those who may not know for whom it was."""

    public_id: UUID
    label: "StrOrPromise"
    created_at: datetime
    office: str
    address: str
    error_class: str
    recipient: str


def failed_messages(actor: Actor) -> QuerySet[OutboxMessage]:
    """A coordinator sees what failed at the own organisation's offices, others what they booked themselves."""
    failed = OutboxMessage.objects.filter(state=MessageState.FAILED)
    if can_coordinate(actor) and actor.office:
        offices: Any = Office.objects.same_side(actor.office)
        return failed.filter(office__in=offices.values("public_id"))
    return failed.filter(booked_by=actor.person) if actor.membership else failed.none()


def shown(messages: list[OutboxMessage], actor: Actor) -> list[FailedMessage]:
    """Return what this actor may see of each message. One query for the offices' names."""
    names = dict(
        Office.objects.filter(public_id__in={each.office for each in messages}).values_list("public_id", "name")
    )
    return [
        FailedMessage(
            public_id=each.public_id,
            label=outbox.label_of(each.kind),
            created_at=each.created_at,
            office=names.get(each.office, "") if each.office else "",
            address=masked(each.address),
            error_class=each.error_class,
            recipient="" if can_coordinate(actor) or each.recipient is None else each.recipient.name,
        )
        for each in messages
    ]


def masked(address: str) -> str:
    """`kari@example.no` as `k•••@example.no`: enough to see a wrong domain, too little to know who it is.

    A phone number as `+47•••00`.
    """
    if address.startswith("+"):
        return f"{address[:3]}•••{address[-2:]}"
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}•••@{domain}"


@transaction.atomic
def retry(*, message: OutboxMessage, by: Actor) -> None:
    """Put a failed message back into the queue, to be sent at once. AlreadyDone when somebody has."""
    if not outbox.retry(message):
        raise AlreadyDone
    audit("message_retried", by=by, office=message.office, subject=message.public_id, data={"kind": message.kind})
