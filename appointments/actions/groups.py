"""Group sessions: planned by the career counsellor who leads them, joined one participant at a time, ended together.

Locks, always in this order: the session, the journeys by id, the people. Whoever changes a session or joins it holds
its row, so that places are counted and everybody who comes is known.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership, Office
from appointments import group_notifications, notifications
from appointments.actions.changing import cancel, mark_held, mark_missed
from appointments.actions.confirming import name_counsellor, video_link_of
from appointments.actions.freed import time_freed
from appointments.actions.locks import TimeTaken, drop_expired, lock_people, retrying, take
from appointments.enums import Attendance, GroupStatus, Status
from appointments.models import Absence, Appointment, Commitment, GroupSession
from appointments.queries.groups import open_group_kinds
from appointments.snapshots import facts, snapshot
from common.audit import audit
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import lock, record
from journeys.blueprints.types import MeetingKind
from journeys.models import Journey
from journeys.progress import progress

PLANNED, CHANGED, CANCELLED, HELD = "group_planned", "group_changed", "group_cancelled", "group_held"


class SessionFull(Exception):
    """The last place was just taken, or more are on the list than there would be places; nothing was saved."""


class ParticipantsBusy(Exception):
    """Some who are on the list (`names`) have another appointment at the new time; nothing was saved."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = names


@dataclass(frozen=True)
class GroupPlan:
    """What a session is to be: times are aware, `place` is None by phone and video.

    `nav_contact` is a Nav counsellor who attends, None when nobody from Nav does. `leader` is None for who plans it, or
    who leads it already.
    """

    kind: MeetingKind
    mode: str
    starts_at: datetime
    ends_at: datetime
    place: Office | None
    capacity: int
    nav_contact: Membership | None = None
    leader: Membership | None = None


def plan(*, wanted: GroupPlan, by: Actor) -> GroupSession:
    """Plan a session the acting career counsellor leads; the leader's and the Nav contact's time is taken.

    Audits `group_planned` and tells both. TimeTaken when one of them is not free, or the time has passed; ValueError
    for more places than the kind of meeting has, and for one that is not for groups.
    """
    return retrying(lambda: _plan(wanted, by))


def _plan(wanted: GroupPlan, by: Actor) -> GroupSession:
    leader = wanted.leader or _acting(by)
    _check_plan(wanted, now=timezone.now())
    _lock_staff([leader, wanted.nav_contact], wanted)
    session = GroupSession(
        county=leader.office.county,
        kind=wanted.kind.key,
        created_by=by.person,
        created_at=timezone.now(),
        **_as_fields(wanted, leader),
    )
    session.save()
    _take_staff_time(session)
    _audit(PLANNED, session, by)
    group_notifications.planned(session, by=by)
    return session


def _acting(by: Actor) -> Membership:
    if by.membership is None:
        raise ValueError("a participant leads no session")
    return by.membership


def _check_plan(wanted: GroupPlan, *, now: datetime) -> None:
    if wanted.kind.capacity is None or not 0 < wanted.capacity <= wanted.kind.capacity:
        raise ValueError("a session has from one place to as many as its kind")
    if wanted.starts_at <= now:
        raise TimeTaken


def _as_fields(wanted: GroupPlan, leader: Membership) -> dict[str, Any]:
    return {
        "mode": wanted.mode,
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
        "career_counsellor": leader,
        "place": wanted.place,
        "nav_contact": wanted.nav_contact,
        "capacity": wanted.capacity,
        "video_link": video_link_of(leader, wanted.mode),
    }


def _lock_staff(attending: Sequence[Membership | None], wanted: GroupPlan, others: Collection[int] = ()) -> None:
    """Lock who is to attend and `others` whom it concerns, by person id; drop their expired holds.

    TimeTaken when staff is away then. What an own calendar elsewhere says does not count: a time agreed beforehand
    stands in it already.
    """
    staff = {member.person_id for member in attending if member}
    lock_people(staff.union(others))
    drop_expired(staff.union(others))
    away = Absence.objects.filter(starts_at__lt=wanted.ends_at, ends_at__gt=wanted.starts_at)
    if away.filter(membership__person__in=staff).exists():
        raise TimeTaken


def _take_staff_time(session: GroupSession) -> None:
    span = {"starts_at": session.starts_at, "ends_at": session.ends_at, "booking": session.public_id}
    people = {member.person_id for member in (session.career_counsellor, session.nav_contact) if member}
    take([Commitment(group=session, person_id=person, **span) for person in people])


def _audit(kind: str, session: GroupSession, by: Actor) -> None:
    audit(kind, by=by, office=session.career_counsellor.office.public_id, subject=session.public_id)


