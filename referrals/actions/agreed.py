"""Changing what Nav tells the career centre, until the first meeting is held."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import lock, record
from referrals import notifications
from referrals.models import AgreedInformation
from referrals.permissions import can_change_agreed_information
from referrals.queries import has_met


class ChangedMeanwhile(Exception):
    """The other one has changed the text since this writer read it; nothing was saved. `current` is the stored one."""

    def __init__(self, current: AgreedInformation) -> None:
        super().__init__()
        self.current = current


@transaction.atomic
def change_agreed_information(*, agreed: AgreedInformation, text: str, seen: datetime.datetime, by: Actor) -> None:
    """Save the text and record one event; the participant is told by mail when it was Nav who changed it.

    `seen` is the `changed_at` (aware) of the text the writer began from. Raises ChangedMeanwhile when somebody saved
    another text after that, AlreadyDone when the first meeting is held or the journey closed. An unchanged text is
    left alone.
    """
    journey = lock(agreed.journey)
    current = AgreedInformation.objects.select_related("changed_by", "participant").get(pk=agreed.pk)
    current.journey = journey
    if not can_change_agreed_information(by, journey, met=has_met(journey)):
        raise AlreadyDone
    if current.changed_at != seen:
        raise ChangedMeanwhile(current)
    if current.text == text:
        return
    current.text, current.changed_by, current.changed_at = text, by.person, timezone.now()
    current.save(update_fields=["text", "changed_by", "changed_at"])
    record(journey=journey, kind=kinds.AGREED_INFORMATION_CHANGED, by=by, data={"nav": journey.nav_counsellor_id})
    if not by.is_participant:
        notifications.agreed_information_changed(current)
