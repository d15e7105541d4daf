"""Who may book, move, cancel and close an appointment. Plain bools; the view has scoped both already."""

from datetime import datetime, timedelta

from accounts.actors import Actor
from accounts.enums import Party
from appointments.models import Appointment
from journeys.blueprints.types import MeetingKind, NavPresence
from journeys.models import Journey


def can_book(actor: Actor, journey: Journey, kind: MeetingKind) -> bool:
    """The parties the blueprint names for this kind of meeting, in an open journey of their own."""
    return journey.is_open and actor.party in kind.booked_by and _belongs(actor, journey)


def _belongs(actor: Actor, journey: Journey) -> bool:
    if actor.is_participant:
        return journey.participant_id == actor.person.pk
    return bool({journey.nav_counsellor_id, journey.career_counsellor_id} & set(actor.recipients))


def can_bring_nav(actor: Actor, journey: Journey, kind: MeetingKind) -> bool:
    """Whether this booking may say that Nav takes part: never by Nav itself where the model makes it optional.

    Source: trondelag-model, *Brukerreisen*: Nav takes part if the participant wishes.
    """
    if journey.nav_counsellor_id is None or kind.nav == NavPresence.NEVER:
        return False
    return kind.nav == NavPresence.REQUIRED or actor.party != Party.NAV_COUNSELLOR


def can_cancel(actor: Actor, appointment: Appointment, *, now: datetime) -> bool:
    """Anybody of the appointment, until it begins (`now` aware)."""
    if not appointment.is_booked or appointment.starts_at <= now:
        return False
    return _takes_part(actor, appointment)


def can_move(actor: Actor, appointment: Appointment, *, now: datetime) -> bool:
    """Anybody of the appointment, until the hours before it that the model says; the career counsellor until it begins.

    A group session is not moved for one of its participants.
    """
    if appointment.group_id is not None or not can_cancel(actor, appointment, now=now):
        return False
    return actor.party == Party.CAREER_COUNSELLOR or now <= moves_until(appointment)


def is_too_late_to_move(actor: Actor, appointment: Appointment, *, now: datetime) -> bool:
    """Whether the actor could have moved it, had they asked earlier."""
    could = appointment.group_id is None and can_cancel(actor, appointment, now=now)
    return could and not can_move(actor, appointment, now=now)


def moves_until(appointment: Appointment) -> datetime:
    """Return until when (aware) participant and Nav may move it."""
    return appointment.starts_at - timedelta(hours=appointment.journey.blueprint.booking.move_until_hours)


def can_close(actor: Actor, appointment: Appointment, *, now: datetime) -> bool:
    """The career counsellor or cover says whether the meeting was held or missed, from its start on."""
    is_leader = actor.party == Party.CAREER_COUNSELLOR and _takes_part(actor, appointment)
    return is_leader and appointment.is_booked and appointment.starts_at <= now


def can_subscribe(actor: Actor) -> bool:
    """Everybody who has appointments may have a private calendar address of them."""
    return actor.party != Party.COORDINATOR


def can_connect_calendar(actor: Actor) -> bool:
    """Those whose time is booked may have the calendar they keep elsewhere read as free or busy."""
    return actor.party in {Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR}


def _takes_part(actor: Actor, appointment: Appointment) -> bool:
    """Who attends, and the journey's career counsellor: also where a colleague stands in, or the one before is named
    still.
    """
    journey = appointment.journey
    if actor.is_participant:
        return journey.participant_id == actor.person.pk
    named = {appointment.nav_counsellor_id, appointment.career_counsellor_id, journey.career_counsellor_id}
    return bool(named & set(actor.recipients))


def follows(actor: Actor, journey: Journey) -> bool:
    """Whether the journey is the actor's: not so for a colleague who only stands in at one of its meetings."""
    return _belongs(actor, journey)
