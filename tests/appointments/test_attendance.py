"""Who came to an ordinary meeting: said in the small forms where it ends, shown to staff and to nobody else."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.actors import Actor, System
from appointments import actions
from appointments.enums import Attendance, Status
from appointments.models import Appointment
from conversations.actions import begin, publish_guides
from conversations.guides import shipped_texts
from conversations.models import Note
from tests.appointments.conftest import Scene
from tests.factories import acting

SignIn = Callable[[Actor], Client]
AGREED = {"next_meeting": "later", "preparation": "Ta med vitnemål"}


def said(message: str) -> str:
    with override("nb"):
        return gettext(message)


def page(browser: Client, appointment: Appointment) -> str:
    return str(browser.get(reverse("appointments:detail", args=[appointment.public_id])).content.decode())


def noted(appointment: Appointment) -> dict[int, str]:
    return dict(appointment.commitments.values_list("person", "attendance"))


def note_of(scene: Scene, appointment: Appointment) -> Note:
    publish_guides(county=scene.journey.county, texts=shipped_texts(scene.journey.county), by=System("test"))
    with acting(scene.career):
        return begin(appointment=appointment, by=scene.career)


# --- a meeting that was held ---------------------------------------------------------------------------------------
def close(browser: Client, note: Note, **fields: Any) -> Any:
    return browser.post(reverse("conversations:close", args=[note.public_id]), AGREED | fields)


@pytest.mark.parametrize(
    ("said_of_nav", "expected"),
    [
        ({}, "came"),
        ({"nav_came": "came"}, "came"),
        ({"nav_came": "absent"}, "absent"),
        ({"nav_came": "excused"}, "excused"),
    ],
)
def test_closing_notes_whether_nav_came(
    nordland: Scene, as_actor: SignIn, said_of_nav: dict[str, str], expected: str
) -> None:
    appointment = nordland.book()
    note = note_of(nordland, appointment)
    assert close(as_actor(nordland.career), note, **said_of_nav).status_code == 302
    people = (nordland.owner, nordland.career, nordland.nav)
    assert [noted(appointment)[each.person.pk] for each in people] == ["came", "came", expected]


def test_the_form_asks_only_for_whom_was_expected(nordland: Scene, trondelag: Scene, as_actor: SignIn) -> None:
    for scene, asks in ((nordland, True), (trondelag, False)):
        note = note_of(scene, scene.book())
        form = as_actor(scene.career).get(reverse("conversations:close", args=[note.public_id])).context["form"]
        assert ("nav_came" in form.fields) is asks
    assert close(as_actor(trondelag.career), note, nav_came="absent").status_code == 302


def test_an_unknown_answer_is_refused(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book()
    assert close(as_actor(nordland.career), note_of(nordland, appointment), nav_came="perhaps").status_code == 422
    assert noted(appointment) == dict.fromkeys(noted(appointment), "")


def test_the_answer_is_kept_while_the_next_meeting_is_booked(nordland: Scene, as_actor: SignIn) -> None:
    note, browser = note_of(nordland, nordland.book()), as_actor(nordland.career)
    answer = close(browser, note, nav_came="excused", book="1")
    (back,) = parse_qs(urlsplit(answer["Location"]).query)["next"]
    assert browser.get(back).context["form"]["nav_came"].initial == "excused"
    assert browser.get(back.replace("excused", "perhaps")).context["form"]["nav_came"].initial == Attendance.CAME


# --- one that was not ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "expected"), [({}, "absent"), ({"excused": "1"}, "excused"), ({"excused": "x"}, "absent")]
)
def test_one_button_says_whether_word_was_sent(
    nordland: Scene, as_actor: SignIn, at: Callable[[str], datetime], fields: dict[str, str], expected: str
) -> None:
    appointment, browser = nordland.book(), as_actor(nordland.career)
    at("2026-03-02 09:10")
    shown = page(browser, appointment)
    assert said("Did not come") in shown
    assert said("Sent word beforehand") in shown
    browser.post(reverse("appointments:missed", args=[appointment.public_id]), fields)
    appointment.refresh_from_db()
    assert appointment.status == Status.MISSED
    assert noted(appointment)[nordland.owner.person.pk] == expected


# --- who reads it --------------------------------------------------------------------------------------------------
def test_staff_reads_who_came_and_the_participant_does_not(
    nordland: Scene, as_actor: SignIn, at: Callable[[str], datetime]
) -> None:
    appointment = nordland.book()
    at("2026-03-02 10:10")
    absent = {nordland.nav.person.pk: Attendance.ABSENT}
    actions.mark_held(appointment=appointment, by=nordland.career, attendance=absent)
    for actor in (nordland.career, nordland.nav):
        shown = page(as_actor(actor), appointment)
        assert f">{said('Did not come')}<" in shown
        assert f">{said('Came')}<" in shown
    shown = page(as_actor(nordland.owner), appointment)
    assert said("Did not come") not in shown
    assert f">{said('Came')}<" not in shown


@pytest.mark.parametrize(("moment", "is_late"), [("2026-03-02 07:30", True), ("2026-02-27 08:00", False)])
def test_a_late_cancellation_is_told_to_staff_in_plain_words(
    nordland: Scene, as_actor: SignIn, at: Callable[[str], datetime], moment: str, is_late: bool
) -> None:
    appointment = nordland.book()
    at(moment)
    actions.cancel(appointment=appointment, by=nordland.owner)
    at("2026-03-02 08:00")
    hours = f"{nordland.journey.blueprint.booking.late_hours} "
    for actor in (nordland.career, nordland.nav):
        assert (hours in status_of(page(as_actor(actor), appointment))) is is_late
    assert hours not in status_of(page(as_actor(nordland.owner), appointment))


def status_of(shown: str) -> str:
    """What stands beside the status of the appointment."""
    return shown.split(f"<dt>{said('Status')}</dt>")[1].split("</dd>", maxsplit=1)[0]


def test_nothing_is_said_of_a_meeting_ahead(nordland: Scene, as_actor: SignIn) -> None:
    shown = page(as_actor(nordland.career), nordland.book())
    assert f">{said('Came')}<" not in shown
    assert said("Did not come") not in shown
