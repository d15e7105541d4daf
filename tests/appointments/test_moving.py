"""Moving a meeting: who may, until when, and what happens between picking and confirming."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership
from appointments import actions
from appointments.models import Appointment, Commitment, Hold, PublishedTime
from common import outbox
from common.models import OutboxMessage
from journeys.actions import assign_career_counsellor
from tests.appointments.conftest import Scene, publish, start_journey, today
from tests.appointments.pages import SignIn, answer_held, outsiders, says, text, url_of
from tests.factories import participant, staff

Clock = Callable[[str], datetime]


def pick(browser: Any, appointment: Appointment, clock: str, **data: str) -> Any:
    """Pick another time of today for it."""
    return browser.post(url_of(appointment, "move"), {"slot": today(clock).isoformat(), **data})


def move(browser: Any, appointment: Appointment, clock: str, **data: str) -> Any:
    """Pick another time and confirm it."""
    picked = pick(browser, appointment, clock, **data)
    assert picked.status_code == 302
    return answer_held(browser, picked["Location"], "bekreft")


def start_of(appointment: Appointment) -> datetime:
    return Appointment.objects.get(pk=appointment.pk).starts_at


@pytest.fixture
def booked(nordland: Scene) -> Appointment:
    """A three-party meeting at 09.00 today; it is 07.00 now."""
    return nordland.book("09:00")


# --- the way through -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("party", ["owner", "nav", "career"])
def test_each_party_moves_it(nordland: Scene, booked: Appointment, as_actor: SignIn, party: str, at: Clock) -> None:
    browser = as_actor(getattr(nordland, party))
    page = text(browser.get(url_of(booked, "move")))
    assert ">10.00<" in page
    assert "2. mars kl. 09.00" in page
    picked = pick(browser, booked, "10:00")
    held = text(browser.get(picked["Location"]))
    assert "2. mars kl. 10.00" in held.lower()
    assert "2. mars kl. 09.00" in held
    assert start_of(booked) == today("09:00")
    confirmed = answer_held(browser, picked["Location"], "bekreft")
    assert confirmed["Location"] == url_of(booked)
    assert start_of(booked) == today("10:00")
    assert nordland.kinds()[-1] == "appointment_moved"


def test_everybody_is_told_once(nordland: Scene, booked: Appointment, as_actor: SignIn) -> None:
    outbox.send_due()
    move(as_actor(nordland.owner), booked, "10:00")
    told = OutboxMessage.objects.filter(kind__startswith="appointment_changed")
    people = {each.person for each in (nordland.owner, nordland.nav, nordland.career)}
    assert {message.recipient for message in told} == people
    assert told.count() == len(people)


def test_the_new_time_may_overlap_the_old(trondelag: Scene, as_actor: SignIn) -> None:
    booked = trondelag.book("09:00")
    assert ">09.15<" not in text(as_actor(trondelag.owner).get(url_of(booked, "move")))
    move(as_actor(trondelag.owner), booked, "09:15")
    assert start_of(booked) == today("09:15")


def test_the_time_it_has_is_no_choice_but_in_another_way(trondelag: Scene, as_actor: SignIn) -> None:
    booked = trondelag.book("09:00")
    browser = as_actor(trondelag.owner)
    assert ">09.00<" not in text(browser.get(url_of(booked, "move")))
    assert ">09.00<" in text(browser.get(url_of(booked, "move") + "?mode=phone"))
    assert pick(browser, booked, "09:00").status_code == 409


def test_with_no_time_but_its_own_the_page_leads_on(trondelag: Scene, as_actor: SignIn) -> None:
    booked = trondelag.book("11:15")
    PublishedTime.objects.update(starts_at=today("11:15"))
    browser = as_actor(trondelag.owner)
    assert says(browser.get(url_of(booked, "move")), "No free times this week")
    publish(trondelag.career, "13:00", "13:45", days=14)
    assert 'name="week" value="2026-03-16"' in text(browser.get(url_of(booked, "move")))


def test_until_it_is_confirmed_both_times_are_taken(trondelag: Scene, as_actor: SignIn) -> None:
    booked = trondelag.book("09:00")
    pick(as_actor(trondelag.owner), booked, "10:30")
    people = Commitment.objects.filter(person=trondelag.owner.person, active=True)
    assert {each.starts_at for each in people} == {today("09:00"), today("10:30")}


def test_thinking_better_of_it_keeps_the_old_time(trondelag: Scene, as_actor: SignIn) -> None:
    booked = trondelag.book("09:00")
    browser = as_actor(trondelag.owner)
    picked = pick(browser, booked, "10:30", mode="phone")
    back = answer_held(browser, picked["Location"], "slipp")
    assert back["Location"].startswith(f"{url_of(booked, 'move')}?mode=phone")
    assert start_of(booked) == today("09:00")
    assert not Hold.objects.exists()


def test_another_way_to_meet(trondelag: Scene, as_actor: SignIn) -> None:
    booked = trondelag.book("09:00")
    browser = as_actor(trondelag.owner)
    picked = pick(browser, booked, "09:00", mode="phone")
    assert picked.status_code == 302
    answer_held(browser, picked["Location"], "bekreft")
    moved = Appointment.objects.get()
    assert (moved.mode, moved.place, moved.starts_at) == ("phone", None, today("09:00"))


def test_another_counsellor_of_the_centre(nordland: Scene, booked: Appointment, as_actor: SignIn) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR)
    elsewhere = staff(Party.CAREER_COUNSELLOR, office_name="Karrieresenter Prøvedal")
    for each in (colleague, elsewhere):
        publish(each, "13:00", "14:00")
    browser = as_actor(nordland.owner)
    page = text(browser.get(url_of(booked, "move")))
    assert colleague.person.name in page
    assert elsewhere.person.name not in page
    assert ">13.00<" not in page
    assert ">13.00<" in text(browser.get(url_of(booked, "move") + f"?counsellor={colleague.key}"))
    assert ">13.00<" not in text(browser.get(url_of(booked, "move") + f"?counsellor={elsewhere.key}"))
    move(browser, booked, "13:00", counsellor=colleague.key)
    assert Appointment.objects.get().career_counsellor == colleague.membership


def test_when_the_counsellor_has_left_whoever_is_there_is_found(
    nordland: Scene, booked: Appointment, as_actor: SignIn
) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR)
    publish(colleague, "13:00", "14:00")
    Membership.objects.filter(pk=booked.career_counsellor_id).update(valid_until=timezone.localdate())
    browser = as_actor(nordland.owner)
    assert ">13.00<" in text(browser.get(url_of(booked, "move")))
    move(browser, booked, "13:00")
    assert Appointment.objects.get().career_counsellor == colleague.membership


# --- what may come between -----------------------------------------------------------------------------------------
def test_a_time_just_taken_comes_back_with_the_others(trondelag: Scene, as_actor: SignIn) -> None:
    booked, somebody = trondelag.book("09:00"), participant()
    replace(trondelag, journey=start_journey("trondelag", somebody, None), owner=somebody).book("10:30")
    answer = pick(as_actor(trondelag.owner), booked, "10:30")
    assert answer.status_code == 409
    assert ">09.45<" in text(answer)
    assert ">10.30<" not in text(answer)


@pytest.mark.parametrize("slot", ["", "x", "9999-12-31T23:59:59-23:59"])
def test_a_time_that_is_none_asks_for_one(booked: Appointment, nordland: Scene, as_actor: SignIn, slot: str) -> None:
    answer = as_actor(nordland.owner).post(url_of(booked, "move"), {"slot": slot})
    assert answer.status_code in (409, 422)
    assert ">10.00<" in text(answer)


def test_when_the_hold_is_gone_the_times_come_back(trondelag: Scene, as_actor: SignIn, at: Clock) -> None:
    booked = trondelag.book("11:15")
    browser, somebody = as_actor(trondelag.owner), participant()
    held_url = pick(browser, booked, "09:45")["Location"]
    at("2026-03-02 07:11")
    replace(trondelag, journey=start_journey("trondelag", somebody, None), owner=somebody).book("09:45")
    for answer in (browser.get(held_url), answer_held(browser, held_url, "bekreft")):
        assert answer.status_code == 409
        assert ">09.00<" in text(answer)
        assert ">09.45<" not in text(answer)
    assert start_of(booked) == today("11:15")


def test_confirming_twice_does_no_harm(nordland: Scene, booked: Appointment, as_actor: SignIn) -> None:
    browser = as_actor(nordland.nav)
    held_url = pick(browser, booked, "10:00")["Location"]
    answer_held(browser, held_url, "bekreft")
    assert answer_held(browser, held_url, "bekreft")["Location"] == url_of(booked)
    assert nordland.kinds().count("appointment_moved") == 1


def test_a_meeting_cancelled_meanwhile_is_friendly(nordland: Scene, booked: Appointment, as_actor: SignIn) -> None:
    browser = as_actor(nordland.nav)
    held_url = pick(browser, booked, "10:00")["Location"]
    actions.cancel(appointment=Appointment.objects.get(), by=nordland.owner)
    assert answer_held(browser, held_url, "bekreft").status_code == 409
    assert browser.get(held_url)["Location"] == url_of(booked)
    assert browser.get(url_of(booked, "move"))["Location"] == url_of(booked)
    assert pick(browser, booked, "10:00").status_code == 409


def test_while_nav_picks_the_participant_waits_and_is_told(
    nordland: Scene, booked: Appointment, as_actor: SignIn
) -> None:
    pick(as_actor(nordland.nav), booked, "10:00")
    answer = pick(as_actor(nordland.owner), booked, "11:00")
    assert answer.status_code == 409
    assert nordland.nav.person.name in text(answer)


def test_reading_changes_nothing(nordland: Scene, booked: Appointment, as_actor: SignIn) -> None:
    browser = as_actor(nordland.owner)
    browser.get(url_of(booked, "move"), {"slot": today("10:00").isoformat()})
    browser.head(url_of(booked, "move"))
    assert not Hold.objects.exists()


# --- who, and until when -------------------------------------------------------------------------------------------
def test_it_is_nothing_for_outsiders(nordland: Scene, booked: Appointment, as_actor: SignIn) -> None:
    for actor in outsiders(nordland):
        assert as_actor(actor).get(url_of(booked, "move")).status_code == 404
        assert pick(as_actor(actor), booked, "10:00").status_code == 404
    assert not Hold.objects.exists()


def test_who_follows_the_journey_moves_a_meeting_somebody_else_was_to_lead_to_the_own_times(
    nordland: Scene, as_actor: SignIn
) -> None:
    """As after a journey was handed over to a colleague who is busy at the time that is booked."""
    colleague = staff(Party.CAREER_COUNSELLOR)
    publish(colleague, "13:00", "15:00")
    booked = nordland.book("09:00")
    assert colleague.membership
    assign_career_counsellor(journey=nordland.journey, membership=colleague.membership)
    browser = as_actor(colleague)
    assert browser.get(url_of(booked, "move")).status_code == 200
    assert pick(browser, booked, "13:00").status_code == 302
    assert Hold.objects.get().career_counsellor == colleague.membership


@pytest.mark.parametrize(("clock", "may"), [("07:00", True), ("07:01", False)])
def test_participant_and_nav_move_it_until_the_hours_of_the_model(
    nordland: Scene, booked: Appointment, as_actor: SignIn, at: Clock, clock: str, may: bool
) -> None:
    """Two hours in every model so far; the career counsellor may until it begins."""
    at(f"2026-03-02 {clock}")
    for actor in (nordland.owner, nordland.nav):
        answers = [as_actor(actor).get(url_of(booked, "move")), as_actor(actor).get(url_of(booked))]
        assert answers[0].status_code == (200 if may else 409)
        assert (url_of(booked, "move") in text(answers[1])) is may
        for answer in answers:
            assert _is_too_late(answer) is not may
    assert as_actor(nordland.career).get(url_of(booked, "move")).status_code == 200
    picked = pick(as_actor(nordland.owner), booked, "11:00")
    assert picked.status_code == (302 if may else 409)


def _is_too_late(answer: Any) -> bool:
    return says(answer, "Please contact the career centre.")


def test_whom_to_call_is_said_when_it_is_known(
    nordland: Scene, booked: Appointment, as_actor: SignIn, at: Clock
) -> None:
    centre = booked.career_counsellor.office
    centre.phone = "75 00 00 00"
    centre.save()
    at("2026-03-02 08:00")
    for page in ("detail", "move"):
        assert "75 00 00 00" in text(as_actor(nordland.owner).get(url_of(booked, page)))


def test_a_meeting_that_has_begun_is_not_moved(
    nordland: Scene, booked: Appointment, as_actor: SignIn, at: Clock
) -> None:
    at("2026-03-02 09:00")
    for actor in (nordland.owner, nordland.nav, nordland.career):
        assert as_actor(actor).get(url_of(booked, "move")).status_code == 403
        assert pick(as_actor(actor), booked, "11:00").status_code == 403


# --- what it costs -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_many_times(
    nordland: Scene,
    booked: Appointment,
    as_actor: SignIn,
    number: int,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    for days in range(1, number):
        publish(nordland.career, days=days)
        publish(staff(Party.CAREER_COUNSELLOR), days=days)
    browser: Any = as_actor(nordland.owner)
    browser.get(url_of(booked, "move"))
    with django_assert_num_queries(15):  # of which 2 open and close the transaction, 5 are who asks
        browser.get(url_of(booked, "move"))
