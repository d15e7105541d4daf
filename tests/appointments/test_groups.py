"""Group sessions: what planning, joining, moving, cancelling and closing save, record and queue, and refuse."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership
from appointments import actions
from appointments.actions import groups
from appointments.actions.groups import ParticipantsBusy, SessionFull
from appointments.actions.locks import TimeTaken
from appointments.booking import bookable
from appointments.enums import Attendance, GroupStatus, Status
from appointments.models import Absence, Appointment, BookingSettings, Commitment, GroupSession
from appointments.queries.groups import open_group_kinds, steps_open_for, who_comes
from common.errors import AlreadyDone
from common.models import AuditEntry, OutboxMessage
from journeys import actions as journey_actions
from journeys import kinds
from journeys.blueprints.innlandet import INNLANDET_1
from journeys.blueprints.rogaland import ROGALAND_1
from journeys.blueprints.types import Mode
from journeys.progress import Status as StepStatus
from journeys.progress import progress
from tests.appointments.conftest import MONDAY, today
from tests.appointments.group_scene import (
    CODE,
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


def messages(**conditions: Any) -> set[tuple[str, str]]:
    """Kind and address of what waits."""
    return set(OutboxMessage.objects.filter(**conditions).values_list("kind", "address"))


def mails(actor: Any) -> list[str]:
    return sorted(OutboxMessage.objects.filter(address=actor.person.email).values_list("kind", flat=True))


def busy(person: Any) -> list[tuple[datetime, datetime]]:
    return list(Commitment.objects.filter(person=person, active=True).values_list("starts_at", "ends_at"))


def audited() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("kind", flat=True))


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
