"""Messages about appointments: confirmed, cancelled, reminder. Never case content, never more than the reader needs."""

from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Membership, Person
from appointments.calendar import Reader, attachment, place_text, summary
from appointments.enums import Status
from appointments.links import cancel_url
from appointments.models import Appointment
from common import dates, outbox
from common.models import OutboxMessage
from journeys.blueprints.types import Link

BOOKED, BOOKED_STAFF = "appointment_booked", "appointment_booked_staff"
CANCELLED, CANCELLED_STAFF = "appointment_cancelled", "appointment_cancelled_staff"
REMINDER = "appointment_reminder"
TO_STAFF = frozenset({BOOKED_STAFF, CANCELLED_STAFF})
#: Source: trondelag-model, *Brukerreisen*: a reminder goes 24 hours before.
AHEAD = timedelta(hours=24)


def booked(appointment: Appointment, *, by: Actor) -> None:
    """Queue the confirmations, and the participant's reminder for 24 hours before."""
    _to_participant(BOOKED, appointment, by)
    _to_staff(BOOKED_STAFF, appointment, by)
    reminder_at = appointment.starts_at.astimezone(UTC) - AHEAD  # in UTC: 24 hours also over a clock change
    if reminder_at > timezone.now():
        _to_participant(REMINDER, appointment, by, due_at=reminder_at)


def cancelled(appointment: Appointment, *, by: Actor) -> None:
    """Queue a message to everybody who was to attend, also the one who cancelled: it is the receipt."""
    _to_participant(CANCELLED, appointment, by)
    _to_staff(CANCELLED_STAFF, appointment, by)


def _to_participant(kind: str, appointment: Appointment, by: Actor, **when: Any) -> None:
    person = appointment.journey.participant
    _enqueue(kind, appointment, person, by, **when)


def _to_staff(kind: str, appointment: Appointment, by: Actor) -> None:
    for member in filter(None, (appointment.career_counsellor, appointment.nav_counsellor)):
        _enqueue(kind, appointment, member.person, by)


def _enqueue(kind: str, appointment: Appointment, person: Person, by: Actor, **when: Any) -> None:
    outbox.enqueue(
        kind=kind,
        reference=str(appointment.public_id),
        address=person.email,
        recipient=person,
        language=person.language,
        payload={"appointment": str(appointment.public_id)},
        office=appointment.career_counsellor.office.public_id,
        booked_by=by.person,
        **when,
    )


def _appointment(message: OutboxMessage) -> Appointment | None:
    people = Appointment.objects.select_related(
        "journey__participant", "career_counsellor__person", "nav_counsellor__person", "place"
    )
    return people.filter(public_id=message.payload["appointment"]).first()


def is_ahead(message: OutboxMessage) -> bool:
    """A confirmation or reminder stands while the appointment is booked and has not begun."""
    appointment = _appointment(message)
    return appointment is not None and appointment.is_booked and appointment.starts_at > timezone.now()


def is_cancelled(message: OutboxMessage) -> bool:
    """A cancellation stands while the appointment is cancelled."""
    appointment = _appointment(message)
    return appointment is not None and appointment.status == Status.CANCELLED


def _render(message: OutboxMessage) -> outbox.Rendered | None:
    appointment = _appointment(message)
    if appointment is None or message.recipient is None:
        return None
    reader = _reader(message, appointment)
    with translation.override(message.language):
        subject = _("Your appointment") if reader == Reader.NEUTRAL else _subject(message.kind, appointment)
        context = _context(appointment, message.recipient, reader)
        text = render_to_string(f"appointments/mail/{message.kind}.txt", context)
        files = () if message.kind == REMINDER else (attachment(appointment, reader),)
        return outbox.Rendered(subject, text, files)


def _reader(message: OutboxMessage, appointment: Appointment) -> Reader:
    if message.kind in TO_STAFF:
        return Reader.STAFF
    return Reader.NEUTRAL if appointment.journey.participant.neutral_wording else Reader.PARTICIPANT


def _subject(kind: str, appointment: Appointment) -> str:
    when = dates.format_long_datetime(appointment.starts_at)
    if kind == REMINDER:
        return _("Reminder: appointment %(when)s") % {"when": when}
    if kind in {CANCELLED, CANCELLED_STAFF}:
        return _("Cancelled: appointment %(when)s") % {"when": when}
    return _("Appointment %(when)s") % {"when": when}


def _context(appointment: Appointment, person: Person, reader: Reader) -> dict[str, Any]:
    blueprint = appointment.journey.blueprint
    neutral = reader == Reader.NEUTRAL
    return {
        "appointment": appointment,
        "first_name": person.first_name,
        "neutral": neutral,
        "what": summary(appointment, reader),
        "when": dates.format_long_datetime(appointment.starts_at),
        "where": place_text(appointment, reader),
        "minutes": int((appointment.ends_at - appointment.starts_at).total_seconds() // 60),
        "people": [member.person.name for member in _staff(appointment)],
        "questions": () if neutral else blueprint.questions_to_think_about,
        "centre_link": None if neutral else blueprint.centre_link or _office_link(appointment),
        "cancel_url": cancel_url(appointment, person),
        "site_url": settings.SITE_URL,
        "detail_url": settings.SITE_URL + reverse("appointments:detail", args=[appointment.public_id]),
    }


def _office_link(appointment: Appointment) -> Link | None:
    office = appointment.career_counsellor.office
    return Link(office.website, office.name) if office.website else None


def _staff(appointment: Appointment) -> list[Membership]:
    return [member for member in (appointment.career_counsellor, appointment.nav_counsellor) if member]


def register() -> None:
    """Tell the outbox how these messages are written; called from `ready()`."""
    confirmed, called_off = (
        gettext_lazy("Confirmation of an appointment"),
        gettext_lazy("Cancellation of an appointment"),
    )
    reminder = gettext_lazy("Reminder of an appointment")
    for kind, label in ((BOOKED, confirmed), (BOOKED_STAFF, confirmed), (REMINDER, reminder)):
        outbox.register(kind, render=_render, is_valid=is_ahead, label=label)
    for kind in (CANCELLED, CANCELLED_STAFF):
        outbox.register(kind, render=_render, is_valid=is_cancelled, label=called_off)
