"""The abstract share decision and the log of reads. Each kind of document makes the share concrete in its own room."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from common.privacy import classify


class Basis(models.TextChoices):
    """The confidentiality basis of a share (forvaltningsloven), apart from the participant's own yes."""

    CONSENT = "fvl_13a_1", "Forvaltningsloven § 13 a nr. 1"


#: The privacy classes of the fields every concrete share inherits; add the own ones with `classify(**SHARE_FIELDS, …)`.
SHARE_FIELDS = {
    "internal": "id public_id recipient basis text_version language in_force_from withdrawn_at",
    "personal": "participant text",
}


class Share(models.Model):
    """The participant's yes to one recipient membership for one document: who decided, on what text, from and until
    when.

    Half-open `[in_force_from, withdrawn_at)`. A withdrawn share is never revived; sharing again is a new row.
    State door: the `share` and `withdraw` actions of the room that makes it concrete.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.CONSENT)
    text = models.TextField()
    text_version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=5)
    in_force_from = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("in_force_from")),
                name="%(class)s_withdrawn_after_given",
            )
        ]

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None


class ReadEntryQuerySet(models.QuerySet["ReadEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant reads who has read (DOMAIN, firewall 6); nobody else reads the log."""
        return self.filter(participant=actor.person) if actor.party == Party.PARTICIPANT else self.none()


class ReadEntry(models.Model):
    """One reading of shared content, as the participant sees it. Append-only; outlives what was read.

    Name and office are as they were at the time of reading.
    """

    class Via(models.TextChoices):
        PAGE = "page", _("On screen")
        PDF = "pdf", _("Downloaded as PDF")

    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="read_entries")
    journey_key = models.UUIDField()
    document_kind = models.CharField(max_length=30)
    document_key = models.UUIDField()
    document_label = models.CharField(max_length=60)
    reader_membership = models.UUIDField()
    reader_name = models.CharField(max_length=200)
    reader_office = models.CharField(max_length=150)
    via = models.CharField(max_length=10, choices=Via)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["ReadEntry"]] = ReadEntryQuerySet.as_manager()

    privacy = classify(
        internal="id journey_key document_kind document_key document_label reader_membership via at",
        personal="participant reader_name reader_office",
    )

    class Meta:
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["participant", "-at"], name="read_entries_of_participant"),
            models.Index(fields=["document_key", "reader_membership"], name="read_entries_of_document"),
        ]
