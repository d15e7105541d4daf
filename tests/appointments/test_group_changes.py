"""Group sessions: what moving, cancelling and noting who came save, record and queue, and what they refuse."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.enums import Party
from appointments import actions
from appointments.actions import groups
from appointments.actions.groups import ParticipantsBusy, SessionFull
from appointments.actions.locks import TimeTaken
from appointments.enums import Attendance, GroupStatus, Status
from appointments.models import Appointment, Commitment
from common.errors import AlreadyDone
from common.models import OutboxMessage
from journeys import kinds
from tests.appointments.conftest import MONDAY, today
from tests.appointments.group_checks import audited, busy, mails, messages
from tests.appointments.group_scene import (
    CODE,
    GroupScene,
    colleague,
    make_group_scene,
    owner_of,
)
from tests.factories import staff


@pytest.fixture
def scene(db: None, at: Callable[[str], datetime]) -> GroupScene:
    at(MONDAY)
    return make_group_scene()


# --- moving --------------------------------------------------------------------------------------------------------
def test_moving_moves_everybody(scene: GroupScene) -> None:
    session = scene.plan()
    first, second = scene.add(session), scene.add(session)
    OutboxMessage.objects.all().delete()
    groups.move(session=session, to=scene.wanted("14:00"), by=scene.leader)
    session.refresh_from_db()
    start = today("14:00") + timedelta(days=1)
    assert (session.starts_at, session.sequence) == (start, 1)
    span = (start, start + timedelta(hours=2))
    for appointment in (first, second):
        appointment.refresh_from_db()
        assert (appointment.starts_at, appointment.ends_at, appointment.sequence) == (*span, 1)
        owner = owner_of(appointment.journey)
        assert busy(owner.person) == [span]
        assert mails(owner) == ["appointment_changed", "appointment_reminder"]
        event = appointment.journey.events.last()
        assert event
        assert event.kind == kinds.APPOINTMENT_MOVED
    assert busy(scene.leader.person) == busy(scene.host.person) == [span]
    assert mails(scene.leader) == mails(scene.host) == ["group_changed"]
    assert audited() == ["group_planned", "group_changed"]


def test_the_new_time_may_overlap_the_old(scene: GroupScene) -> None:
    session = scene.plan()
    scene.add(session)
    groups.move(session=session, to=scene.wanted("12:30"), by=scene.leader)
    assert busy(scene.leader.person)[0][0] == today("12:30") + timedelta(days=1)


def test_who_was_put_off_is_not_moved_along(scene: GroupScene) -> None:
    session = scene.plan()
    gone = scene.add(session)
    actions.cancel(appointment=gone, by=scene.host)
    groups.move(session=session, to=scene.wanted("14:00"), by=scene.leader)
    gone.refresh_from_db()
    assert (gone.status, gone.starts_at) == (Status.CANCELLED, session.starts_at)


def test_a_session_is_not_moved_to_where_a_participant_is_elsewhere(scene: GroupScene) -> None:
    session, journey = scene.plan(), scene.journey()
    scene.add(session, journey)
    later = groups.plan(wanted=scene.wanted("15:00", nav_contact=None), by=colleague())
    scene.add(later, journey)
    with pytest.raises(ParticipantsBusy) as found:
        groups.move(session=session, to=scene.wanted("14:00"), by=scene.leader)
    assert found.value.names == [journey.participant.name]
    session.refresh_from_db()
    assert session.sequence == 0


@pytest.mark.parametrize("who", ["leader", "host"])
def test_nor_to_where_staff_is(scene: GroupScene, who: str) -> None:
    session = scene.plan()
    leader = colleague()
    if who == "leader":
        scene.plan("15:00", nav_contact=None)
    else:
        groups.plan(wanted=scene.wanted("15:00"), by=leader)
    with pytest.raises(TimeTaken):
        groups.move(session=session, to=scene.wanted("14:00"), by=scene.leader)
    assert busy(scene.host.person)[0] == (session.starts_at, session.ends_at)


def test_another_host_is_told_and_the_first_one_released(scene: GroupScene) -> None:
    session = scene.plan()
    appointment = scene.add(session)
    unconcerned = scene.add(session, scene.journey(nav=staff(Party.NAV_COUNSELLOR, county_code=CODE)))
    OutboxMessage.objects.all().delete()
    groups.move(session=session, to=scene.wanted(nav_contact=scene.other_nav.membership), by=scene.leader)
    assert mails(scene.host) == ["group_released"]
    assert mails(scene.other_nav) == ["group_planned"]
    assert mails(scene.leader) == ["group_changed"]
    assert (busy(scene.host.person), len(busy(scene.other_nav.person))) == ([], 1)
    appointment.refresh_from_db()
    assert appointment.nav_counsellor is None
    assert mails(owner_of(appointment.journey)) == ["appointment_changed", "appointment_reminder"]
    assert mails(owner_of(unconcerned.journey)) == []


def test_another_leader_is_told_and_the_first_one_released(scene: GroupScene) -> None:
    session, other = scene.plan(), colleague()
    appointment = scene.add(session)
    OutboxMessage.objects.all().delete()
    groups.move(session=session, to=scene.wanted(leader=other.membership), by=scene.leader)
    assert (mails(scene.leader), mails(other), mails(scene.host)) == (
        ["group_released"],
        ["group_planned"],
        ["group_changed"],
    )
    assert (busy(scene.leader.person), busy(other.person)) == ([], [(session.starts_at, session.ends_at)])
    appointment.refresh_from_db()
    assert appointment.career_counsellor == other.membership
    assert mails(owner_of(appointment.journey)) == ["appointment_changed", "appointment_reminder"]


def test_more_places_are_no_news(scene: GroupScene) -> None:
    session = scene.plan(capacity=1)
    scene.add(session)
    OutboxMessage.objects.all().delete()
    groups.move(session=session, to=scene.wanted(capacity=2), by=scene.leader)
    session.refresh_from_db()
    assert (session.capacity, session.sequence) == (2, 0)
    assert messages() == set()
    assert len(busy(scene.leader.person)) == 1


def test_not_fewer_places_than_are_on_the_list(scene: GroupScene) -> None:
    session = scene.plan()
    scene.add(session)
    scene.add(session)
    with pytest.raises(SessionFull):
        groups.move(session=session, to=scene.wanted(capacity=1), by=scene.leader)


def test_what_is_as_wished_already_is_not_changed(scene: GroupScene) -> None:
    session = scene.plan()
    with pytest.raises(AlreadyDone):
        groups.move(session=session, to=scene.wanted(), by=scene.leader)


# --- cancelling ----------------------------------------------------------------------------------------------------
def test_cancelling_the_session_tells_everybody(scene: GroupScene) -> None:
    session = scene.plan()
    appointments = [scene.add(session), scene.add(session)]
    OutboxMessage.objects.all().delete()
    groups.cancel_session(session=session, by=scene.leader)
    session.refresh_from_db()
    assert (session.status, session.sequence) == (GroupStatus.CANCELLED, 1)
    for appointment in appointments:
        appointment.refresh_from_db()
        assert (appointment.status, appointment.sequence) == (Status.CANCELLED, 1)
        owner = owner_of(appointment.journey)
        assert (busy(owner.person), mails(owner)) == ([], ["appointment_cancelled"])
    assert mails(scene.leader) == mails(scene.host) == ["group_cancelled"]
    assert busy(scene.leader.person) == busy(scene.host.person) == []
    assert audited()[-1] == "group_cancelled"


def test_nothing_is_done_twice(scene: GroupScene) -> None:
    session = scene.plan()
    groups.cancel_session(session=session, by=scene.leader)
    for again in (
        lambda: groups.cancel_session(session=session, by=scene.leader),
        lambda: groups.move(session=session, to=scene.wanted("14:00"), by=scene.leader),
        lambda: scene.add(session),
        lambda: groups.record_attendance(session=session, attendance={}, by=scene.leader),
    ):
        with pytest.raises(AlreadyDone):
            again()


def test_what_has_begun_is_neither_moved_nor_cancelled(scene: GroupScene, at: Callable[[str], datetime]) -> None:
    session = scene.plan(days=0)
    at("2026-03-02 12:00")
    with pytest.raises(AlreadyDone):
        groups.cancel_session(session=session, by=scene.leader)
    with pytest.raises(AlreadyDone):
        groups.move(session=session, to=scene.wanted("14:00"), by=scene.leader)


# --- who came ------------------------------------------------------------------------------------------------------
def test_attendance_closes_each_appointment(scene: GroupScene, at: Callable[[str], datetime]) -> None:
    session = scene.plan(days=0)
    came, absent, excused = (scene.add(session) for _person in range(3))
    at("2026-03-02 13:50")
    said = {absent.pk: Attendance.ABSENT, excused.pk: Attendance.EXCUSED}
    groups.record_attendance(session=session, attendance=said, nav=Attendance.ABSENT, by=scene.leader)
    session.refresh_from_db()
    assert session.status == GroupStatus.HELD
    found = {each.pk: each for each in Appointment.objects.all()}
    assert found[came.pk].status == Status.HELD
    assert {found[each.pk].status for each in (absent, excused)} == {Status.MISSED}
    noted = dict(Commitment.objects.filter(appointment__isnull=False).values_list("appointment", "attendance"))
    assert noted == {came.pk: "came", absent.pk: "absent", excused.pk: "excused"}
    staff_noted = dict(session.commitments.values_list("person", "attendance"))
    assert staff_noted == {scene.leader.person.pk: "came", scene.host.person.pk: "absent"}
    assert [each.journey.events.last().kind for each in (came, absent)] == [
        kinds.APPOINTMENT_HELD,
        kinds.APPOINTMENT_MISSED,
    ]
    assert audited()[-1] == "group_held"


def test_before_it_begins_nobody_can_have_come(scene: GroupScene) -> None:
    session = scene.plan()
    scene.add(session)
    with pytest.raises(AlreadyDone):
        groups.record_attendance(session=session, attendance={}, by=scene.leader)
    assert session.appointments.get().is_booked


def test_an_appointment_closed_by_itself_stays_as_it_is(scene: GroupScene, at: Callable[[str], datetime]) -> None:
    session = scene.plan(days=0)
    alone = scene.add(session)
    at("2026-03-02 12:30")
    actions.mark_missed(appointment=alone, by=scene.leader)
    groups.record_attendance(session=session, attendance={}, by=scene.leader)
    alone.refresh_from_db()
    assert alone.status == Status.MISSED
    assert timezone.now() == alone.closed_at
