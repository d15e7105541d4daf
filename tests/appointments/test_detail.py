"""The page of one appointment and the list of those ahead: who gets in, what they say, and what may be done there."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext

from accounts.enums import Party
from accounts.models import Person
from appointments import actions
from appointments.enums import Status
from appointments.models import Appointment, BookingSettings
from tests.appointments.conftest import Scene
from tests.appointments.pages import SignIn, outsiders, text, url_of
from tests.factories import cover, staff


# --- one appointment -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["detail", "cancel", "ics"])
def test_the_parties_open_it_and_outsiders_do_not(nordland: Scene, as_actor: SignIn, page: str) -> None:
    appointment = nordland.book()
    for actor in (nordland.owner, nordland.nav, nordland.career):
        assert as_actor(actor).get(url_of(appointment, page)).status_code == 200
    for actor in outsiders(nordland):
        assert as_actor(actor).get(url_of(appointment, page)).status_code == 404
    assert as_actor(nordland.owner).get(reverse(f"appointments:{page}", args=[uuid4()])).status_code == 404


def test_nav_does_not_open_a_meeting_without_nav(trondelag: Scene, as_actor: SignIn) -> None:
    appointment = trondelag.book()
    for page in ("detail", "cancel", "ics"):
        assert as_actor(trondelag.nav).get(url_of(appointment, page)).status_code == 404


def test_who_covers_opens_it(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book()
    covering = cover(nordland.career, staff(Party.CAREER_COUNSELLOR))
    assert as_actor(covering).get(url_of(appointment)).status_code == 200


def test_the_participant_is_shown_what_to_think_about(scene: Scene, as_actor: SignIn) -> None:
    page = text(as_actor(scene.owner).get(url_of(scene.book())))
    for question in scene.journey.blueprint.questions_to_think_about:
        assert escape(str(question)) in page


def test_cancelling_asks_first(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book()
    browser = as_actor(nordland.nav)
    assert browser.get(url_of(appointment, "cancel")).status_code == 200
    assert browser.head(url_of(appointment, "cancel")).status_code == 200
    assert Appointment.objects.get().status == Status.BOOKED
    assert browser.post(url_of(appointment, "cancel")).status_code == 302
    assert Appointment.objects.get().status == Status.CANCELLED


def test_cancelling_twice_is_already_done(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book()
    browser = as_actor(nordland.owner)
    browser.post(url_of(appointment, "cancel"))
    assert browser.post(url_of(appointment, "cancel")).status_code == 409
    assert browser.get(url_of(appointment)).status_code == 200
    assert nordland.kinds().count("appointment_cancelled") == 1


def test_asking_to_cancel_what_is_cancelled_leads_to_it(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book()
    actions.cancel(appointment=appointment, by=nordland.career)
    response = as_actor(nordland.owner).get(url_of(appointment, "cancel"))
    assert response["Location"] == url_of(appointment)


def test_a_meeting_that_has_begun_is_not_cancelled(
    nordland: Scene, as_actor: SignIn, at: Callable[[str], datetime]
) -> None:
    appointment = nordland.book("09:00")
    at("2026-03-02 09:00")
    assert as_actor(nordland.owner).post(url_of(appointment, "cancel")).status_code == 403


def test_cancelling_is_nothing_for_outsiders(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book()
    for actor in outsiders(nordland):
        assert as_actor(actor).post(url_of(appointment, "cancel")).status_code == 404
    assert Appointment.objects.get().status == Status.BOOKED


def test_the_career_counsellor_notes_that_it_did_not_take_place(
    nordland: Scene, as_actor: SignIn, at: Callable[[str], datetime]
) -> None:
    appointment = nordland.book("09:00")
    browser = as_actor(nordland.career)
    assert browser.post(url_of(appointment, "missed")).status_code == 403
    at("2026-03-02 09:15")
    for actor in (nordland.owner, nordland.nav):
        assert as_actor(actor).post(url_of(appointment, "missed")).status_code == 403
    for actor in outsiders(nordland):
        assert as_actor(actor).post(url_of(appointment, "missed")).status_code == 404
    assert as_actor(nordland.career).get(url_of(appointment, "missed")).status_code == 405
    assert as_actor(nordland.career).post(url_of(appointment, "missed")).status_code == 302
    assert Appointment.objects.get().status == Status.MISSED
    assert as_actor(nordland.career).post(url_of(appointment, "missed")).status_code == 409
    assert as_actor(nordland.nav).post(url_of(appointment, "missed")).status_code == 403


# --- the list ------------------------------------------------------------------------------------------------------
def test_the_list_is_the_actors_own(nordland: Scene, trondelag: Scene, as_actor: SignIn) -> None:
    with_nav, without_nav = nordland.book(), trondelag.book("09:45")
    url = reverse("appointments:upcoming")
    for actor in (nordland.owner, nordland.nav, nordland.career):
        page = text(as_actor(actor).get(url))
        assert url_of(with_nav) in page
        assert url_of(without_nav) not in page
    assert url_of(without_nav) not in text(as_actor(trondelag.nav).get(url))
    for actor in outsiders(nordland)[:-1]:
        response = as_actor(actor).get(url)
        assert response.status_code == 200
        assert url_of(with_nav) not in text(response)
    assert as_actor(staff(Party.COORDINATOR)).get(url).status_code == 403


def test_the_list_is_paginated(nordland: Scene, as_actor: SignIn) -> None:
    for page in ("1", "2", "x", "-1", "999"):
        assert as_actor(nordland.owner).get(reverse("appointments:upcoming"), {"page": page}).status_code == 200


# --- what it leads to ----------------------------------------------------------------------------------------------
def test_the_video_meeting_is_one_click_away_until_it_ends(
    trondelag: Scene, as_actor: SignIn, at: Callable[[str], datetime]
) -> None:
    room = "https://video.example.test/rom/1"
    BookingSettings.objects.create(membership=trondelag.career.membership, video_link=room)
    in_person = trondelag.book("09:00")
    assert room not in text(as_actor(trondelag.owner).get(url_of(in_person)))
    actions.cancel(appointment=in_person, by=trondelag.owner)
    assert room not in text(as_actor(trondelag.owner).get(url_of(in_person)))
    digital = trondelag.book("09:00", mode="digital")
    for actor in (trondelag.owner, trondelag.career):
        assert f'href="{room}"' in text(as_actor(actor).get(url_of(digital)))
    at("2026-03-02 09:44")  # who is late must get in too
    assert room in text(as_actor(trondelag.owner).get(url_of(digital)))
    at("2026-03-02 09:45")
    assert room not in text(as_actor(trondelag.owner).get(url_of(digital)))


def test_each_who_is_told_of_a_cancellation_is_named(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book()
    people = [each.person.name for each in (nordland.owner, nordland.career, nordland.nav)]
    for actor in (nordland.owner, nordland.nav, nordland.career):
        told = as_actor(actor).get(url_of(appointment, "cancel")).context["told"]
        others = [name for name in people if name != actor.person.name]
        assert told == f"{', '.join(others)} {gettext('and')} {gettext('you')}"


@pytest.mark.parametrize(("now", "is_late"), [("2026-03-01 09:00", False), ("2026-03-01 09:01", True)])
def test_late_is_said_before_it_is_noted(
    nordland: Scene, as_actor: SignIn, at: Callable[[str], datetime], now: str, is_late: bool
) -> None:
    appointment = nordland.book("09:00")
    at(now)
    Person.objects.filter(pk=nordland.owner.person.pk).update(phone="68 05 00 00")
    page = as_actor(nordland.nav).get(url_of(appointment, "cancel"))
    assert ("68 05 00 00" in text(page)) is is_late
    as_actor(nordland.nav).post(url_of(appointment, "cancel"))
    assert Appointment.objects.get().cancelled_late is is_late


def test_after_cancelling_a_new_time_is_one_click_away(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book()
    browser = as_actor(nordland.owner)
    pick = reverse("appointments:pick", args=[nordland.journey.public_id]) + "?kind=three_party"
    assert pick not in text(browser.get(url_of(appointment)))
    after = browser.post(url_of(appointment, "cancel"))
    assert after["Location"] == url_of(appointment)
    assert pick in text(browser.get(after["Location"]))
    nordland.book("10:00")
    assert pick not in text(browser.get(url_of(appointment)))


def test_who_may_not_book_is_not_led_there(nordland: Scene, as_actor: SignIn) -> None:
    """nordland-model: guidance is booked by the participant and the career counsellor."""
    appointment = nordland.book()
    Appointment.objects.update(kind="closing")
    actions.cancel(appointment=Appointment.objects.get(), by=nordland.owner)
    assert "?kind=closing" not in text(as_actor(nordland.nav).get(url_of(appointment)))
