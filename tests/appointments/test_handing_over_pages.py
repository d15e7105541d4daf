"""The pages for handing over: an absence, one meeting, one participant, a caseload, and what a coordinator sees."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments import actions
from appointments.models import Absence, Appointment
from journeys.models import Journey
from tests.appointments.conftest import Scene, publish, start_journey, today
from tests.appointments.pages import SignIn, says, text, url_of
from tests.appointments.test_handing_over import member
from tests.factories import cover, participant, staff

CAREER, NAV = Party.CAREER_COUNSELLOR, Party.NAV_COUNSELLOR


@pytest.fixture
def meeting(nordland: Scene) -> Appointment:
    return nordland.book()


@pytest.fixture
def colleague(nordland: Scene) -> Actor:
    return staff(CAREER)


@pytest.fixture
def absence(nordland: Scene, meeting: Appointment) -> Absence:
    return Absence.objects.create(membership=member(nordland.career), starts_at=today("08:00"), ends_at=today("16:00"))


@pytest.fixture
def coordinator(nordland: Scene) -> Actor:
    """Of the county authority, the career centres' side."""
    return staff(Party.COORDINATOR)


def caseload_url(of: Actor) -> str:
    return reverse("appointments:caseload", args=[member(of).public_id])


def affected_url(absence: Absence) -> str:
    return reverse("appointments:affected", args=[absence.public_id])


def transfer_url(journey: Journey) -> str:
    return reverse("appointments:transfer", args=[journey.public_id])


def choose(browser: Client, url: str, to: Actor | None, **more: str) -> Any:
    return browser.post(url, {"to": str(member(to).public_id) if to else "", **more})


def make_busy(who: Actor) -> None:
    Absence.objects.create(membership=member(who), starts_at=today("08:00"), ends_at=today("16:00"))


# --- the meetings in an absence -------------------------------------------------------------------------------------
def test_each_meeting_with_who_is_free_and_what_else_can_be_done(
    nordland: Scene, absence: Absence, colleague: Actor, meeting: Appointment, as_actor: SignIn
):
    page = text(as_actor(nordland.career).get(affected_url(absence)))
    for part in (nordland.owner.person.name, colleague.person.name, url_of(meeting, "move"), url_of(meeting, "cancel")):
        assert part in page


def test_nobody_free_says_so(nordland: Scene, absence: Absence, colleague: Actor, as_actor: SignIn):
    make_busy(colleague)
    assert says(as_actor(nordland.career).get(affected_url(absence)), "No colleague is free then.")


def test_a_meeting_outside_the_absence_is_not_there(nordland: Scene, absence: Absence, as_actor: SignIn):
    Absence.objects.filter(pk=absence.pk).update(starts_at=today("10:00"))
    assert says(as_actor(nordland.career).get(affected_url(absence)), "No meeting is booked in it any more.")


def test_a_coordinator_sees_when_and_not_who(
    nordland: Scene, absence: Absence, colleague: Actor, meeting: Appointment, coordinator: Actor, as_actor: SignIn
):
    page = text(as_actor(coordinator).get(affected_url(absence)))
    assert "2. mars kl. 09.00" in page
    assert colleague.person.name in page
    assert nordland.owner.person.name not in page
    assert url_of(meeting, "move") not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_meeting_and_for_three(
    nordland: Scene,
    absence: Absence,
    colleague: Actor,
    as_actor: SignIn,
    number: int,
    django_assert_num_queries: Callable[[int], Any],
):
    for place in range(1, number):
        owner = participant()
        wish = nordland.wish(nav=member(staff(NAV)), counsellor=member(nordland.career))
        journey = start_journey("nordland", owner, wish.nav)
        Absence.objects.all().delete()
        actions.book(
            wish=type(wish)(**{**vars(wish), "journey": journey}), starts_at=today(f"{9 + place}:00"), by=owner
        )
        absence.save(force_insert=True)
    browser = as_actor(nordland.career)
    with django_assert_num_queries(13):  # of which 2 open and close the transaction, 5 are who asks
        page = browser.get(affected_url(absence))
    assert text(page).count("/overlat/") == number


# --- one meeting ----------------------------------------------------------------------------------------------------
def test_a_colleague_is_chosen_and_the_page_before_comes_back(
    nordland: Scene, absence: Absence, colleague: Actor, meeting: Appointment, as_actor: SignIn
):
    back = affected_url(absence)
    answer = choose(as_actor(nordland.career), url_of(meeting, "hand_over"), colleague, next=back)
    assert answer["Location"] == back
    meeting.refresh_from_db()
    assert meeting.career_counsellor == colleague.membership


