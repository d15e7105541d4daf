"""Group sessions: what planning and joining save, record and queue, and what they refuse; who sees who comes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.enums import Party
from accounts.models import Membership
from appointments import actions
from appointments.actions import groups
from appointments.actions.groups import SessionFull
from appointments.actions.locks import TimeTaken
from appointments.booking import bookable
from appointments.enums import Attendance, GroupStatus, Status
from appointments.models import Absence, Appointment, BookingSettings, GroupSession
from appointments.queries.groups import open_group_kinds, steps_open_for, who_comes
from common.errors import AlreadyDone
from common.models import OutboxMessage
from journeys import actions as journey_actions
from journeys import kinds
from journeys.blueprints.innlandet import INNLANDET_1
from journeys.blueprints.rogaland import ROGALAND_1
from journeys.blueprints.types import Mode
from journeys.progress import Status as StepStatus
from journeys.progress import progress
from tests.appointments.conftest import MONDAY, today
from tests.appointments.group_checks import audited, busy, mails, messages
from tests.appointments.group_scene import (
    PLACES,
    GroupScene,
    as_scene,
    colleague,
    make_group_scene,
    owner_of,
)
from tests.factories import cover, staff


@pytest.fixture
def scene(db: None, at: Callable[[str], datetime]) -> GroupScene:
    at(MONDAY)
    return make_group_scene()


def test_a_participant_leads_no_session(scene: GroupScene) -> None:
    with pytest.raises(ValueError, match="leads no session"):
        groups.plan(wanted=scene.wanted(), by=owner_of(scene.journey()))


def test_a_session_nobody_from_nav_hosted_is_closed_all_the_same(
    scene: GroupScene, at: Callable[[str], datetime]
) -> None:
    session = scene.plan(days=0, nav_contact=None)
    appointment = scene.add(session)
    at("2026-03-02 14:00")
    groups.record_attendance(session=session, attendance={}, by=scene.leader)
    appointment.refresh_from_db()
    assert appointment.status == Status.HELD


# --- planning ------------------------------------------------------------------------------------------------------
def test_a_session_takes_the_leaders_and_the_hosts_time(scene: GroupScene) -> None:
    session = scene.plan()
    assert (session.career_counsellor, session.nav_contact) == (scene.leader.membership, scene.host.membership)
    assert (session.place, session.capacity, session.status) == (scene.nav_office, PLACES, GroupStatus.PLANNED)
    span = (session.starts_at, session.ends_at)
    assert busy(scene.leader.person) == busy(scene.host.person) == [span]
    assert audited() == ["group_planned"]


def test_leader_and_host_are_told(scene: GroupScene) -> None:
    scene.plan()
    people = (scene.leader, scene.host)
    assert messages() == {("group_planned", actor.person.email) for actor in people}


def test_nobody_from_nav_need_be_there(scene: GroupScene) -> None:
    session = scene.plan(nav_contact=None)
    assert session.commitments.count() == 1
    assert messages() == {("group_planned", scene.leader.person.email)}


@pytest.mark.parametrize("who", ["leader", "host"])
def test_staff_in_another_session_is_not_free(scene: GroupScene, who: str) -> None:
    scene.plan()
    by, contact = (scene.leader, None) if who == "leader" else (colleague(), scene.host.membership)
    with pytest.raises(TimeTaken):
        groups.plan(wanted=scene.wanted("13:00", nav_contact=contact), by=by)
    assert GroupSession.objects.count() == 1
    assert scene.plan("14:00").starts_at == today("14:00") + timedelta(days=1)


@pytest.mark.parametrize("who", ["leader", "host"])
def test_staff_that_is_away_is_not_free(scene: GroupScene, who: str) -> None:
    away = scene.wanted()
    member = getattr(scene, who).membership
    Absence.objects.create(membership=member, starts_at=away.starts_at, ends_at=away.ends_at)
    with pytest.raises(TimeTaken):
        scene.plan()


def test_a_hold_that_has_expired_is_in_nobodys_way(scene: GroupScene, at: Callable[[str], datetime]) -> None:
    wish = as_scene(scene, scene.journey()).wish(centre=scene.leader.office, nav=scene.host.membership)
    actions.hold(wish=wish, starts_at=today("10:00"), by=scene.host)
    with pytest.raises(TimeTaken):
        scene.plan("10:00", days=0)
    at("2026-03-02 07:11")
    assert scene.plan("10:00", days=0).is_planned


def test_nothing_is_planned_in_the_past(scene: GroupScene) -> None:
    with pytest.raises(TimeTaken):
        scene.plan("06:00", days=0)


@pytest.mark.parametrize("capacity", [0, 13])
def test_no_more_places_than_the_model_says(scene: GroupScene, capacity: int) -> None:
    with pytest.raises(ValueError, match="place"):
        scene.plan(capacity=capacity)


def test_a_meeting_of_one_participant_is_no_session(scene: GroupScene) -> None:
    with pytest.raises(ValueError, match="place"):
        scene.plan(kind=ROGALAND_1.meeting_kind("individual"))


def test_a_video_session_has_the_leaders_link(scene: GroupScene) -> None:
    member = scene.leader.membership
    assert member
    link = "https://video.example/rom"
    BookingSettings.objects.create(membership=member, video_link=link)
    member = Membership.objects.get(pk=member.pk)
    session = scene.plan(mode=Mode.DIGITAL, place=None)
    assert session.video_link == link
    assert scene.add(session).video_link == link


# --- joining -------------------------------------------------------------------------------------------------------
def test_each_participant_has_an_appointment_of_their_own(scene: GroupScene) -> None:
    session, first, second = scene.plan(), scene.journey(), scene.journey()
    appointments = [scene.add(session, first), scene.add(session, second)]
    assert [each.group for each in appointments] == [session, session]
    for journey, each in zip((first, second), appointments, strict=True):
        assert (each.starts_at, each.ends_at, each.place) == (session.starts_at, session.ends_at, session.place)
        assert (each.career_counsellor, each.booked_by) == (scene.leader.membership, scene.host.person)
        assert [taken.person for taken in each.commitments.all()] == [journey.participant]


def test_it_is_one_event_and_one_mail(scene: GroupScene) -> None:
    session, journey = scene.plan(), scene.journey()
    OutboxMessage.objects.all().delete()
    appointment = scene.add(session, journey)
    event = journey.events.last()
    assert event
    assert (event.kind, event.data["meeting_kind"]) == (kinds.APPOINTMENT_BOOKED, "group_session")
    assert event.data["appointment"] == str(appointment.public_id)
    assert {kind for kind, _to in messages()} == {"appointment_booked", "appointment_reminder"}
    assert {to for _kind, to in messages()} == {journey.participant.email}


def test_nav_is_there_for_those_it_follows(scene: GroupScene) -> None:
    """Of the others' appointments the host is told nothing (DOMAIN, firewall 2)."""
    session = scene.plan()
    own, others = scene.add(session), scene.add(session, scene.journey(nav=scene.other_nav), by=scene.other_nav)
    assert (own.nav_counsellor, others.nav_counsellor) == (scene.host.membership, None)
    assert set(Appointment.objects.visible_to(scene.host)) == {own}
    assert not Appointment.objects.visible_to(scene.other_nav)


