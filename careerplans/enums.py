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


class StepStatus(models.TextChoices):
    """How a step goes after the plan is made. Door: `careerplans.actions.set_step_status`."""

    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    STUCK = "stuck", _("Stuck")


class FileState(models.TextChoices):
    """Where the rendering of a version is."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"
