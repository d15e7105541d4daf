"""The picker: which times it shows to whom, and what it says when there are none."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import OfficeKind, Party
from accounts.models import Membership
from appointments.booking import free_for, picker
from appointments.models import Absence, Appointment, ExternalCalendar, Hold, PublishedTime
from journeys.actions import assign_career_counsellor
from journeys.blueprints.trondelag import MEETING_KINDS
from journeys.blueprints.types import Blueprint
from tests.appointments.conftest import Scene, publish, today
from tests.appointments.pages import SignIn, book, hold, outsiders, pick_url, says, text, url_of
from tests.factories import office, staff


def member(scene: Scene) -> Membership:
    assert scene.career.membership
    return scene.career.membership


def colleague(scene: Scene, start: str = "13:00", end: str = "13:45", **fields: Any) -> Membership:
    """Another career counsellor, of the same centre unless told otherwise, with times of their own."""
    other = staff(Party.CAREER_COUNSELLOR, county_code=scene.journey.county.code, **fields)
    publish(other, start, end)
    assert other.membership
    return other.membership


def no_times(scene: Scene) -> None:
    PublishedTime.objects.filter(membership=member(scene)).delete()


# --- times ---------------------------------------------------------------------------------------------------------
def test_each_time_is_a_button_that_says_all_of_it(trondelag: Scene, as_actor: SignIn) -> None:
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag)))
    assert 'aria-label="mandag 2. mars kl. 09.00–09.45"' in page
    assert ">09.00<" in page
    assert "<h3>Mandag 2. mars</h3>" in page


def test_a_day_without_times_is_said_to_have_none(trondelag: Scene, as_actor: SignIn) -> None:
    answer = as_actor(trondelag.owner).get(pick_url(trondelag))
    assert text(answer).count('<div class="app-day" data-empty>') == 4
    assert says(answer, "Nothing free")


def test_a_day_of_the_weekend_is_there_when_it_has_times(trondelag: Scene, as_actor: SignIn) -> None:
    publish(trondelag.career, days=5)
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag)))
    assert "<h3>Lørdag 7. mars</h3>" in page
    assert "<h3>Søndag 8. mars</h3>" not in page


def test_what_the_participant_has_elsewhere_is_not_free(trondelag: Scene, as_actor: SignIn) -> None:
    trondelag.book("09:00")
    Appointment.objects.update(kind="other")
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag)))
    assert ">09.00<" not in page
    assert ">09.45<" in page


def test_when_nav_is_to_be_there_its_blocks_count(trondelag: Scene, as_actor: SignIn) -> None:
    Absence.objects.create(membership=trondelag.nav.membership, starts_at=today("09:00"), ends_at=today("10:00"))
    browser = as_actor(trondelag.owner)
    assert ">09.00<" in text(browser.get(pick_url(trondelag)))
    assert ">09.00<" not in text(browser.get(pick_url(trondelag, nav="on")))


def test_places_are_said_at_each_time_when_they_differ(trondelag: Scene, as_actor: SignIn) -> None:
    elsewhere = office(OfficeKind.CAREER_CENTRE, county_code="trondelag", name="Karriere Langt Unna")
    only_one = as_actor(trondelag.owner).get(pick_url(trondelag))
    assert says(only_one, "Place:")
    assert "Karriere Langt Unna" not in text(only_one).split('id="times-h"')[1]
    PublishedTime.objects.create(
        membership=member(trondelag),
        starts_at=today("13:00"),
        ends_at=today("13:45"),
        modes=["in_person", "phone"],
        place=elsewhere,
    )
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag)))
    assert 'aria-label="mandag 2. mars kl. 13.00–13.45, Karriere Langt Unna"' in page
    assert f'aria-label="mandag 2. mars kl. 09.00–09.45, {member(trondelag).office.name}"' in page
    by_phone = text(as_actor(trondelag.owner).get(pick_url(trondelag, mode="phone")))
    for span in ("09.00–09.45", "13.00–13.45"):
        assert f'aria-label="mandag 2. mars kl. {span}"' in by_phone


# --- for whom ------------------------------------------------------------------------------------------------------
def test_the_page_says_for_whom_the_times_are_free(nordland: Scene) -> None:
    wish = nordland.wish(nav=nordland.nav.membership, centre=nordland.career.office)
    found = picker(wish, "", {})
    names = [each.person.name for each in (nordland.owner, nordland.nav, nordland.career)]
    assert free_for(found, nordland.owner) == [_("you"), names[1], names[2]]
    assert free_for(found, nordland.nav) == [_("you"), names[0], names[2]]
    colleague(nordland)
    found = picker(wish, "", {})
    centre = nordland.career.office
    assert centre
    assert free_for(found, nordland.owner)[:2] == [_("you"), names[1]]
    assert free_for(found, nordland.owner)[2].endswith(centre.name)


def test_any_counsellor_of_the_centre_or_a_named_one(trondelag: Scene, as_actor: SignIn) -> None:
    other = colleague(trondelag)
    browser = as_actor(trondelag.owner)
    of_any = text(browser.get(pick_url(trondelag)))
    assert f"09.45, {trondelag.career.person.name}" in of_any
    assert f"13.45, {other.person.name}" in of_any
    named = text(browser.get(pick_url(trondelag, counsellor=str(other.public_id))))
    assert ">13.00<" in named
    assert ">09.00<" not in named
    book(browser, trondelag, "13:00", counsellor=str(other.public_id))
    assert Appointment.objects.get().career_counsellor == other


def test_a_counsellor_of_another_centre_is_no_choice(trondelag: Scene, as_actor: SignIn) -> None:
    foreign = colleague(trondelag, office_name="Karrieresenter Prøvedal")
    centre = str(member(trondelag).office.public_id)
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag, centre=centre, counsellor=str(foreign.public_id))))
    assert ">09.00<" in page
    assert ">13.00<" not in page


def test_the_journeys_own_counsellor_only(nordland: Scene, as_actor: SignIn) -> None:
    other = colleague(nordland, "13:00", "14:00")
    assign_career_counsellor(journey=nordland.journey, membership=other)
    page = text(as_actor(nordland.owner).get(pick_url(nordland)))
    assert ">13.00<" in page
    assert ">09.00<" not in page
    assert 'name="counsellor"' not in page


def test_when_the_own_counsellor_has_left_the_centre_is_open_again(nordland: Scene, as_actor: SignIn) -> None:
    left = colleague(nordland, "13:00", "14:00")
    assign_career_counsellor(journey=nordland.journey, membership=left)
    Membership.objects.filter(pk=left.pk).update(valid_until=timezone.localdate())
    page = text(as_actor(nordland.owner).get(pick_url(nordland)))
    assert ">09.00<" in page
    assert ">13.00<" not in page


def test_an_old_copy_of_navs_calendar_is_said(nordland: Scene, as_actor: SignIn) -> None:
    browser = as_actor(nordland.owner)
    assert not _is_stale(browser.get(pick_url(nordland)))
    ExternalCalendar.objects.create(
        person=nordland.nav.person, url="https://example.test/a.ics", added_at=timezone.now()
    )
    assert not _is_stale(browser.get(pick_url(nordland)))
    ExternalCalendar.objects.update(fetched_at=timezone.now() - timedelta(hours=24))
    assert not _is_stale(browser.get(pick_url(nordland)))
    ExternalCalendar.objects.update(fetched_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert _is_stale(browser.get(pick_url(nordland)))


def _is_stale(answer: Any) -> bool:
    stale: bool = answer.context["calendar_is_stale"]
    assert "example.test/a.ics" not in text(answer)
    return stale


# --- choices -------------------------------------------------------------------------------------------------------
def test_a_centre_can_be_chosen_until_there_is_a_counsellor(trondelag: Scene, as_actor: SignIn) -> None:
    elsewhere = colleague(trondelag, office_name="Karrieresenter Prøvedal")
    browser = as_actor(trondelag.owner)
    page = text(browser.get(pick_url(trondelag, centre=str(elsewhere.office.public_id))))
    assert ">13.00<" in page
    assert ">09.00<" not in page
    book(browser, trondelag, "13:00", centre=str(elsewhere.office.public_id))
    trondelag.journey.refresh_from_db()
    assert trondelag.journey.career_counsellor == elsewhere
    assert trondelag.journey.career_centre == elsewhere.office


def test_another_countys_centre_is_no_choice(trondelag: Scene, as_actor: SignIn) -> None:
    foreign = office(OfficeKind.CAREER_CENTRE, county_code="nordland")
    publish(staff(Party.CAREER_COUNSELLOR, county_code="nordland"), "13:00", "13:45")
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag, centre=str(foreign.public_id))))
    assert ">13.00<" not in page


@pytest.fixture
def lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model lets the meeting take 30 or 90 minutes too."""
    (kind,) = MEETING_KINDS
    longer = dataclasses.replace(kind, other_lengths=(30, 90))
    monkeypatch.setattr(Blueprint, "meeting_kind", lambda _self, _key: longer)


