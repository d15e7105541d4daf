"""Messages about appointments: confirmed, cancelled, reminder. Never case content, never more than the reader needs."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Membership, Person
from appointments import reminders
from appointments.calendar import Reader, attachment, place_text, summary
from appointments.changes import changes
from appointments.enums import Status
from appointments.links import Purpose, url_of
from appointments.models import Appointment
from appointments.snapshots import Snapshot
from common import dates, outbox
from common.models import Channel, MessageState, OutboxMessage
from journeys.blueprints.types import Link

BOOKED, BOOKED_STAFF = "appointment_booked", "appointment_booked_staff"
CHANGED, CHANGED_STAFF = "appointment_changed", "appointment_changed_staff"
CANCELLED, CANCELLED_STAFF = "appointment_cancelled", "appointment_cancelled_staff"
#: To a counsellor who is no longer to attend a meeting that stands.
RELEASED_STAFF = "appointment_released_staff"
REMINDER = "appointment_reminder"
TO_STAFF = frozenset({BOOKED_STAFF, CHANGED_STAFF, CANCELLED_STAFF, RELEASED_STAFF})


def booked(appointment: Appointment, *, by: Actor) -> None:
    """Queue the confirmations, and the participant's reminders."""
    _to_participant(BOOKED, appointment, by)
    _to_staff(BOOKED_STAFF, appointment, by)
    remind(appointment)


def changed(appointment: Appointment, before: Snapshot, *, by: Actor, besides: Collection[int] = ()) -> None:
    """Queue what changed to everybody who attends now, and a release to a counsellor who does not any more. `besides`
    are people (by id) who are told of it in another message.

    Reminders of the time before are void by themselves: each names the revision it is about.
    """
    was = {"before": before.as_data()}
    if appointment.journey.participant_id not in besides:
        _to_participant(CHANGED, appointment, by, payload=was)
    if not appointment.group_id:
        _changed_for_staff(appointment, before, by, besides)
    remind(appointment)


def _changed_for_staff(appointment: Appointment, before: Snapshot, by: Actor, besides: Collection[int]) -> None:
    was = {"before": before.as_data()}
    stays = {before.career_counsellor, before.nav_counsellor}
    for member in (each for each in _staff(appointment) if each.person_id not in besides):
        kind = CHANGED_STAFF if member.pk in stays else BOOKED_STAFF
        _enqueue(kind, appointment, member.person, by.person, payload=was)
    gone = set(filter(None, stays)) - {appointment.career_counsellor_id, appointment.nav_counsellor_id}
    for member in Membership.objects.filter(pk__in=gone).exclude(person__in=besides).select_related("person"):
        _enqueue(RELEASED_STAFF, appointment, member.person, by.person, payload=was)


def cancelled(appointment: Appointment, *, by: Actor) -> None:
    """Queue a message to everybody who was to attend, also the one who cancelled: it is the receipt."""
    _to_participant(CANCELLED, appointment, by)
    _to_staff(CANCELLED_STAFF, appointment, by)


def remind(appointment: Appointment) -> None:
    """Queue the reminders whose time is ahead: by e-mail, and by text message for who wants that too. Repeatable."""
    person = appointment.journey.participant
    number = reminders.number_of(person)
    for hours, when in reminders.to_come(appointment, now=timezone.now()):
        about: dict[str, Any] = {
            "due_at": when,
            "payload": {"hours": hours},
            "reference": _reference(appointment, hours),
        }
        _enqueue(REMINDER, appointment, person, appointment.booked_by, **about)
        if number:
            about |= {"channel": Channel.SMS, "address": number}
            _enqueue(REMINDER, appointment, person, appointment.booked_by, **about)


def remind_of_all_ahead(*, person: Person, **_signal: Any) -> None:
    """Queue the reminders that a participant wants now and did not before: receiver of `profile_changed`.

    Those not wanted any more are void by themselves.
    """
    ahead = Appointment.objects.booked().filter(journey__participant=person, starts_at__gt=timezone.now())
    for appointment in ahead.select_related("journey__participant", "booked_by", "career_counsellor__office"):
        remind(appointment)


