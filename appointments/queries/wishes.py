"""What is to be booked, and the time that is found for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Membership, Office
from appointments.models import Appointment
from journeys.blueprints.types import BookingRules, MeetingKind, Mode
from journeys.models import Journey


@dataclass(frozen=True)
class Wish:
    """What is to be booked: a kind of meeting of a journey, how, where, how long, and with whom.

    `nav` is the Nav counsellor's membership when Nav is to be there; `centre` narrows whose times are looked at, and
    `counsellor` to one person's. `length` in minutes, None for the usual. `moves` is the appointment this is a new time
    for: it does not stand in its own way.
    """

    journey: Journey
    kind: MeetingKind
    mode: str
    nav: Membership | None = None
    centre: Office | None = None
    counsellor: Membership | None = None
    length: int | None = None
    moves: Appointment | None = None

    @property
    def minutes(self) -> int:
        return self.length or self.kind.length_minutes

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def rules(self) -> BookingRules:
        return self.journey.blueprint.booking

    @property
    def people(self) -> set[int]:
        """Those who attend whichever career counsellor is chosen, by person id."""
        return {self.journey.participant_id, *([self.nav.person_id] if self.nav else [])}


@dataclass(frozen=True)
class Slot:
    """A time everybody who must attend is free, with the career counsellor who offers it. Aware, UTC.

    `place` is where it is in person; None by phone or video.
    """

    start: datetime
    end: datetime
    counsellor: Membership
    place: Office | None = None


def wish_to_move(appointment: Appointment, *, mode: str = "", counsellor: Membership | None = None) -> Wish:
    """Return the wish for another time of an appointment: as it is, unless told otherwise.

    With those who follow the journey now, where a colleague only stood in, or it has been handed over since.
    """
    own = own_counsellor(appointment)
    return Wish(
        journey=appointment.journey,
        kind=appointment.meeting_kind,
        mode=mode or appointment.mode,
        nav=own_nav(appointment),
        centre=own.office,
        counsellor=counsellor or own,
        length=int((appointment.ends_at - appointment.starts_at).total_seconds() // 60),
        moves=appointment,
    )


def own_counsellor(appointment: Appointment) -> Membership:
    """Return the journey's career counsellor where there is one in force, else the one who was to lead this meeting."""
    journey, leader = appointment.journey, appointment.career_counsellor
    if journey.career_counsellor_id in {None, leader.pk}:
        return leader
    own = journey.career_counsellor
    return own if own and own.is_in_force() else leader


def own_nav(appointment: Appointment) -> Membership | None:
    """Return the journey's Nav counsellor, else the one who was to attend; None where Nav takes no part."""
    journey, attending = appointment.journey, appointment.nav_counsellor
    if attending is None or journey.nav_counsellor_id in {None, attending.pk}:
        return attending
    own = journey.nav_counsellor
    return own if own and own.is_in_force() else attending


def needs_nav_office(wish: Wish) -> bool:
    """Whether the model holds this meeting where Nav is, on a presence day. Source: DOMAIN, table, Rogaland."""
    return wish.kind.at_nav_office and wish.mode == Mode.IN_PERSON