def test_another_site_is_not_led_to(nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn):
    browser = as_actor(nordland.career)
    answer = choose(browser, url_of(meeting, "hand_over"), colleague, next="https://evil.example.test/")
    assert answer["Location"] == reverse("appointments:upcoming")


def test_nobody_chosen_or_no_longer_free_comes_back_with_the_form(
    nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn
):
    browser, url = as_actor(nordland.career), url_of(meeting, "hand_over")
    assert choose(browser, url, None).status_code == 422
    make_busy(colleague)
    assert choose(browser, url, colleague).status_code == 422
    meeting.refresh_from_db()
    assert meeting.career_counsellor == nordland.career.membership


def test_who_was_booked_a_moment_ago_is_said(
    nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
):
    def busy(**_arguments: Any) -> None:
        raise actions.TimeTaken

    monkeypatch.setattr("appointments.actions.handing_over.hand_over", busy)
    page = choose(as_actor(nordland.career), url_of(meeting, "hand_over"), colleague)
    assert page.status_code == 422
    said = "%(name)s was just booked at that time. Choose somebody else"
    assert says(page, said, name=colleague.person.name)


def test_each_side_hands_over_its_own_part(nordland: Scene, meeting: Appointment, as_actor: SignIn):
    other = staff(NAV)
    assert choose(as_actor(nordland.nav), url_of(meeting, "hand_over"), other).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.nav_counsellor, meeting.career_counsellor) == (other.membership, nordland.career.membership)


def test_who_may_and_who_may_not(nordland: Scene, meeting: Appointment, coordinator: Actor, as_actor: SignIn):
    url = url_of(meeting, "hand_over")
    stand_in = cover(nordland.career, staff(CAREER, office_name="Karriere Nabobygd"))
    for who, status in (
        (nordland.career, 200),
        (stand_in, 200),
        (coordinator, 200),
        (nordland.owner, 403),
        (staff(CAREER), 404),
        (staff(Party.COORDINATOR, county_code="trondelag"), 404),
    ):
        assert as_actor(who).get(url).status_code == status, who


def test_a_cancelled_one_is_already_done(nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn):
    actions.cancel(appointment=meeting, by=nordland.owner)
    assert choose(as_actor(nordland.career), url_of(meeting, "hand_over"), colleague).status_code == 409


def test_the_substitute_sees_the_meeting_and_is_not_led_to_the_journey(
    nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn
):
    choose(as_actor(nordland.career), url_of(meeting, "hand_over"), colleague)
    page = as_actor(colleague).get(url_of(meeting))
    assert page.status_code == 200
    assert nordland.owner.person.name in text(page)
    assert reverse("workspace:journey", args=[nordland.journey.public_id]) not in text(page)
    assert reverse("conversations:meeting", args=[meeting.public_id]) not in text(page)


def test_only_who_leads_it_now_is_asked_to_hand_it_over(
    nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn
):
    stand_in = cover(colleague, staff(CAREER, office_name="Karriere Nabobygd"))
    choose(as_actor(nordland.career), url_of(meeting, "hand_over"), colleague)
    asked = (nordland.career, False), (colleague, True), (stand_in, True), (nordland.nav, True), (nordland.owner, False)
    for who, expected in asked:
        assert (url_of(meeting, "hand_over") in text(as_actor(who).get(url_of(meeting)))) is expected, who


# --- one participant ------------------------------------------------------------------------------------------------
def test_one_participant_goes_to_a_colleague(nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn):
    browser = as_actor(nordland.career)
    journey_page = browser.get(reverse("workspace:journey", args=[nordland.journey.public_id]))
    assert transfer_url(nordland.journey) in text(journey_page)
    assert choose(browser, transfer_url(nordland.journey), colleague)["Location"] == reverse("workspace:journeys")
    nordland.journey.refresh_from_db()
    assert nordland.journey.career_counsellor == colleague.membership
    assert browser.get(transfer_url(nordland.journey)).status_code == 404


@pytest.mark.parametrize("who", ["owner", "nav"])
def test_who_may_transfer_a_journey(nordland: Scene, meeting: Appointment, as_actor: SignIn, who: str):
    status = {"owner": 403, "nav": 200}[who]
    assert as_actor(getattr(nordland, who)).get(transfer_url(nordland.journey)).status_code == status


