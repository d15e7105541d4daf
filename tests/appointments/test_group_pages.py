"""The pages of group sessions: who gets in, what they say to whom, and what happens to what was typed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override
from icalendar import Calendar

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments.actions import groups
from appointments.enums import GroupStatus, Status
from appointments.models import Appointment, Commitment, GroupSession
from appointments.queries import lines_ahead, upcoming
from appointments.sections import tasks
from common import outbox
from journeys.actions import assign_career_counsellor
from tests.appointments.conftest import MONDAY, today
from tests.appointments.group_checks import said, text, url
from tests.appointments.group_scene import CODE, GroupScene, colleague, make_group_scene, owner_of
from tests.factories import participant, staff

SignIn = Callable[[Actor], Client]


@pytest.fixture
def scene(db: None, at: Callable[[str], datetime]) -> GroupScene:
    at(MONDAY)
    return make_group_scene()


def form(scene: GroupScene, **fields: Any) -> dict[str, Any]:
    """A session on Wednesday the 4th at noon, as the form sends it."""
    usual = {
        "day_0": "4", "day_1": "3", "day_2": "2026", "start": "12.00", "minutes": "90",
        "place": str(scene.nav_office.public_id), "nav_contact": str(scene.host.membership.public_id),  # type: ignore[union-attr]
        "capacity": "6", "leader": str(scene.leader.membership.public_id),  # type: ignore[union-attr]
    }  # fmt: skip
    return {**usual, **fields}


# --- planning ------------------------------------------------------------------------------------------------------
def test_the_counsellor_plans_a_session_at_the_nav_office(scene: GroupScene, as_actor: SignIn) -> None:
    browser = as_actor(scene.leader)
    page = text(browser.get(url("group_plan")))
    assert scene.nav_office.name in page
    assert scene.host.person.name in page
    response = browser.post(url("group_plan"), form(scene))
    session = GroupSession.objects.get()
    assert response["Location"] == url("group", session)
    assert (session.starts_at, session.ends_at) == (
        today("12:00") + timedelta(days=2),
        today("13:30") + timedelta(days=2),
    )
    assert (session.place, session.nav_contact, session.capacity) == (scene.nav_office, scene.host.membership, 6)
    assert said("The session is planned. Now participants can be put on the list.") in text(
        browser.get(url("group", session))
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day_0", "1"),
        ("start", "25.00"),
        ("minutes", "17"),
        ("place", ""),
        ("capacity", "13"),
        ("capacity", "0"),
        ("nav_contact", "elsewhere"),
    ],
)
def test_what_cannot_be_planned_is_said_at_the_field(
    scene: GroupScene, as_actor: SignIn, field: str, value: str
) -> None:
    if value == "elsewhere":
        other = staff(Party.NAV_COUNSELLOR, county_code=CODE, office_name="Nav Nabobygd")
        value = str(other.membership.public_id)  # type: ignore[union-attr]
    response = as_actor(scene.leader).post(url("group_plan"), form(scene, **{field: value}))
    assert response.status_code == 422
    name = field.removesuffix("_0")
    assert list(response.context["form"].errors) == [name]
    assert not GroupSession.objects.exists()


def test_today_is_early_enough_and_an_hour_ago_is_not(scene: GroupScene, as_actor: SignIn) -> None:
    browser = as_actor(scene.leader)
    assert browser.post(url("group_plan"), form(scene, day_0="2", start="06.00")).status_code == 422
    assert browser.post(url("group_plan"), form(scene, day_0="2", start="08.00")).status_code == 302


def test_a_busy_host_is_said_and_what_was_typed_is_kept(scene: GroupScene, as_actor: SignIn) -> None:
    groups.plan(wanted=scene.wanted(days=2), by=colleague())
    response = as_actor(scene.leader).post(url("group_plan"), form(scene))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["start"]
    assert 'value="12.00"' in text(response)


def test_a_county_without_groups_says_so(scene: GroupScene, as_actor: SignIn) -> None:
    browser = as_actor(staff(Party.CAREER_COUNSELLOR))
    for response in (browser.get(url("group_plan")), browser.post(url("group_plan"), form(scene))):
        assert response.status_code == 200
        assert "<form" not in text(response).split("<main")[1].split("</main")[0]
    assert url("group_plan") not in text(browser.get(url("groups")))


# --- the list ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_many(
    scene: GroupScene, as_actor: SignIn, number: int, django_assert_num_queries: Any
) -> None:
    for days in range(1, number + 1):
        scene.add(scene.plan(days=days))
    browser = as_actor(scene.host)
    browser.get(url("groups"))
    with django_assert_num_queries(10):  # two of them the list, the others of every page
        page = text(browser.get(url("groups")))
    assert len(re.findall(r'href="/avtaler/grupper/[0-9a-f-]{36}/"', page)) == number


def test_the_list_names_no_participant(scene: GroupScene, as_actor: SignIn) -> None:
    appointment = scene.add(scene.plan())
    for actor in (scene.leader, scene.host):
        assert appointment.journey.participant.name not in text(as_actor(actor).get(url("groups")))


def test_what_has_been_stands_among_the_earlier_ones(
    scene: GroupScene, as_actor: SignIn, at: Callable[[str], datetime]
) -> None:
    session = scene.plan(days=0)
    at("2026-03-02 14:00")
    browser = as_actor(scene.host)
    assert url("group", session) not in text(browser.get(url("groups")))
    assert url("group", session) in text(browser.get(url("groups") + "?vis=tidligere"))
    assert url("group_attendance", session) in text(as_actor(scene.leader).get(url("groups")))


def test_only_counsellors_of_the_county_see_it(scene: GroupScene, as_actor: SignIn) -> None:
    session = scene.plan()
    owner = owner_of(scene.add(session).journey)
    for actor in (owner, participant(), staff(Party.COORDINATOR, county_code=CODE)):
        browser = as_actor(actor)
        assert browser.get(url("groups")).status_code == 403
        assert browser.get(url("group", session)).status_code == 404
    elsewhere = as_actor(staff(Party.CAREER_COUNSELLOR))
    assert url("group", session) not in text(elsewhere.get(url("groups")))
    assert elsewhere.get(url("group", session)).status_code == 404


# --- one session ---------------------------------------------------------------------------------------------------
def test_each_side_sees_the_names_of_those_it_follows(scene: GroupScene, as_actor: SignIn) -> None:
    """DOMAIN, firewall 2."""
    session = scene.plan()
    own, other = scene.add(session), scene.add(session, scene.journey(nav=scene.other_nav), by=scene.other_nav)
    pages = {who: text(as_actor(getattr(scene, who)).get(url("group", session))) for who in ("leader", "host")}
    assert own.journey.participant.name in pages["leader"]
    assert other.journey.participant.name in pages["leader"]
    assert own.journey.participant.name in pages["host"]
    assert other.journey.participant.name not in pages["host"]
    with override("nb"):
        assert ngettext("and %(number)s other", "and %(number)s others", 1) % {"number": 1} in pages["host"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_many(
    scene: GroupScene, as_actor: SignIn, number: int, django_assert_num_queries: Any
) -> None:
    session = scene.plan(capacity=5)
    for _place in range(number):
        scene.add(session)
        scene.journey()
    browser = as_actor(scene.host)
    browser.get(url("group", session))
    with django_assert_num_queries(11):  # three of them the session, who comes, and who may be added
        browser.get(url("group", session))


def test_who_leads_but_does_not_follow_has_no_way_into_the_journey(scene: GroupScene, as_actor: SignIn) -> None:
    journey, session = scene.journey(), scene.plan()
    member = colleague().membership
    assert member
    assign_career_counsellor(journey=journey, membership=member)
    scene.add(session, journey)
    page = text(as_actor(scene.leader).get(url("group", session)))
    assert journey.participant.name in page
    assert reverse("workspace:journey", args=[journey.public_id]) not in page
    assert reverse("workspace:journey", args=[journey.public_id]) in text(
        as_actor(scene.host).get(url("group", session))
    )


# --- moving and cancelling -----------------------------------------------------------------------------------------
def test_moving_shows_how_it_is_and_saves_what_is_new(scene: GroupScene, as_actor: SignIn) -> None:
    session = scene.plan(days=2, ends_at=today("13:30") + timedelta(days=2))
    scene.add(session)
    browser = as_actor(scene.leader)
    assert 'value="12.00"' in text(browser.get(url("group_move", session)))
    response = browser.post(url("group_move", session), form(scene, start="14.15"))
    assert response["Location"] == url("group", session)
    session.refresh_from_db()
    assert session.starts_at == today("14:15") + timedelta(days=2)
    assert Appointment.objects.get().starts_at == session.starts_at


def test_a_participant_who_is_elsewhere_stops_it(scene: GroupScene, as_actor: SignIn) -> None:
    journey, session = scene.journey(), scene.plan(days=2)
    scene.add(session, journey)
    scene.add(groups.plan(wanted=scene.wanted("15:00", days=2, nav_contact=None), by=colleague()), journey)
    response = as_actor(scene.leader).post(url("group_move", session), form(scene, start="14.15"))
    assert response.status_code == 422
    assert journey.participant.name in text(response)


def test_another_leader_takes_over(scene: GroupScene, as_actor: SignIn) -> None:
    session, other = scene.plan(days=2, ends_at=today("13:30") + timedelta(days=2), capacity=6), colleague()
    appointment = scene.add(session)
    assert other.membership
    taking_over = form(scene, leader=str(other.membership.public_id))
    assert as_actor(other).post(url("group_move", session), taking_over).status_code == 403
    as_actor(scene.leader).post(url("group_move", session), taking_over)
    appointment.refresh_from_db()
    assert appointment.career_counsellor == other.membership
    assert as_actor(other).get(url("group_move", session)).status_code == 200
    assert as_actor(scene.leader).get(url("group_move", session)).status_code == 403


def test_the_centre_looks_after_the_sessions_of_somebody_who_has_left(scene: GroupScene, as_actor: SignIn) -> None:
    session, here = scene.plan(), colleague()
    elsewhere = staff(Party.CAREER_COUNSELLOR, county_code=CODE, office_name="Karriere Nabobygd")
    Membership.objects.filter(pk=scene.leader.membership_id).update(valid_until=timezone.localdate())
    assert as_actor(here).get(url("group_move", session)).status_code == 200
    assert as_actor(elsewhere).get(url("group_move", session)).status_code == 403


def test_fewer_places_than_participants_is_said(scene: GroupScene, as_actor: SignIn) -> None:
    session = scene.plan(days=2)
    scene.add(session)
    scene.add(session)
    response = as_actor(scene.leader).post(url("group_move", session), form(scene, capacity="1"))
    assert list(response.context["form"].errors) == ["capacity"]


def test_cancelling_asks_first(scene: GroupScene, as_actor: SignIn) -> None:
    session = scene.plan()
    scene.add(session)
    browser = as_actor(scene.leader)
    browser.get(url("group_cancel", session))
    session.refresh_from_db()
    assert session.is_planned
    assert browser.post(url("group_cancel", session))["Location"] == url("groups")
    session.refresh_from_db()
    assert session.status == GroupStatus.CANCELLED
    assert Appointment.objects.get().status == Status.CANCELLED
    assert browser.post(url("group_cancel", session)).status_code == 409
    assert browser.get(url("group_move", session))["Location"] == url("group", session)


@pytest.mark.parametrize("page", ["group_move", "group_cancel", "group_attendance"])
def test_only_the_leader_changes_it(scene: GroupScene, as_actor: SignIn, page: str) -> None:
    session = scene.plan()
    for actor in (scene.host, colleague()):
        assert as_actor(actor).get(url(page, session)).status_code == 403
        assert as_actor(actor).post(url(page, session)).status_code == 403


# --- afterwards ----------------------------------------------------------------------------------------------------
def test_attendance_is_noted_on_one_page(scene: GroupScene, as_actor: SignIn, at: Callable[[str], datetime]) -> None:
    session = scene.plan(days=0)
    came, absent = scene.add(session), scene.add(session)
    browser = as_actor(scene.leader)
    assert browser.get(url("group_attendance", session))["Location"] == url("group", session)
    at("2026-03-02 13:00")
    page = text(browser.get(url("group_attendance", session)))
    assert page.count('value="came" checked') == 3
    answers = {f"a-{came.public_id}": "came", f"a-{absent.public_id}": "absent", "nav": "came"}
    assert browser.post(url("group_attendance", session), answers)["Location"] == url("group", session)
    statuses = dict(Appointment.objects.values_list("pk", "status"))
    assert statuses == {came.pk: Status.HELD, absent.pk: Status.MISSED}
    after = text(browser.get(url("group", session)))
    assert said("Attendance is noted.") in after
    assert [after.count(f">{said(answer)}<") for answer in ("Came", "Did not come")] == [2, 1]
    assert browser.post(url("group_attendance", session), answers).status_code == 409
    assert browser.get(url("group_attendance", session))["Location"] == url("group", session)


def test_nothing_said_means_that_everybody_came(
    scene: GroupScene, as_actor: SignIn, at: Callable[[str], datetime]
) -> None:
    session = scene.plan(days=0)
    scene.add(session)
    at("2026-03-02 13:00")
    as_actor(scene.leader).post(url("group_attendance", session))
    assert set(Commitment.objects.values_list("attendance", flat=True)) == {"came"}


def test_an_unknown_answer_is_refused(scene: GroupScene, as_actor: SignIn, at: Callable[[str], datetime]) -> None:
    session = scene.plan(days=0)
    appointment = scene.add(session)
    at("2026-03-02 13:00")
    response = as_actor(scene.leader).post(url("group_attendance", session), {f"a-{appointment.public_id}": "perhaps"})
    assert response.status_code == 422
    assert Appointment.objects.get().is_booked


# --- my day, lists and mails ---------------------------------------------------------------------------------------
def test_the_session_is_one_line_for_those_who_attend(scene: GroupScene) -> None:
    session = scene.plan()
    appointments = [scene.add(session), scene.add(session)]
    now = timezone.now()
    for actor in (scene.leader, scene.host):
        assert [line.url for line in lines_ahead(actor, now=now, limit=10)] == [url("group", session)]
        assert not upcoming(actor, now=now)
    assert lines_ahead(scene.other_nav, now=now, limit=10) == []
    owner = owner_of(appointments[0].journey)
    assert [line.url for line in lines_ahead(owner, now=now, limit=10)] == [url("detail", appointments[0])]


def test_the_leader_is_reminded_of_todays_session_and_to_note_who_came(
    scene: GroupScene, at: Callable[[str], datetime]
) -> None:
    session = scene.plan(days=0)
    scene.plan(days=1)
    assert group_tasks(scene.leader) == [(url("group", session), False)]
    at("2026-03-02 12:00")
    assert group_tasks(scene.leader) == [(url("group_attendance", session), False)]
    at("2026-03-03 07:00")
    assert group_tasks(scene.leader)[0] == (url("group_attendance", session), True)
    assert group_tasks(scene.host) == []


def group_tasks(actor: Actor) -> list[tuple[str, bool]]:
    return [(task.url, task.is_late) for task in tasks(actor, timezone.now()) if "/grupper/" in task.url]


def test_the_mails_name_no_participant(scene: GroupScene) -> None:
    session = scene.plan()
    appointment = scene.add(session)
    groups.move(session=session, to=scene.wanted("14:00"), by=scene.leader)
    outbox.send_due()
    groups.cancel_session(session=session, by=scene.leader)
    outbox.send_due()
    to_staff = [each for each in mail.outbox if each.to[0] in {scene.leader.person.email, scene.host.person.email}]
    assert len(to_staff) == 4
    for message in to_staff:
        assert appointment.journey.participant.name not in f"{message.subject} {message.body}"


def test_the_calendar_entry_follows_the_session(scene: GroupScene) -> None:
    session = scene.plan()
    outbox.send_due()
    groups.move(session=session, to=scene.wanted("14:00"), by=scene.leader)
    outbox.send_due()
    groups.cancel_session(session=session, by=scene.leader)
    outbox.send_due()
    own = [each for each in mail.outbox if each.to == [scene.leader.person.email]]
    calendars = [Calendar.from_ical(each.attachments[0][1]) for each in own]
    events = [next(iter(calendar.walk("VEVENT"))) for calendar in calendars]
    assert {str(event["uid"]) for event in events} == {str(session.public_id)}
    assert [
        (str(calendar["method"]), event["sequence"]) for calendar, event in zip(calendars, events, strict=True)
    ] == [
        ("PUBLISH", 0),
        ("PUBLISH", 1),
        ("CANCEL", 2),
    ]


def test_the_participant_is_told_that_it_is_a_group_and_whom_they_meet(scene: GroupScene) -> None:
    session = scene.plan()
    appointment = scene.add(session, scene.journey(nav=scene.other_nav), by=scene.other_nav)
    other = scene.add(session)
    outbox.send_due()
    (message,) = [each for each in mail.outbox if each.to == [appointment.journey.participant.email]]
    assert scene.leader.person.name in message.body
    assert scene.host.person.name in message.body
    assert other.journey.participant.name not in message.body
    assert "/avtaler/avbestill/" in message.body
