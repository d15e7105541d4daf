"""When a career counsellor can be met, and when anybody cannot."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Membership, Office
from appointments.enums import Weekday
from common.privacy import classify
from journeys.blueprints.types import Mode

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _modes() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=20, choices=Mode), verbose_name=_("How you can meet"))


class OwnQuerySet(models.QuerySet[Any]):
    """Rows of a membership, which its person and those who cover for it now look after."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(membership__in=actor.recipients)


class WeeklyPattern(models.Model):
    """Hours a career counsellor offers every week, wall clock in Norway, `[valid_from, valid_until)`.

    `place` is the centre, or the Nav office on presence days. `lengths` in minutes; empty means any the county uses.
    Public holidays are never offered.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="weekly_patterns")
    weekday = models.PositiveSmallIntegerField(_("Weekday"), choices=Weekday)
    start = models.TimeField(_("From"))
    end = models.TimeField(_("Until"))
    valid_from = models.DateField(_("First day"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    place = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("Where"))
    modes = _modes()
    lengths = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("Lengths, in minutes")
    )

    objects: ClassVar[models.Manager["WeeklyPattern"]] = OwnQuerySet.as_manager()

    privacy = classify(internal="id public_id membership weekday start end valid_from valid_until place modes lengths")

    class Meta:
        ordering = ("weekday", "start", "id")
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="pattern_has_length"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="pattern_has_weekday"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="pattern_ends_after_start"
            ),
        ]

    @property
    def mode_labels(self) -> "list[StrOrPromise]":
        return [Mode(mode).label for mode in self.modes]

    @property
    def last_day(self) -> date | None:
        """The last day the hours are offered; None until further notice."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None


class PublishedTime(models.Model):
    """A single stretch of time a career counsellor offers, `[starts_at, ends_at)`, also on a public holiday.

    Slots of the county's lengths are cut from it. `place` is the counsellor's own office when empty.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="published_times")
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    place = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Where")
    )
    modes = _modes()

    objects: ClassVar[models.Manager["PublishedTime"]] = OwnQuerySet.as_manager()

    privacy = classify(internal="id public_id membership starts_at ends_at place modes")

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


class Absence(models.Model):
    """Time somebody cannot be booked, `[starts_at, ends_at)`: a career counsellor's absence or exception, a Nav
    counsellor's block. Why is not asked. Meetings booked in it stay until somebody moves or hands them over.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))

    objects: ClassVar[models.Manager["Absence"]] = OwnQuerySet.as_manager()

    privacy = classify(internal="id public_id membership starts_at ends_at")

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_has_length"),
        ]
        indexes = [models.Index(fields=["membership", "ends_at"], name="absence_of_membership")]


class BookingSettings(models.Model):
    """How one career counsellor is booked: stricter than the county's rules, never laxer. None means the county's.

    `video_link` is the counsellor's meeting room, copied to each video meeting that is booked.
    """

    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="booking_settings")
    buffer_minutes = models.PositiveSmallIntegerField(_("Minutes between meetings"), null=True, blank=True)
    notice_hours = models.PositiveSmallIntegerField(_("Shortest notice, in hours"), null=True, blank=True)
    horizon_weeks = models.PositiveSmallIntegerField(_("How many weeks ahead"), null=True, blank=True)
    video_link = models.URLField(_("Link to your video meeting room"), max_length=500, blank=True)

    privacy = classify(internal="id membership buffer_minutes notice_hours horizon_weeks video_link")

    class Meta:
        ordering = ("id",)
