"""The cancel link of the mail: opening it changes nothing, only the button does, once, until the meeting begins."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from appointments import actions, links
from appointments.enums import Status
from appointments.models import Appointment
from common import outbox
from common.errors import AlreadyDone
from common.models import OutboxMessage
from tests.appointments.conftest import Scene


def link(appointment: Appointment, person: object = None) -> str:
    person = person or appointment.journey.participant
    return reverse("appointments:cancel_link", args=[links.token_of(links.Purpose.CANCEL, appointment, person)])  # type: ignore[arg-type]


def status(appointment: Appointment) -> str:
    return Appointment.objects.get(pk=appointment.pk).status


def test_the_link_of_the_mail_works_signed_out(scene: Scene, client: Client) -> None:
    appointment = scene.book()
    outbox.send_due()
    (sent,) = [each for each in mail.outbox if each.to == [scene.owner.person.email]]
    (address,) = [line for line in str(sent.body).splitlines() if "/avbestill/" in line]
    page = client.get(address)
    assert page.status_code == 200
    assert client.post(address).status_code == 200
    assert status(appointment) == Status.CANCELLED
    assert Appointment.objects.get().cancelled_by == scene.owner.person
    assert scene.kinds()[-1] == "appointment_cancelled"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_it_changes_nothing(scene: Scene, client: Client, method: str) -> None:
    """Mail programs and virus scanners open links ahead of people."""
    appointment = scene.book()
    messages = OutboxMessage.objects.count()
    for _time in range(2):
        getattr(client, method)(link(appointment), headers={"Sec-Purpose": "prefetch"})
    assert status(appointment) == Status.BOOKED
    assert OutboxMessage.objects.count() == messages
    assert "appointment_cancelled" not in scene.kinds()


def test_the_page_tells_no_more_than_the_time(scene: Scene, client: Client) -> None:
    """Whoever has the mail sees it: no names, no Nav, not what it is about."""
    page = client.get(link(scene.book())).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    for person in (scene.owner, scene.nav, scene.career):
        assert person.person.name not in main
    assert "Nav" not in main
    assert "arriere" not in main


@pytest.mark.parametrize(("now", "is_late"), [("2026-03-01 09:00", False), ("2026-03-01 09:01", True)])
def test_late_is_said_before_it_is_noted(
    scene: Scene, client: Client, at: Callable[[str], datetime], now: str, is_late: bool
) -> None:
    appointment = scene.book("09:00")
    at(now)
    page = client.get(link(appointment))
    assert page.context["is_late"] is is_late
    assert ('data-color="warning"' in page.content.decode()) is is_late
    client.post(link(appointment))
    assert Appointment.objects.get().cancelled_late is is_late


def test_it_works_once(scene: Scene, client: Client) -> None:
    appointment = scene.book()
    assert client.post(link(appointment)).status_code == 200
    for answer in (client.get(link(appointment)), client.post(link(appointment))):
        assert answer.status_code == 410
        assert "<h1>" in answer.content.decode()
    assert scene.kinds().count("appointment_cancelled") == 1


def test_it_is_over_when_the_meeting_begins(scene: Scene, client: Client, at: Callable[[str], datetime]) -> None:
    appointment = scene.book("09:00")
    at("2026-03-02 08:59")
    assert client.get(link(appointment)).status_code == 200
    at("2026-03-02 09:00")
    for answer in (client.get(link(appointment)), client.post(link(appointment))):
        assert answer.status_code == 410
    assert status(appointment) == Status.BOOKED


def tampered(token: str) -> list[str]:
    value, *rest = token.split(":")
    return [token[:-1], token + "x", "x" + token, ":".join([value[:-2] + "xx", *rest]), "x", "a:b:c"]


def test_a_changed_link_is_a_friendly_page(scene: Scene, client: Client) -> None:
    appointment = scene.book()
    for token in tampered(links.token_of(links.Purpose.CANCEL, appointment, scene.owner.person)):
        for answer in (client.get(reverse("appointments:cancel_link", args=[token])),):
            assert answer.status_code == 410
            assert "<h1>" in answer.content.decode()
        assert client.post(reverse("appointments:cancel_link", args=[token])).status_code == 410
    assert status(appointment) == Status.BOOKED


def test_a_link_signed_for_something_else_is_no_cancel_link(scene: Scene, client: Client) -> None:
    appointment = scene.book()
    token = links.token_of(links.Purpose.MOVE, appointment, scene.owner.person)
    assert client.post(reverse("appointments:cancel_link", args=[token])).status_code == 410
    assert status(appointment) == Status.BOOKED


@pytest.mark.parametrize("payload", ["text", ["one"], [1, 2, 3], ["a", "b", 0], {"a": 1}])
def test_a_signed_nonsense_is_a_friendly_page(scene: Scene, client: Client, payload: object) -> None:
    token = signing.dumps(payload, salt=links.Purpose.CANCEL)
    assert client.get(reverse("appointments:cancel_link", args=[token])).status_code == 410


def test_only_the_participants_link_is_good(scene: Scene, client: Client) -> None:
    appointment = scene.book()
    for person in (scene.nav.person, scene.career.person):
        assert client.post(link(appointment, person)).status_code == 410
    assert status(appointment) == Status.BOOKED


def test_a_link_is_for_one_appointment(nordland: Scene, trondelag: Scene, client: Client) -> None:
    first, second = nordland.book(), trondelag.book()
    client.post(link(first))
    assert (status(first), status(second)) == (Status.CANCELLED, Status.BOOKED)


def test_a_person_who_may_no_longer_sign_in_has_no_link(scene: Scene, client: Client) -> None:
    appointment = scene.book()
    scene.owner.person.is_active = False
    scene.owner.person.save()
    assert client.get(link(appointment)).status_code == 410


def test_signed_in_as_somebody_else_it_is_still_the_participants_act(
    scene: Scene, as_actor: Callable[[object], Client]
) -> None:
    appointment = scene.book()
    browser = as_actor(scene.career)
    assert browser.get(link(appointment)).status_code == 200
    assert browser.post(link(appointment)).status_code == 200
    assert Appointment.objects.get().cancelled_by == scene.owner.person


def test_somebody_cancelled_between_opening_and_pressing(scene: Scene, client: Client) -> None:
    appointment = scene.book()
    client.get(link(appointment))
    actions.cancel(appointment=appointment, by=scene.career)
    assert client.post(link(appointment)).status_code == 410
    assert Appointment.objects.get().cancelled_by == scene.career.person


def test_the_button_carries_a_csrf_token(scene: Scene) -> None:
    browser = Client(enforce_csrf_checks=True)
    appointment = scene.book()
    assert browser.post(link(appointment)).status_code == 403
    assert status(appointment) == Status.BOOKED
    assert "csrfmiddlewaretoken" in browser.get(link(appointment)).content.decode()


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_it_speaks_the_participants_language_not_the_browsers(scene: Scene, language: str) -> None:
    """The mail is in it; whoever reads mail on somebody else's machine meets the same language on the page."""
    appointment = scene.book()
    Person.objects.filter(pk=scene.owner.person.pk).update(language=language)
    browser = Client(headers={"accept-language": "nn" if language == "nb" else "nb"})
    for answer in (browser.get(link(appointment)), browser.post(link(appointment)), browser.get(link(appointment))):
        assert answer.headers["Content-Language"] == language
        assert f'<html lang="{language}"' in answer.content.decode()


def test_a_link_nobody_knows_speaks_the_browsers_language(db: None) -> None:
    answer = Client(headers={"accept-language": "nn"}).get(reverse("appointments:cancel_link", args=["x"]))
    assert answer.headers["Content-Language"] == "nn"


def test_pressing_at_the_same_time_as_somebody_else_is_friendly(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointment = scene.book()

    def too_late(**_given: object) -> None:
        raise AlreadyDone

    monkeypatch.setattr(actions, "cancel", too_late)
    assert client.post(link(appointment)).status_code == 410