def test_a_closed_journey_is_not_handed_over(nordland: Scene, meeting: Appointment, as_actor: SignIn):
    Journey.objects.update(closed_at=timezone.now(), current_step="", waiting_for="")
    assert as_actor(nordland.career).get(transfer_url(nordland.journey)).status_code == 403


# --- a caseload -----------------------------------------------------------------------------------------------------
def test_the_counsellor_hands_over_everything(
    nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn
):
    browser = as_actor(nordland.career)
    assert nordland.owner.person.name in text(browser.get(caseload_url(nordland.career)))
    answer = choose(browser, caseload_url(nordland.career), colleague)
    assert answer["Location"] == caseload_url(nordland.career)
    page = browser.get(caseload_url(nordland.career))
    assert says(page, "Nobody is followed.")
    assert colleague.person.name in text(page)
    meeting.refresh_from_db()
    assert meeting.career_counsellor == colleague.membership


def test_what_could_not_go_along_is_said_and_stays_on_the_page(
    nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn
):
    make_busy(colleague)
    browser = as_actor(nordland.career)
    choose(browser, caseload_url(nordland.career), colleague)
    page = text(browser.get(caseload_url(nordland.career)))
    assert url_of(meeting, "hand_over") in page


def test_the_new_counsellor_moves_what_stayed(
    nordland: Scene, colleague: Actor, meeting: Appointment, as_actor: SignIn
):
    make_busy(colleague)
    choose(as_actor(nordland.career), caseload_url(nordland.career), colleague)
    assert as_actor(colleague).get(url_of(meeting, "move")).status_code == 200


def test_a_coordinator_hands_over_for_who_is_ill_and_sees_no_names(
    nordland: Scene, colleague: Actor, absence: Absence, coordinator: Actor, as_actor: SignIn
):
    browser = as_actor(coordinator)
    page = text(browser.get(caseload_url(nordland.career)))
    assert "2. mars kl. 09.00" in page
    assert affected_url(absence) in page
    assert nordland.owner.person.name not in page
    assert choose(browser, caseload_url(nordland.career), colleague).status_code == 302
    nordland.journey.refresh_from_db()
    assert nordland.journey.career_counsellor == colleague.membership


def test_those_who_left_somebody_behind_come_first(
    nordland: Scene, colleague: Actor, meeting: Appointment, coordinator: Actor, as_actor: SignIn
):
    Membership.objects.filter(pk=nordland.career.membership_id).update(valid_until=timezone.localdate())
    browser, url = as_actor(coordinator), reverse("appointments:caseloads")
    page = browser.get(url)
    assert "1 deltaker" in text(page) or "1 participant" in text(page)
    assert text(page).index(nordland.career.person.name) < text(page).index(colleague.person.name)
    assert choose(browser, caseload_url(nordland.career), colleague).status_code == 302
    assert nordland.career.person.name not in text(browser.get(url))


def test_a_coordinator_looks_after_the_own_side_only(
    nordland: Scene, meeting: Appointment, coordinator: Actor, as_actor: SignIn
):
    browser = as_actor(coordinator)
    assert nordland.nav.person.name not in text(browser.get(reverse("appointments:caseloads")))
    assert browser.get(caseload_url(nordland.nav)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    nordland: Scene, coordinator: Actor, as_actor: SignIn, number: int, django_assert_num_queries: Callable[[int], Any]
):
    for _each in range(number - 1):
        staff(CAREER)
    browser = as_actor(coordinator)
    with django_assert_num_queries(13):  # of which 2 open and close the transaction, 5 are who asks
        page = browser.get(reverse("appointments:caseloads"))
    assert len(re.findall(r"/overlat/[0-9a-f-]{36}/", text(page))) == number


def test_only_those_it_concerns_reach_a_caseload(nordland: Scene, as_actor: SignIn):
    for who in (staff(CAREER), nordland.owner, nordland.nav, staff(Party.COORDINATOR, county_code="trondelag")):
        assert as_actor(who).get(caseload_url(nordland.career)).status_code == 404
    stand_in = cover(nordland.career, staff(CAREER, office_name="Karriere Nabobygd"))
    assert as_actor(stand_in).get(caseload_url(nordland.career)).status_code == 200


def test_nothing_to_hand_over_is_already_done(nordland: Scene, colleague: Actor, as_actor: SignIn):
    publish(colleague)
    assert choose(as_actor(nordland.career), caseload_url(nordland.career), colleague).status_code == 409
