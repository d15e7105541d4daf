"""Group sessions: one time, one leader, several participants who each have an appointment of their own."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import County, Membership, Office
from appointments.enums import GroupStatus
from common.privacy import classify
from journeys import blueprints
from journeys.blueprints.types import MeetingKind, Mode


class GroupSessionQuerySet(models.QuerySet["GroupSession"]):
    def visible_to(self, actor: Actor) -> Self:
        """The staff of the county. Participants see only their own appointment, never who else comes."""
        if actor.party in {Party.CAREER_COUNSELLOR, Party.NAV_COUNSELLOR} and actor.county:
            return self.filter(county=actor.county)
        return self.none()


class GroupSession(models.Model):
    """A session for several participants, `[starts_at, ends_at)`, UTC. State door: `appointments.actions.groups`.

    Each participant has an `Appointment` with `group` set. `nav_contact` hosts it when it is at a Nav office.
    `sequence` is the revision of the calendar entries.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    mode = models.CharField(_("How you meet"), max_length=20, choices=Mode)
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    career_counsellor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="group_sessions")
    nav_contact = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_group_sessions"
    )
    place = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Where")
    )
    video_link = models.URLField(max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(_("Places"))
    status = models.CharField(max_length=20, choices=GroupStatus, default=GroupStatus.PLANNED)
    sequence = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager["GroupSession"]] = GroupSessionQuerySet.as_manager()

    privacy = classify(
        internal="id public_id county kind mode starts_at ends_at career_counsellor nav_contact place video_link"
        " capacity status sequence created_by created_at"
    )

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="group_has_length"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="group_has_places"),
        ]
        indexes = [models.Index(fields=["county", "starts_at"], name="group_of_county")]

    @property
    def meeting_kind(self) -> MeetingKind:
        """The kind of meeting, in the county's newest model."""
        return blueprints.latest(self.county.code).meeting_kind(self.kind)

    @property
    def day(self) -> date:
        """The day it is on in Norway."""
        return timezone.localdate(self.starts_at)

    @property
    def is_planned(self) -> bool:
        return self.status == GroupStatus.PLANNED

    @property
    def nav_counsellor(self) -> Membership | None:
        """Who attends from Nav, under the name an appointment has for it."""
        return self.nav_contact

    @property
    def nav_counsellor_id(self) -> int | None:
        return self.nav_contact_id
