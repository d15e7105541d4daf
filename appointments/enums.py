"""States of an appointment and the transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where an appointment is. Only `appointments.actions` changes it, by the table below."""

    BOOKED = "booked", _("Booked")
    CANCELLED = "cancelled", _("Cancelled")
    HELD = "held", _("Held")
    MISSED = "missed", _("Not attended")


#: (action, from, to): the only ways a status changes.
TRANSITIONS = (
    ("cancel", Status.BOOKED, Status.CANCELLED),
    ("hold", Status.BOOKED, Status.HELD),
    ("miss", Status.BOOKED, Status.MISSED),
)
