"""A time that is held: from the picker to the appointment, and everything that may come between."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from accounts.enums import Party
from appointments import actions
from appointments.models import Appointment, Commitment, Hold
from journeys.actions import assign_career_counsellor, close
from tests.appointments.conftest import Scene, publish, start_journey, today
from tests.appointments.pages import SignIn, answer_held, book, hold, outsiders, pick_url, says, text, url_of
from tests.factories import cover, participant, staff

Clock = Callable[[str], datetime]


def somebody_else_books(scene: Scene, clock: str = "09:00") -> None:
    """Another participant of the county takes this time."""
    somebody = participant()
    journey = start_journey(scene.journey.county.code, somebody, scene.nav.membership)
    replace(scene, journey=journey, owner=somebody).book(clock)


# --- picking -------------------------------------------------------------------------------------------------------
def test_picking_holds_and_confirming_books(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    picked = hold(browser, scene)
    held = Hold.objects.get()
    assert not Appointment.objects.exists()
    assert picked["Location"].startswith(reverse("appointments:held", args=[held.public_id]) + "?")
    page = browser.get(picked["Location"])
    assert "2. mars kl. 09.00" in text(page)
    assert held.career_counsellor.person.name in text(page)
    confirmed = answer_held(browser, picked["Location"], "bekreft")
    appointment = Appointment.objects.get()
    assert confirmed["Location"] == url_of(appointment)
    assert appointment.public_id == held.public_id
    assert "2. mars kl. 09.00" in text(browser.get(confirmed["Location"]))
    assert not Hold.objects.exists()


def test_the_page_says_until_when_by_the_clock(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    page = browser.get(hold(browser, scene)["Location"])
    assert says(page, "We keep the time for you until %(until)s.", until="07.10")
    assert 'data-hold-seconds="600"' in text(page)


def test_nobody_else_is_offered_what_is_held(trondelag: Scene, as_actor: SignIn) -> None:
    hold(as_actor(trondelag.owner), trondelag)
    somebody = participant()
    other = replace(trondelag, journey=start_journey("trondelag", somebody, None), owner=somebody)
    page = text(as_actor(somebody).get(pick_url(other)))
    assert ">09.00<" not in page
    assert ">09.45<" in page


def test_nav_books_the_three_party_meeting_and_takes_part(nordland: Scene, as_actor: SignIn) -> None:
    answer = book(as_actor(nordland.nav), nordland)
    appointment = Appointment.objects.get()
    assert answer["Location"] == url_of(appointment)
    assert appointment.nav_counsellor == nordland.nav.membership
    assert appointment.commitments.count() == 3


def test_in_nordland_nav_is_there_whatever_the_form_says(nordland: Scene, as_actor: SignIn) -> None:
    book(as_actor(nordland.owner), nordland, nav="")
    assert Appointment.objects.get().nav_counsellor == nordland.nav.membership


@pytest.mark.parametrize(("nav", "is_there"), [("on", True), ("", False)])
def test_in_trondelag_the_participant_says_whether_nav_is_there(
    trondelag: Scene, as_actor: SignIn, nav: str, is_there: bool
) -> None:
    book(as_actor(trondelag.owner), trondelag, nav=nav)
    assert (Appointment.objects.get().nav_counsellor is not None) is is_there


def test_the_career_counsellor_says_it_for_the_participant(trondelag: Scene, as_actor: SignIn) -> None:
    assert trondelag.career.membership
    assign_career_counsellor(journey=trondelag.journey, membership=trondelag.career.membership)
    browser = as_actor(trondelag.career)
    assert "Min Nav-veileder" not in text(browser.get(pick_url(trondelag)))
    assert 'name="nav"' in text(browser.get(pick_url(trondelag)))
    book(browser, trondelag, nav="on")
    assert Appointment.objects.get().nav_counsellor == trondelag.nav.membership


def test_nav_that_helps_to_book_does_not_let_itself_in(trondelag: Scene, as_actor: SignIn) -> None:
    """trondelag-model: Nav takes part only if the participant wishes; afterwards Nav is led to what it may see."""
    browser = as_actor(trondelag.nav)
    picked = hold(browser, trondelag, nav="on")
    journey = reverse("workspace:journey", args=[trondelag.journey.public_id])
    assert answer_held(browser, picked["Location"], "bekreft")["Location"] == journey
    assert Appointment.objects.get().nav_counsellor is None
    assert answer_held(browser, picked["Location"], "bekreft")["Location"] == journey


@pytest.mark.parametrize(("mode", "has_place"), [("in_person", True), ("phone", False), ("digital", False)])
def test_in_trondelag_the_participant_chooses_how_to_meet(
    trondelag: Scene, as_actor: SignIn, mode: str, has_place: bool
) -> None:
    book(as_actor(trondelag.owner), trondelag, mode=mode)
    appointment = Appointment.objects.get()
    assert appointment.mode == mode
    assert (appointment.place is not None) is has_place
    assert appointment.ends_at - appointment.starts_at == timedelta(minutes=45)


@pytest.mark.parametrize("slot", ["", "x", "2026-03-02T09:00", "2026-13-02T09:00+01:00", "9999-12-31T23:59:59-23:59"])
def test_a_time_that_is_none_asks_for_one(scene: Scene, as_actor: SignIn, slot: str) -> None:
    answer = hold(as_actor(scene.owner), scene, slot=slot)
    assert answer.status_code in (409, 422)
    assert ">09.00<" in text(answer)
    assert not Hold.objects.exists()


@pytest.mark.parametrize("clock", ["08:00", "09:05", "11:45", "12:00", "06:00"])
def test_a_time_nobody_offers_is_not_held(scene: Scene, as_actor: SignIn, clock: str) -> None:
    assert hold(as_actor(scene.owner), scene, clock).status_code == 409
    assert not Hold.objects.exists()


def test_a_kind_that_does_not_fit_now_is_refused(nordland: Scene, as_actor: SignIn) -> None:
    assert hold(as_actor(nordland.owner), nordland, kind="guidance").status_code == 403
    assert not Hold.objects.exists()


def test_a_kind_that_is_booked_already_is_friendly(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    book(browser, scene)
    assert hold(browser, scene, "10:30").status_code == 409
    assert Appointment.objects.count() == 1


def test_a_time_just_taken_comes_back_with_the_others(trondelag: Scene, as_actor: SignIn) -> None:
    browser = as_actor(trondelag.owner)
    browser.get(pick_url(trondelag))
    somebody_else_books(trondelag)
    answer = hold(browser, trondelag, week="2026-03-02")
    assert answer.status_code == 409
    assert ">09.45<" in text(answer)
    assert ">09.00<" not in text(answer)


def test_the_links_of_a_page_that_came_back_lead_to_the_picker(trondelag: Scene, as_actor: SignIn) -> None:
    publish(trondelag.career, days=14)
    page = text(hold(as_actor(trondelag.owner), trondelag, "08:00"))
    assert f'href="{pick_url(trondelag)}?' in page
    assert 'href="?' not in page


# --- thinking it over ----------------------------------------------------------------------------------------------
def test_choosing_another_time_gives_this_one_back(trondelag: Scene, as_actor: SignIn) -> None:
    browser = as_actor(trondelag.owner)
    picked = hold(browser, trondelag, mode="phone", week="2026-03-02", next="/profil/")
    back = answer_held(browser, picked["Location"], "slipp")
    assert not Hold.objects.exists()
    assert not Commitment.objects.exists()
    path, query = back["Location"].split("?")
    assert path == pick_url(trondelag)
    assert {"mode=phone", "week=2026-03-02", "next=%2Fprofil%2F"} <= set(query.split("&"))
    assert ">09.00<" in text(browser.get(back["Location"]))


def test_who_goes_back_is_told_of_the_time_that_is_held(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    picked = hold(browser, scene)
    again = browser.get(pick_url(scene))
    assert says(again, "You have picked a time, and not confirmed it yet")
    assert picked["Location"].split("?")[0] in text(again)
    hold(browser, scene, "10:30")
    assert Hold.objects.get().starts_at == today("10:30")


def test_confirming_or_giving_back_twice_does_no_harm(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    held_url = hold(browser, scene)["Location"]
    answer_held(browser, held_url, "bekreft")
    detail = url_of(Appointment.objects.get())
    for verb in ("bekreft", "slipp"):
        assert answer_held(browser, held_url, verb)["Location"] == detail
    assert browser.get(held_url)["Location"] == detail
    assert says(browser.get(detail), "This is booked already. You need not do anything.")
    assert Appointment.objects.count() == 1
    assert scene.kinds().count("appointment_booked") == 1


# --- too late ------------------------------------------------------------------------------------------------------
def test_an_expired_hold_is_honoured_while_nobody_wants_the_time(scene: Scene, as_actor: SignIn, at: Clock) -> None:
    browser = as_actor(scene.owner)
    held_url = hold(browser, scene)["Location"]
    at("2026-03-02 07:15")
    page = browser.get(held_url)
    over = "We no longer keep the time for you. It may still be free: try to confirm, or choose another time."
    assert says(page, over)
    assert "data-hold-seconds" not in text(page)
    answer_held(browser, held_url, "bekreft")
    assert Appointment.objects.get().starts_at == today("09:00")


def test_when_somebody_took_the_expired_time_the_others_come_back(
    trondelag: Scene, as_actor: SignIn, at: Clock
) -> None:
    browser = as_actor(trondelag.owner)
    held_url = hold(browser, trondelag, mode="phone")["Location"]
    at("2026-03-02 07:15")
    somebody_else_books(trondelag)
    for answer in (browser.get(held_url), *(answer_held(browser, held_url, verb) for verb in ("bekreft", "slipp"))):
        assert answer.status_code == 409
        assert ">09.45<" in text(answer)
        assert ">09.00<" not in text(answer)
        assert 'name="mode" value="phone"' in text(answer)
    assert Appointment.objects.filter(journey=trondelag.journey).count() == 0


def test_a_hold_that_vanishes_while_confirming_is_friendly(
    scene: Scene, as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_actor(scene.owner)
    held_url = hold(browser, scene)["Location"]

    def expired(**_given: Any) -> None:
        Hold.objects.all().delete()
        raise actions.HoldExpired

    monkeypatch.setattr(actions, "confirm", expired)
    answer = answer_held(browser, held_url, "bekreft")
    assert answer.status_code == 409
    assert ">09.00<" in text(answer)
    over = gettext("We no longer keep %(when)s for you. See the appointments, or choose a time.")
    assert over.split("%(when)s")[1] in text(answer)


def test_a_journey_closed_meanwhile_has_nothing_to_confirm(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    held_url = hold(browser, scene)["Location"]
    close(journey=scene.journey, reason=scene.journey.blueprint.close_reasons[0].key, by=scene.owner)
    assert answer_held(browser, held_url, "bekreft").status_code == 409
    assert not Appointment.objects.exists()


# --- two parties of one journey ------------------------------------------------------------------------------------
def test_while_nav_picks_the_participant_waits_and_is_told(nordland: Scene, as_actor: SignIn, at: Clock) -> None:
    hold(as_actor(nordland.nav), nordland)
    answer = hold(as_actor(nordland.owner), nordland, "10:00")
    assert answer.status_code == 409
    assert nordland.nav.person.name in text(answer)
    assert "07.10" in text(answer)
    assert Hold.objects.get().held_by == nordland.nav.person
    at("2026-03-02 07:10")
    assert hold(as_actor(nordland.owner), nordland, "10:00").status_code == 302


# --- who -----------------------------------------------------------------------------------------------------------
def test_a_hold_is_nobodys_but_who_picked_it(nordland: Scene, as_actor: SignIn) -> None:
    held_url = hold(as_actor(nordland.nav), nordland)["Location"]
    bare = held_url.split("?")[0]
    for actor in outsiders(nordland):
        browser = as_actor(actor)
        assert browser.get(held_url).status_code == 404
        for verb in ("bekreft", "slipp"):
            assert answer_held(browser, held_url, verb).status_code == 404
    for browser in (as_actor(nordland.owner), as_actor(cover(nordland.nav, staff(Party.NAV_COUNSELLOR)))):
        assert browser.get(bare).status_code == 404
        assert browser.post(f"{bare}bekreft/").status_code == 404
    assert Hold.objects.exists()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("query", ["", "journey=x", "moves=x", "journey=&moves="])
def test_an_unknown_hold_is_not_found(scene: Scene, as_actor: SignIn, query: str) -> None:
    unknown = reverse("appointments:held", args=[scene.journey.public_id])
    assert as_actor(scene.owner).get(f"{unknown}?{query}").status_code == 404


def test_what_the_waiting_list_offers_is_answered_elsewhere(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    bare = hold(browser, scene)["Location"].split("?")[0]
    Hold.objects.update(is_offer=True)
    assert browser.get(bare).status_code == 404
    assert browser.post(f"{bare}slipp/").status_code == 404
    assert Hold.objects.exists()


def test_reading_the_page_changes_nothing(scene: Scene, as_actor: SignIn) -> None:
    browser = as_actor(scene.owner)
    held_url = hold(browser, scene)["Location"]
    browser.get(held_url)
    browser.head(held_url)
    assert Hold.objects.count() == 1
    for verb in ("bekreft", "slipp"):
        path, query = held_url.split("?")
        assert browser.get(f"{path}{verb}/?{query}").status_code == 405


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org"])
def test_confirming_leads_to_no_other_site(scene: Scene, as_actor: SignIn, elsewhere: str) -> None:
    browser = as_actor(scene.owner)
    held_url = hold(browser, scene)["Location"]
    confirmed = answer_held(browser, f"{held_url}&next={elsewhere}", "bekreft")
    assert confirmed["Location"] == url_of(Appointment.objects.get())