def _to_participant(kind: str, appointment: Appointment, by: Actor, **more: Any) -> None:
    _enqueue(kind, appointment, appointment.journey.participant, by.person, **more)


def _to_staff(kind: str, appointment: Appointment, by: Actor) -> None:
    """Staff of a group session is told of the session (`group_notifications`), not of each who comes and goes."""
    for member in () if appointment.group_id else _staff(appointment):
        _enqueue(kind, appointment, member.person, by.person)


def _enqueue(
    kind: str,
    appointment: Appointment,
    person: Person,
    booked_by: Person,
    *,
    payload: dict[str, Any] | None = None,
    **more: Any,
) -> None:
    """Queue one message about the appointment's present revision, by e-mail unless `more` says otherwise; a later
    revision makes it void.
    """
    fields: dict[str, Any] = {
        "reference": _reference(appointment),
        "address": person.email,
        "recipient": person,
        "language": person.language,
        "payload": {"appointment": str(appointment.public_id), "sequence": appointment.sequence, **(payload or {})},
        "office": appointment.career_counsellor.office.public_id,
        "booked_by": booked_by,
    }
    outbox.enqueue(kind=kind, **{**fields, **more})


def _reference(appointment: Appointment, *parts: int) -> str:
    return ":".join(map(str, (appointment.public_id, appointment.sequence, *parts)))


def _appointment(message: OutboxMessage) -> Appointment | None:
    people = Appointment.objects.select_related(
        "journey__participant",
        "career_counsellor__person",
        "career_counsellor__office",
        "nav_counsellor__person",
        "group__nav_contact__person",
        "place",
    )
    return people.filter(public_id=message.payload["appointment"]).first()


def is_ahead(message: OutboxMessage) -> bool:
    """A confirmation or change stands while that revision is booked and has not begun."""
    appointment = _appointment(message)
    return appointment is not None and _is_ahead(message, appointment)


def _is_ahead(message: OutboxMessage, appointment: Appointment) -> bool:
    is_this = appointment.sequence == message.payload["sequence"]
    return is_this and appointment.is_booked and appointment.starts_at > timezone.now()


def is_wanted(message: OutboxMessage) -> bool:
    """A reminder stands while that revision is ahead, the participant wants it there, and no later one is due."""
    appointment = _appointment(message)
    if appointment is None or not _is_ahead(message, appointment):
        return False
    if message.payload["hours"] not in reminders.hours_wanted(appointment):
        return False
    if message.channel == Channel.SMS and message.address != reminders.number_of(appointment.journey.participant):
        return False
    return not _is_overtaken(message, appointment)


def _is_overtaken(message: OutboxMessage, appointment: Appointment) -> bool:
    """Whether a later reminder is due too, as when the worker was away for long: one of them is enough."""
    later = reminders.later_and_due(appointment, message.payload["hours"], now=timezone.now())
    references = [_reference(appointment, hours) for hours in later]
    same = OutboxMessage.objects.filter(kind=REMINDER, reference__in=references, address=message.address)
    return same.exclude(state=MessageState.VOID).exists()


def is_released(message: OutboxMessage) -> bool:
    """A release stands while the counsellor does not attend."""
    appointment = _appointment(message)
    people = {member.person_id for member in _staff(appointment)} if appointment else set()
    return appointment is not None and message.recipient_id not in people


def is_cancelled(message: OutboxMessage) -> bool:
    """A cancellation stands while the appointment is cancelled."""
    appointment = _appointment(message)
    return appointment is not None and appointment.status == Status.CANCELLED


def _render(message: OutboxMessage) -> outbox.Rendered | None:
    appointment = _appointment(message)
    if appointment is None or message.recipient is None:
        return None
    reader = _reader(message, appointment)
    with translation.override(message.recipient.language):
        if message.channel == Channel.SMS:
            return outbox.Rendered("", reminders.short_text(appointment, reader))
        subject = _neutral_subject(message.kind) if reader == Reader.NEUTRAL else _subject(message.kind, appointment)
        context = _context(appointment, message.recipient, reader) | _before(message, appointment, reader)
        text = render_to_string(f"appointments/mail/{message.kind}.txt", context)
        files = () if message.kind == REMINDER else (_file(message, appointment, reader),)
        return outbox.Rendered(subject, text, files)


