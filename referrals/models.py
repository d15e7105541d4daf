"""The referral, what crosses with it, what stays at Nav, missing school documents, and starts without a referral."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import County, Membership
from common.privacy import classify
from journeys.models import Journey


class IncomeSupport(models.TextChoices):
    """What Nav supports the participant with while the way is found. Kept at Nav."""

    NONE = "none", _("No income support from Nav")
    WORK_ASSESSMENT = "aap", _("Work assessment allowance (AAP)")
    UNEMPLOYMENT = "dagpenger", _("Unemployment benefit")
    MEASURE = "tiltakspenger", _("Allowance while in a measure")
    QUALIFICATION = "kvp", _("Qualification programme")
    SOCIAL = "sosialhjelp", _("Social assistance")
    OTHER = "other", _("Something else")
    UNCLEAR = "unclear", _("Not settled yet")


def of_journeys_of(actor: Actor) -> Q:
    """The rows of journeys in which the actor is a party by name, or covers for one who is. Nobody else: Q matching
    nothing.
    """
    match actor.party:
        case Party.PARTICIPANT:
            return Q(journey__participant=actor.person)
        case Party.NAV_COUNSELLOR:
            return Q(journey__nav_counsellor__in=actor.recipients)
        case Party.CAREER_COUNSELLOR:
            return Q(journey__career_counsellor__in=actor.recipients)
        case _:
            return Q(pk__in=())


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, actor: Actor) -> Self:
        """The three parties of the journey and who covers for them; never the rest of an office."""
        return self.filter(of_journeys_of(actor))


class Referral(models.Model):
    """Nav's order of guidance, in the participant's words. This row crosses to the career centre; `NavAssessment`
    does not.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.OneToOneField(Journey, on_delete=models.PROTECT, related_name="referral")
    purpose = models.TextField(_("Purpose in the participant's words"))
    registered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Referral"]] = ReferralQuerySet.as_manager()

    privacy = classify(internal="id public_id journey registered_by registered_at", content="purpose")


class NavAssessment(models.Model):
    """Nav's own: the target-group checklist, why it went on against it, and its frame. Never crosses (DOMAIN,
    firewall 1).
    """

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="assessment")
    checklist = models.JSONField(default=dict)
    reason_against = models.TextField(_("Reason for going on"), blank=True)
    income_support = models.CharField(_("Income support"), max_length=20, choices=IncomeSupport)
    support_months = models.PositiveSmallIntegerField(
        _("How long Nav can support education (months)"), null=True, blank=True
    )
    frame_note = models.TextField(_("Note about Nav's frame"), blank=True)

    privacy = classify(
        internal="id referral", sensitive="checklist reason_against income_support support_months frame_note"
    )


class AgreedInformationQuerySet(models.QuerySet["AgreedInformation"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant, the Nav counsellor and the career counsellor of the journey, and who covers for them."""
        return self.filter(of_journeys_of(actor))


class AgreedInformation(models.Model):
    """The text Nav counsellor and participant wrote for the career centre. May be changed until the first meeting."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.OneToOneField(Journey, on_delete=models.PROTECT, related_name="agreed_information")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("What we tell the career centre"), blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["AgreedInformation"]] = AgreedInformationQuerySet.as_manager()

    privacy = classify(internal="id public_id journey changed_by changed_at", personal="participant", content="text")


class MissingDocumentQuerySet(models.QuerySet["MissingDocument"]):
    def visible_to(self, actor: Actor) -> Self:
        """The participant and Nav. The career counsellor from when the participant says they are ordered or along."""
        found = self.filter(of_journeys_of(actor))
        if actor.party == Party.CAREER_COUNSELLOR:
            return found.exclude(ordered_at=None, brought_at=None)
        return found


class MissingDocument(models.Model):
    """School documents the participant orders and brings along. Never holds up a meeting (nordland-model,
    *Forarbeid*).

    Which documents are missing is not among what a referral carries across (DOMAIN, firewall 1): the career counsellor
    sees it when the participant has said that they are ordered or brought along. Door: `referrals.actions`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="missing_documents")
    description = models.CharField(_("Which documents"), max_length=200)
    registered_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)
    brought_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["MissingDocument"]] = MissingDocumentQuerySet.as_manager()

    privacy = classify(internal="id public_id journey registered_at ordered_at brought_at", sensitive="description")

    class Meta:
        ordering = ("registered_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ordered_at=None) | Q(ordered_at__gte=F("registered_at")), name="ordered_after_registered"
            )
        ]


class OwnStart(models.Model):
    """How a participant began without a referral: the topic in the own words (trondelag-model, *Brukerreisen*)."""

    journey = models.OneToOneField(Journey, on_delete=models.PROTECT, related_name="own_start")
    topic = models.TextField(_("What you want to talk about"))
    started_at = models.DateTimeField()

    privacy = classify(internal="id journey started_at", content="topic")


class PendingStart(models.Model):
    """A start from the county's page whose e-mail is not verified yet. Only a hash of its token is kept; good for 3
    days.

    Becomes a person, a journey and an `OwnStart` when the link in the mail is confirmed; then `completed_at` is set.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=200)
    email = models.EmailField(_("E-mail"))
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    birth_date = models.DateField(_("Birth date"))
    language = models.CharField(max_length=5)
    topic = models.TextField(_("What you want to talk about"))
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    privacy = classify(
        internal="id public_id county language token_hash created_at expires_at completed_at",
        personal="name email phone birth_date",
        content="topic",
    )

    class Meta:
        ordering = ("-created_at", "-id")


class InformationGivenQuerySet(models.QuerySet["InformationGiven"]):
    def visible_to(self, actor: Actor) -> Self:
        """The own records, and no office's."""
        return self.filter(membership=actor.membership) if actor.membership else self.none()


class InformationGiven(models.Model):
    """Nav's own record that it told somebody about guidance, or helped to book; all Nav sees where the participant
    starts.

    Names nobody: the county's page does not tell Nav whether anything came of it (DOMAIN, firewall 1, Trøndelag).
    """

    class How(models.TextChoices):
        TOLD = "told", _("Told about the offer")
        SENT_LINK = "sent_link", _("Sent the link by e-mail")
        HELPED = "helped", _("Helped to book")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="information_given")
    how = models.CharField(_("What did you do?"), max_length=10, choices=How)
    given_on = models.DateField(_("Date"))
    registered_at = models.DateTimeField()

    objects: ClassVar[models.Manager["InformationGiven"]] = InformationGivenQuerySet.as_manager()

    privacy = classify(internal="id public_id membership how given_on registered_at")

    class Meta:
        ordering = ("-given_on", "-id")
