"""Published times, appointments, and the commitments that keep any person in one place at a time."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership, Office
from appointments.enums import Status
from common.expressions import IsAnyOf
from common.privacy import classify
from journeys.blueprints.types import MeetingKind, Mode
from journeys.models import Journey

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PublishedTime(models.Model):
    """A stretch of time a career counsellor offers, `[starts_at, ends_at)`; slots of the county's lengths are cut
    from it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="published_times")
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    modes = ArrayField(models.CharField(max_length=20, choices=Mode), verbose_name=_("How you can meet"))

    privacy = classify(internal="id public_id membership starts_at ends_at modes")

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="published_time_has_length"),
            ExclusionConstraint(
                name="published_times_do_not_overlap",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    @property
    def day(self) -> date:
        """The day it begins on in Norway."""
        return timezone.localdate(self.starts_at)

    @property
    def mode_labels(self) -> "list[StrOrPromise]":
        """What people call the ways to meet that are offered."""
        return [Mode(mode).label for mode in self.modes]


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant's own; the career counsellor's; and for Nav only those Nav is present at (DOMAIN,
        firewall 2).
        """
        match actor.party:
            case Party.PARTICIPANT:
                return self.filter(journey__participant=actor.person)
            case Party.CAREER_COUNSELLOR:
                followed = Journey.objects.filter(career_counsellor__in=actor.recipients).order_by()
                return self.filter(
                    Q(career_counsellor__in=actor.recipients) | Q(IsAnyOf("journey", followed.values("pk")))
                )
            case Party.NAV_COUNSELLOR:
                return self.filter(nav_counsellor__in=actor.recipients)
            case _:
                return self.none()

    def booked(self) -> Self:
        return self.filter(status=Status.BOOKED)


class Appointment(models.Model):
    """A meeting of the participant and a career counsellor, with or without Nav. `[starts_at, ends_at)`, UTC.

    `status` has one door: `appointments.actions`. `nav_counsellor` is set when Nav is present. `sequence` is the
    calendar entry's revision (RFC 5545).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=40)
    mode = models.CharField(_("How you meet"), max_length=20, choices=Mode)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=Status, default=Status.BOOKED)
    career_counsellor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="appointments")
    nav_counsellor = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="nav_appointments"
    )
    place = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Appointment"]] = AppointmentQuerySet.as_manager()

    privacy = classify(
        internal="id public_id journey kind mode starts_at ends_at status career_counsellor nav_counsellor place"
        " booked_by booked_at cancelled_by cancelled_at closed_at sequence"
    )

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_has_length"),
            models.CheckConstraint(
                condition=Q(status=Status.CANCELLED, cancelled_at__isnull=False, cancelled_by__isnull=False)
                | (~Q(status=Status.CANCELLED) & Q(cancelled_at=None, cancelled_by=None)),
                name="cancelled_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(Status.HELD, Status.MISSED), closed_at__isnull=False)
                | (~Q(status__in=(Status.HELD, Status.MISSED)) & Q(closed_at=None)),
                name="held_or_missed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["journey", "starts_at"], name="appointment_of_journey"),
            models.Index(fields=["career_counsellor", "starts_at"], name="appointment_of_career"),
            models.Index(fields=["nav_counsellor", "starts_at"], name="appointment_of_nav"),
        ]

    @property
    def meeting_kind(self) -> MeetingKind:
        """The kind of meeting, in the model the journey began under."""
        return self.journey.blueprint.meeting_kind(self.kind)

    @property
    def day(self) -> date:
        """The day it is on in Norway."""
        return timezone.localdate(self.starts_at)

    @property
    def is_booked(self) -> bool:
        return self.status == Status.BOOKED


class Commitment(models.Model):
    """One person's time taken by an appointment. The exclusion constraint makes a double booking impossible.

    Active while the appointment is booked or was held; a cancelled one frees the time.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="commitments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="commitments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    active = models.BooleanField(default=True)

    privacy = classify(internal="id appointment starts_at ends_at active", personal="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "person"], name="one_commitment_per_person"),
            ExclusionConstraint(
                name="nobody_in_two_places",
                condition=Q(active=True),
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
