"""What conversations put on the journey page and in my day."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import Party
from appointments.models import Appointment
from conversations import queries
from conversations.models import Note
from journeys.models import Journey
from journeys.progress import Progress
from journeys.sections import Section, Task

LIMIT = 20


def journey_sections(journey: Journey, actor: Actor, state: Progress) -> list[Section]:
    """The notes with their dates, newest first, for the participant and the career counsellor. One query."""
    if actor.party not in (Party.PARTICIPANT, Party.CAREER_COUNSELLOR):
        return []
    notes = Note.objects.visible_to(actor).filter(journey=journey)
    rows = [_row(journey, note) for note in _with_dates(notes)]
    return [Section("notes", "conversations/sections/notes.html", 25, data={"rows": rows})] if rows else []


def _with_dates(notes: QuerySet[Note]) -> QuerySet[Note]:
    shown = ("public_id", "closed_at", "appointment__kind", "appointment__starts_at")
    return notes.select_related("appointment").only(*shown).order_by("-appointment__starts_at")


def _row(journey: Journey, note: Note) -> dict[str, Any]:
    return {"note": note, "label": queries.meeting_label(journey, note.appointment)}


def tasks(actor: Actor, now: datetime) -> list[Task]:
    """The career counsellor: today's meetings and those not closed. The participant: what to prepare. One query."""
    match actor.party:
        case Party.CAREER_COUNSELLOR:
            return _meetings_to_hold(actor, now)
        case Party.PARTICIPANT:
            return _to_prepare(actor)
        case _:
            return []


#: What a task about a meeting is made of.
_MEETING_TASK = (
    "public_id",
    "kind",
    "starts_at",
    "journey__blueprint_key",
    "journey__blueprint_version",
    "journey__participant__name",
    "note__public_id",
)


def _meetings_to_hold(actor: Actor, now: datetime) -> list[Task]:
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = today + timedelta(days=1)
    meetings = (
        Appointment.objects.booked()
        .filter(
            career_counsellor__in=actor.recipients,
            journey__career_counsellor__in=actor.recipients,
            starts_at__lt=tomorrow,
            group=None,  # who came to a group is noted at once: see `appointments.sections`
        )
        .select_related("journey__participant", "note")
        .only(*_MEETING_TASK)
        .order_by("-starts_at")[:LIMIT]
    )
    return [_meeting_task(meeting, today) for meeting in meetings]


def _meeting_task(appointment: Appointment, today: datetime) -> Task:
    late = appointment.starts_at < today
    title = _("Hold the meeting")
    if late or hasattr(appointment, "note"):
        title = _("Close the meeting")
    return Task(
        title=title,
        url=reverse("conversations:meeting", args=[appointment.public_id]),
        about=appointment.journey.participant.name,
        person=appointment.journey.participant_id,
        note=str(queries.meeting_label(appointment.journey, appointment)),
        at=appointment.starts_at,
        icon="chat",
        is_late=late,
    )


def _to_prepare(actor: Actor) -> list[Task]:
    """What the newest closed note of each open journey asks to prepare."""
    closed = Note.objects.visible_to(actor).filter(closed_at__isnull=False, journey__closed_at=None)
    newest = closed.order_by("journey_id", "-closed_at").distinct("journey_id")[:LIMIT]
    return [
        Task(
            title=_("Prepare for the next meeting"),
            url=reverse("conversations:note", args=[note.public_id]) + "#next",
            icon="clipboard-checkmark",
        )
        for note in newest
        if note.preparation.strip()
    ]
