"""The plan being written, its immutable versions, their PDF, their shares, and how the steps go afterwards."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from careerplans.enums import AskedOf, Course, EdgeKind, FileState, Going, Responsible, StepStatus, SupportSource
from common.privacy import classify
from journeys.models import Journey
from sharing.models import SHARE_FIELDS, Share


class Trade(models.Model):
    """A trade one can become certified in, from the national code list. Door: `careerplans.trades`.

    One the list has no more is offered no more, and kept for the plans that name it.
    """

    code = models.CharField(max_length=20, unique=True)
    name_nb = models.CharField(max_length=150)
    name_nn = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150, blank=True)
    qualification = models.CharField(max_length=60, blank=True)
    occupation_nb = models.CharField(max_length=150, blank=True)
    programme_nb = models.CharField(max_length=150, blank=True)
    course = models.CharField(max_length=20, choices=Course, default=Course.MAIN)
    is_offered = models.BooleanField(default=True)

    privacy = classify(
        public="id code name_nb name_nn name_en qualification occupation_nb programme_nb course is_offered"
    )

    class Meta:
        ordering = ("name_nb", "id")

    def __str__(self) -> str:
        return self.name_in(get_language() or "nb")

    def name_in(self, language: str) -> str:
        """The trade's name in nynorsk or English; in bokmål for any other language, and where there is no other."""
        return {"nn": self.name_nn, "en": self.name_en}.get(language, "") or self.name_nb


class TradeEdge(models.Model):
    """One programme area leads on to another, from the national list. Door: `careerplans.trades.import_edges`."""

    from_code = models.CharField(max_length=20)
    to_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=EdgeKind)

    privacy = classify(public="id from_code to_code kind")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_code", "to_code"], name="trade_edge_once")]
        indexes = [models.Index(fields=["to_code"], name="trade_edge_to")]


class CareerPlanQuerySet(models.QuerySet["CareerPlan"]):
    def visible_to(self, actor: Actor) -> Self:
        """The draft: the participant, and the journey's career counsellor or who covers now. Never Nav."""
        match actor.party:
            case Party.PARTICIPANT:
                return self.filter(participant=actor.person)
            case Party.CAREER_COUNSELLOR:
                return self.filter(journey__career_counsellor__in=actor.recipients)
            case _:
                return self.none()


class CareerPlan(models.Model):
    """The plan being written. Doors: `careerplans.actions.start`, `save_section`, `save_goal`, `complete` and the
    steps'.

    `sections` maps section key to text, `section_revisions` the same key (and `GOAL`) to how often it was saved, so
    that two writers of different sections do not meet. `revision` counts every change; completing names the one that
    was read. `route` is a key of `careerplans.routes`, empty until one is chosen. The support time is a day or a number
    of months, from the source that is named; empty when none is noted. `draft_number` is the number of the version
    being written, None while the newest version stands: completing copies the draft into a `PlanVersion`, and the draft
    stays as the start of the next one.
    """

    #: The key of the end goal in `section_revisions`; no section of a template is called so.
    GOAL = "end_goal"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.OneToOneField(Journey, on_delete=models.PROTECT, related_name="plan")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans")
    trade = models.ForeignKey(Trade, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    end_goal = models.CharField(_("End goal in your words"), max_length=200, blank=True)
    route = models.CharField(max_length=30, blank=True)
    support_until = models.DateField(null=True, blank=True)
    support_months = models.PositiveSmallIntegerField(null=True, blank=True)
    support_source = models.CharField(max_length=15, choices=SupportSource, blank=True)
    sections = models.JSONField(default=dict)
    section_revisions = models.JSONField(default=dict)
    draft_number = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["CareerPlan"]] = CareerPlanQuerySet.as_manager()

    privacy = classify(
        internal="id public_id journey section_revisions draft_number revision started_at changed_at changed_by",
        personal="participant",
        content="trade end_goal route support_until support_months support_source sections",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(support_source="", support_until=None, support_months=None)
                | Q(support_source__in=SupportSource.values, support_until__isnull=False, support_months=None)
                | Q(support_source__in=SupportSource.values, support_until=None, support_months__isnull=False),
                name="support_time_has_source",
            )
        ]


