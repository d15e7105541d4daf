"""What the meetings' notes hold for the plan: the guide says which heading carries to which part of the plan."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor
from conversations.models import Note, NoteSection
from journeys.models import Journey


@dataclass(frozen=True)
class FromNote:
    """A text written in a meeting; `at` is when that meeting's note was begun."""

    at: datetime
    text: str


def from_notes(actor: Actor, journey: Journey) -> Mapping[str, list[FromNote]]:
    """Return, per section of the plan, what was noted under the headings that carry there, oldest first. One query.

    Only notes the actor may read (DOMAIN, firewall 3). Nothing is copied: the plan says what the two choose to write.
    """
    notes = Note.objects.visible_to(actor).filter(journey=journey)
    sections = NoteSection.objects.filter(note__in=notes).exclude(text="").select_related("note__guide")
    found: dict[str, list[FromNote]] = defaultdict(list)
    for section in sections.order_by("note__started_at", "id"):
        for heading in section.note.guide.sections:
            if heading["key"] == section.key and heading["carries_to"]:
                found[heading["carries_to"]].append(FromNote(section.note.started_at, section.text))
    return found
