"""The link of an offer from the waiting list: signed for one time held and one person, good while it is held."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Person
from appointments.models import WaitingEntry
from appointments.queries.waiting import with_case

#: The signature's salt: a link signed for anything else is worth nothing here.
PURPOSE = "appointments.offer"


def token_of_offer(entry: WaitingEntry, person: Person) -> str:
    """Return the token of the link; it names ids only, and is worth nothing once the time is not offered any more."""
    held = str(entry.hold.public_id) if entry.hold else ""
    return signing.dumps([held, str(person.public_id)], salt=PURPOSE, compress=True)


def url_of_offer(entry: WaitingEntry, person: Person) -> str:
    """Return the whole address for a mail. Opening it changes nothing; a button there does."""
    return settings.SITE_URL + reverse("appointments:offer_link", args=[token_of_offer(entry, person)])


def read_offer(token: str) -> WaitingEntry | None:
    """Return whose offer the link is for; None when it was changed, or the time is not offered any more."""
    try:
        held, person = signing.loads(token, salt=PURPOSE)
    except (signing.BadSignature, ValueError):
        return None
    mine = WaitingEntry.objects.open().filter(
        hold__public_id=held, journey__participant__public_id=person, journey__participant__is_active=True
    )
    return with_case(mine).first()
