"""Publishing single times: stretches week by week, clear answers to what cannot be, and nobody else's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from appointments import actions
from appointments.models import Appointment, PublishedTime
from common.errors import AlreadyDone
from tests.appointments.conftest import Scene, publish
from tests.factories import office, participant, staff

SignIn = Callable[[Actor], Client]
LIST, URL = "appointments:times", "appointments:times_publish"


def send(browser: Client, **changes: Any) -> Any:
    form = {
        "place": str(office(OfficeKind.CAREER_CENTRE).public_id),
        "day_0": "9",
        "day_1": "3",
        "day_2": "2026",
        "start": "09.00",
        "end": "12.00",
        "modes": ["in_person", "digital"],
        "weeks": "1",
    }
    return browser.post(reverse(URL), form | changes)


def text(response: Any) -> str:
    return str(response.content.decode())


def times() -> list[str]:
    return [f"{timezone.localtime(each.starts_at):%d.%m %H.%M}" for each in PublishedTime.objects.order_by("starts_at")]


@pytest.fixture
def career(db: None, at: Callable[[str], datetime]) -> Actor:
    at("2026-03-02 07:00")
    return staff(Party.CAREER_COUNSELLOR)


def test_a_stretch_is_published(career: Actor, as_actor: SignIn) -> None:
    browser = as_actor(career)
    assert send(browser)["Location"] == reverse(LIST)
    time = PublishedTime.objects.get()
    assert (time.membership, time.modes) == (career.membership, ["in_person", "digital"])
    assert times() == ["09.03 09.00"]
    assert "9. mars" in text(browser.get(reverse(LIST)))


def test_the_same_clock_each_week_also_over_a_clock_change(career: Actor, as_actor: SignIn) -> None:
    send(as_actor(career), day_0="23", weeks="3")
    assert times() == ["23.03 09.00", "30.03 09.00", "06.04 09.00"]
    lengths = {time.ends_at - time.starts_at for time in PublishedTime.objects.all()}
    assert lengths == {timedelta(hours=3)}


@pytest.mark.parametrize(
    "changes",
    [
        {"day_0": ""},
        {"day_0": "32"},
        {"day_0": "1", "day_1": "3"},
        {"start": "x"},
        {"start": ""},
        {"end": "09.00"},
        {"end": "08.00"},
        {"modes": []},
        {"modes": ["by_pigeon"]},
        {"modes": ["phone"]},
        {"place": ""},
        {"place": "x"},
        {"weeks": "0"},
        {"weeks": "53"},
        {"weeks": "x"},
        {"day_2": "2028"},
        {"day_0": "31", "day_1": "12", "day_2": "9999"},
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    career: Actor, as_actor: SignIn, changes: dict[str, Any]
) -> None:
    response = send(as_actor(career), **changes)
    page = text(response)
    assert response.status_code == 422
    assert "ds-error-summary" in page
    assert 'value="2026"' in page or "day_2" in changes
    assert not PublishedTime.objects.exists()


@pytest.mark.parametrize(("day", "month"), [("29", "3"), ("25", "10")])
def test_the_nights_the_clock_changes(career: Actor, as_actor: SignIn, day: str, month: str) -> None:
    """02.00–03.00 does not exist on one of them and comes twice on the other: no error, and never a stretch without
    length.
    """
    response = send(as_actor(career), day_0=day, day_1=month, start="02.00", end="03.00")
    assert response.status_code in (302, 422)
    assert all(time.ends_at > time.starts_at for time in PublishedTime.objects.all())


def test_an_overlap_is_said_and_nothing_is_saved(career: Actor, as_actor: SignIn) -> None:
    browser = as_actor(career)
    send(browser, day_0="16")
    response = send(browser, start="11.00", end="13.00", weeks="2")
    assert response.status_code == 422
    assert "ds-error-summary" in text(response)
    assert times() == ["16.03 09.00"]
    assert send(browser, start="12.00", end="13.00", weeks="2").status_code == 302


def test_two_counsellors_may_publish_the_same_time(career: Actor, as_actor: SignIn) -> None:
    send(as_actor(career))
    assert send(as_actor(staff(Party.CAREER_COUNSELLOR))).status_code == 302
    assert PublishedTime.objects.count() == 2


def test_a_presence_day_is_at_a_nav_office_of_the_county(career: Actor, as_actor: SignIn) -> None:
    browser = as_actor(career)
    nav, elsewhere = office(), office(county_code="trondelag")
    assert send(browser, place=str(elsewhere.public_id)).status_code == 422
    assert send(browser, place=str(nav.public_id)).status_code == 302
    assert PublishedTime.objects.get().place == nav
    assert nav.name in text(browser.get(reverse(LIST)))


def test_a_time_is_removed_and_meetings_in_it_stay(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book("09:00")
    time = PublishedTime.objects.get()
    url = reverse("appointments:times_remove", args=[time.public_id])
    browser = as_actor(nordland.career)
    page = browser.get(url)
    assert nordland.owner.person.name in text(page), "who is booked in it is shown before it is removed"
    assert PublishedTime.objects.exists()
    assert browser.post(url).status_code == 302
    assert not PublishedTime.objects.exists()
    assert list(Appointment.objects.booked()) == [appointment]
    assert browser.post(url).status_code == 404


def test_removing_what_is_gone_is_already_done(nordland: Scene) -> None:
    time = PublishedTime.objects.get()
    actions.unpublish(time=time, by=nordland.career)
    with pytest.raises(AlreadyDone):
        actions.unpublish(time=time, by=nordland.career)


def test_another_counsellors_times_are_not_ones_own(nordland: Scene, as_actor: SignIn) -> None:
    publish(nordland.career, "13:00", "14:00")
    time = PublishedTime.objects.first()
    assert time
    browser = as_actor(staff(Party.CAREER_COUNSELLOR))
    assert browser.post(reverse("appointments:times_remove", args=[time.public_id])).status_code == 404
    assert "13.00–14.00" not in text(browser.get(reverse(LIST)))
    assert "13.00–14.00" in text(as_actor(nordland.career).get(reverse(LIST)))


def test_only_career_counsellors_publish(nordland: Scene, as_actor: SignIn) -> None:
    time = PublishedTime.objects.get()
    for actor in (nordland.owner, nordland.nav, participant(), staff(Party.COORDINATOR)):
        browser = as_actor(actor)
        assert {browser.get(reverse(name)).status_code for name in (LIST, URL)} == {403}
        assert send(browser).status_code == 403
        assert browser.post(reverse("appointments:times_remove", args=[time.public_id])).status_code == 403
    assert PublishedTime.objects.count() == 1


def test_what_is_over_is_not_listed(nordland: Scene, as_actor: SignIn, at: Callable[[str], datetime]) -> None:
    browser = as_actor(nordland.career)
    assert "09.00–12.00" in text(browser.get(reverse(LIST)))
    at("2026-03-02 12:00")
    assert "09.00–12.00" not in text(browser.get(reverse(LIST)))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries(
    nordland: Scene, as_actor: SignIn, number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for days in range(1, number):
        publish(nordland.career, days=days)
    browser = as_actor(nordland.career)
    browser.get(reverse(LIST))
    with django_assert_num_queries(13):
        browser.get(reverse(LIST))
