"""Who may do what in a conversation. All of it belongs to the journey's career counsellor and who covers now."""

from accounts.actors import Actor
from accounts.enums import Party
from appointments.models import Appointment
from conversations.models import GuideProposal, Note
from journeys.models import Journey


def is_counsellor_of(actor: Actor, journey: Journey) -> bool:
    """Whether the actor is the journey's career counsellor or covers for that membership (DOMAIN, firewall 3)."""
    return actor.party == Party.CAREER_COUNSELLOR and journey.career_counsellor_id in actor.recipients


def can_open_guide(actor: Actor, appointment: Appointment) -> bool:
    """See the guide on the appointment, where the note is written."""
    return is_counsellor_of(actor, appointment.journey)


def can_begin(actor: Actor, appointment: Appointment) -> bool:
    """Start the note of a meeting that is booked."""
    return can_open_guide(actor, appointment) and appointment.is_booked


def can_write(actor: Actor, note: Note) -> bool:
    """Write in a note that is not closed. Text is saved even if the appointment was cancelled meanwhile."""
    return is_counsellor_of(actor, note.journey) and note.is_open


def can_close(actor: Actor, note: Note) -> bool:
    """Close the meeting: it is booked, and the note is open."""
    return can_write(actor, note) and note.appointment.is_booked


def can_read_guides(actor: Actor) -> bool:
    """Read the county's guides outside a journey: everybody who works there."""
    return not actor.is_participant


def can_edit_guides(actor: Actor) -> bool:
    """Write and publish the county's guides: its coordinators, of either organisation."""
    return actor.party is Party.COORDINATOR


def can_propose(actor: Actor) -> bool:
    """Propose a change in a guide of the county: the counsellors of both organisations."""
    return actor.party in (Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR)


def can_decide(actor: Actor, proposal: GuideProposal) -> bool:
    """Accept or decline a proposal that is open."""
    return can_edit_guides(actor) and proposal.is_open