def test_the_leader_becomes_the_journeys_counsellor_where_there_is_none(scene: GroupScene) -> None:
    session, journey = scene.plan(), scene.journey()
    scene.add(session, journey)
    journey.refresh_from_db()
    assert (journey.career_counsellor, journey.career_centre) == (scene.leader.membership, scene.leader.office)


def test_a_journey_keeps_its_own_counsellor(scene: GroupScene) -> None:
    own, journey = colleague().membership, scene.journey()
    assert own
    journey_actions.assign_career_counsellor(journey=journey, membership=own)
    scene.add(scene.plan(), journey)
    journey.refresh_from_db()
    assert journey.career_counsellor == own


def test_a_full_session_takes_nobody_more(scene: GroupScene) -> None:
    session = scene.plan()
    for _place in range(PLACES):
        scene.add(session)
    late = scene.journey()
    before = late.events.count()
    with pytest.raises(SessionFull):
        scene.add(session, late)
    assert (session.appointments.count(), late.events.count()) == (PLACES, before)
    assert busy(late.participant) == []


def test_cancelling_one_frees_the_place(scene: GroupScene) -> None:
    session = scene.plan(capacity=1)
    appointment = scene.add(session)
    OutboxMessage.objects.all().delete()
    actions.cancel(appointment=appointment, by=owner_of(appointment.journey))
    assert mails(scene.leader) == mails(scene.host) == []
    assert mails(owner_of(appointment.journey)) == ["appointment_cancelled"]
    assert scene.add(session).is_booked
    assert busy(scene.leader.person) == [(session.starts_at, session.ends_at)]


def test_who_left_may_come_back(scene: GroupScene) -> None:
    session, journey = scene.plan(), scene.journey()
    actions.cancel(appointment=scene.add(session, journey), by=scene.host)
    assert scene.add(session, journey).is_booked


def test_nobody_is_on_the_list_twice(scene: GroupScene) -> None:
    session, journey = scene.plan(), scene.journey()
    scene.add(session, journey)
    with pytest.raises(AlreadyDone):
        scene.add(session, journey)


def test_several_sessions_make_a_course(scene: GroupScene) -> None:
    """Innlandet: two days a week for four weeks."""
    journey = scene.journey()
    for days in (1, 3):
        scene.add(scene.plan(days=days), journey)
    assert journey.appointments.count() == 2


def test_a_participant_elsewhere_then_is_not_free(scene: GroupScene) -> None:
    overlapping = groups.plan(wanted=scene.wanted("13:00", nav_contact=None), by=colleague())
    session, journey = scene.plan(), scene.journey()
    scene.add(session, journey)
    with pytest.raises(TimeTaken):
        scene.add(overlapping, journey)
    assert overlapping.appointments.count() == 0


