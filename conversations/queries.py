"""Read models of the meeting page and the note page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import Party
from appointments.models import Appointment
from conversations import guides
from conversations.guides import HeadingText
from conversations.models import GuideVersion, NextMeeting, Note
from journeys import kinds
from journeys.models import Journey
from journeys.progress import progress

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: For how long somebody else's saving counts as writing at the same time.
WRITING_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class SectionText:
    """A heading of the guide and what is written under it."""

    heading: HeadingText
    text: str
    revision: int

    @property
    def has_text(self) -> bool:
        return bool(self.text.strip())


def section_texts(note: Note) -> list[SectionText]:
    """Return the note under the headings of its guide, in the guide's order and the active language. One query."""
    written = {section.key: section for section in note.sections.all()}
    return [
        SectionText(heading, section.text, section.revision)
        for heading in guides.headings(note.guide)
        if (section := written.get(heading.key))
    ]


def meeting_label(journey: Journey, appointment: Appointment) -> "StrOrPromise":
    """Return what the county calls this kind of meeting."""
    return journey.blueprint.meeting_kind(appointment.kind).label


def later_words(journey: Journey, appointment: Appointment) -> "StrOrPromise":
    """Return what it means to agree on meeting later: in some counties the career counsellor arranges what follows."""
    following = journey.blueprint.may_follow(appointment.kind)
    if any(Party.PARTICIPANT in kind.booked_by for kind in following):
        return NextMeeting.LATER.label
    return _("The career counsellor arranges the next meeting")


def next_meeting_words(note: Note, *, to_participant: bool) -> "StrOrPromise":
    """Return what was agreed about meeting again when the note was closed, in words for its reader."""
    if note.next_meeting != NextMeeting.LATER:
        return NextMeeting(note.next_meeting).label
    words = later_words(note.journey, note.appointment)
    is_own = to_participant and words == NextMeeting.LATER.label
    return _("You book the next meeting when it suits you.") if is_own else words


def has_room_for_another(appointment: Appointment) -> bool:
    """Whether the county's model lets the participant book once this meeting is held. One query."""
    journey = appointment.journey
    held = SimpleNamespace(
        kind=kinds.APPOINTMENT_HELD,
        at=timezone.now(),
        by_party="",
        data={"appointment": str(appointment.public_id), "meeting_kind": appointment.kind},
    )
    return bool(progress(journey.blueprint, [*journey.events.all(), held]).bookable)


def guide_for(appointment: Appointment) -> GuideVersion | None:
    """Return the newest guide for this meeting in the journey's county, None where none is published."""
    journey = appointment.journey
    kind = journey.blueprint.meeting_kind(appointment.kind).guide
    return GuideVersion.objects.filter(county=journey.county_id, kind=kind).order_by("-version").first()


def next_booked(appointment: Appointment) -> Appointment | None:
    """Return the journey's next booked meeting after this one; an earlier one nobody closed is not the next."""
    later = Appointment.objects.filter(journey=appointment.journey_id, starts_at__gt=appointment.starts_at)
    return later.booked().order_by("starts_at", "id").first()


def other_writer(note: Note, by: Actor, now: datetime) -> str:
    """Return the name of somebody else who saved in this note within the last ten minutes, or ''."""
    recent = note.sections.filter(saved_at__gte=now - WRITING_NOW).exclude(saved_by=by.person)
    return recent.order_by("-saved_at").values_list("saved_by__name", flat=True).first() or ""