def _locked(session: GroupSession) -> GroupSession:
    """Return the session as it is now, locked; AlreadyDone when it is cancelled or over."""
    people = ("county", "career_counsellor__person", "career_counsellor__office", "nav_contact__person", "place")
    sessions = GroupSession.objects.select_related(*people, "career_counsellor__booking_settings")
    current = sessions.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if current.status != GroupStatus.PLANNED:
        raise AlreadyDone
    return current


def _coming(session: GroupSession) -> list[Appointment]:
    """Return the booked appointments of a locked session, with their journeys locked."""
    journeys = Journey.objects.filter(appointments__group=session, appointments__status=Status.BOOKED)
    for journey in journeys.order_by("pk"):
        lock(journey)
    people = ("journey__participant", "journey__county", "career_counsellor__person", "career_counsellor__office")
    booked = Appointment.objects.filter(group=session, status=Status.BOOKED)
    return list(booked.select_related(*people, "nav_counsellor__person", "place").order_by("journey_id"))


# --- joining -------------------------------------------------------------------------------------------------------
def add_participant(*, session: GroupSession, journey: Journey, by: Actor) -> Appointment:
    """Give the journey's participant a place in a session ahead: an appointment of the participant's own.

    Names the journey's career counsellor where there is none in force, records `appointment_booked`, and tells the
    participant; the leader has the list. SessionFull when no place is left; TimeTaken when the participant is not free;
    AlreadyDone when the participant is on the list, the session has begun or is cancelled, or it does not fit any more.
    """
    return retrying(lambda: _add(session, journey, by))


def _add(session: GroupSession, journey: Journey, by: Actor) -> Appointment:
    planned = _locked(session)
    joining = lock(journey)
    _check_fits(planned, joining, by)
    lock_people([joining.participant_id])
    drop_expired([joining.participant_id])
    if planned.appointments.filter(status=Status.BOOKED).count() >= planned.capacity:
        raise SessionFull
    appointment = Appointment.objects.create(
        journey=joining,
        group=planned,
        kind=planned.kind,
        booked_by=by.person,
        booked_at=timezone.now(),
        **_as_in(planned, joining),
    )
    _take_own_time(appointment)
    name_counsellor(joining, planned.career_counsellor)
    record(journey=joining, kind=kinds.APPOINTMENT_BOOKED, by=by, data=facts(appointment))
    notifications.booked(appointment, by=by)
    return appointment


def _check_fits(session: GroupSession, journey: Journey, by: Actor) -> None:
    state = progress(journey.blueprint, journey.events.all())
    fits = session.kind in open_group_kinds(journey, state, by.party) and session.county_id == journey.county_id
    if not fits or not journey.is_open or session.starts_at <= timezone.now():
        raise AlreadyDone
    if session.appointments.filter(journey=journey, status=Status.BOOKED).exists():
        raise AlreadyDone


def _as_in(session: GroupSession, journey: Journey) -> dict[str, Any]:
    """What a participant's appointment has from the session. Nav is there for a participant it follows itself: of the
    others' appointments the Nav contact is told nothing (DOMAIN, firewall 2).
    """
    follows = session.nav_contact_id is not None and session.nav_contact_id == journey.nav_counsellor_id
    return {
        "mode": session.mode,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "career_counsellor": session.career_counsellor,
        "nav_counsellor": session.nav_contact if follows else None,
        "place": session.place,
        "video_link": session.video_link,
    }


def _take_own_time(appointment: Appointment) -> None:
    """Take the participant's time alone: that of leader and Nav contact is the session's."""
    span = {"starts_at": appointment.starts_at, "ends_at": appointment.ends_at, "booking": appointment.public_id}
    take([Commitment(appointment=appointment, person_id=appointment.journey.participant_id, **span)])


# --- changing ------------------------------------------------------------------------------------------------------
def move(*, session: GroupSession, to: GroupPlan, by: Actor) -> None:
    """Change when, how and where a session ahead is, who leads it and comes from Nav, and how many may; not its kind.

    Records `appointment_moved` for each participant it is different for, audits `group_changed`, and tells them, the
    leader and the Nav contact what changed; who does not attend any more is told so. AlreadyDone when it has begun,
    is cancelled, or is as wished already; TimeTaken when staff is not free; ParticipantsBusy; SessionFull when more are
    on the list than there would be places; ValueError as for `plan`.
    """
    retrying(lambda: _change(session, to, by))


