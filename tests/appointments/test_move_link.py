"""The move link of the mail: opening it changes nothing; a time is picked, held and confirmed under the same link."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Membership, Person
from appointments import actions, links
from appointments.models import Appointment, Commitment, Hold, PublishedTime
from common import outbox
from common.errors import AlreadyDone
from common.models import OutboxMessage
from tests.appointments.conftest import Scene, publish, start_journey, today
from tests.appointments.pages import says, text
from tests.factories import participant, staff

Clock = Callable[[str], datetime]
MOVE = links.Purpose.MOVE


def link(appointment: Appointment, person: Any = None) -> str:
    person = person or appointment.journey.participant
    return reverse("appointments:move_link", args=[links.token_of(MOVE, appointment, person)])


def pick(client: Client, address: str, clock: str) -> Any:
    return client.post(address, {"slot": today(clock).isoformat()})


def later(appointment: Appointment) -> str:
    """The next time the page shows after 09.00, by the length of the county's meeting."""
    return "10:00" if appointment.journey.blueprint.key == "nordland" else "09:45"


def shown(clock: str) -> str:
    return f">{clock.replace(':', '.')}<"


def held_key(answer: Any) -> str:
    return str(answer["Location"].split("?hold=")[1])


def confirm(client: Client, answer: Any) -> Any:
    """Press the button of the page that picking led to."""
    return client.post(answer["Location"].split("?")[0], {"confirm": held_key(answer)})


def start_of(appointment: Appointment) -> datetime:
    return Appointment.objects.get(pk=appointment.pk).starts_at


def main_of(answer: Any) -> str:
    page = text(answer)
    return page[page.index("<main") : page.index("</main")]


@pytest.fixture
def booked(scene: Scene) -> Appointment:
    """A meeting at 09.00 today; it is 07.00 now."""
    return scene.book("09:00")


# --- the way through -----------------------------------------------------------------------------------------------
def test_the_link_of_the_mail_works_signed_out(scene: Scene, booked: Appointment, client: Client) -> None:
    outbox.send_due()
    (sent,) = [each for each in mail.outbox if each.to == [scene.owner.person.email]]
    (address,) = [line for line in str(sent.body).splitlines() if "/flytt/" in line]
    new = f"2. mars kl. {later(booked).replace(':', '.')}"
    page = client.get(address)
    assert "2. mars kl. 09.00" in text(page)
    assert shown(later(booked)) in text(page)
    picked = pick(client, address, later(booked))
    assert new in text(client.get(picked["Location"])).lower()
    assert start_of(booked) == today("09:00")
    done = client.get(confirm(client, picked)["Location"])
    assert new in text(done).lower()
    moved = Appointment.objects.get()
    assert (moved.starts_at, moved.public_id) == (today(later(booked)), booked.public_id)
    assert scene.kinds()[-1] == "appointment_moved"


def test_it_is_the_participants_own_act_and_everybody_is_told(scene: Scene, booked: Appointment, client: Client):
    told = OutboxMessage.objects.filter(kind__startswith="appointment_changed")
    confirm(client, pick(client, link(booked), "10:30"))
    event = scene.journey.events.get(kind="appointment_moved")
    assert event.by_person == scene.owner.person
    assert {message.recipient_id for message in told} == set(
        Commitment.objects.filter(active=True).values_list("person", flat=True)
    )


def test_the_new_time_goes_into_the_calendar(booked: Appointment, client: Client) -> None:
    done = client.get(confirm(client, pick(client, link(booked), "10:30"))["Location"])
    (entry,) = Calendar.from_ical(client.get(done.context["file_url"]).content).walk("VEVENT")
    assert (str(entry["uid"]), entry["sequence"]) == (str(booked.public_id), 1)
    assert entry["dtstart"].dt == today("10:30")


