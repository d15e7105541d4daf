"""Putting participants on a session's list, joining from the journey, and being taken off again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.enums import Party
from appointments import links
from appointments.actions import groups
from appointments.enums import Status
from appointments.models import Appointment
from journeys import blueprints
from tests.appointments.conftest import MONDAY
from tests.appointments.group_checks import said, text, url
from tests.appointments.group_scene import CODE, GroupScene, as_scene, colleague, make_group_scene, owner_of
from tests.factories import participant, staff

SignIn = Callable[[Actor], Client]


@pytest.fixture
def scene(db: None, at: Callable[[str], datetime]) -> GroupScene:
    at(MONDAY)
    return make_group_scene()


# --- putting on the list -------------------------------------------------------------------------------------------
def test_nav_puts_an_own_participant_on_the_list(scene: GroupScene, as_actor: SignIn) -> None:
    session, journey, others = scene.plan(), scene.journey(), scene.journey(nav=scene.other_nav)
    browser = as_actor(scene.host)
    page = text(browser.get(url("group", session)))
    assert str(journey.public_id) in page
    assert str(others.public_id) not in page
    response = browser.post(url("group_add", session), {"journey": journey.public_id})
    assert response["Location"] == url("group", session)
    assert Appointment.objects.get().journey == journey
    assert journey.participant.name in text(browser.get(url("group", session)))


def test_nobody_puts_on_whom_others_follow(scene: GroupScene, as_actor: SignIn) -> None:
    session, others = scene.plan(), scene.journey(nav=scene.other_nav)
    response = as_actor(scene.host).post(url("group_add", session), {"journey": others.public_id})
    assert response.status_code == 422
    assert not Appointment.objects.exists()


def test_the_centre_puts_on_those_who_wait_there(scene: GroupScene, as_actor: SignIn) -> None:
    session, journey = scene.plan(), scene.journey()
    as_actor(scene.leader).post(url("group_add", session), {"journey": journey.public_id})
    assert Appointment.objects.get().career_counsellor == scene.leader.membership


def test_the_last_place_may_go_while_the_page_is_open(scene: GroupScene, as_actor: SignIn) -> None:
    session, journey = scene.plan(capacity=1), scene.journey()
    browser = as_actor(scene.host)
    browser.get(url("group", session))
    scene.add(session)
    response = browser.post(url("group_add", session), {"journey": journey.public_id})
    assert response.status_code == 409
    assert Appointment.objects.count() == 1


def test_who_is_elsewhere_then_is_said(scene: GroupScene, as_actor: SignIn) -> None:
    session, journey = scene.plan("09:30", days=0, nav_contact=None), scene.journey()
    other = groups.plan(wanted=scene.wanted("09:00", days=0, nav_contact=None), by=colleague())
    scene.add(other, journey)
    response = as_actor(scene.host).post(url("group_add", session), {"journey": journey.public_id})
    assert response.status_code == 409
    assert journey.participant.name in text(response)


def test_taking_off_asks_first(scene: GroupScene, as_actor: SignIn) -> None:
    session = scene.plan()
    appointment = scene.add(session)
    browser, address = as_actor(scene.host), url("group_remove", session, appointment)
    assert appointment.journey.participant.name in text(browser.get(address))
    assert Appointment.objects.get().is_booked
    assert browser.post(address)["Location"] == url("group", session)
    assert Appointment.objects.get().status == Status.CANCELLED
    assert browser.post(address).status_code == 409
    assert browser.get(address)["Location"] == url("group", session)


def test_whoever_cancels_gives_up_a_place_and_not_the_time(scene: GroupScene, as_actor: SignIn) -> None:
    appointment = scene.add(scene.plan())
    person = appointment.journey.participant
    link = reverse("appointments:cancel_link", args=[links.token_of(links.Purpose.CANCEL, appointment, person)])
    asked = url("cancel", appointment)
    for page in (as_actor(owner_of(appointment.journey)).get(asked), Client().get(link)):
        assert said("Your place is free for others.") in text(page)
    assert said("The place is free for others.") in text(as_actor(scene.host).get(asked))


def test_nobody_takes_off_whom_they_do_not_know_of(scene: GroupScene, as_actor: SignIn) -> None:
    session = scene.plan()
    address = url("group_remove", session, scene.add(session))
    for actor in (scene.other_nav, colleague(), participant()):
        assert as_actor(actor).get(address).status_code == 404
        assert as_actor(actor).post(address).status_code == 404
    assert Appointment.objects.get().is_booked


def test_after_it_has_begun_nobody_is_taken_off(
    scene: GroupScene, as_actor: SignIn, at: Callable[[str], datetime]
) -> None:
    session = scene.plan(days=0)
    address = url("group_remove", session, scene.add(session))
    at("2026-03-02 12:00")
    assert as_actor(scene.host).post(address).status_code == 403


# --- from the journey ----------------------------------------------------------------------------------------------
def test_the_journey_leads_to_the_sessions_that_fit(scene: GroupScene, as_actor: SignIn) -> None:
    journey, session = scene.journey(), scene.plan()
    browser = as_actor(scene.host)
    page = text(browser.get(reverse("workspace:journey", args=[journey.public_id])))
    assert url("group_pick", journey) in page
    assert str(session.public_id) in text(browser.get(url("group_pick", journey)))
    response = browser.post(url("group_pick", journey), {"session": session.public_id})
    assert response["Location"] == url("group", session)
    assert Appointment.objects.get().journey == journey
    assert said("On the list") in text(browser.get(url("group_pick", journey)))


def test_who_looks_for_a_time_finds_the_way_to_the_groups(scene: GroupScene, as_actor: SignIn) -> None:
    journey, browser = scene.journey(), as_actor(scene.host)
    assert url("group_pick", journey) in text(browser.get(url("pick", journey)))
    as_scene(scene, journey).book("09:00", nav=scene.host.membership)
    assert url("group_pick", journey) not in text(browser.get(url("pick", journey)))


def test_a_participant_joins_only_where_the_model_lets_them(
    scene: GroupScene, as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey, session = scene.journey(), scene.plan()
    browser = as_actor(owner_of(journey))
    assert url("group_pick", journey) not in text(browser.get(reverse("workspace:journey", args=[journey.public_id])))
    assert browser.post(url("group_pick", journey), {"session": session.public_id}).status_code == 409
    _let_participants_book(monkeypatch)
    assert url("group_pick", journey) in text(browser.get(reverse("workspace:journey", args=[journey.public_id])))
    response = browser.post(url("group_pick", journey), {"session": session.public_id})
    assert response["Location"] == url("detail", Appointment.objects.get())


def _let_participants_book(monkeypatch: pytest.MonkeyPatch) -> None:
    model = blueprints.latest(CODE)
    kinds = tuple(
        replace(kind, booked_by=(*kind.booked_by, Party.PARTICIPANT)) if kind.is_group else kind
        for kind in model.meeting_kinds
    )
    changed = replace(model, meeting_kinds=kinds)
    monkeypatch.setitem(blueprints._LATEST, CODE, changed)
    monkeypatch.setitem(blueprints._BY_VERSION, (CODE, model.version), changed)


def test_a_session_at_another_nav_office_is_for_those_there(scene: GroupScene, as_actor: SignIn) -> None:
    journey = scene.journey()
    elsewhere = staff(Party.NAV_COUNSELLOR, county_code=CODE, office_name="Nav Nabobygd")
    session = scene.plan(place=elsewhere.office, nav_contact=None)
    browser = as_actor(scene.host)
    assert str(session.public_id) not in text(browser.get(url("group_pick", journey)))
    assert browser.post(url("group_pick", journey), {"session": session.public_id}).status_code == 409


def test_a_full_session_is_shown_and_cannot_be_joined(scene: GroupScene, as_actor: SignIn) -> None:
    journey, session = scene.journey(), scene.plan(capacity=1)
    scene.add(session)
    browser = as_actor(scene.host)
    page = text(browser.get(url("group_pick", journey)))
    assert str(session.public_id) not in page
    assert said("Full") in page
    assert browser.post(url("group_pick", journey), {"session": session.public_id}).status_code == 409


def test_nothing_fits_once_a_conversation_is_booked(scene: GroupScene, as_actor: SignIn) -> None:
    journey, session = scene.journey(), scene.plan()
    as_scene(scene, journey).book("09:00", nav=scene.host.membership)
    browser = as_actor(scene.host)
    assert url("group_pick", journey) not in text(browser.get(reverse("workspace:journey", args=[journey.public_id])))
    assert str(session.public_id) not in text(browser.get(url("group_pick", journey)))


def test_joining_twice_is_said_in_a_friendly_way(scene: GroupScene, as_actor: SignIn) -> None:
    journey, session = scene.journey(), scene.plan()
    scene.add(session, journey)
    assert as_actor(scene.host).post(url("group_pick", journey), {"session": session.public_id}).status_code == 409
