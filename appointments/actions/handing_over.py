"""Handing over: one meeting to a colleague, or everything a counsellor follows.

Neither opens anything that was shared: a share names a membership and does not go along (DOMAIN, firewall 4). The notes
of a journey are its career counsellor's, whoever that is now (firewall 3).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from accounts.permissions import can_stand_in
from appointments import handing_over_notifications, notifications
from appointments.actions.confirming import video_link_of
from appointments.actions.freed import time_freed
from appointments.actions.locks import TimeTaken, drop_expired, give_back, lock_people, retrying, take
from appointments.enums import WaitingState
from appointments.models import Appointment, Commitment, Hold, WaitingEntry
from appointments.queries import with_people
from appointments.queries.colleagues import attending, is_free_then, journeys_of, meetings_of, side, taken_of
from appointments.snapshots import Snapshot, facts, snapshot
from common.errors import AlreadyDone
from journeys import actions as journey_actions
from journeys import kinds
from journeys.models import Journey
from journeys.progress import progress


@dataclass
class Transfer:
    """What went over to a colleague: journeys, meetings, and the meetings that stay until somebody moves them."""

    journeys: list[Journey] = field(default_factory=list)
    handed: list[Appointment] = field(default_factory=list)
    left: list[Appointment] = field(default_factory=list)


def hand_over(*, appointment: Appointment, to: Membership, by: Actor) -> Appointment:
    """Let a colleague attend this one meeting instead of the counsellor of the same role; the journey is not theirs.

    Saves it with everybody's commitments; records `appointment_handed_over`; tells everybody. The place stays unless it
    is the counsellor's own office. TimeTaken when the colleague is not free then; ValueError when they may not stand in
    at all; AlreadyDone when the meeting is not ahead any more, is a group's, or is theirs already.
    """

    def act() -> Appointment:
        handed, before = _hand_over(appointment, to, by)
        notifications.changed(handed, before, by=by)
        return handed

    return retrying(act)


def transfer_journey(*, journey: Journey, to: Membership, by: Actor) -> Transfer:
    """Let a colleague follow the journey instead of the counsellor of the same role, with the meetings ahead; see
    `transfer_caseload`. AlreadyDone when it is closed, followed by nobody on that side, or theirs already.
    """
    of: Membership | None = getattr(journey, side(to.role))
    if of is None or of == to:
        raise AlreadyDone
    return retrying(lambda: _transfer(of, to, by, journey))


def transfer_caseload(*, of: Membership, to: Membership, by: Actor) -> Transfer:
    """Let a colleague follow every open journey of a counsellor and attend the meetings ahead where they are free.

    Records `journey_transferred` per journey and `appointment_handed_over` per meeting. Meetings at which the colleague
    is busy stay as they are until somebody moves them; a journey the colleague is the participant of stays too.
    Everybody gets one message. ValueError when the colleague may
    not take over (another role or county, or not in force); AlreadyDone when there is nothing to hand over.
    """
    return retrying(lambda: _transfer(of, to, by))


def _transfer(of: Membership, to: Membership, by: Actor, only: Journey | None = None) -> Transfer:
    """Lock every journey in order, then both people: the same order as whoever books, however many there are."""
    _check(of, to)
    meetings, followed = meetings_of(of, now=timezone.now()), journeys_of(of)
    meetings, followed = meetings.exclude(journey__participant=to.person_id), followed.exclude(participant=to.person_id)
    if only:
        meetings, followed = meetings.filter(journey=only), followed.filter(pk=only.pk)
    concerned = Q(pk__in=followed.values("pk")) | Q(pk__in=meetings.order_by().values("journey"))
    list(Journey.objects.filter(concerned).order_by("pk").select_for_update(of=("self",), no_key=True))
    lock_people({of.person_id, to.person_id})
    done = Transfer(list(followed.select_related("participant", "county").order_by("pk")))
    shared = {journey.pk for journey in done.journeys if _is_shared_with(journey, of)}
    for journey in done.journeys:
        journey_actions.transfer(journey=journey, to=to, by=by)
    _hand_over_all(list(meetings), {of.person_id, to.person_id}, to, by, done)
    if not (done.journeys or done.handed or done.left):
        raise AlreadyDone
    _let_holds_and_lines_follow(done.journeys, of, to)
    handing_over_notifications.transferred(done.journeys, done.handed, done.left, of=of, to=to, shared=shared, by=by)
    return done


def _hand_over_all(meetings: Iterable[Appointment], told: set[int], to: Membership, by: Actor, done: Transfer) -> None:
    """Both counsellors, and participants who change counsellor, are told of all of it at once."""
    told = told | {journey.participant_id for journey in done.journeys}
    for appointment in meetings:
        try:
            with transaction.atomic():
                handed, before = _hand_over(appointment, to, by)
        except TimeTaken:
            done.left.append(appointment)
            continue
        done.handed.append(handed)
        notifications.changed(handed, before, by=by, besides=told)


def _let_holds_and_lines_follow(journeys: list[Journey], of: Membership, to: Membership) -> None:
    """What is held with the one who followed them is given back; who waits, waits at the new centre."""
    give_back(Hold.objects.filter(journey__in=journeys, **{side(to.role): of}))
    if to.role == Party.CAREER_COUNSELLOR:
        WaitingEntry.objects.open().filter(journey__in=journeys).update(centre=to.office_id)


def _check(of: Membership, to: Membership) -> None:
    if not (can_stand_in(of, to) and to.is_in_force()):
        raise ValueError("a colleague in the same role and county takes over")


def _is_shared_with(journey: Journey, nav: Membership) -> bool:
    """Whether a plan is shared with this Nav counsellor now."""
    if nav.role != Party.NAV_COUNSELLOR:
        return False
    state = progress(journey.blueprint, journey.events.all())
    return any(share.recipient == nav.pk for share in state.shares)


def _hand_over(appointment: Appointment, to: Membership, by: Actor) -> tuple[Appointment, Snapshot]:
    """Lock the journey, then both people, and look again; the one who attended is free at once."""
    journey_actions.lock(appointment.journey)
    present, now = with_people(Appointment.objects.filter(pk=appointment.pk)).get(), timezone.now()
    of = attending(present, to.role)
    if of is None or of == to or present.group_id or not present.is_booked or present.starts_at <= now:
        raise AlreadyDone
    _check(of, to)
    lock_people({of.person_id, to.person_id})
    drop_expired({to.person_id}, now=now)
    if not is_free_then(to, present, taken_of(to, present, now=now)):
        raise TimeTaken
    before = snapshot(present)
    _swap(present, of, to)
    journey_actions.record(journey=present.journey, kind=kinds.APPOINTMENT_HANDED_OVER, by=by, data=facts(present))
    return present, before


def _swap(appointment: Appointment, of: Membership, to: Membership) -> None:
    """Times held to move it elsewhere were the other counsellor's, and are given back."""
    setattr(appointment, side(to.role), to)
    if to.role == Party.CAREER_COUNSELLOR:
        appointment.place = to.office if appointment.place_id == of.office_id else appointment.place
        appointment.video_link = video_link_of(to, appointment.mode)
        time_freed(of)
    appointment.sequence += 1
    appointment.save()
    appointment.commitments.filter(person=of.person_id).delete()
    span = {"starts_at": appointment.starts_at, "ends_at": appointment.ends_at}
    take([Commitment(appointment=appointment, booking=appointment.public_id, person_id=to.person_id, **span)])
    give_back(appointment.holds.all())
    WaitingEntry.objects.open().filter(appointment=appointment).update(state=WaitingState.WAITING, hold=None)