def _file(message: OutboxMessage, appointment: Appointment, reader: Reader) -> outbox.Attachment:
    return attachment(appointment, reader, stands=message.kind != RELEASED_STAFF)


def _before(message: OutboxMessage, appointment: Appointment, reader: Reader) -> dict[str, Any]:
    """Return what a message about a change adds: what is different, and when it was."""
    if "before" not in message.payload:
        return {}
    before = Snapshot.from_data(message.payload["before"])
    return {"changes": changes(before, appointment, reader), "was": dates.format_long_datetime(before.starts_at)}


def _reader(message: OutboxMessage, appointment: Appointment) -> Reader:
    if message.kind in TO_STAFF:
        return Reader.STAFF
    return Reader.NEUTRAL if appointment.journey.participant.neutral_wording else Reader.PARTICIPANT


def _neutral_subject(kind: str) -> str:
    """What happened, and nothing else."""
    if kind == CANCELLED:
        return _("Your appointment is cancelled")
    if kind == CHANGED:
        return _("Your appointment is changed")
    return _("Your appointment")


def _subject(kind: str, appointment: Appointment) -> str:
    when = dates.format_long_datetime(appointment.starts_at)
    if kind == REMINDER:
        return _("Reminder: appointment %(when)s") % {"when": when}
    if kind == RELEASED_STAFF:
        return _("No longer yours: appointment %(when)s") % {"when": when}
    if kind in {CANCELLED, CANCELLED_STAFF}:
        return _("Cancelled: appointment %(when)s") % {"when": when}
    if kind in {CHANGED, CHANGED_STAFF}:
        return _("Changed: appointment %(when)s") % {"when": when}
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
        "people": [member.person.name for member in present(appointment)],
        "questions": () if neutral else blueprint.questions_to_think_about,
        "centre_link": None if neutral else blueprint.centre_link or _office_link(appointment),
        "video_link": appointment.video_link,
        "cancel_url": url_of(Purpose.CANCEL, appointment, person),
        "move_url": "" if appointment.group_id else url_of(Purpose.MOVE, appointment, person),
        "site_url": settings.SITE_URL,
        "detail_url": settings.SITE_URL + reverse("appointments:detail", args=[appointment.public_id]),
    }


def _office_link(appointment: Appointment) -> Link | None:
    office = appointment.career_counsellor.office
    return Link(office.website, office.name) if office.website else None


def _staff(appointment: Appointment) -> list[Membership]:
    return [member for member in (appointment.career_counsellor, appointment.nav_counsellor) if member]


def present(appointment: Appointment) -> list[Membership]:
    """Return the staff the participant meets: with a group that is also a Nav contact who follows others."""
    contact = appointment.group.nav_contact if appointment.group else None
    return [*_staff(appointment), *([contact] if contact and contact != appointment.nav_counsellor else [])]


def register() -> None:
    """Tell the outbox how these messages are written; called from `ready()`."""
    confirmed, called_off = (
        gettext_lazy("Confirmation of an appointment"),
        gettext_lazy("Cancellation of an appointment"),
    )
    change, reminder = gettext_lazy("Change of an appointment"), gettext_lazy("Reminder of an appointment")
    labels = {BOOKED: confirmed, BOOKED_STAFF: confirmed, CHANGED: change, CHANGED_STAFF: change}
    for kind, label in labels.items():
        outbox.register(kind, render=_render, is_valid=is_ahead, label=label)
    for kind in (CANCELLED, CANCELLED_STAFF):
        outbox.register(kind, render=_render, is_valid=is_cancelled, label=called_off)
    outbox.register(REMINDER, render=_render, is_valid=is_wanted, label=reminder)
    outbox.register(RELEASED_STAFF, render=_render, is_valid=is_released, label=called_off)