def test_choosing_another_time_gives_this_one_back(booked: Appointment, client: Client) -> None:
    picked = pick(client, link(booked), later(booked))
    back = client.post(link(booked), {"release": held_key(picked)})
    assert not Hold.objects.exists()
    assert shown(later(booked)) in text(client.get(back["Location"]))
    assert client.post(link(booked), {"release": held_key(picked)}).status_code == 302


def test_a_later_week_is_reached(scene: Scene, booked: Appointment, client: Client) -> None:
    publish(scene.career, days=14)
    page = text(client.get(link(booked)))
    assert "?week=2026-03-16" in page
    assert ">09.00<" in text(client.get(link(booked) + "?week=2026-03-16"))


# --- opening -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_it_changes_nothing(booked: Appointment, client: Client, method: str) -> None:
    """Mail programs and virus scanners open links ahead of people."""
    messages = OutboxMessage.objects.count()
    slot = today("10:30").isoformat()
    for query in ("", f"?slot={slot}", "?confirm=x", "?moved"):
        getattr(client, method)(link(booked) + query, headers={"Sec-Purpose": "prefetch"})
    assert start_of(booked) == today("09:00")
    assert not Hold.objects.exists()
    assert OutboxMessage.objects.count() == messages


def test_opening_the_held_page_changes_nothing(booked: Appointment, client: Client) -> None:
    picked = pick(client, link(booked), "10:30")
    for _time in range(2):
        client.get(picked["Location"])
    assert start_of(booked) == today("09:00")
    assert Hold.objects.count() == 1


def test_the_pages_tell_no_more_than_the_time(scene: Scene, booked: Appointment, client: Client) -> None:
    """Whoever has the mail sees them: no names, no Nav, not what it is about."""
    for each in (scene.owner, scene.nav, scene.career):
        assert each.person.name not in main_of(client.get(link(booked)))
    assert "Nav" not in main_of(client.get(link(booked)))
    assert "arriere" not in main_of(client.get(link(booked)))


@pytest.mark.parametrize("neutral", [True, False])
def test_no_page_names_an_office(scene: Scene, booked: Appointment, client: Client, neutral: bool) -> None:
    """Where it is they tell by the address, also when the times are at several places."""
    Person.objects.filter(pk=scene.owner.person.pk).update(neutral_wording=neutral)
    PublishedTime.objects.create(
        membership=scene.career.membership,
        starts_at=today("13:00"),
        ends_at=today("14:00"),
        modes=["in_person"],
        place=staff(
            "career_counsellor", county_code=scene.journey.county.code, office_name="Karriere Annensteds"
        ).office,
    )
    picked = pick(client, link(booked), "10:30")
    pages = [client.get(link(booked)), client.get(picked["Location"])]
    pages.append(client.get(confirm(client, picked)["Location"]))
    booked.refresh_from_db()
    PublishedTime.objects.all().delete()
    pages.append(client.get(link(booked)))
    for page in pages:
        assert page.status_code == 200
        assert "arriere" not in main_of(page)
        assert "Nav" not in main_of(page)
        assert "Centre" not in main_of(page)
    assert "Prøvegata 1" in main_of(pages[0])


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_it_speaks_the_participants_language_not_the_browsers(scene: Scene, booked: Appointment, language: str) -> None:
    Person.objects.filter(pk=scene.owner.person.pk).update(language=language)
    browser = Client(headers={"accept-language": "nn" if language == "nb" else "nb"})
    picked = pick(browser, link(booked), "10:30")
    answers = [browser.get(link(booked)), browser.get(picked["Location"]), pick(browser, link(booked), "06:00")]
    for answer in answers:
        assert answer.headers["Content-Language"] == language
        assert f'<html lang="{language}"' in text(answer)


# --- when it is over -----------------------------------------------------------------------------------------------
def gone(*answers: Any) -> None:
    for answer in answers:
        assert answer.status_code == 410
        assert "<h1>" in text(answer)


