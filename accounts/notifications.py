"""The messages about getting in: invitation, new password, proof of an address. Links are made when they are sent."""

import uuid
from datetime import timedelta
from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.actors import Actor, System
from accounts.enums import Party
from accounts.models import Invitation, Person
from accounts.tokens import link_of
from common import outbox
from common.models import OutboxMessage

INVITATION = "accounts.invitation"
PASSWORD_RESET = "accounts.password_reset"  # noqa: S105 - a kind of message
CONFIRM_EMAIL = "accounts.confirm_email"

#: A message about a password that could not be sent for so long is not sent any more: nobody waits for it.
FRESH = timedelta(hours=24)


def invitation(invitation: Invitation, *, by: Actor | System) -> None:
    """To the person invited. Void when the invitation is used, revoked or too old before it is sent."""
    sender = by if isinstance(by, Actor) else None
    office = invitation.office or (sender.office if sender else None)
    outbox.enqueue(
        kind=INVITATION,
        reference=str(invitation.public_id),
        address=invitation.person.email,
        recipient=invitation.person,
        language=invitation.person.language,
        payload={"invitation": str(invitation.public_id)},
        office=office.public_id if office else None,
        booked_by=sender.person if sender else None,
    )


def password_reset(person: Person) -> None:
    """To a person who wants a new password."""
    _to_person(PASSWORD_RESET, person, {})


def confirm_email(address: EmailAddress) -> None:
    """To a person who has to show that they read mail at the address."""
    _to_person(CONFIRM_EMAIL, address.user, {"address": address.pk})


def _to_person(kind: str, person: Person, payload: dict[str, Any]) -> None:
    outbox.enqueue(
        kind=kind,
        reference=str(uuid.uuid4()),
        address=person.email,
        recipient=person,
        language=person.language,
        payload=payload,
    )


def render_invitation(message: OutboxMessage) -> outbox.Rendered | None:
    """The link of the invitation and who sent it; None when our secret has changed and the link would not work."""
    invited = _invitation_of(message)
    url = link_of(invited) if invited else ""
    if invited is None or not url:
        return None
    inviter = invited.invited_by.person.name if invited.invited_by else ""
    context = {"person": invited.person, "office": invited.office, "url": url, "inviter": inviter}
    with translation.override(message.language):
        if invited.office:
            context["role"] = str(Party(invited.role).label)
            return _rendered("invitation_colleague", _("You are invited to Trepart"), context)
        neutral = invited.person.neutral_wording
        subject = _("Your appointment") if neutral else _("Sign in to your career guidance")
        return _rendered("invitation_participant", subject, {**context, "neutral": neutral})


def render_password_reset(message: OutboxMessage) -> outbox.Rendered | None:
    """A link to choose a new password, good for as long as allauth's keys are."""
    person = message.recipient
    if person is None:
        return None
    key = allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    with translation.override(message.language):
        return _rendered("password_reset", _("Choose a new password"), {"person": person, "url": _absolute(path)})


def render_confirm_email(message: OutboxMessage) -> outbox.Rendered | None:
    """A link that proves the address; None when the address is gone."""
    address = EmailAddress.objects.filter(pk=message.payload["address"]).first()
    if address is None:
        return None
    path = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    with translation.override(message.language):
        return _rendered(
            "confirm_email", _("Confirm your e-mail address"), {"person": address.user, "url": _absolute(path)}
        )


def _rendered(template: str, subject: str, context: dict[str, Any]) -> outbox.Rendered:
    return outbox.Rendered(subject, render_to_string(f"accounts/mail/{template}.txt", context))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _invitation_of(message: OutboxMessage) -> Invitation | None:
    rows = Invitation.objects.open()
    found: Invitation | None = (
        rows.filter(public_id=message.payload["invitation"])
        .select_related("person", "office", "invited_by__person")
        .first()
    )
    return found


def is_invitation_open(message: OutboxMessage) -> bool:
    """Whether the link still lets somebody in."""
    return _invitation_of(message) is not None


def is_fresh(message: OutboxMessage) -> bool:
    """Whether the person may still be waiting for it."""
    return message.created_at > timezone.now() - FRESH


def register() -> None:
    """Tell the outbox how these messages are written; called when the app is ready."""
    outbox.register(INVITATION, render=render_invitation, is_valid=is_invitation_open, label=_lazy("Invitation"))
    outbox.register(PASSWORD_RESET, render=render_password_reset, is_valid=is_fresh, label=_lazy("New password"))
    outbox.register(CONFIRM_EMAIL, render=render_confirm_email, is_valid=is_fresh, label=_lazy("Proof of address"))
