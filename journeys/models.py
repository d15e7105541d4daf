"""The journey and its append-only events."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import County, Membership, Office
from common.privacy import classify
from journeys.blueprints import get as get_blueprint
from journeys.blueprints.types import Blueprint


class JourneyQuerySet(models.QuerySet["Journey"]):
    """Journeys a party may see at all; what of each is seen is decided by the sections' own rules."""

    def visible_to(self, actor: Actor) -> Self:
        """Own (participant), named or covered (Nav and career counsellor), or waiting at the own centre (the latter).

        Source: DOMAIN "The firewall". Coordinators see none.
        """
        match actor.party:
            case Party.PARTICIPANT:
                return self.filter(participant=actor.person)
            case Party.NAV_COUNSELLOR:
                return self.filter(nav_counsellor__in=actor.recipients)
            case Party.CAREER_COUNSELLOR:
                unassigned = Q(career_counsellor=None, career_centre=actor.office)
                return self.filter(Q(career_counsellor__in=actor.recipients) | unassigned)
            case _:
                return self.none()

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Journey(models.Model):
    """One participant's way through one county's blueprint.

    The events are the truth. `current_step`, `waiting_for`, `last_event_at`, `plan_completed_at` and `closed_at` are
    columns for lists, written with each event by `journeys.actions.record` (their only door) and equal to a rebuild.
    `nav_counsellor`, `career_counsellor` and `career_centre` are set by `journeys.actions.start`, `invite_nav`,
    `assign_career_counsellor` and `transfer`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="journeys")
    blueprint_key = models.CharField(max_length=20)
    blueprint_version = models.PositiveSmallIntegerField()
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="journeys")
    nav_counsellor = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="nav_journeys"
    )
    career_counsellor = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="career_journeys"
    )
    career_centre = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="journeys")
    started_at = models.DateTimeField()
    current_step = models.CharField(max_length=40, blank=True)
    waiting_for = models.CharField(max_length=20, choices=Party, blank=True)
    last_event_at = models.DateTimeField()
    plan_completed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Journey"]] = JourneyQuerySet.as_manager()

    privacy = classify(
        internal="id public_id county blueprint_key blueprint_version nav_counsellor career_counsellor career_centre"
        " started_at current_step waiting_for last_event_at plan_completed_at closed_at",
        personal="participant",
    )

    class Meta:
        ordering = ("-last_event_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "county"], condition=Q(closed_at=None), name="one_open_journey_per_county"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(current_step="", waiting_for=""), name="closed_waits_for_nobody"
            ),
        ]
        indexes = [
            models.Index(fields=["nav_counsellor", "-last_event_at"], name="journey_nav_recent"),
            models.Index(fields=["career_counsellor", "-last_event_at"], name="journey_career_recent"),
            models.Index(
                fields=["career_centre", "waiting_for", "last_event_at"],
                condition=Q(career_counsellor=None, closed_at=None),
                name="journey_centre_unassigned",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def blueprint(self) -> Blueprint:
        """The county model this journey began under; a newer version of the model does not change it."""
        return get_blueprint(self.blueprint_key, self.blueprint_version)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Event(models.Model):
    """A fact about a journey. Append-only: the serving roles have no right to change or remove one.

    `data` holds ids and codes, never free text. `by_person` is null when a job (`job`) recorded it.
    """

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    by_person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    by_party = models.CharField(max_length=20, choices=Party, blank=True)
    job = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)

    privacy = classify(
        internal="id journey kind at by_membership by_party job",
        personal="by_person",
        sensitive="data",  # codes of outcomes, of why a journey was closed, of how a step goes
    )

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["journey", "at", "id"], name="event_of_journey")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(by_person=None, by_party="") & ~Q(job=""))
                | (Q(by_person__isnull=False, job="") & ~Q(by_party="")),
                name="event_by_person_or_job",
            )
        ]
        verbose_name = _("Event")