class PlanStep(models.Model):
    """A step of the draft. `key` is stable from draft to every version, so that progress follows the step.

    `origin` names the route and the step of it that it was laid out from, empty for one somebody added.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(CareerPlan, on_delete=models.CASCADE, related_name="steps")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("What"), max_length=200)
    why = models.CharField(_("Why"), max_length=300, blank=True)
    responsible = models.CharField(_("Who is responsible"), max_length=15, choices=Responsible)
    due_on = models.DateField(_("Deadline"), null=True, blank=True)
    link = models.URLField(_("Link"), max_length=300, blank=True)
    origin = models.CharField(max_length=60, blank=True)

    privacy = classify(
        internal="id key plan journey position origin",
        personal="participant",
        content="what why responsible due_on link",
    )

    class Meta:
        ordering = ("position", "id")


class PlanQuestion(models.Model):
    """An open question of the draft, and its answer when it has come. Part of the plan, and read by whom that is read.

    Doors: `careerplans.actions.add_question`, `change_question`, `remove_question`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(CareerPlan, on_delete=models.CASCADE, related_name="questions")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    asked_of = models.CharField(_("Who is asked?"), max_length=10, choices=AskedOf)
    text = models.CharField(_("Question"), max_length=300)
    answer = models.TextField(_("Answer"), max_length=1000, blank=True)

    privacy = classify(internal="id key plan journey", personal="participant", content="asked_of text answer")

    class Meta:
        ordering = ("id",)


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant; the journey's career counsellor or cover; Nav only through a share in force now
        (firewall 4).
        """
        match actor.party:
            case Party.PARTICIPANT:
                return self.filter(participant=actor.person)
            case Party.CAREER_COUNSELLOR:
                return self.filter(journey__career_counsellor__in=actor.recipients)
            case Party.NAV_COUNSELLOR:
                shared = PlanShare.objects.filter(recipient__in=actor.recipients, withdrawn_at=None)
                return self.filter(pk__in=shared.values("version"))
            case _:
                return self.none()


class PlanVersion(models.Model):
    """A completed plan. Immutable: the database refuses changes. `content` is the whole document as data:

    {"kind", "end_goal", "end_goal_detail", "sections": [{"key", "heading": {"nb", "nn"}, "text"}],
    "steps": [{"key", "what", "why", "responsible", "due_on": iso date | null, "link"}], "written_with": [names],
    "participant": name, "county": name, "centre": name,
    "route": {"name": {"nb", "nn", "en"}, "requirement": the same, "law", "months"} | null,
    "support": {"until": iso date | null, "months": number | null, "source"} | null,
    "questions": [{"asked_of", "text", "answer"}]}

    Older versions have neither links nor the last three.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(CareerPlan, on_delete=models.PROTECT, related_name="versions")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="plan_versions")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    content = models.JSONField(default=dict)
    completed_at = models.DateTimeField()
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["PlanVersion"]] = PlanVersionQuerySet.as_manager()

    privacy = classify(
        internal="id public_id plan journey number language completed_at completed_by",
        personal="participant",
        content="content",
    )

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once")]


class PlanFile(models.Model):
    """The PDF of a version in one language, made by the worker. `state` door: `careerplans.rendering`."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="files")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.QUEUED)
    data = models.BinaryField(null=True)
    queued_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    privacy = classify(
        internal="id version language state queued_at ready_at attempts", personal="participant", content="data"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="one_file_per_version_and_language"),
            models.CheckConstraint(
                condition=Q(state=FileState.READY, data__isnull=False, ready_at__isnull=False)
                | (~Q(state=FileState.READY) & Q(data=None, ready_at=None)),
                name="ready_file_has_data",
            ),
        ]


class PlanShareQuerySet(models.QuerySet["PlanShare"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant's own; for Nav those given to the own membership or one covered now."""
        match actor.party:
            case Party.PARTICIPANT:
                return self.filter(participant=actor.person)
            case Party.NAV_COUNSELLOR:
                return self.filter(recipient__in=actor.recipients)
            case _:
                return self.none()

    def in_force(self) -> Self:
        return self.filter(withdrawn_at=None)