def _change(session: GroupSession, to: GroupPlan, by: Actor) -> None:
    planned, now = _locked(session), timezone.now()
    if planned.starts_at <= now:
        raise AlreadyDone
    _check_plan(to, now=now)
    coming = _coming(planned)
    if len(coming) > to.capacity:
        raise SessionFull
    leader, before = to.leader or planned.career_counsellor, snapshot(planned)
    told = {member.person_id for member in (planned.career_counsellor, planned.nav_contact) if member}
    _lock_staff([leader, to.nav_contact], to, told.union(each.journey.participant_id for each in coming))
    _check_free(coming, to)
    changes = _as_fields(to, leader)
    if all(getattr(planned, field) == value for field, value in changes.items()):
        raise AlreadyDone
    _save_change(planned, changes)
    for appointment in coming:
        _carry_over(planned, appointment, by)
    _audit(CHANGED, planned, by)
    group_notifications.changed(planned, before, by=by)


def _save_change(session: GroupSession, changes: Mapping[str, Any]) -> None:
    before, led_by = snapshot(session), session.career_counsellor
    for field, value in changes.items():
        setattr(session, field, value)
    if snapshot(session) != before:
        session.sequence += 1
    session.save()
    session.commitments.all().delete()
    _take_staff_time(session)
    time_freed(led_by)


def _check_free(coming: Sequence[Appointment], to: GroupPlan) -> None:
    """Raise ParticipantsBusy when somebody on the list is elsewhere at the new time."""
    taken = Commitment.objects.filter(active=True, starts_at__lt=to.ends_at, ends_at__gt=to.starts_at)
    own = {each.journey.participant_id: each for each in coming}
    elsewhere = taken.filter(person__in=own).exclude(booking__in=[each.public_id for each in coming])
    busy = set(elsewhere.values_list("person", flat=True))
    if busy:
        raise ParticipantsBusy(sorted(own[person].journey.participant.name for person in busy))


def _carry_over(session: GroupSession, appointment: Appointment, by: Actor) -> None:
    """Let a participant's appointment be as the session is now; tell of it when that is something else."""
    before = snapshot(appointment)
    for field, value in _as_in(session, appointment.journey).items():
        setattr(appointment, field, value)
    if snapshot(appointment) == before:
        return
    appointment.sequence += 1
    appointment.save()
    appointment.commitments.all().delete()
    _take_own_time(appointment)
    record(journey=appointment.journey, kind=kinds.APPOINTMENT_MOVED, by=by, data=facts(appointment))
    notifications.changed(appointment, before, by=by)


def cancel_session(*, session: GroupSession, by: Actor) -> None:
    """Cancel a session ahead: everybody's time is free again, and everybody is told.

    Cancels each participant's appointment, with its event and message; audits `group_cancelled` and tells the leader
    and the Nav contact. AlreadyDone when it has begun or is cancelled.
    """
    retrying(lambda: _cancel_session(session, by))


def _cancel_session(session: GroupSession, by: Actor) -> None:
    planned = _locked(session)
    if planned.starts_at <= timezone.now():
        raise AlreadyDone
    for appointment in _coming(planned):
        cancel(appointment=appointment, by=by)
    planned.status, planned.sequence = GroupStatus.CANCELLED, planned.sequence + 1
    planned.save()
    planned.commitments.update(active=False)
    time_freed(planned.career_counsellor)
    _audit(CANCELLED, planned, by)
    group_notifications.cancelled(planned, by=by)


# --- afterwards ----------------------------------------------------------------------------------------------------
@transaction.atomic
def record_attendance(
    *, session: GroupSession, attendance: Mapping[int, Attendance], nav: Attendance = Attendance.CAME, by: Actor
) -> None:
    """Say who came to a session that has begun: `attendance` by appointment id, everybody unless told otherwise.

    Who came has held the meeting, for the others it was missed: one event for each participant, as by `mark_held` and
    `mark_missed`. `nav` is about the Nav contact. Audits `group_held`; nobody is told by mail. AlreadyDone when it has
    not begun, is cancelled, or attendance is noted.
    """
    planned = _locked(session)
    if planned.starts_at > timezone.now():
        raise AlreadyDone
    for appointment in _coming(planned):
        _close(appointment, attendance.get(appointment.pk, Attendance.CAME), by)
    planned.status = GroupStatus.HELD
    planned.save(update_fields=["status"])
    planned.commitments.update(attendance=Attendance.CAME)
    if planned.nav_contact:
        planned.commitments.filter(person=planned.nav_contact.person_id).update(attendance=nav)
    _audit(HELD, planned, by)


def _close(appointment: Appointment, came: Attendance, by: Actor) -> None:
    if came == Attendance.CAME:
        mark_held(appointment=appointment, by=by)
    else:
        mark_missed(appointment=appointment, by=by, excused=came == Attendance.EXCUSED)
