"""The pages: who gets in, what they say, and what happens to what was typed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from appointments import actions
from appointments.enums import Status
from appointments.models import Appointment
from journeys.actions import assign_career_counsellor
from tests.appointments.conftest import Scene, publish, start_journey, today
from tests.factories import cover, office, participant, staff

SignIn = Callable[[Actor], Client]


def pick_url(scene: Scene, **query: str) -> str:
    url = reverse("appointments:pick", args=[scene.journey.public_id])
    return url + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def press(browser: Client, scene: Scene, clock: str = "09:00", **data: Any) -> Any:
    given = {"kind": scene.journey.blueprint.meeting_kinds[0].key, "mode": "in_person"}
    given["centre"] = str(scene.career.office.public_id)  # type: ignore[union-attr]
    given["slot"] = today(clock).isoformat()
    return browser.post(reverse("appointments:book", args=[scene.journey.public_id]), given | data)


def text(response: Any) -> str:
    return str(response.content.decode())


def url_of(appointment: Appointment, page: str = "detail") -> str:
    return reverse(f"appointments:{page}", args=[appointment.public_id])


def outsiders(scene: Scene) -> list[Actor]:
    code = scene.journey.county.code
    other = "trondelag" if code == "nordland" else "nordland"
    return [
        participant(),
        staff(Party.NAV_COUNSELLOR, county_code=code),
        staff(Party.CAREER_COUNSELLOR, county_code=code, office_name="Karrieresenter Prøvedal"),
        staff(Party.CAREER_COUNSELLOR, county_code=other),
        staff(Party.COORDINATOR, county_code=code),
    ]


# --- picking -------------------------------------------------------------------------------------------------------
def test_the_participant_sees_the_free_times_and_books_one(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    page = text(browser.get(pick_url(scene)))
    assert ">09.00<" in page
    response = press(browser, scene)
    appointment = Appointment.objects.get()
    assert response.status_code == 302
    assert response["Location"] == url_of(appointment)
    assert "2. mars kl. 09.00" in text(browser.get(response["Location"]))


def test_nav_books_the_three_party_meeting_and_takes_part(nordland: Scene, as_actor: SignIn) -> None:
    response = press(as_actor(nordland.nav), nordland)
    appointment = Appointment.objects.get()
    assert response["Location"] == url_of(appointment)
    assert appointment.nav_counsellor == nordland.nav.membership
    assert appointment.commitments.count() == 3


def test_in_nordland_nav_is_there_whatever_the_form_says(nordland: Scene, as_actor: SignIn) -> None:
    press(as_actor(nordland.owner), nordland, nav="")
    assert Appointment.objects.get().nav_counsellor == nordland.nav.membership


@pytest.mark.parametrize(("nav", "is_there"), [("on", True), ("", False)])
def test_in_trondelag_the_participant_says_whether_nav_is_there(
    trondelag: Scene, as_actor: SignIn, nav: str, is_there: bool
) -> None:
    press(as_actor(trondelag.owner), trondelag, nav=nav)
    assert (Appointment.objects.get().nav_counsellor is not None) is is_there


def test_the_career_counsellor_says_it_for_the_participant(trondelag: Scene, as_actor: SignIn) -> None:
    assert trondelag.career.membership
    assign_career_counsellor(journey=trondelag.journey, membership=trondelag.career.membership)
    browser = as_actor(trondelag.career)
    assert "Min Nav-veileder" not in text(browser.get(pick_url(trondelag)))
    assert 'name="nav"' in text(browser.get(pick_url(trondelag)))
    press(browser, trondelag, nav="on")
    assert Appointment.objects.get().nav_counsellor == trondelag.nav.membership


def test_nav_that_helps_to_book_does_not_let_itself_in(trondelag: Scene, as_actor: SignIn) -> None:
    """trondelag-model: Nav takes part only if the participant wishes; afterwards Nav is led to what it may see."""
    response = press(as_actor(trondelag.nav), trondelag, nav="on")
    assert Appointment.objects.get().nav_counsellor is None
    assert response["Location"] == reverse("workspace:journey", args=[trondelag.journey.public_id])


@pytest.mark.parametrize(("mode", "has_place"), [("in_person", True), ("phone", False), ("digital", False)])
def test_in_trondelag_the_participant_chooses_how_to_meet(
    trondelag: Scene, as_actor: SignIn, mode: str, has_place: bool
) -> None:
    press(as_actor(trondelag.owner), trondelag, mode=mode)
    appointment = Appointment.objects.get()
    assert appointment.mode == mode
    assert (appointment.place is not None) is has_place
    assert appointment.ends_at - appointment.starts_at == timedelta(minutes=45)


def test_the_number_we_call_is_shown(trondelag: Scene, as_actor: SignIn) -> None:
    trondelag.owner.person.phone = ""
    trondelag.owner.person.save()
    without = text(as_actor(trondelag.owner).get(pick_url(trondelag, mode="phone")))
    trondelag.owner.person.phone = "68050000"
    trondelag.owner.person.save()
    assert "68050000" not in without
    assert "68050000" in text(as_actor(trondelag.owner).get(pick_url(trondelag, mode="phone")))


def test_without_a_nav_counsellor_there_is_a_way_to_invite_one(trondelag: Scene, as_actor: SignIn) -> None:
    invite = reverse("workspace:nav_invite", args=[trondelag.journey.public_id])
    assert invite not in text(as_actor(trondelag.owner).get(pick_url(trondelag)))
    trondelag.journey.nav_counsellor = None
    trondelag.journey.save()
    assert invite in text(as_actor(trondelag.owner).get(pick_url(trondelag)))


def test_a_centre_can_be_chosen_until_there_is_a_counsellor(trondelag: Scene, as_actor: SignIn) -> None:
    elsewhere = staff(Party.CAREER_COUNSELLOR, county_code="trondelag", office_name="Karrieresenter Prøvedal")
    publish(elsewhere, "13:00", "13:45")
    assert elsewhere.office
    browser = as_actor(trondelag.owner)
    page = text(browser.get(pick_url(trondelag, centre=str(elsewhere.office.public_id))))
    assert ">13.00<" in page
    assert ">09.00<" not in page
    press(browser, trondelag, "13:00", centre=str(elsewhere.office.public_id))
    trondelag.journey.refresh_from_db()
    assert trondelag.journey.career_counsellor == elsewhere.membership
    assert trondelag.journey.career_centre == elsewhere.office


def test_another_countys_centre_is_no_choice(trondelag: Scene, as_actor: SignIn) -> None:
    foreign = office(OfficeKind.CAREER_CENTRE, county_code="nordland")
    publish(staff(Party.CAREER_COUNSELLOR, county_code="nordland"), "13:00", "13:45")
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag, centre=str(foreign.public_id))))
    assert ">13.00<" not in page


def test_a_week_without_times_leads_to_one_that_has(trondelag: Scene, as_actor: SignIn) -> None:
    publish(trondelag.career, days=14)
    browser = as_actor(trondelag.owner)
    page = text(browser.get(pick_url(trondelag, week="2026-03-09")))
    assert ">09.00<" not in page
    assert "week=2026-03-16" in page
    assert ">09.00<" in text(browser.get(pick_url(trondelag, week="2026-03-16")))


def test_without_asking_the_first_week_with_times_is_shown(trondelag: Scene, as_actor: SignIn) -> None:
    trondelag.book("09:00")
    actions.cancel(appointment=Appointment.objects.get(), by=trondelag.owner)
    assert trondelag.career.membership
    trondelag.career.membership.published_times.all().delete()
    publish(trondelag.career, days=14)
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag)))
    assert ">09.00<" in page
    assert 'name="week" value="2026-03-16"' in page


def test_without_any_times_the_page_says_what_to_do(trondelag: Scene, as_actor: SignIn) -> None:
    trondelag.career.membership.published_times.all().delete()  # type: ignore[union-attr]
    response = as_actor(trondelag.owner).get(pick_url(trondelag))
    assert response.status_code == 200
    assert "Ingen ledige tider" in text(response)


@pytest.mark.parametrize("week", ["", "x", "2026-99-99", "9999-12-31", "0001-01-01", "2026-03-02' or 1=1"])
def test_nonsense_in_the_address_shows_usual_times(scene: Scene, as_actor: SignIn, week: str) -> None:
    response = as_actor(scene.owner).get(pick_url(scene, week=week, kind="x", mode="x", centre="x", nav="x"))
    assert response.status_code == 200


@pytest.mark.parametrize("slot", ["", "x", "2026-03-02T09:00", "2026-13-02T09:00+01:00", "9999-12-31T23:59:59-23:59"])
def test_a_time_that_is_none_asks_for_one(scene: Scene, as_actor: SignIn, slot: str) -> None:
    response = press(as_actor(scene.owner), scene, slot=slot)
    assert response.status_code in (409, 422)
    assert ">09.00<" in text(response)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("clock", ["08:00", "09:05", "11:45", "12:00", "06:00"])
def test_a_time_nobody_offers_is_not_booked(scene: Scene, as_actor: SignIn, clock: str) -> None:
    assert press(as_actor(scene.owner), scene, clock).status_code == 409
    assert not Appointment.objects.exists()


def test_a_time_just_taken_comes_back_with_the_others(trondelag: Scene, as_actor: SignIn) -> None:
    browser = as_actor(trondelag.owner)
    browser.get(pick_url(trondelag))
    somebody = participant()
    replace(trondelag, journey=start_journey("trondelag", somebody, None), owner=somebody).book("09:00")
    response = press(browser, trondelag, mode="in_person", week="2026-03-02")
    assert response.status_code == 409
    assert ">09.45<" in text(response)
    assert ">09.00<" not in text(response)


def test_pressing_twice_is_friendly(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    assert press(browser, scene).status_code == 302
    assert press(browser, scene).status_code == 409
    assert Appointment.objects.count() == 1


def test_with_a_meeting_booked_there_is_nothing_to_pick(nordland: Scene, as_actor: SignIn) -> None:
    nordland.book()
    response = as_actor(nordland.owner).get(pick_url(nordland))
    assert response.status_code == 200
    assert 'name="slot"' not in text(response)


def test_a_kind_that_does_not_fit_now_is_refused(nordland: Scene, as_actor: SignIn) -> None:
    assert press(as_actor(nordland.owner), nordland, kind="guidance").status_code == 403
    assert not Appointment.objects.exists()


def test_picking_and_booking_is_nothing_for_outsiders(scene: Scene, as_actor: SignIn) -> None:
    for actor in outsiders(scene):
        browser = as_actor(actor)
        assert browser.get(pick_url(scene)).status_code == 404
        assert press(browser, scene).status_code == 404
    assert not Appointment.objects.exists()
    assert Client().get(pick_url(scene)).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_picker_takes_the_same_queries_for_many_times(
    trondelag: Scene, as_actor: SignIn, number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for days in range(1, number):
        publish(trondelag.career, days=days)
        publish(staff(Party.CAREER_COUNSELLOR, county_code="trondelag"), days=days)
    browser = as_actor(trondelag.owner)
    browser.get(pick_url(trondelag))
    with django_assert_num_queries(15):  # of which 2 open and close the transaction, 5 are who asks
        browser.get(pick_url(trondelag))


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


def test_the_career_counsellor_books_the_next_meeting_before_this_one_is_closed(
    nordland: Scene, as_actor: SignIn, at: Callable[[str], datetime]
) -> None:
    nordland.book("09:00")
    publish(nordland.career, days=7)
    at("2026-03-02 09:40")
    browser = as_actor(nordland.career)
    assert 'name="slot"' in text(browser.get(pick_url(nordland)))
    response = press(browser, nordland, kind="guidance", slot=(today("09:00") + timedelta(days=7)).isoformat())
    assert response.status_code == 302
    assert Appointment.objects.filter(kind="guidance").count() == 1


def test_who_came_to_book_on_the_way_is_led_back(trondelag: Scene, as_actor: SignIn) -> None:
    publish(trondelag.career, days=14)
    browser = as_actor(trondelag.owner)
    page = text(browser.get(pick_url(trondelag, next="/profil/")))
    assert page.count('<input type="hidden" name="next" value="/profil/">') == 2
    assert "&amp;next=%2Fprofil%2F#times-h" in page
    assert '<a class="ds-button" data-variant="tertiary" href="/profil/">' in page
    again = press(browser, trondelag, slot="", next="/profil/")
    assert (again.status_code, again.context["next_url"]) == (422, "/profil/")
    assert press(browser, trondelag, next="/profil/")["Location"] == "/profil/"


def test_who_has_nothing_to_book_is_led_back_too(nordland: Scene, as_actor: SignIn) -> None:
    nordland.book("09:00")
    assert 'href="/profil/"' in text(as_actor(nordland.owner).get(pick_url(nordland, next="/profil/")))


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(nordland: Scene, as_actor: SignIn, elsewhere: str) -> None:
    browser = as_actor(nordland.owner)
    assert browser.get(pick_url(nordland, next=elsewhere)).context["next_url"] == ""
    assert press(browser, nordland, next=elsewhere)["Location"] == url_of(Appointment.objects.get())


def test_the_journeys_own_counsellor_only(nordland: Scene, as_actor: SignIn) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR)
    publish(colleague, "13:00", "14:00")
    assert colleague.membership
    assign_career_counsellor(journey=nordland.journey, membership=colleague.membership)
    page = text(as_actor(nordland.owner).get(pick_url(nordland)))
    assert ">13.00<" in page
    assert ">09.00<" not in page
