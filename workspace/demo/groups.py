"""Group sessions of the demo: one that has been, with who came, and one ahead."""

import datetime
from typing import Any

from accounts.enums import Party
from accounts.models import Membership, Person
from appointments.enums import Attendance, GroupStatus, Status
from appointments.models import Appointment, Commitment, GroupSession
from appointments.queries.groups import group_kinds
from appointments.snapshots import facts
from journeys import kinds
from journeys.actions import write_columns
from journeys.blueprints.types import MeetingKind
from journeys.models import Event, Journey
from workspace.demo.cast import Cast
from workspace.demo.clock import OSLO, working_day

START = datetime.time(9)
#: Working days from today: well after the journeys began, and before a cover or an absence.
BEHIND, AHEAD = -2, 2
DAY = datetime.timedelta(days=1)
PLACES = 8


def group_sessions(cast: Cast, now: datetime.datetime) -> None:
    """Put those without a meeting on the lists of two sessions at a Nav office, as if it were `now` (aware).

    Nothing where the county has no group sessions, or nobody is without a meeting. Saves; sends nothing.
    """
    waiting = list(Journey.objects.filter(county=cast.county, appointments=None, closed_at=None).order_by("pk"))
    for kind in group_kinds(cast.county)[:1] if waiting else ():
        behind, ahead = (_session(cast, kind, now, days) for days in (BEHIND, AHEAD))
        for place, journey in enumerate(waiting):
            if place % 2:
                _join(behind, journey)
                _close(behind, journey, came=place == 1)
            else:
                _join(ahead, journey)
            write_columns(journey)
        GroupSession.objects.filter(pk=behind.pk).update(status=GroupStatus.HELD)
        behind.commitments.update(attendance=Attendance.CAME)


def _session(cast: Cast, kind: MeetingKind, now: datetime.datetime, days: int) -> GroupSession:
    """A session led by the first team's counsellor, at the Nav office of another team's."""
    leader, host = cast.teams[0].career, cast.teams[-1].nav
    start = datetime.datetime.combine(working_day(now.astimezone(OSLO).date(), days), START, OSLO)
    session = GroupSession.objects.create(
        county=cast.county,
        kind=kind.key,
        mode=kind.default_mode,
        starts_at=start,
        ends_at=start + datetime.timedelta(minutes=kind.length_minutes),
        career_counsellor=leader,
        nav_contact=host,
        place=host.office,
        capacity=PLACES,
        created_by=leader.person,
        created_at=now - 7 * DAY,
    )
    for member in (leader, host):
        _take(session, member.person, session.public_id, group=session)
    return session


def _take(session: GroupSession, person: Person, booking: Any, **what: Any) -> None:
    span = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    Commitment.objects.create(booking=booking, person=person, **span, **what)


def _join(session: GroupSession, journey: Journey) -> None:
    nav, leader = journey.nav_counsellor, session.career_counsellor
    at = journey.started_at + DAY / 2
    appointment = Appointment.objects.create(
        journey=journey,
        group=session,
        kind=session.kind,
        mode=session.mode,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        career_counsellor=leader,
        nav_counsellor=nav if nav == session.nav_contact else None,
        place=session.place,
        booked_by=nav.person if nav else journey.participant,
        booked_at=at,
    )
    _take(session, journey.participant, appointment.public_id, appointment=appointment)
    Journey.objects.filter(pk=journey.pk).update(career_counsellor=leader, career_centre=leader.office)
    _record(kinds.APPOINTMENT_BOOKED, appointment, at, nav)


def _close(session: GroupSession, journey: Journey, *, came: bool) -> None:
    appointment = session.appointments.get(journey=journey)
    appointment.status, appointment.closed_at = Status.HELD if came else Status.MISSED, session.ends_at
    appointment.save()
    noted = Attendance.CAME if came else Attendance.EXCUSED
    appointment.commitments.update(attendance=noted, active=came)
    kind = kinds.APPOINTMENT_HELD if came else kinds.APPOINTMENT_MISSED
    _record(kind, appointment, session.ends_at, session.career_counsellor)


def _record(kind: str, appointment: Appointment, at: datetime.datetime, by: Membership | None) -> None:
    """Append the fact as this member of staff, or (None) as the participant."""
    Event.objects.create(
        journey=appointment.journey,
        kind=kind,
        at=at,
        by_person=by.person if by else appointment.journey.participant,
        by_membership=by,
        by_party=by.role if by else Party.PARTICIPANT,
        data=facts(appointment),
    )
