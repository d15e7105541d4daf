"""The messages about plans. They never say what a plan says, and to Nav not even whose it is.

Sent by the worker, which reads no plan: it asks only whether a share is still in force.
"""

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from careerplans.models import PlanShare, PlanVersion
from common import outbox
from common.models import OutboxMessage
from journeys.blueprints.types import PlanKind

PLAN_READY = "careerplans.plan_ready"
PLAN_SHARED = "careerplans.plan_shared"
SHARE_WITHDRAWN = "careerplans.share_withdrawn"


def plan_ready(version: PlanVersion, *, by: Actor) -> None:
    """To the participant: a version is ready to read, download and perhaps share. No attachment."""
    centre = version.journey.career_centre
    outbox.enqueue(
        kind=PLAN_READY,
        reference=str(version.public_id),
        address=version.participant.email,
        recipient=version.participant,
        language=version.participant.language,
        payload={"version": str(version.public_id), "document": version.content["kind"]},
        office=centre.public_id if centre else None,
        booked_by=by.person,
    )


def plan_shared(share: PlanShare) -> None:
    """To the Nav counsellor: somebody has shared a plan. Void when the share is withdrawn before it is sent."""
    _to_recipient(PLAN_SHARED, share)


def share_withdrawn(share: PlanShare) -> None:
    """To the Nav counsellor: a share is withdrawn."""
    _to_recipient(SHARE_WITHDRAWN, share)


def _to_recipient(kind: str, share: PlanShare) -> None:
    person = share.recipient.person
    outbox.enqueue(
        kind=kind,
        reference=str(share.public_id),
        address=person.email,
        recipient=person,
        language=person.language,
        payload={"share": str(share.public_id)},
        office=share.recipient.office.public_id,
    )


def render_plan_ready(message: OutboxMessage) -> outbox.Rendered:
    """The participant's message; with neutral wording it says only that there is something to read, not even by its
    link.
    """
    person = message.recipient
    neutral = bool(person and person.neutral_wording)
    with translation.override(message.language):
        subject = _("Your appointment") if neutral else _ready(message.payload["document"])
        context = {
            "name": person.first_name if person else "",
            "neutral": neutral,
            "document": message.payload["document"],
            "url": settings.SITE_URL + _where_to_read(message, neutral=neutral),
        }
        return outbox.Rendered(subject, render_to_string("careerplans/mail/plan_ready.txt", context))


def _ready(document: str) -> str:
    if document == PlanKind.SUMMARY_NOTE:
        return _("Your summary note is ready")
    if document == PlanKind.TRAINING_PLAN:
        return _("Your training plan is ready")
    return _("Your career plan is ready")


def _where_to_read(message: OutboxMessage, *, neutral: bool) -> str:
    if neutral:
        return reverse("workspace:home")
    return reverse("careerplans:version", args=[message.payload["version"]])


def render_plan_shared(message: OutboxMessage) -> outbox.Rendered:
    """Nav's message. No names, and a link to the front page, not to the plan."""
    with translation.override(message.language):
        context = {"url": settings.SITE_URL + reverse("workspace:home")}
        text = render_to_string("careerplans/mail/plan_shared.txt", context)
        return outbox.Rendered(_("A career plan has been shared with you"), text)


def render_share_withdrawn(message: OutboxMessage) -> outbox.Rendered:
    """Nav's message when a share is withdrawn. No names, no link."""
    with translation.override(message.language):
        text = render_to_string("careerplans/mail/share_withdrawn.txt")
        return outbox.Rendered(_("A share has been withdrawn"), text)


def is_share_in_force(message: OutboxMessage) -> bool:
    """Ask the database, which answers the worker no other question about a share."""
    with connection.cursor() as cursor:
        cursor.execute("select rls.share_in_force(%s)", [message.payload["share"]])
        return bool(cursor.fetchone()[0])


def register() -> None:
    """Tell the outbox how these messages are written; called when the app is ready."""
    outbox.register(PLAN_READY, render=render_plan_ready, label=gettext_lazy("A plan is ready"))
    outbox.register(
        PLAN_SHARED, render=render_plan_shared, is_valid=is_share_in_force, label=gettext_lazy("A plan is shared")
    )
    outbox.register(SHARE_WITHDRAWN, render=render_share_withdrawn, label=gettext_lazy("A share is withdrawn"))