def test_it_is_over_once_the_meeting_is_moved(scene: Scene, booked: Appointment, client: Client) -> None:
    old = link(booked)
    confirm(client, pick(client, old, "10:30"))
    gone(client.get(old), pick(client, old, "09:45"), client.get(old + "?moved"))
    assert says(client.get(old), "The appointment has been changed")
    assert start_of(booked) == today("10:30")
    booked.refresh_from_db()
    assert client.get(link(booked)).status_code == 200


def test_it_is_over_when_somebody_else_moved_it_meanwhile(scene: Scene, booked: Appointment, client: Client) -> None:
    picked = pick(client, link(booked), "10:30")
    Hold.objects.all().delete()
    wish = replace(scene.wish(centre=scene.career.office), moves=Appointment.objects.get(), nav=booked.nav_counsellor)
    actions.book(wish=wish, starts_at=today("11:00" if booked.nav_counsellor else "11:15"), by=scene.career)
    gone(client.get(picked["Location"]), confirm(client, picked), client.get(link(booked)))


def test_it_is_over_when_it_is_cancelled(scene: Scene, booked: Appointment, client: Client) -> None:
    picked = pick(client, link(booked), "10:30")
    actions.cancel(appointment=Appointment.objects.get(), by=scene.career)
    gone(client.get(link(booked)), client.get(picked["Location"]), confirm(client, picked))
    assert says(client.get(link(booked)), "The appointment is not booked any more")


def test_it_is_over_when_the_meeting_begins(booked: Appointment, client: Client, at: Clock) -> None:
    at("2026-03-02 09:00")
    gone(client.get(link(booked)), pick(client, link(booked), "10:30"))


def test_too_late_it_says_whom_to_call(booked: Appointment, client: Client, at: Clock) -> None:
    centre = booked.career_counsellor.office
    centre.phone = "75 00 00 00"
    centre.save()
    at("2026-03-02 07:00")
    assert client.get(link(booked)).status_code == 200
    at("2026-03-02 07:01")
    gone(client.get(link(booked)), pick(client, link(booked), "10:30"))
    assert "75 00 00 00" in text(client.get(link(booked)))


def test_the_file_is_over_too(booked: Appointment, client: Client, at: Clock) -> None:
    url = reverse("appointments:move_link_ics", args=[links.token_of(MOVE, booked, booked.journey.participant)])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405
    Appointment.objects.update(sequence=1)
    gone(client.get(url))
    at("2026-03-02 09:00")
    gone(client.get(url))


def test_a_changed_link_is_a_friendly_page(scene: Scene, booked: Appointment, client: Client) -> None:
    token = links.token_of(MOVE, booked, scene.owner.person)
    cancelling = links.token_of(links.Purpose.CANCEL, booked, scene.owner.person)
    nonsense = signing.dumps(["a", "b", 0], salt=MOVE)
    for other in (token[:-1], "x" + token, "a:b:c", cancelling, nonsense):
        address = reverse("appointments:move_link", args=[other])
        gone(client.get(address), pick(client, address, "10:30"))
    assert not Hold.objects.exists()


def test_only_the_participants_link_is_good(scene: Scene, booked: Appointment, client: Client) -> None:
    for person in (scene.nav.person, scene.career.person, participant().person):
        gone(pick(client, link(booked, person), "10:30"))
    assert not Hold.objects.exists()


def test_a_link_is_for_one_appointment(scene: Scene, booked: Appointment, client: Client) -> None:
    """A time that is held for another appointment is not confirmed by it."""
    somebody = participant()
    journey = start_journey(scene.journey.county.code, somebody, scene.nav.membership)
    other = replace(scene, journey=journey, owner=somebody).book(
        "11:00" if scene.journey.county.code == "nordland" else "11:15"
    )
    picked = pick(client, link(booked), "10:00" if booked.nav_counsellor else "09:45")
    answer = client.post(link(other), {"confirm": held_key(picked)})
    assert answer.status_code == 409
    assert client.get(link(other) + f"?hold={held_key(picked)}").status_code == 409
    assert start_of(booked) == today("09:00")


