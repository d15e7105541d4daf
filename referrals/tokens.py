"""The link of a start from the county's page. Only its hash is stored; the link is made anew when the mail is sent."""

import hashlib

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse

from referrals.models import PendingStart

SALT = "referrals.start"


def token_of(pending: PendingStart) -> str:
    """Return the secret of this start; the same each time, until SECRET_KEY changes."""
    return Signer(salt=SALT, sep=".").sign(pending.public_id.hex)


def hash_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(pending: PendingStart) -> str:
    """Return the absolute address that confirms the start, or "" when our secret has changed since it was made."""
    token = token_of(pending)
    if hash_of(token) != pending.token_hash:
        return ""
    return f"{settings.SITE_URL}{reverse('referrals:confirm', args=[token])}"