@pytest.mark.usefixtures("lengths")
@pytest.mark.parametrize(("party", "chooses"), [("owner", False), ("nav", True), ("career", True)])
def test_those_who_work_here_say_how_long(trondelag: Scene, as_actor: SignIn, party: str, chooses: bool) -> None:
    assign_career_counsellor(journey=trondelag.journey, membership=member(trondelag))
    browser = as_actor(getattr(trondelag, party))
    page = text(browser.get(pick_url(trondelag, length="90")))
    assert ('name="length"' in page) is chooses
    assert ("09.00–10.30" in page) is chooses
    hold(browser, trondelag, length="90")
    held = Hold.objects.get()
    assert held.ends_at - held.starts_at == timedelta(minutes=90 if chooses else 45)


@pytest.mark.usefixtures("lengths")
def test_a_length_the_model_does_not_have_becomes_the_usual(trondelag: Scene, as_actor: SignIn) -> None:
    hold(as_actor(trondelag.nav), trondelag, length="600")
    held = Hold.objects.get()
    assert held.ends_at - held.starts_at == timedelta(minutes=45)


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


# --- weeks ---------------------------------------------------------------------------------------------------------
def test_a_week_without_times_leads_to_one_that_has(trondelag: Scene, as_actor: SignIn) -> None:
    publish(trondelag.career, days=14)
    browser = as_actor(trondelag.owner)
    page = text(browser.get(pick_url(trondelag, week="2026-03-09")))
    assert ">09.00<" not in page
    assert "week=2026-03-16" in page
    assert ">09.00<" in text(browser.get(pick_url(trondelag, week="2026-03-16")))


