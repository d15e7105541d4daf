"""The waiting list of a centre: who wants an earlier time."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Office
from appointments.enums import WaitingState
from appointments.models.booking import Appointment, Hold
from common.privacy import classify
from journeys.blueprints.types import MeetingKind, Mode
from journeys.models import Journey


class WaitingEntryQuerySet(models.QuerySet["WaitingEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant's own; the career counsellor's, and all of the own centre; those of Nav's own participants
        where Nav takes part (DOMAIN, firewall 2). Whose a place is, `Journey.visible_to` says.
        """
        match actor.party:
            case Party.PARTICIPANT:
                return self.filter(journey__participant=actor.person)
            case Party.CAREER_COUNSELLOR:
                followed = Q(journey__career_counsellor__in=actor.recipients)
                return self.filter(followed | Q(centre=actor.office))
            case Party.NAV_COUNSELLOR:
                return self.filter(journey__nav_counsellor__in=actor.recipients, with_nav=True)
            case _:
                return self.none()

    def open(self) -> Self:
        return self.exclude(state=WaitingState.ENDED)


class WaitingEntry(models.Model):
    """A participant's place in line at a centre for an earlier time. State door: `appointments.actions.waiting`.

    `appointment` is the meeting that is to be earlier, None while nothing is booked. `hold` is the time offered now;
    `declined` are the starts that were offered before, or free already and passed by; they are not offered again.
    `length` in minutes. First come, first offered.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="waiting_entries")
    centre = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="waiting_entries")
    kind = models.CharField(max_length=40)
    mode = models.CharField(max_length=20, choices=Mode)
    length = models.PositiveSmallIntegerField()
    with_nav = models.BooleanField(default=False)
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="waiting_entries"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WaitingState, default=WaitingState.WAITING)
    hold = models.ForeignKey(Hold, null=True, blank=True, on_delete=models.SET_NULL, related_name="waiting_entries")
    declined = ArrayField(models.DateTimeField(), default=list, blank=True)

    objects: ClassVar[models.Manager["WaitingEntry"]] = WaitingEntryQuerySet.as_manager()

    privacy = classify(
        internal="id public_id journey centre kind mode length with_nav appointment added_by added_at state hold"
        " declined"
    )

    class Meta:
        ordering = ("added_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "kind"], condition=~Q(state=WaitingState.ENDED), name="once_on_the_waiting_list"
            ),
        ]
        indexes = [
            models.Index(
                fields=["centre", "added_at"], condition=~Q(state=WaitingState.ENDED), name="waiting_at_centre"
            )
        ]

    @property
    def meeting_kind(self) -> MeetingKind:
        """The kind of meeting, in the model the journey began under."""
        return self.journey.blueprint.meeting_kind(self.kind)
