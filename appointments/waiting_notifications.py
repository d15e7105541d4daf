"""The message that a time is offered from the waiting list: by e-mail with a link, and a text message that says so."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import reminders
from appointments.enums import WaitingState
from appointments.models import Hold, WaitingEntry
from appointments.offer_links import url_of_offer
from appointments.queries.waiting import with_case
from common import dates, outbox
from common.models import Channel, OutboxMessage

OFFER = "appointment_offer"


def offered(entry: WaitingEntry) -> None:
    """Queue the offer to the participant, by text message too for who wants those. Void once it is answered or over."""
    person, held = entry.journey.participant, entry.hold
    if held is None:
        return
    about: dict[str, Any] = {
        "kind": OFFER,
        "reference": str(held.public_id),
        "recipient": person,
        "language": person.language,
        "payload": {"entry": str(entry.public_id), "hold": str(held.public_id)},
        "office": entry.centre.public_id,
        "booked_by": entry.added_by,
    }
    outbox.enqueue(address=person.email, **about)
    if number := reminders.number_of(person):
        outbox.enqueue(channel=Channel.SMS, address=number, **about)


def _entry(message: OutboxMessage) -> WaitingEntry | None:
    """Return the place in line while it is offered the time the message is about."""
    offers = WaitingEntry.objects.filter(state=WaitingState.OFFERED, journey__closed_at=None)
    mine = offers.filter(public_id=message.payload["entry"], hold__public_id=message.payload["hold"])
    return with_case(mine.filter(hold__expires_at__gt=timezone.now())).first()


def is_offered(message: OutboxMessage) -> bool:
    """An offer stands while the time is kept for the participant."""
    return _entry(message) is not None


def _render(message: OutboxMessage) -> outbox.Rendered | None:
    entry = _entry(message)
    if entry is None or entry.hold is None:
        return None
    with translation.override(message.language):
        context = _context(entry, entry.hold)
        if message.channel == Channel.SMS:
            return outbox.Rendered("", render_to_string("appointments/sms/offer.txt", context).strip())
        return outbox.Rendered(_subject(entry), render_to_string("appointments/mail/appointment_offer.txt", context))


def _subject(entry: WaitingEntry) -> str:
    if entry.journey.participant.neutral_wording:
        return _("Your appointment")
    return _("An earlier time is free") if entry.appointment else _("A time is free")


def _context(entry: WaitingEntry, held: Hold) -> dict[str, Any]:
    person = entry.journey.participant
    return {
        "first_name": person.first_name,
        "neutral": person.neutral_wording,
        "when": dates.format_long_datetime(held.starts_at),
        "now": dates.format_long_datetime(entry.appointment.starts_at) if entry.appointment else "",
        "until": dates.format_long_datetime(held.expires_at),
        "what": held.meeting_kind.label,
        "offer_url": url_of_offer(entry, person),
        "site_url": settings.SITE_URL,
    }


def register() -> None:
    """Tell the outbox how the message is written; called from `ready()`."""
    label = gettext_lazy("Offer of an earlier time")
    outbox.register(OFFER, render=_render, is_valid=is_offered, label=label)