def test_from_a_later_week_there_is_a_way_to_the_first_free_time(trondelag: Scene, as_actor: SignIn) -> None:
    publish(trondelag.career, days=14)
    browser = as_actor(trondelag.owner)
    first, later = browser.get(pick_url(trondelag)), browser.get(pick_url(trondelag, week="2026-03-16"))
    assert not says(first, "First free day: %(when)s", when="mandag 2. mars")
    assert says(later, "First free day: %(when)s", when="mandag 2. mars")


def test_without_asking_the_first_week_with_times_is_shown(trondelag: Scene, as_actor: SignIn) -> None:
    no_times(trondelag)
    publish(trondelag.career, days=14)
    page = text(as_actor(trondelag.owner).get(pick_url(trondelag)))
    assert ">09.00<" in page
    assert 'name="week" value="2026-03-16"' in page


def test_without_any_times_the_page_says_what_to_do(trondelag: Scene, as_actor: SignIn) -> None:
    no_times(trondelag)
    answer = as_actor(trondelag.owner).get(pick_url(trondelag))
    assert answer.status_code == 200
    assert says(answer, "No free times this week")
    assert says(answer, "choose another way to meet")
    assert not says(answer, "choose another career centre")
    office(OfficeKind.CAREER_CENTRE, county_code="trondelag", name="Karriere Annensteds")
    assert says(as_actor(trondelag.owner).get(pick_url(trondelag)), "choose another career centre")


