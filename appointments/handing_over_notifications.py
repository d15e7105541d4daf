"""Messages about a counsellor who takes over: one to each participant, one to each of the two colleagues."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership, Person
from appointments.calendar import Reader, attachment
from appointments.models import Appointment
from appointments.queries import with_people
from appointments.queries.colleagues import attending, side
from common import dates, outbox
from common.models import OutboxMessage
from journeys.models import Journey

TRANSFERRED = "journey_transferred"
TAKEN_OVER, GIVEN_AWAY = "caseload_taken_over", "caseload_given_away"
#: More calendar files than a mail takes well; whoever has more finds them in the calendar subscribed to.
MOST_FILES = 30


def transferred(
    journeys: Sequence[Journey],
    handed: Sequence[Appointment],
    left: Sequence[Appointment],
    *,
    of: Membership,
    to: Membership,
    shared: Collection[int],
    by: Actor,
) -> None:
    """Queue one message to each participant, and one to each of the two counsellors (the one before: if still here).

    `handed` are meetings that went along, `left` those that stay until they are moved; `shared` are the journeys (by
    primary key) of which the one before reads a plan.
    """
    key = uuid.uuid4()
    both: dict[str, Any] = {"from": of.pk, "to": to.pk}
    for journey in journeys:
        meetings = {
            "handed": [str(each.public_id) for each in handed if each.journey_id == journey.pk],
            "left": [str(each.public_id) for each in left if each.journey_id == journey.pk],
        }
        about = both | meetings | {"journey": str(journey.public_id), "shared": journey.pk in shared}
        _enqueue(TRANSFERRED, f"{journey.public_id}:{key}", journey.participant, to, by, about)
    whole = {"handed": [str(each.public_id) for each in handed], "left": [str(each.public_id) for each in left]}
    about = both | whole | {"journeys": len(journeys)}
    _enqueue(TAKEN_OVER, str(key), to.person, to, by, about)
    if of.is_in_force():
        _enqueue(GIVEN_AWAY, str(key), of.person, to, by, about)


def _enqueue(kind: str, reference: str, person: Person, to: Membership, by: Actor, about: dict[str, Any]) -> None:
    outbox.enqueue(
        kind=kind,
        reference=reference,
        address=person.email,
        recipient=person,
        language=person.language,
        payload=about,
        office=to.office.public_id,
        booked_by=by.person,
    )


# To the participant ---------------------------------------------------------------------------------------------------


def _journey(message: OutboxMessage) -> Journey | None:
    """Return the journey while it is open and followed by the one the message names."""
    to = _member(message, "to")
    mine = Journey.objects.open().filter(**{side(to.role): to})
    return mine.select_related("participant").filter(public_id=message.payload["journey"]).first()


def is_followed(message: OutboxMessage) -> bool:
    """The message stands while the one who took over follows the journey."""
    return _journey(message) is not None


def _to_participant(message: OutboxMessage) -> outbox.Rendered | None:
    journey = _journey(message)
    if journey is None:
        return None
    neutral, to = journey.participant.neutral_wording, _member(message, "to")
    handed = _meetings(message, "handed")
    with translation.override(message.language):
        page = settings.SITE_URL + reverse("workspace:journey", args=[journey.public_id])
        context = _names(message) | {
            "neutral": neutral,
            "is_nav": to.role == Party.NAV_COUNSELLOR,
            "handed": _times(handed),
            "left": _times(_meetings(message, "left")),
            "shared": message.payload["shared"],
            "journey_url": page,
            "sharing_url": f"{page}#sharing",
        }
        subject = _("You have a new contact") if neutral else _("%(name)s takes over") % {"name": to.person.name}
        reader = Reader.NEUTRAL if neutral else Reader.PARTICIPANT
        text = render_to_string("appointments/mail/journey_transferred.txt", context)
        return outbox.Rendered(subject, text, tuple(attachment(each, reader) for each in handed[:MOST_FILES]))


# To the two counsellors -----------------------------------------------------------------------------------------------


def _to_colleague(message: OutboxMessage) -> outbox.Rendered:
    """With a calendar file per meeting: a new one for who takes over, a cancelled one for who had it."""
    takes_over, role = message.kind == TAKEN_OVER, _member(message, "to").role
    handed = [each for each in _meetings(message, "handed") if _is_there(message, each, role) == takes_over]
    with translation.override(message.language):
        context = _names(message) | {
            "is_nav": role == Party.NAV_COUNSELLOR,
            "journeys": message.payload["journeys"],
            "handed": _times(handed),
            "left": _times(_meetings(message, "left")),
            "list_url": settings.SITE_URL + reverse("workspace:journeys"),
        }
        text = render_to_string(f"appointments/mail/{message.kind}.txt", context)
        files = (attachment(each, Reader.STAFF, stands=takes_over) for each in handed[:MOST_FILES])
        return outbox.Rendered(_subject(takes_over, context), text, tuple(files))


def _is_there(message: OutboxMessage, meeting: Appointment, role: str) -> bool:
    """Whether the reader attends it as it is now: it may have gone back, or on, since this was queued."""
    there = attending(meeting, role)
    return there is not None and there.person_id == message.recipient_id


def _subject(takes_over: bool, names: dict[str, Any]) -> str:
    if takes_over:
        return _("You take over for %(name)s") % {"name": names["old"]}
    return _("%(name)s takes over for you") % {"name": names["new"]}


# What all of them say -------------------------------------------------------------------------------------------------


def _member(message: OutboxMessage, key: str) -> Membership:
    return Membership.objects.select_related("person", "office").get(pk=message.payload[key])


def _names(message: OutboxMessage) -> dict[str, Any]:
    to, recipient = _member(message, "to"), message.recipient
    return {
        "first_name": recipient.first_name if recipient else "",
        "old": _member(message, "from").person.name,
        "new": to.person.name,
        "office": to.office.name,
    }


def _meetings(message: OutboxMessage, key: str) -> list[Appointment]:
    """Return those of the message's meetings that are ahead still."""
    ahead = Appointment.objects.booked().filter(public_id__in=message.payload[key], starts_at__gt=timezone.now())
    return list(with_people(ahead).order_by("starts_at", "pk"))


def _times(meetings: Sequence[Appointment]) -> list[str]:
    return [dates.format_long_datetime(each.starts_at) for each in meetings]


def register() -> None:
    """Tell the outbox how these messages are written; called from `ready()`."""
    label = gettext_lazy("A counsellor takes over")
    outbox.register(TRANSFERRED, render=_to_participant, is_valid=is_followed, label=label)
    for kind in (TAKEN_OVER, GIVEN_AWAY):
        outbox.register(kind, render=_to_colleague, label=label)
