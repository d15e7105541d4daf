"""Sending the participant's invitation once more, when the first one was lost or its time is over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import invite_participant
from accounts.actors import Actor
from accounts.models import Invitation
from common.errors import AlreadyDone
from journeys.actions import lock
from journeys.models import Journey

#: Within this time the mail may still be on its way.
PATIENCE = timedelta(minutes=5)


@transaction.atomic
def invite_again(*, journey: Journey, by: Actor) -> None:
    """Send the participant a new link by mail; the old one stops working. `accounts` leaves the audit row.

    AlreadyDone when the participant has come in, when the journey is closed, or when one was sent a moment ago.
    """
    current = lock(journey)
    person = current.participant
    recent = Invitation.objects.filter(person=person, created_at__gt=timezone.now() - PATIENCE)
    if person.has_usable_password() or not current.is_open or recent.exists():
        raise AlreadyDone
    invite_participant(person=person, by=by)
