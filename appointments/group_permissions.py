"""Who may plan, join, change and end a group session. Plain bools; the view has scoped session and journey already."""

from datetime import datetime

from accounts.actors import Actor
from accounts.enums import Party
from appointments.models import Appointment, GroupSession
from appointments.permissions import can_book
from appointments.queries.groups import group_kinds, knows_of, open_group_kinds
from journeys.models import Journey
from journeys.progress import progress


def can_plan(actor: Actor) -> bool:
    """A career counsellor, where the county's model has group sessions."""
    return actor.party == Party.CAREER_COUNSELLOR and bool(group_kinds(actor.county))


def leads(actor: Actor, session: GroupSession) -> bool:
    """The career counsellor of the session, or who covers for that membership now; when that one has left, all at the
    centre.
    """
    if actor.party != Party.CAREER_COUNSELLOR or actor.office is None:
        return False
    leader = session.career_counsellor
    has_left = not leader.is_in_force() and leader.office_id == actor.office.pk
    return has_left or leader.pk in actor.recipients


def can_change(actor: Actor, session: GroupSession, *, now: datetime) -> bool:
    """Who leads it moves and cancels it until it begins (`now` aware)."""
    return leads(actor, session) and session.is_planned and session.starts_at > now


def can_note_attendance(actor: Actor, session: GroupSession, *, now: datetime) -> bool:
    """Who leads it says who came, from its start on."""
    return leads(actor, session) and session.is_planned and session.starts_at <= now


def can_add(actor: Actor, session: GroupSession, *, now: datetime) -> bool:
    """The staff the model names for this kind of meeting, until it begins."""
    is_ahead = session.is_planned and session.starts_at > now
    return is_ahead and actor.party in session.meeting_kind.booked_by


def can_join(actor: Actor, journey: Journey, kind: str) -> bool:
    """Who may book this kind of meeting in the journey; and the career counsellors of the centre it waits at, since
    joining names the journey's counsellor.
    """
    meeting = journey.blueprint.meeting_kind(kind)
    return can_book(actor, journey, meeting) or (actor.party in meeting.booked_by and _waits_at_centre(actor, journey))


def kinds_to_join(actor: Actor, journey: Journey) -> tuple[str, ...]:
    """Return the kinds of group session that fit the journey now and that the actor may book. One query, none where
    the model has no group sessions.
    """
    if not journey.is_open or not any(kind.is_group for kind in journey.blueprint.meeting_kinds):
        return ()
    state = progress(journey.blueprint, journey.events.all())
    return tuple(key for key in open_group_kinds(journey, state, actor.party) if can_join(actor, journey, key))


def _waits_at_centre(actor: Actor, journey: Journey) -> bool:
    is_here = actor.office is not None and journey.career_centre_id == actor.office.pk
    return journey.is_open and journey.career_counsellor_id is None and is_here


def can_take_off(actor: Actor, session: GroupSession, appointment: Appointment, *, now: datetime) -> bool:
    """The staff that may know of the participant there, until it begins."""
    is_ahead = appointment.is_booked and session.starts_at > now
    return is_ahead and knows_of(actor, session, appointment)
