"""How often one may ask. What is counted are rows this room writes anyway; no address is kept for counting."""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from accounts.actors import Actor
from common.models import AuditEntry
from referrals.models import PendingStart
from referrals.permissions import member

WINDOW = timedelta(hours=1)

#: Registrations one membership may try in an hour: each tells whether a person is in a journey (DOMAIN, firewall 7).
LOOKUPS = 20
#: Mails one address gets in an hour from a county's page.
STARTS_PER_ADDRESS = 3
#: Starts from one place on the network in an hour; people at a Nav office share one.
STARTS_PER_PLACE = 30

LOOKUP = "referral_lookup"


class TooMany(Exception):
    """Asked too often within the window; nothing was looked up or sent."""


def check_lookups(by: Actor) -> None:
    """Raise TooMany when this membership has looked people up too often in the last hour."""
    since = timezone.now() - WINDOW
    rows = AuditEntry.objects.filter(kind=LOOKUP, by_person=by.person, at__gt=since)
    if rows.filter(by_membership=member(by).public_id).count() >= LOOKUPS:
        raise TooMany


def address_is_exhausted(email: str) -> bool:
    """Whether this address got all the mails it may get in the last hour."""
    since = timezone.now() - WINDOW
    return PendingStart.objects.filter(email=email, created_at__gt=since).count() >= STARTS_PER_ADDRESS


def check_place(place: str) -> None:
    """Raise TooMany when this network address has started too often. Only a keyed hash of it is held, for an hour."""
    digest = hmac.new(settings.SECRET_KEY.encode(), place.encode(), hashlib.sha256).hexdigest()
    key = f"referrals:start:{digest}"
    cache.add(key, 0, timeout=int(WINDOW.total_seconds()))
    try:
        asked = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        asked = 1
    if asked > STARTS_PER_PLACE:
        raise TooMany
