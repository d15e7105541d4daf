"""The verbs of a meeting: begin a note, save under a heading, close the meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from appointments.actions import mark_held
from appointments.enums import Attendance
from appointments.models import Appointment
from common.errors import AlreadyDone
from conversations import queries
from conversations.models import GuideVersion, NextMeeting, Note, NoteSection
from journeys import kinds
from journeys.actions import lock, record
from journeys.models import Journey

#: Characters under one heading, and in the text about what to prepare.
SECTION_LIMIT = 20_000
PREPARATION_LIMIT = 2_000


class GuideMissing(Exception):
    """The county has published no guide for this kind of meeting."""


class NoteClosed(Exception):
    """The meeting was closed, and its note with it; nothing was saved."""


class TextTooLong(Exception):
    """The text is longer than SECTION_LIMIT or PREPARATION_LIMIT; nothing was saved."""


class NextMeetingChanged(Exception):
    """What was chosen about the next meeting does not agree with what is booked; nothing was saved."""


class Conflict(Exception):
    """Somebody else saved another text under this heading; `section` holds it. Nothing was saved, nothing is lost."""

    def __init__(self, section: NoteSection) -> None:
        super().__init__(section.key)
        self.section = section


class DraftChanged(Exception):
    """Another text to prepare was saved on the open note meanwhile; `preparation` holds it. Nothing was saved."""

    def __init__(self, preparation: str) -> None:
        super().__init__()
        self.preparation = preparation


@dataclass(frozen=True)
class Saved:
    """The answer to a saving: the section as it is now, and who else writes in the note ('' for nobody)."""

    section: NoteSection
    other_writer: str


@transaction.atomic
def begin(*, appointment: Appointment, by: Actor) -> Note:
    """Start the note of a meeting with the guide as it is today, an empty section per heading. Records no event.

    Somebody who began it a moment ago is joined. Raises AlreadyDone when the appointment is no longer booked,
    GuideMissing when the county has no guide for it.
    """
    journey = lock(appointment.journey)
    if note := Note.objects.filter(appointment=appointment).first():
        return note
    appointment.refresh_from_db(fields=["status"])
    if not appointment.is_booked:
        raise AlreadyDone
    guide = queries.guide_for(appointment)
    if guide is None:
        raise GuideMissing
    return _create(journey, appointment, guide, by)


def _create(journey: Journey, appointment: Appointment, guide: GuideVersion, by: Actor) -> Note:
    note = Note.objects.create(
        journey=journey,
        appointment=appointment,
        participant_id=journey.participant_id,
        guide=guide,
        language=journey.participant.language,
        started_by=by.person,
        started_at=timezone.now(),
    )
    NoteSection.objects.bulk_create(
        NoteSection(note=note, journey=journey, participant_id=journey.participant_id, key=section["key"])
        for section in guide.sections
    )
    return note


@transaction.atomic
def save_section(*, note: Note, key: str, text: str, revision: int, by: Actor) -> Saved:
    """Save the text under one heading. Autosave: records no event.

    `revision` is the one the writer last saw. Raises Conflict when somebody saved another text since, unless both
    wrote the same; NoteClosed; TextTooLong; NoteSection.DoesNotExist for a heading the guide does not have.
    """
    if len(text) > SECTION_LIMIT:
        raise TextTooLong
    lock(note.journey)
    sections = NoteSection.objects.select_related("note").only("key", "text", "revision", "saved_at", "note__closed_at")
    section = sections.get(note=note, key=key)
    if not section.note.is_open:
        raise NoteClosed
    now = timezone.now()
    if section.text != text:
        if section.revision != revision:
            raise Conflict(section)
        _write(section, text, by, now)
    return Saved(section, queries.other_writer(note, by, now))


def _write(section: NoteSection, text: str, by: Actor, now: datetime) -> None:
    section.text = text
    section.revision += 1
    section.saved_by, section.saved_at = by.person, now
    section.save(update_fields=["text", "revision", "saved_by", "saved_at"])


def draft_mark(preparation: str) -> str:
    """Return what a page sends back to say which saved text it showed: '' for none, else a short digest."""
    return sha256(preparation.encode()).hexdigest()[:16] if preparation else ""


@transaction.atomic
def save_closing_draft(*, note: Note, next_meeting: str, preparation: str, seen: str = "") -> None:
    """Keep what is typed about closing on the open note, whoever leaves the page for a while. Records no event.

    The choice may be '' and need not agree with what is booked. `seen` is the `draft_mark` of the text last seen.
    Raises AlreadyDone, DraftChanged, TextTooLong; ValueError for an unknown choice.
    """
    choice = NextMeeting(next_meeting) if next_meeting else ""
    current = _hold_open(note, preparation, seen)
    current.next_meeting, current.preparation = choice, preparation
    current.save(update_fields=["next_meeting", "preparation"])


def _hold_open(note: Note, preparation: str, seen: str) -> Note:
    """Lock the journey and return the note as it is now, open and of a booked meeting, with no text unseen."""
    if len(preparation) > PREPARATION_LIMIT:
        raise TextTooLong
    journey = lock(note.journey)
    current = Note.objects.select_related("appointment").get(pk=note.pk)
    current.journey = journey
    if not current.is_open or not current.appointment.is_booked:
        raise AlreadyDone
    if current.preparation != preparation and draft_mark(current.preparation) != seen:
        raise DraftChanged(current.preparation)
    return current


@transaction.atomic
def close_meeting(
    *,
    note: Note,
    next_meeting: str,
    preparation: str,
    seen: str = "",
    attendance: Mapping[int, Attendance] | None = None,
    by: Actor,
) -> None:
    """Close the meeting: it was held, the next one is agreed, and the note changes no more.

    `attendance` says by person id who did not come.

    Records `appointment_held` (by the appointment) and, when the participant is to book later, `next_meeting_agreed`;
    a next meeting already booked has its own event. Source: nordland-model, *Trepartssamtale*: a new meeting and what
    to prepare are agreed before the meeting ends. `seen` is the `draft_mark` of the draft last seen. Raises
    AlreadyDone, DraftChanged, NextMeetingChanged, TextTooLong; ValueError for an unknown choice.
    """
    choice = NextMeeting(next_meeting)
    current = _hold_open(note, preparation, seen)
    if (choice == NextMeeting.BOOKED) != (queries.next_booked(current.appointment) is not None):
        raise NextMeetingChanged
    current.next_meeting, current.preparation, current.closed_at = choice, preparation, timezone.now()
    current.save(update_fields=["next_meeting", "preparation", "closed_at"])
    mark_held(appointment=current.appointment, by=by, attendance=attendance)
    if choice == NextMeeting.LATER:
        after = str(current.appointment.public_id)
        record(journey=current.journey, kind=kinds.NEXT_MEETING_AGREED, by=by, data={"after": after})
