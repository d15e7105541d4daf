"""The link of an invitation: made from its id and our secret when mail is sent. Only its hash is stored."""

import hashlib

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse

from accounts.models import Invitation

SALT = "accounts.invitation"


def token_of(invitation: Invitation) -> str:
    """Return the secret of this invitation; the same each time, until SECRET_KEY changes."""
    return Signer(salt=SALT, sep=".").sign(invitation.public_id.hex)


def hash_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(invitation: Invitation) -> str:
    """Return the absolute address that accepts the invitation, or "" when our secret has changed since it was made."""
    token = token_of(invitation)
    if hash_of(token) != invitation.token_hash:
        return ""
    return f"{settings.SITE_URL}{reverse('accounts:invitation', args=[token])}"


def find_open(token: str) -> Invitation | None:
    """Return the invitation this token opens, or None: unknown, used, revoked and expired look the same."""
    found = Invitation.objects.open().filter(token_hash=hash_of(token))
    return found.select_related("person", "office", "invited_by__person", "invited_by__office").first()