# --- what may come between -----------------------------------------------------------------------------------------
def test_a_time_just_taken_comes_back_with_the_others(trondelag: Scene, client: Client) -> None:
    booked, somebody = trondelag.book("09:00"), participant()
    replace(trondelag, journey=start_journey("trondelag", somebody, None), owner=somebody).book("10:30")
    answer = pick(client, link(booked), "10:30")
    assert answer.status_code == 409
    assert ">09.45<" in text(answer)
    assert ">10.30<" not in text(answer)


def test_an_expired_hold_that_somebody_took(trondelag: Scene, client: Client, at: Clock) -> None:
    booked, somebody = trondelag.book("11:15"), participant()
    picked = pick(client, link(booked), "09:45")
    at("2026-03-02 07:11")
    assert "data-hold-seconds" not in text(client.get(picked["Location"]))
    replace(trondelag, journey=start_journey("trondelag", somebody, None), owner=somebody).book("09:45")
    for answer in (client.get(picked["Location"]), confirm(client, picked)):
        assert answer.status_code == 409
        assert ">09.00<" in text(answer)
        assert ">09.45<" not in text(answer)
    assert start_of(booked) == today("11:15")


@pytest.mark.parametrize("error", [actions.HoldExpired(), AlreadyDone()])
def test_losing_a_race_while_confirming_is_friendly(
    booked: Appointment, client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    picked = pick(client, link(booked), "10:30")

    def lose(**_given: object) -> None:
        raise error

    monkeypatch.setattr(actions, "confirm", lose)
    assert confirm(client, picked).status_code == (409 if isinstance(error, actions.HoldExpired) else 410)


def test_while_somebody_else_picks_one_is_told(nordland: Scene, client: Client) -> None:
    booked = nordland.book("09:00")
    wish = replace(nordland.wish(nav=nordland.nav.membership), moves=booked, centre=nordland.career.office)
    actions.hold(wish=wish, starts_at=today("11:00"), by=nordland.nav)
    answer = pick(client, link(booked), "10:00")
    assert answer.status_code == 409
    assert "07.10" in text(answer)
    assert nordland.nav.person.name not in text(answer)


@pytest.mark.parametrize("data", [{}, {"slot": "x"}, {"confirm": "x"}, {"confirm": ""}])
def test_nonsense_asks_for_a_time(booked: Appointment, client: Client, data: dict[str, str]) -> None:
    answer = client.post(link(booked), data)
    assert answer.status_code in (409, 422)
    assert shown(later(booked)) in text(answer)


def test_the_same_time_again_is_nothing_to_do(trondelag: Scene, client: Client) -> None:
    gone(pick(client, link(trondelag.book("09:00")), "09:00"))


def test_when_the_counsellor_has_left_whoever_is_there_is_found(nordland: Scene, client: Client) -> None:
    booked = nordland.book("09:00")
    colleague = staff("career_counsellor")
    publish(colleague, "13:00", "14:00")
    Membership.objects.filter(pk=booked.career_counsellor_id).update(valid_until=today("07:00").date())
    page = client.get(link(booked))
    assert ">13.00<" in text(page)
    assert colleague.person.name not in text(page)


def test_the_buttons_carry_a_csrf_token(booked: Appointment) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert pick(browser, link(booked), "10:30").status_code == 403
    assert not Hold.objects.exists()
    assert "csrfmiddlewaretoken" in text(browser.get(link(booked)))


def test_it_is_kept_out_of_caches(booked: Appointment, client: Client) -> None:
    assert "no-store" in client.get(link(booked)).headers["Cache-Control"]


def test_a_week_is_looked_at_from_now_on(booked: Appointment, client: Client) -> None:
    assert client.get(link(booked) + f"?week={(today('09:00') - timedelta(weeks=2)).date()}").status_code == 200
