"""The outbox: every message is a row first, and is sent by the worker.

A room registers, per kind, how a message is written and whether it is still wanted. Reporting the same fact twice sends
one message, by e-mail or SMS. The sender locks the row, asks whether the message still stands, writes it, sends, and
records: nothing is lost, and only a process that is killed between sending and recording can send twice, then with the
same Message-ID (a gateway for SMS gets the same reference).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from common import sms
from common.errors import Undeliverable
from common.models import Channel, MessageState, OutboxMessage
from common.sms.numbers import normalised

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

#: Waits before the next try; after the last one the message has failed and the coordinator is told.
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))

#: As many messages go out before the worker's other jobs get their turn.
BATCH = 200


@dataclass(frozen=True)
class Attachment:
    """A file sent along; `content_type` with its parameters, for example the calendar method."""

    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Rendered:
    """A message as it is sent: plain text, in the recipient's language. An SMS is its text alone."""

    subject: str
    body_text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Kind:
    """How one kind of message is written, whether it still stands when its turn comes, and what people call it."""

    render: Callable[[OutboxMessage], Rendered | None]
    is_valid: Callable[[OutboxMessage], bool]
    label: "StrOrPromise" = ""


_kinds: dict[str, Kind] = {}


def always(message: OutboxMessage) -> bool:
    """For messages that stand whatever happens."""
    return True


def never() -> bool:
    """For a sender nobody asks to stop."""
    return False


def register(
    kind: str,
    *,
    render: Callable[[OutboxMessage], Rendered | None],
    is_valid: Callable[[OutboxMessage], bool] = always,
    label: "StrOrPromise" = "",
) -> None:
    """Tell how messages of this kind are written. Called once from a room's `ready()`; `render` may return None.

    `label` is what people call it when it was not delivered. `render` and `is_valid` run in the worker, as `app_job`:
    they read no table of class content.
    """
    _kinds[kind] = Kind(render, is_valid, label)


def label_of(kind: str) -> "StrOrPromise":
    """What people call this kind of message; its code when nobody has said."""
    found = _kinds.get(kind)
    return (found and found.label) or kind


def enqueue(  # noqa: PLR0913 - a row with this many columns
    *,
    kind: str,
    reference: str,
    address: str,
    channel: str = Channel.EMAIL,
    recipient: Any = None,
    language: str = "nb",
    due_at: datetime | None = None,
    payload: dict[str, Any] | None = None,
    office: UUID | None = None,
    booked_by: Any = None,
) -> None:
    """Queue one message in the current transaction, due at `due_at` (aware, default now). Ids only in `payload`.

    Once per `(kind, reference, address)`: saying it again changes nothing. The worker is woken on commit.
    ValueError when the address is not one of the channel's: an SMS goes to a number that is `normalised`.
    """
    _check_address(channel, address)
    now = timezone.now()
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                kind=kind,
                reference=reference,
                channel=channel,
                address=address,
                recipient=recipient,
                language=language,
                payload=payload or {},
                office=office,
                booked_by=booked_by,
                created_at=now,
                due_at=due_at or now,
            )
        ],
        ignore_conflicts=True,
    )
    if due_at is None or due_at <= now:
        transaction.on_commit(_wake, robust=True)


def _check_address(channel: str, address: str) -> None:
    """Without the address in the error: errors are logged."""
    try:
        if channel == Channel.EMAIL:
            validate_email(address)
    except ValidationError:
        raise ValueError("not an e-mail address") from None
    if channel == Channel.SMS and normalised(address) != address:
        raise ValueError("not a number in E.164")


def _wake() -> None:
    """Should waking fail, the worker looks by itself within a minute: what was reported is saved either way."""
    from common.tasks import defer_sending

    defer_sending()


#: What this process sent and could not record, since the database was gone by then: it is recorded, not sent again.
_sent: dict[int, datetime] = {}


def send_due(*, now: datetime | None = None, limit: int = BATCH, stop: Callable[[], bool] = never) -> int:
    """Send what is due at `now` (aware, default now), each in its own transaction; return how many were sent.

    At most `limit`, the longest due first; should there be more, the worker is woken again. Ends early once `stop()`.
    """
    moment = now or timezone.now()
    due = OutboxMessage.objects.filter(state=MessageState.QUEUED, due_at__lte=moment).order_by("due_at", "pk")
    keys = list(due.values_list("pk", flat=True)[:limit])
    sent = sum(_dealt_with(key, moment) for key in keys if not stop())
    if len(keys) == limit:
        _wake()
    return sent


def _dealt_with(key: int, now: datetime) -> bool:
    was_sent = _handle(key, now)
    if was_sent:
        _sent.pop(key, None)  # the transaction is over: it is recorded
    return was_sent


@transaction.atomic
def _handle(key: int, now: datetime) -> bool:
    """Deal with one message; another worker that holds it wins. Whatever goes wrong, the others go out."""
    locked = OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
    message = locked.filter(pk=key, state=MessageState.QUEUED).first()
    if message is None:
        return False
    try:
        is_sent = key in _sent or _sent_now(message)
    except Exception as error:  # noqa: BLE001 - mail server, template or a kind nobody knows: it is tried again
        _record(message, **_failure(message, error, now))
        return False
    if not is_sent:
        _record(message, state=MessageState.VOID)
        return False
    _record(message, state=MessageState.SENT, sent_at=_sent[key], attempts=message.attempts + 1, error_class="")
    return True


def _sent_now(message: OutboxMessage) -> bool:
    """Write the message and send it; False when it no longer stands."""
    rendered = _written(message)
    if rendered is None:
        return False
    if message.channel == Channel.SMS:
        sms.gateway().send(to=message.address, text=rendered.body_text, reference=str(message.public_id))
    else:
        _mail(message, rendered).send()
    _sent[message.pk] = timezone.now()
    return True


@transaction.atomic
def _written(message: OutboxMessage) -> Rendered | None:
    """Return the text, None when the message no longer stands. In a savepoint: a query that fails harms only this."""
    kind = _kinds[message.kind]
    return kind.render(message) if kind.is_valid(message) else None


def _mail(message: OutboxMessage, rendered: Rendered) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    headers = {"Message-ID": f"<{message.public_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(rendered.subject, rendered.body_text, to=[message.address], headers=headers)
    for file in rendered.attachments:
        mail.attach(file.filename, file.content, file.content_type)
    return mail


def _failure(message: OutboxMessage, error: Exception, now: datetime) -> dict[str, Any]:
    """What to record and log of a failed try: only the error's class, since its text may hold the address."""
    attempts = message.attempts + 1
    failed = {"attempts": attempts, "error_class": type(error).__name__}
    logger.warning("message %s (%s): try %d: %s", message.public_id, message.kind, attempts, type(error).__name__)
    if attempts > len(BACK_OFF) or isinstance(error, Undeliverable):
        return {**failed, "state": MessageState.FAILED}
    return {**failed, "due_at": now + BACK_OFF[attempts - 1]}


def _record(message: OutboxMessage, **changes: Any) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(**changes)


@transaction.atomic
def retry(message: OutboxMessage) -> bool:
    """Put a failed message back in the queue, due now; False when it is not failed any more."""
    waiting = OutboxMessage.objects.filter(pk=message.pk, state=MessageState.FAILED)
    changed = waiting.update(state=MessageState.QUEUED, attempts=0, due_at=timezone.now())
    if changed:
        transaction.on_commit(_wake, robust=True)
    return bool(changed)
