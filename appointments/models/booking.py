"""Appointments, holds, and the commitments that keep any person in one place at a time."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership, Office
from appointments.enums import Attendance, Status
from appointments.models.groups import GroupSession
from common.expressions import IsAnyOf
from common.privacy import classify
from journeys.blueprints.types import MeetingKind, Mode
from journeys.models import Journey


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

    `status` has one door: `appointments.actions`. `nav_counsellor` is set when Nav is present. `group` is the session
    this is one participant's part of. `sequence` is the revision of the calendar entry (RFC 5545) and of the messages:
    whatever changes for those who attend raises it.
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
    video_link = models.URLField(max_length=500, blank=True)
    group = models.ForeignKey(
        GroupSession, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True)
    cancelled_late = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Appointment"]] = AppointmentQuerySet.as_manager()

    privacy = classify(
        internal="id public_id journey kind mode starts_at ends_at status career_counsellor nav_counsellor place"
        " video_link group booked_by booked_at cancelled_by cancelled_at cancelled_late closed_at sequence"
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
                condition=Q(cancelled_late=False) | Q(status=Status.CANCELLED), name="late_is_cancelled"
            ),
            models.UniqueConstraint(
                fields=["group", "journey"], condition=Q(status=Status.BOOKED), name="once_in_a_group_session"
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


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who picked the time, as long as they have to do with the journey; an offer is the participant's."""
        return self.filter(held_by=actor.person, journey__in=Journey.objects.visible_to(actor).order_by())


class Hold(models.Model):
    """A time kept for everybody who must attend, until `expires_at`. State door: `appointments.actions.holds`.

    `moves` is the appointment that is to be moved there, None for a new one. `is_offer`: the waiting list's, to
    `held_by`. It is deleted when confirmed or given back; a new appointment takes over its `public_id`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=40)
    mode = models.CharField(max_length=20, choices=Mode)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    career_counsellor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    nav_counsellor = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moves = models.ForeignKey(Appointment, null=True, blank=True, on_delete=models.CASCADE, related_name="holds")
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    held_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_offer = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Hold"]] = HoldQuerySet.as_manager()

    privacy = classify(
        internal="id public_id journey kind mode starts_at ends_at career_counsellor nav_counsellor place moves"
        " held_by held_at expires_at is_offer"
    )

    class Meta:
        ordering = ("held_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hold_has_length"),
            models.UniqueConstraint(fields=["journey", "is_offer"], name="one_hold_and_one_offer_per_journey"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="hold_expires")]

    @property
    def booking(self) -> uuid.UUID:
        """What tells this booking's commitments from others': moving an appointment may overlap its old time."""
        return self.moves.public_id if self.moves else self.public_id

    @property
    def meeting_kind(self) -> MeetingKind:
        """The kind of meeting, in the model the journey began under."""
        return self.journey.blueprint.meeting_kind(self.kind)


class Commitment(models.Model):
    """One person's time taken by an appointment, a hold or the leading of a group session.

    The exclusion constraint makes a double booking impossible: two commitments of one person may overlap only when they
    belong to the same booking, the old and the new time of a meeting that is being moved. Active while the appointment
    is booked or was held; a cancelled one frees the time. `expires_at` is the hold's: after it, any booker may drop it.
    `attendance` is noted when the meeting is over.
    """

    booking = models.UUIDField()
    appointment = models.ForeignKey(Appointment, null=True, on_delete=models.CASCADE, related_name="commitments")
    hold = models.ForeignKey(Hold, null=True, on_delete=models.CASCADE, related_name="commitments")
    group = models.ForeignKey(GroupSession, null=True, on_delete=models.CASCADE, related_name="commitments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="commitments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    active = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True)
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True)

    privacy = classify(
        internal="id booking appointment hold group starts_at ends_at active expires_at", personal="person attendance"
    )

    class Meta:
        indexes = [models.Index(fields=["person", "ends_at"], condition=Q(active=True), name="commitment_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "person"], name="one_commitment_per_person"),
            models.UniqueConstraint(fields=["hold", "person"], name="one_commitment_per_person_of_hold"),
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, hold=None, group=None, expires_at=None)
                | Q(appointment=None, hold__isnull=False, group=None, expires_at__isnull=False)
                | Q(appointment=None, hold=None, group__isnull=False, expires_at=None),
                name="commitment_to_one_thing",
            ),
            ExclusionConstraint(
                name="nobody_in_two_places",
                condition=Q(active=True),
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("booking", RangeOperators.NOT_EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
