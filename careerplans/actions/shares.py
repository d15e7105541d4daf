"""The participant's yes to Nav reading one version, and taking it back. Nobody else decides (DOMAIN, firewall 4)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership
from careerplans import notifications
from careerplans.models import PlanShare, PlanVersion
from careerplans.sharing_text import SharingText
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import lock, record


@transaction.atomic
def share(*, version: PlanVersion, recipient: Membership, text: SharingText, by: Actor) -> PlanShare:
    """Let `recipient` read this version from now: keep the exact text that was confirmed, record `plan_shared`, and
    write to the recipient without names.

    AlreadyDone when it is shared with them, the journey is closed, or they are no longer its Nav counsellor.
    """
    journey = lock(version.journey)
    in_force = PlanShare.objects.filter(version=version, recipient=recipient, withdrawn_at=None)
    if not journey.is_open or journey.nav_counsellor_id != recipient.pk or in_force.exists():
        raise AlreadyDone
    made = PlanShare.objects.create(
        version=version,
        participant=by.person,
        recipient=recipient,
        text=text.text,
        text_version=text.version,
        language=text.language,
        in_force_from=timezone.now(),
    )
    record(journey=version.journey, kind=kinds.PLAN_SHARED, by=by, data=_data(made))
    notifications.plan_shared(made)
    return made


@transaction.atomic
def withdraw(*, share: PlanShare, by: Actor) -> None:
    """Stop the reading at once: record `plan_withdrawn`, and write to the recipient. It cannot unread.

    Always possible, also when the journey is closed. AlreadyDone when it is withdrawn.
    """
    lock(share.version.journey)
    if not PlanShare.objects.filter(pk=share.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise AlreadyDone
    record(journey=share.version.journey, kind=kinds.PLAN_WITHDRAWN, by=by, data=_data(share))
    notifications.share_withdrawn(share)


def _data(share: PlanShare) -> dict[str, Any]:
    return {"version": share.version.number, "share": str(share.public_id), "recipient": share.recipient_id}