@pytest.mark.parametrize("week", ["", "x", "2026-99-99", "9999-12-31", "0001-01-01", "2026-03-02' or 1=1"])
def test_nonsense_in_the_address_shows_usual_times(scene: Scene, as_actor: SignIn, week: str) -> None:
    nonsense = dict.fromkeys(("kind", "mode", "centre", "nav", "length", "counsellor"), "x")
    answer = as_actor(scene.owner).get(pick_url(scene, week=week, **nonsense))
    assert answer.status_code == 200
    assert "app-error" not in text(answer)


# --- who -----------------------------------------------------------------------------------------------------------
def test_with_a_meeting_booked_there_is_nothing_to_pick(nordland: Scene, as_actor: SignIn) -> None:
    nordland.book()
    answer = as_actor(nordland.owner).get(pick_url(nordland))
    assert answer.status_code == 200
    assert 'name="slot"' not in text(answer)


def test_a_group_session_is_nothing_to_pick_a_time_for(
    trondelag: Scene, as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kind,) = MEETING_KINDS
    group = dataclasses.replace(kind, capacity=8)
    monkeypatch.setattr(Blueprint, "meeting_kind", lambda _self, _key: group)
    assert 'name="slot"' not in text(as_actor(trondelag.owner).get(pick_url(trondelag)))


def test_the_times_are_nothing_for_outsiders(scene: Scene, as_actor: SignIn) -> None:
    for actor in outsiders(scene):
        browser = as_actor(actor)
        assert browser.get(pick_url(scene)).status_code == 404
        assert hold(browser, scene).status_code == 404
    assert not Hold.objects.exists()
    assert Client().get(pick_url(scene)).status_code == 302


def test_the_career_counsellor_books_the_next_meeting_before_this_one_is_closed(
    nordland: Scene, as_actor: SignIn, at: Callable[[str], Any]
) -> None:
    nordland.book("09:00")
    publish(nordland.career, days=7)
    at("2026-03-02 09:40")
    browser = as_actor(nordland.career)
    assert 'name="slot"' in text(browser.get(pick_url(nordland)))
    book(browser, nordland, kind="guidance", slot=(today("09:00") + timedelta(days=7)).isoformat())
    assert Appointment.objects.filter(kind="guidance").count() == 1


# --- the way back --------------------------------------------------------------------------------------------------
def test_who_came_to_book_on_the_way_is_led_back(trondelag: Scene, as_actor: SignIn) -> None:
    publish(trondelag.career, days=14)
    browser = as_actor(trondelag.owner)
    page = text(browser.get(pick_url(trondelag, next="/profil/")))
    assert page.count('<input type="hidden" name="next" value="/profil/">') == 2
    assert "next=%2Fprofil%2F" in page
    assert '<a class="ds-button" data-variant="tertiary" href="/profil/">' in page
    again = hold(browser, trondelag, slot="", next="/profil/")
    assert (again.status_code, again.context["next_url"]) == (422, "/profil/")
    assert book(browser, trondelag, next="/profil/")["Location"] == "/profil/"


def test_who_has_nothing_to_book_is_led_back_too(nordland: Scene, as_actor: SignIn) -> None:
    nordland.book("09:00")
    assert 'href="/profil/"' in text(as_actor(nordland.owner).get(pick_url(nordland, next="/profil/")))


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(nordland: Scene, as_actor: SignIn, elsewhere: str) -> None:
    browser = as_actor(nordland.owner)
    assert browser.get(pick_url(nordland, next=elsewhere)).context["next_url"] == ""
    assert book(browser, nordland, next=elsewhere)["Location"] == url_of(Appointment.objects.get())


# --- what it costs -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 3])
def test_the_picker_takes_the_same_queries_for_many_times(
    trondelag: Scene, as_actor: SignIn, number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for days in range(1, number):
        publish(trondelag.career, days=days)
        publish(staff(Party.CAREER_COUNSELLOR, county_code="trondelag"), days=days)
    browser = as_actor(trondelag.owner)
    browser.get(pick_url(trondelag))
    with django_assert_num_queries(17):  # of which 2 open and close the transaction, 5 are who asks
        browser.get(pick_url(trondelag))
