"""The outbox, the audit table and the installation's marks. They know no room."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.privacy import classify
from common.sms.numbers import E164


class MessageState(models.TextChoices):
    """Where a message is: only `common.outbox` changes it."""

    QUEUED = "queued"
    SENT = "sent"
    VOID = "void"
    FAILED = "failed"


class Channel(models.TextChoices):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"


class OutboxMessage(models.Model):
    """One message to one address: an e-mail address, or a number in E.164. State door: `common.outbox`.

    The text is rendered when it is sent, by the renderer its `kind` registered, so nothing personal but the address
    rests here. `(kind, reference, address)` is unique: reporting the same fact twice sends one message.
    `office` is the public id of the office the coordinator follows failures for; `booked_by` the person who may see
    for whom.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    address = models.CharField(max_length=254)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="messages"
    )
    language = models.CharField(max_length=5, default="nb")
    payload = models.JSONField(default=dict)
    office = models.UUIDField(null=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error_class = models.CharField(max_length=100, blank=True)

    privacy = classify(
        internal="id public_id kind reference channel language payload office state attempts created_at due_at sent_at"
        " error_class",
        personal="address recipient booked_by",
    )

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference", "address"], name="one_message_per_fact_and_address"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
                name="sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.EMAIL, address__contains="@") | Q(channel=Channel.SMS, address__regex=E164),
                name="address_fits_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=MessageState.QUEUED), name="outbox_due"),
            models.Index(
                fields=["office", "-created_at"], condition=Q(state=MessageState.FAILED), name="outbox_failed"
            ),
        ]


class AuditEntry(models.Model):
    """A business act outside any journey: one row, ids only, never changed.

    `office` is the public id of the office it concerns; `subject` a public id; `by_person` null means a job did it.
    """

    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    by_person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_membership = models.UUIDField(null=True)
    office = models.UUIDField(null=True)
    subject = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)

    privacy = classify(internal="id kind at by_membership office subject data", personal="by_person")

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["kind", "by_person", "-at"], name="audit_kind_person")]


class InstallationMark(models.Model):
    """A fact about this database, for example that it holds demo data. Written once, by a management command."""

    key = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField()

    privacy = classify(internal="id key created_at")
