"""The pages of the waiting list: the box when a time is confirmed, the line of a centre, and yes or no."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions, sections
from appointments.actions import waiting
from appointments.enums import WaitingState
from appointments.models import Appointment, Hold, WaitingEntry
from appointments.offer_links import token_of_offer
from appointments.queries import wish_to_move
from appointments.waiting_sections import waiting_sections
from tests.appointments.conftest import Scene, publish, start_journey, today
from tests.appointments.pages import SignIn, answer_held, hold, says, text, url_of
from tests.factories import cover, participant, staff


@pytest.fixture
def booked(trondelag: Scene) -> Appointment:
    """A meeting next week."""
    publish(trondelag.career, days=8)
    wish = trondelag.wish(centre=trondelag.career.office)
    return actions.book(wish=wish, starts_at=today("09:00") + timedelta(days=8), by=trondelag.owner)


def join(appointment: Appointment, by: Actor) -> WaitingEntry:
    return waiting.join(wish=wish_to_move(appointment), centre=appointment.career_counsellor.office, by=by)


@pytest.fixture
def offered(trondelag: Scene, booked: Appointment) -> WaitingEntry:
    """The participant is in line, and offered tomorrow at nine."""
    entry = join(booked, trondelag.owner)
    publish(trondelag.career, days=1)
    WaitingEntry.objects.update(declined=[])
    trondelag.career.membership.published_times.filter(starts_at__lt=today("23:00")).delete()  # type: ignore[union-attr]
    waiting.offer_next(centre=entry.centre)
    entry.refresh_from_db()
    assert entry.hold is not None
    return entry


def entry_url(entry: WaitingEntry, page: str) -> str:
    return reverse(f"appointments:{page}", args=[entry.public_id])


# --- the box on the page that confirms a time -----------------------------------------------------------------------
def box(page: Any) -> str:
    """The box as the page has it, '' when it has none."""
    body = text(page)
    start = body.find('name="earlier"')
    return body[start - 40 : body.find(">", start)] if start >= 0 else ""


def held_page(browser: Client, scene: Scene, days: int) -> tuple[str, Any]:
    publish(scene.career, days=days)
    slot = (today("09:00") + timedelta(days=days)).isoformat()
    url = hold(browser, scene, slot=slot)["Location"]
    return url, browser.get(url)


@pytest.mark.parametrize(("days", "checked"), [(1, False), (6, False), (7, True)])
@pytest.mark.parametrize("who", ["owner", "nav"])
def test_the_box_is_ticked_for_a_time_more_than_a_week_ahead_whoever_books(
    nordland: Scene, as_actor: SignIn, days: int, checked: bool, who: str
):
    """It is seven o'clock: nine o'clock on the same day next week is more than a week ahead."""
    _url, page = held_page(as_actor(getattr(nordland, who)), nordland, days)
    assert box(page)
    assert ("checked" in box(page)) is checked


@pytest.mark.parametrize("ticked", [True, False])
def test_a_participant_booked_by_staff_is_on_the_list_when_the_box_is_ticked(
    nordland: Scene, as_actor: SignIn, ticked: bool
):
    browser = as_actor(nordland.nav)
    url, _page = held_page(browser, nordland, 8)
    path, query = url.split("?")
    browser.post(f"{path}bekreft/?{query}", {"earlier": "on"} if ticked else {})
    places = list(WaitingEntry.objects.all())
    if not ticked:
        assert places == []
        return
    (place,) = places
    assert (place.appointment, place.added_by) == (Appointment.objects.get(), nordland.nav.person)
    assert (place.centre, place.with_nav) == (nordland.career.office, True)


def test_who_is_in_line_already_is_not_asked_again(trondelag: Scene, booked: Appointment, as_actor: SignIn):
    join(booked, trondelag.owner)
    browser = as_actor(trondelag.owner)
    slot = (today("09:45") + timedelta(days=8)).isoformat()
    picked = browser.post(url_of(booked, "move"), {"slot": slot, "mode": "in_person"})
    assert not box(browser.get(picked["Location"]))
    answer_held(browser, picked["Location"], "bekreft")
    assert WaitingEntry.objects.get().appointment == booked


# --- joining and leaving --------------------------------------------------------------------------------------------
def test_the_appointments_page_lets_join_and_leave(trondelag: Scene, booked: Appointment, as_actor: SignIn):
    browser = as_actor(trondelag.owner)
    assert says(browser.get(url_of(booked)), "Want an earlier time?")
    assert browser.post(url_of(booked, "waiting_join"))["Location"] == url_of(booked)
    entry = WaitingEntry.objects.get()
    page = browser.get(url_of(booked))
    assert entry_url(entry, "waiting_leave") in text(page)
    assert says(page, "Leave the waiting list")
    by_staff = as_actor(trondelag.career).get(url_of(booked))
    assert says(by_staff, "Take off the waiting list")
    browser.post(entry_url(entry, "waiting_leave"))
    entry.refresh_from_db()
    assert entry.state == WaitingState.ENDED
    assert says(browser.get(url_of(booked)), "Want an earlier time?")


def test_joining_twice_is_no_harm(trondelag: Scene, booked: Appointment, as_actor: SignIn):
    browser = as_actor(trondelag.owner)
    assert [browser.post(url_of(booked, "waiting_join")).status_code for _time in range(2)] == [302, 302]
    assert WaitingEntry.objects.count() == 1


def test_nobody_waits_for_something_earlier_than_what_has_begun(
    trondelag: Scene, booked: Appointment, as_actor: SignIn, at: Callable[[str], Any]
):
    at("2026-03-10 09:00")
    browser = as_actor(trondelag.owner)
    assert not says(browser.get(url_of(booked)), "Want an earlier time?")
    assert browser.post(url_of(booked, "waiting_join")).status_code == 403


def test_a_cancelled_one_is_already_done(trondelag: Scene, booked: Appointment, as_actor: SignIn):
    actions.cancel(appointment=booked, by=trondelag.career)
    assert as_actor(trondelag.owner).post(url_of(booked, "waiting_join")).status_code == 409


def test_where_nothing_is_free_one_may_wait(trondelag: Scene, as_actor: SignIn):
    trondelag.career.membership.published_times.all().delete()  # type: ignore[union-attr]
    browser = as_actor(trondelag.owner)
    kind = trondelag.journey.blueprint.meeting_kinds[0].key
    page = browser.get(
        reverse("appointments:pick", args=[trondelag.journey.public_id]), {"kind": kind, "mode": "phone"}
    )
    url = reverse("appointments:waiting_join_new", args=[trondelag.journey.public_id])
    assert url in text(page)
    data = {"kind": kind, "mode": "phone", "centre": str(trondelag.career.office.public_id)}  # type: ignore[union-attr]
    assert browser.post(url, data).status_code == 302
    entry = WaitingEntry.objects.get()
    assert (entry.kind, entry.mode, entry.centre, entry.appointment) == (kind, "phone", trondelag.career.office, None)


def test_there_is_no_line_for_what_does_not_fit(trondelag: Scene, as_actor: SignIn):
    url = reverse("appointments:waiting_join_new", args=[trondelag.journey.public_id])
    assert as_actor(trondelag.owner).post(url, {"kind": "nonsense"}).status_code == 403


# --- the line of a centre -------------------------------------------------------------------------------------------
def test_the_line_shows_names_only_of_those_the_counsellor_follows(
    trondelag: Scene, offered: WaitingEntry, as_actor: SignIn
):
    name = trondelag.owner.person.name
    colleague = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    own, others = (
        text(as_actor(who).get(reverse("appointments:waiting_list"))) for who in (trondelag.career, colleague)
    )
    assert name in own
    assert entry_url(offered, "waiting_leave") in own
    assert name not in others
    assert trondelag.career.person.name in others
    assert entry_url(offered, "waiting_leave") not in others
    assert url_of(offered.appointment) not in others  # type: ignore[arg-type]


def test_a_colleague_removes_nobody(trondelag: Scene, offered: WaitingEntry, as_actor: SignIn):
    colleague = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    assert as_actor(colleague).post(entry_url(offered, "waiting_leave")).status_code == 403
    stand_in = cover(trondelag.career, colleague)
    assert as_actor(stand_in).post(entry_url(offered, "waiting_leave")).status_code == 302


def test_an_empty_line_says_so(trondelag: Scene, as_actor: SignIn):
    assert says(as_actor(trondelag.career).get(reverse("appointments:waiting_list")), "Nobody waits")


@pytest.mark.parametrize("number", [1, 3])
def test_the_line_costs_the_same_for_one_and_for_three(
    trondelag: Scene, as_actor: SignIn, number: int, django_assert_num_queries: Callable[[int], Any]
):
    publish(trondelag.career, days=8)
    for place in range(number):
        owner = participant()
        journey = start_journey("trondelag", owner, None)
        kind = journey.blueprint.meeting_kinds[0]
        wish = trondelag.wish(centre=trondelag.career.office)
        wish = type(wish)(**{**vars(wish), "journey": journey, "kind": kind})
        starts_at = today("09:00") + timedelta(days=8, minutes=45 * place)
        join(actions.book(wish=wish, starts_at=starts_at, by=owner), owner)
    browser = as_actor(trondelag.career)
    with django_assert_num_queries(11):  # of which 2 open and close the transaction, 5 are who asks
        page = browser.get(reverse("appointments:waiting_list"))
    assert text(page).count("<tr>") == number + 1


# --- yes or no ------------------------------------------------------------------------------------------------------
def test_the_participant_says_yes(trondelag: Scene, offered: WaitingEntry, as_actor: SignIn):
    browser = as_actor(trondelag.owner)
    page = browser.get(entry_url(offered, "offer"))
    assert "3. mars kl. 09.00" in text(page)
    assert "10. mars kl. 09.00" in text(page)
    answer = browser.post(entry_url(offered, "offer"), {"answer": "yes"})
    appointment = Appointment.objects.get()
    assert answer["Location"] == url_of(appointment)
    assert appointment.starts_at == today("09:00") + timedelta(days=1)


def test_the_participant_says_no(trondelag: Scene, offered: WaitingEntry, as_actor: SignIn):
    browser = as_actor(trondelag.owner)
    assert browser.post(entry_url(offered, "offer"), {"answer": "no"}).status_code == 302
    assert not Hold.objects.exists()
    assert Appointment.objects.get().starts_at == today("09:00") + timedelta(days=8)


def test_looking_changes_nothing(trondelag: Scene, offered: WaitingEntry, as_actor: SignIn, client: Client):
    link = reverse("appointments:offer_link", args=[token_of_offer(offered, trondelag.owner.person)])
    assert [as_actor(trondelag.owner).get(entry_url(offered, "offer")).status_code, client.get(link).status_code] == [
        200,
        200,
    ]
    offered.refresh_from_db()
    assert (offered.state, Hold.objects.count()) == (WaitingState.OFFERED, 1)


@pytest.mark.parametrize("who", ["career", "nav"])
def test_nobody_answers_for_the_participant(nordland: Scene, as_actor: SignIn, who: str):
    publish(nordland.career, days=8)
    wish = nordland.wish(nav=nordland.nav.membership, centre=nordland.career.office)
    appointment = actions.book(wish=wish, starts_at=today("09:00") + timedelta(days=8), by=nordland.nav)
    entry = join(appointment, nordland.nav)
    browser = as_actor(getattr(nordland, who))
    assert browser.get(entry_url(entry, "offer")).status_code == 403
    assert browser.post(entry_url(entry, "offer"), {"answer": "yes"}).status_code == 403


def test_by_the_link_without_sign_in(trondelag: Scene, offered: WaitingEntry, client: Client):
    link = reverse("appointments:offer_link", args=[token_of_offer(offered, trondelag.owner.person)])
    page = client.post(link, {"answer": "yes"})
    assert says(page, "The time is yours")
    assert Appointment.objects.get().starts_at == today("09:00") + timedelta(days=1)
    assert client.post(link, {"answer": "yes"}).status_code == 410


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_only_a_button_is_an_answer(
    trondelag: Scene, offered: WaitingEntry, client: Client, as_actor: SignIn, answer: str
):
    link = reverse("appointments:offer_link", args=[token_of_offer(offered, trondelag.owner.person)])
    pages = [(client, link), (as_actor(trondelag.owner), entry_url(offered, "offer"))]
    for browser, url in pages:
        assert browser.post(url, {"answer": answer}).status_code == 200
    offered.refresh_from_db()
    assert offered.hold is not None


def test_no_by_the_link(trondelag: Scene, offered: WaitingEntry, client: Client):
    link = reverse("appointments:offer_link", args=[token_of_offer(offered, trondelag.owner.person)])
    assert says(client.post(link, {"answer": "no"}), "You said no")
    assert client.get(link).status_code == 410


def test_the_link_speaks_the_participants_language(trondelag: Scene, offered: WaitingEntry, client: Client):
    person = trondelag.owner.person
    person.language = "nn"
    person.save()
    link = reverse("appointments:offer_link", args=[token_of_offer(offered, person)])
    assert client.get(link, headers={"Accept-Language": "nb"})["Content-Language"] == "nn"


def test_neutral_wording_shows_when_and_nothing_else(trondelag: Scene, offered: WaitingEntry, client: Client):
    person = trondelag.owner.person
    person.neutral_wording = True
    person.save()
    page = text(client.get(reverse("appointments:offer_link", args=[token_of_offer(offered, person)])))
    assert "3. mars kl. 09.00" in page
    label = str(offered.journey.blueprint.meeting_kind(offered.kind).label)
    for word in (label, trondelag.career.person.name, trondelag.career.office.name):  # type: ignore[union-attr]
        assert word not in page


def test_an_answer_too_late_changes_nothing(
    trondelag: Scene, offered: WaitingEntry, as_actor: SignIn, client: Client, at: Callable[[str], Any]
):
    """The time went to somebody else while the page stood open."""
    at("2026-03-02 20:00")
    owner = participant()
    wish = trondelag.wish(centre=trondelag.career.office)
    wish = type(wish)(**{**vars(wish), "journey": start_journey("trondelag", owner, None)})
    actions.book(wish=wish, starts_at=today("09:00") + timedelta(days=1), by=owner)
    assert client.get(reverse("appointments:offer_link", args=["nonsense"])).status_code == 410
    page = as_actor(trondelag.owner).post(entry_url(offered, "offer"), {"answer": "yes"})
    assert page.status_code == 410
    assert offered.appointment is not None
    offered.appointment.refresh_from_db()
    assert offered.appointment.starts_at == today("09:00") + timedelta(days=8)


def test_outsiders_do_not_find_it(trondelag: Scene, offered: WaitingEntry, as_actor: SignIn):
    for who in (participant(), trondelag.nav, staff(Party.CAREER_COUNSELLOR), staff(Party.COORDINATOR)):
        assert as_actor(who).get(entry_url(offered, "offer")).status_code == 404


# --- the journey page and my day ------------------------------------------------------------------------------------
def test_the_journey_shows_it_to_those_it_concerns(trondelag: Scene, offered: WaitingEntry):
    now = timezone.now()
    for actor in (trondelag.owner, trondelag.career):
        (section,) = waiting_sections(trondelag.journey, actor, now=now)
        assert section.data["rows"][0]["offered"]
    assert waiting_sections(trondelag.journey, trondelag.nav, now=now) == []
    assert not waiting_sections(trondelag.journey, trondelag.owner, now=now + timedelta(days=1))[0].data["rows"][0][
        "offered"
    ]


def test_the_journey_page_says_so(trondelag: Scene, offered: WaitingEntry, as_actor: SignIn):
    page = as_actor(trondelag.owner).get(reverse("workspace:journey", args=[trondelag.journey.public_id]))
    assert entry_url(offered, "offer") in text(page)
    page = as_actor(trondelag.career).get(reverse("workspace:journey", args=[trondelag.journey.public_id]))
    assert says(page, "The participant has an e-mail with a link to answer.")


def test_the_participants_day_asks_for_an_answer(trondelag: Scene, offered: WaitingEntry):
    (task,) = sections.tasks(trondelag.owner, timezone.now())
    assert task.url == entry_url(offered, "offer")
    assert offered.hold is not None
    assert task.at == offered.hold.expires_at
    assert sections.tasks(trondelag.owner, timezone.now() + timedelta(days=1)) == []
