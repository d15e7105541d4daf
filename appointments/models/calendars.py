"""Calendars that leave the system, and calendars that are read from outside as free or busy."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from appointments.enums import FeedNames, FetchError
from common.privacy import classify

if TYPE_CHECKING:
    BusyManager = models.Manager["ExternalBusy"]


class CalendarFeed(models.Model):
    """A private calendar address of a person acting in one membership, or as participant (None).

    `key` is the secret in the address; revoking ends it for good. State door: `appointments.actions.feeds`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    names = models.CharField(_("What the entries say"), max_length=10, choices=FeedNames, default=FeedNames.NONE)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    privacy = classify(internal="id membership names created_at revoked_at", personal="person key")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "membership"],
                condition=Q(revoked_at=None),
                nulls_distinct=False,
                name="one_open_feed_per_capacity",
            ),
        ]


class ExternalCalendar(models.Model):
    """A calendar elsewhere (an https ICS address) read as free or busy only. The last good copy is kept.

    `fetched_at` is when that copy was made; `error` says why the newest try, at `tried_at`, gave none.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="external_calendar")
    url = models.URLField(_("Calendar address (ICS)"), max_length=1000)
    added_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=20, choices=FetchError, blank=True)

    busy: "BusyManager"

    privacy = classify(internal="id added_at tried_at fetched_at error", personal="person url")

    class Meta:
        ordering = ("id",)


class ExternalBusy(models.Model):
    """A stretch the calendar elsewhere says is busy, `[starts_at, ends_at)`. Nothing else of it is kept."""

    calendar = models.ForeignKey(ExternalCalendar, on_delete=models.CASCADE, related_name="busy")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    privacy = classify(internal="id calendar", personal="starts_at ends_at")

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_has_length")]
        indexes = [models.Index(fields=["calendar", "ends_at"], name="busy_of_calendar")]
