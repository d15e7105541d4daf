"""Who is responsible for a step and how it goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Responsible(models.TextChoices):
    """Who of the three does a step. The labels speak to the participant, who owns the plan."""

    PARTICIPANT = "participant", _("You")
    NAV = "nav", _("Nav")
    CENTRE = "centre", _("The career centre")

    def label_for(self, *, participant: bool) -> str:
        """Return the label, as the participant or as anybody else reads it."""
        return str(self.label) if participant or self is not Responsible.PARTICIPANT else str(_("The participant"))


class AskedOf(models.TextChoices):
    """Whom an open question of the plan is for. Labelled as a heading of the document."""

    NAV = "nav", _("Nav")
    TRAINING = "training", _("The training office")


class StepStatus(models.TextChoices):
    """How a step goes after the plan is made. Door: `careerplans.actions.set_step_status`."""

    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    STUCK = "stuck", _("Stuck")


class Course(models.TextChoices):
    """How the training in a trade is laid out between school and company, from the national list."""

    MAIN = "main", _("Two years at school, two in a company")
    SPECIAL = "special", _("One year at school, three in a company")
    SCHOOL = "school", _("Three years at school")
    SCHOOL_THEN_COMPANY = "school_company", _("Three years at school, then in a company")


class EdgeKind(models.TextChoices):
    """How one programme leads on to another: as its own next year, or as a crossing from another programme."""

    MAIN = "main"
    CROSSING = "crossing"


class Going(models.TextChoices):
    """What the participant answers, with one tap, to how it is going."""

    GOOD = "good", _("Good")
    SO_SO = "so_so", _("So-so")
    NEED_HELP = "need_help", _("I need help")


class SupportSource(models.TextChoices):
    """Where the career centre knows the support time from. It knows no other (DOMAIN, firewall 1)."""

    MEETING = "meeting", _("said in the meeting")
    AGREED_TEXT = "agreed_text", _("stands in the agreed text")


class FileState(models.TextChoices):
    """Where the rendering of a version is."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"
