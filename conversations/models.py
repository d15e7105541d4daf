"""Conversation guides as drafts, published versions and proposals, and the note of one meeting, section by section."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import County, Membership
from appointments.models import Appointment
from common.privacy import classify
from journeys.models import Journey


class GuideVersionQuerySet(models.QuerySet["GuideVersion"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody who works in the county, on both sides: guides are used outside journeys too (nordland-model)."""
        return self.filter(county=actor.county) if actor.county else self.none()

    def newest(self) -> Self:
        """The newest version of each kind."""
        return self.order_by("county_id", "kind", "-version").distinct("county_id", "kind")


class GuideVersion(models.Model):
    """A county's published guide for one kind of meeting. Immutable; a meeting keeps the version it began with.

    `sections` is a list of {"key", "title": {"nb", "nn"}, "minutes": int | null, "carries_to": plan section key,
    "end_goal", "steps" or "", "points": [{"key", "text": {"nb", "nn"}, "help": {"nb", "nn"}}]}. A key follows a section
    or point from version to version and is never given to another one.
    State doors: `conversations.actions.publish_guides` and `.publish_draft`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="guides")
    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict)
    sections = models.JSONField(default=list)
    published_at = models.DateTimeField()

    objects: ClassVar[models.Manager["GuideVersion"]] = GuideVersionQuerySet.as_manager()

    privacy = classify(public="id public_id county kind version title sections published_at")

    class Meta:
        ordering = ("county", "kind", "-version")
        constraints = [
            models.UniqueConstraint(fields=["county", "kind", "version"], name="guide_version_once"),
        ]


class GuideDraftQuerySet(models.QuerySet["GuideDraft"]):
    def visible_to(self, actor: Actor) -> Self:
        """The county's coordinators, of either organisation."""
        return self.filter(county=actor.county) if actor.party is Party.COORDINATOR else self.none()


class GuideDraft(models.Model):
    """What the next version of a county's guide is to say; at most one of each kind. Deleted when it is published.

    `base`: the newest version when it was begun, None for the first. `title` and `sections` as in `GuideVersion`.
    State door: `conversations.actions.drafts`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="guide_drafts")
    kind = models.CharField(max_length=40)
    base = models.ForeignKey(GuideVersion, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.JSONField(default=dict)
    sections = models.JSONField(default=list)
    saved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    objects: ClassVar[models.Manager["GuideDraft"]] = GuideDraftQuerySet.as_manager()

    privacy = classify(internal="id public_id county kind base title sections saved_by saved_at")

    class Meta:
        ordering = ("county", "kind")
        constraints = [models.UniqueConstraint(fields=["county", "kind"], name="one_draft_of_a_guide")]


class ProposedChange(models.TextChoices):
    """What a proposal wants done."""

    WORDING = "wording", _("Write it differently")
    ADD = "add", _("Add a question here")
    REMOVE = "remove", _("Take it out")


class ProposalState(models.TextChoices):
    """Where a proposal is. An accepted one stands in the draft until a version takes it in."""

    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class GuideProposalQuerySet(models.QuerySet["GuideProposal"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody who works in the county, on both sides."""
        return self.filter(guide__county=actor.county) if actor.county else self.none()


class GuideProposal(models.Model):
    """A change a counsellor wants in a guide, made on the version they read.

    `point` is the key of a question within `section`, or "" for the section as a whole. `wording` is in `language`.
    `taken_into`: the version that has it; None while it only stands in the draft.
    State door: `conversations.actions.proposals`, and `.publish_draft`, `.discard_draft` for those in the draft.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    guide = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, related_name="proposals")
    section = models.CharField(max_length=40)
    point = models.CharField(max_length=40, blank=True)
    change = models.CharField(max_length=10, choices=ProposedChange)
    wording = models.TextField(blank=True)
    language = models.CharField(max_length=5)
    why = models.TextField(blank=True)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="guide_proposals")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    taken_into = models.ForeignKey(GuideVersion, null=True, on_delete=models.PROTECT, related_name="taken_in")

    objects: ClassVar[models.Manager["GuideProposal"]] = GuideProposalQuerySet.as_manager()

    privacy = classify(
        internal="id public_id guide section point change language proposed_by proposed_at state decided_by decided_at"
        " taken_into",
        content="wording why reason",
    )

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, decided_at=None, decided_by=None, reason="", taken_into=None)
                | Q(state=ProposalState.ACCEPTED, decided_at__isnull=False, decided_by__isnull=False)
                | Q(state=ProposalState.DECLINED, decided_at__isnull=False, decided_by__isnull=False, taken_into=None)
                & ~Q(reason=""),
                name="proposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(change=ProposedChange.REMOVE, wording="")
                | ~Q(change=ProposedChange.REMOVE) & ~Q(wording=""),
                name="proposal_has_wording",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == ProposalState.OPEN


class ProposalComment(models.Model):
    """A short remark about a proposal. Never changed or removed."""

    proposal = models.ForeignKey(GuideProposal, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy = classify(internal="id proposal by at", content="text")

    class Meta:
        ordering = ("at", "id")


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant, and the journey's career counsellor or who covers now. Never Nav (DOMAIN, firewall 3)."""
        match actor.party:
            case Party.PARTICIPANT:
                return self.filter(participant=actor.person)
            case Party.CAREER_COUNSELLOR:
                return self.filter(journey__career_counsellor__in=actor.recipients)
            case _:
                return self.none()


class NextMeeting(models.TextChoices):
    """What was agreed about meeting again, before the meeting closed (nordland-model, *Trepartssamtale*)."""

    BOOKED = "booked", _("We have booked the next meeting")
    LATER = "later", _("The participant books when it suits")
    NONE = "none", _("No more meetings are needed")


class Note(models.Model):
    """The note of one meeting: text under the guide's headings. Row-level security holds it and its sections.

    Closed by `conversations.actions.close_meeting`, after which the sections no longer change. Until then
    `next_meeting` and `preparation` are a draft that only who closes the meeting is shown.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="notes")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="note")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    guide = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    next_meeting = models.CharField(_("Next meeting"), max_length=10, choices=NextMeeting, blank=True)
    preparation = models.TextField(_("To prepare until next time"), blank=True)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Note"]] = NoteQuerySet.as_manager()

    privacy = classify(
        internal="id public_id journey appointment guide language started_by started_at next_meeting closed_at",
        personal="participant",
        content="preparation",
    )

    class Meta:
        ordering = ("started_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(next_meeting=""), name="closed_note_has_next_meeting"
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class NoteSection(models.Model):
    """One heading's text. `revision` rises by one with each save; a save against an older one is a conflict, never
    a loss.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="sections")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True)

    privacy = classify(
        internal="id note journey key revision saved_by saved_at", personal="participant", content="text"
    )

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["note", "key"], name="note_section_once")]