def test_it_is_too_late_when_it_has_begun(scene: GroupScene, at: Callable[[str], datetime]) -> None:
    session = scene.plan(days=0)
    at("2026-03-02 12:00")
    with pytest.raises(AlreadyDone):
        scene.add(session)


def test_a_closed_journey_joins_nothing(scene: GroupScene) -> None:
    session, journey = scene.plan(), scene.journey()
    journey_actions.close(journey=journey, reason="in_work", by=scene.host)
    with pytest.raises(AlreadyDone):
        scene.add(session, journey)


def test_a_journey_of_another_county_joins_nothing(scene: GroupScene) -> None:
    session = scene.plan()
    GroupSession.objects.filter(pk=session.pk).update(
        county=staff(Party.NAV_COUNSELLOR, county_code="trondelag").county
    )
    with pytest.raises(AlreadyDone):
        scene.add(session)


def test_closing_a_journey_frees_the_place(scene: GroupScene) -> None:
    session, journey = scene.plan(capacity=1), scene.journey()
    scene.add(session, journey)
    journey_actions.close(journey=journey, reason="in_work", by=scene.host)
    assert scene.add(session).is_booked


# --- where the step stands ------------------------------------------------------------------------------------------
def fitting(journey: Any, party: str = Party.NAV_COUNSELLOR) -> tuple[str, ...]:
    return open_group_kinds(journey, progress(journey.blueprint, journey.events.all()), party)


def test_an_optional_step_is_open_until_a_required_one_after_it_is_done(scene: GroupScene) -> None:
    journey = scene.journey()
    assert (journey.current_step, fitting(journey)) == ("booking", ("group_session",))
    as_scene(scene, journey).book("09:00", nav=scene.host.membership)
    journey.refresh_from_db()
    assert fitting(journey) == ()
    with pytest.raises(AlreadyDone):
        scene.add(scene.plan(), journey)


def test_the_session_is_the_step_until_it_is_held(scene: GroupScene, at: Callable[[str], datetime]) -> None:
    session, journey = scene.plan(days=0), scene.journey()
    appointment = scene.add(session, journey)
    journey.refresh_from_db()
    assert journey.current_step == "group_session"
    at("2026-03-02 14:00")
    groups.record_attendance(session=session, attendance={}, by=scene.leader)
    journey.refresh_from_db()
    state = progress(journey.blueprint, journey.events.all())
    assert (journey.current_step, state.status("group_session")) == ("booking", StepStatus.DONE)
    appointment.refresh_from_db()
    assert appointment.status == Status.HELD


def test_who_did_not_come_may_come_to_the_next_one(scene: GroupScene, at: Callable[[str], datetime]) -> None:
    session, journey = scene.plan(days=0), scene.journey()
    appointment = scene.add(session, journey)
    at("2026-03-02 14:00")
    groups.record_attendance(session=session, attendance={appointment.pk: Attendance.ABSENT}, by=scene.leader)
    journey.refresh_from_db()
    state = progress(journey.blueprint, journey.events.all())
    assert (journey.current_step, state.status("group_session")) == ("booking", StepStatus.NOT_STARTED)
    assert fitting(journey) == ("group_session",)


def test_a_group_is_not_booked_among_the_free_times(scene: GroupScene) -> None:
    journey = scene.journey()
    assert "group_session" not in [kind.key for kind in bookable(scene.host, journey)]


@pytest.mark.parametrize(
    ("blueprint", "kind", "steps"),
    [
        (ROGALAND_1, "group_session", ["group_session", "booking"]),
        (INNLANDET_1, "group_course", ["guidance", "group_course", "career_plan"]),
    ],
)
def test_the_steps_of_a_kind_are_known_without_looking_at_journeys(blueprint: Any, kind: str, steps: list[str]) -> None:
    assert steps_open_for(blueprint, kind) == steps


# --- who comes -----------------------------------------------------------------------------------------------------
def test_each_sees_those_they_follow_and_how_many_others(scene: GroupScene) -> None:
    session = scene.plan()
    own = [scene.add(session), scene.add(session)]
    other = scene.add(session, scene.journey(nav=scene.other_nav), by=scene.other_nav)
    seen = {name: who_comes(session, actor) for name, actor in vars(scene).items() if name != "journeys"}
    assert {each.pk for each in seen["leader"].known} == {each.pk for each in [*own, other]}
    assert ({each.pk for each in seen["host"].known}, seen["host"].others) == ({each.pk for each in own}, 1)
    assert ([each.pk for each in seen["other_nav"].known], seen["other_nav"].others) == ([other.pk], 2)


def test_a_colleague_of_the_leader_sees_how_many(scene: GroupScene) -> None:
    session = scene.plan()
    scene.add(session)
    other = colleague()
    assert who_comes(session, other).known == []
    assert who_comes(session, other).others == 1
    assert len(who_comes(session, cover(scene.leader, other)).known) == 1


def test_participants_see_no_session(scene: GroupScene) -> None:
    session = scene.plan()
    owner = owner_of(scene.add(session).journey)
    assert not GroupSession.objects.visible_to(owner)
    assert who_comes(session, owner).known == []