class PlanShare(Share):
    """The participant's yes to one Nav counsellor's membership for one version. Doors: `careerplans.actions.share`,
    `withdraw`.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="shares")

    objects: ClassVar[models.Manager["PlanShare"]] = PlanShareQuerySet.as_manager()

    privacy = classify(internal=f"version {SHARE_FIELDS['internal']}", personal=SHARE_FIELDS["personal"])

    class Meta(Share.Meta):
        abstract = False
        ordering = ("-in_force_from", "-id")
        constraints = [
            *Share.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "recipient"], condition=Q(withdrawn_at=None), name="one_share_in_force"
            ),
        ]
        indexes = [models.Index(fields=["recipient", "-in_force_from"], name="share_of_recipient")]


class StepProgress(models.Model):
    """How one step goes now, apart from the immutable version. Each change is also a `StepChange`."""

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="step_progress")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    step_key = models.UUIDField(unique=True)
    status = models.CharField(max_length=15, choices=StepStatus, default=StepStatus.NOT_STARTED)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = classify(internal="id journey step_key changed_at changed_by", personal="participant", sensitive="status")


class StepChange(models.Model):
    """The history of a step's status: who changed it, from what to what. Append-only."""

    progress = models.ForeignKey(StepProgress, on_delete=models.CASCADE, related_name="changes")
    before = models.CharField(max_length=15, choices=StepStatus)
    after = models.CharField(max_length=15, choices=StepStatus)
    at = models.DateTimeField()
    by_membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    by_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = classify(internal="id progress at by_membership by_person", sensitive="before after")

    class Meta:
        ordering = ("at", "id")


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who may read the version it was answered on: Nav through a share in force now, and not of a newer one."""
        return self.filter(version__in=PlanVersion.objects.visible_to(actor).values("pk"))


class CheckIn(models.Model):
    """What the participant answered to “How is it going?”, on a version. Append-only. Door: `check_in`."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="check_ins")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Going)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["CheckIn"]] = CheckInQuerySet.as_manager()

    privacy = classify(internal="id version at", personal="participant", sensitive="answer")

    class Meta:
        ordering = ("-at", "-id")


class EducationApplicationQuerySet(models.QuerySet["EducationApplication"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant's; for Nav those on a version shared with it now; for the career centre the participant's
        own.

        What Nav registers in its own follow-up does not cross to the career centre (`journeys.kinds`, `crosses`).
        """
        match actor.party:
            case Party.PARTICIPANT:
                return self.filter(participant=actor.person)
            case Party.NAV_COUNSELLOR:
                return self.filter(version__in=PlanVersion.objects.visible_to(actor))
            case Party.CAREER_COUNSELLOR:
                return self.filter(
                    journey__career_counsellor__in=actor.recipients, registered_by=models.F("participant")
                )
            case _:
                return self.none()


class EducationApplication(models.Model):
    """An application for education as agreed in follow-up: what, deadline, when it was sent."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="applications")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="applications")
    what = models.CharField(_("What education"), max_length=200)
    deadline = models.DateField(_("Deadline"), null=True, blank=True)
    applied_on = models.DateField(_("Applied on"), null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["EducationApplication"]] = EducationApplicationQuerySet.as_manager()

    privacy = classify(
        internal="id public_id journey version registered_at registered_by",
        personal="participant",
        sensitive="what deadline applied_on",
    )

    class Meta:
        ordering = ("deadline", "id")
