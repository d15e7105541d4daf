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
    """Return the wish for another time of an appointment: as it is, unless told otherwise."""
    return Wish(
        journey=appointment.journey,
        kind=appointment.meeting_kind,
        mode=mode or appointment.mode,
        nav=appointment.nav_counsellor,
        centre=appointment.career_counsellor.office,
        counsellor=counsellor or appointment.career_counsellor,
        length=int((appointment.ends_at - appointment.starts_at).total_seconds() // 60),
        moves=appointment,
    )


def needs_nav_office(wish: Wish) -> bool:
    """Whether the model holds this meeting where Nav is, on a presence day. Source: DOMAIN, table, Rogaland."""
    return wish.kind.at_nav_office and wish.mode == Mode.IN_PERSON
