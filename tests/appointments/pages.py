"""What the tests of the pages share: addresses, pressing buttons, and who has no business there."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext

from accounts.actors import Actor
from accounts.enums import Party
from appointments.models import Appointment
from tests.appointments.conftest import Scene, today
from tests.factories import participant, staff

SignIn = Callable[[Actor], Client]


def pick_url(scene: Scene, **query: str) -> str:
    url = reverse("appointments:pick", args=[scene.journey.public_id])
    return url + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def url_of(appointment: Appointment, page: str = "detail") -> str:
    return reverse(f"appointments:{page}", args=[appointment.public_id])


def hold(browser: Client, scene: Scene, clock: str = "09:00", **data: Any) -> Any:
    """Pick a time of today on the picker."""
    given = {"kind": scene.journey.blueprint.meeting_kinds[0].key, "mode": "in_person"}
    given["centre"] = str(scene.career.office.public_id)  # type: ignore[union-attr]
    given["slot"] = today(clock).isoformat()
    return browser.post(reverse("appointments:hold", args=[scene.journey.public_id]), given | data)


def answer_held(browser: Client, held_url: str, verb: str) -> Any:
    """Press `bekreft` or `slipp` on the page of a held time."""
    path, query = held_url.split("?")
    return browser.post(f"{path}{verb}/?{query}")


def book(browser: Client, scene: Scene, clock: str = "09:00", **data: Any) -> Any:
    """Pick a time and confirm it."""
    picked = hold(browser, scene, clock, **data)
    assert picked.status_code == 302, picked.status_code
    return answer_held(browser, picked["Location"], "bekreft")


def text(response: Any) -> str:
    return str(response.content.decode())


def says(response: Any, message: str, **values: Any) -> bool:
    """Whether the page says this, in the language of the tests."""
    return escape(gettext(message) % values if values else gettext(message)) in text(response)


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
