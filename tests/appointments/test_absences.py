"""Absence and busy times: what cannot be booked, what stays booked, and who may say so."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions
from appointments.models import Absence, GroupSession
from common.errors import AlreadyDone
from tests.appointments.conftest import Scene, today
from tests.appointments.test_availability import audited, member, parts, text
from tests.factories import cover, participant, staff

SignIn = Callable[[Actor], Client]
At = Callable[[str], datetime]


@pytest.fixture
def career(db: None, at: At) -> Actor:
    at("2026-03-02 07:00")
    return staff(Party.CAREER_COUNSELLOR)


def away(**changes: Any) -> dict[str, Any]:
    first, last = changes.pop("first", "9.3.2026"), changes.pop("last", "")
    return {**parts("first_day", first), **parts("last_day", last), "start": "", "end": ""} | changes


def spans() -> list[str]:
    def said(at: datetime) -> str:
        return f"{timezone.localtime(at):%d.%m %H.%M}"

    return [f"{said(each.starts_at)}–{said(each.ends_at)}" for each in Absence.objects.order_by("starts_at")]


@pytest.mark.parametrize(
    ("form", "span"),
    [
        (away(), "09.03 00.00–10.03 00.00"),
        (away(last="11.3.2026"), "09.03 00.00–12.03 00.00"),
        (away(start="12.00"), "09.03 12.00–10.03 00.00"),
        (away(end="12.00"), "09.03 00.00–09.03 12.00"),
        (away(start="10", end="1130"), "09.03 10.00–09.03 11.30"),
        (away(last="10.3.2026", start="15.00", end="09.00"), "09.03 15.00–10.03 09.00"),
        (away(first="28.3.2026", last="29.3.2026"), "28.03 00.00–30.03 00.00"),  # the clock is put forward
        (away(first="25.10.2026"), "25.10 00.00–26.10 00.00"),  # and back
        (away(first="2.3.2026"), "02.03 00.00–03.03 00.00"),  # today
    ],
)
def test_an_absence_is_days_or_hours_by_the_clock_in_norway(
    career: Actor, as_actor: SignIn, form: dict[str, Any], span: str
) -> None:
    response = as_actor(career).post(reverse("appointments:absences"), form)
    assert response.status_code == 302
    assert spans() == [span]


@pytest.mark.parametrize(
    "form",
    [
        away(first=""),
        away(first="1.3.2026"),
        away(first="31.12.9999"),
        away(last="8.3.2026"),
        away(last="31.12.9999"),
        away(start="x"),
        away(start="12.00", end="12.00"),
        away(start="12.00", end="11.00"),
        away(first="2.3.2026", start="05.00", end="06.00"),  # over
        away(first="29.3.2026", start="02.00", end="03.00"),  # does not exist
    ],
)
def test_an_absence_that_cannot_be_is_said(career: Actor, as_actor: SignIn, form: dict[str, Any]) -> None:
    response = as_actor(career).post(reverse("appointments:absences"), form)
    assert response.status_code == 422
    assert "ds-error-summary" in text(response)
    assert not Absence.objects.exists()


def test_nobody_books_an_absence(nordland: Scene) -> None:
    actions.add_absence(
        membership=member(nordland.career), starts_at=today("09:00"), ends_at=today("11:00"), by=nordland.career
    )
    with pytest.raises(actions.TimeTaken):
        nordland.book("09:00")
    assert nordland.book("11:00").is_booked
    assert audited("absence_added").by_person == nordland.career.person


def test_a_nav_counsellors_busy_time_is_not_booked_either(nordland: Scene, as_actor: SignIn) -> None:
    browser = as_actor(nordland.nav)
    form = away(first="2.3.2026", start="09.00", end="10.30")
    assert browser.post(reverse("appointments:absences"), form).status_code == 302
    with pytest.raises(actions.TimeTaken):
        nordland.book("09:00")
    assert nordland.book("11:00").is_booked


def test_the_same_absence_twice_is_one(career: Actor, as_actor: SignIn) -> None:
    browser = as_actor(career)
    for _time in range(2):
        assert browser.post(reverse("appointments:absences"), away()).status_code == 302
    assert Absence.objects.count() == 1
    assert audited("absence_added")


def test_meetings_in_an_absence_are_shown_and_stand(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book("09:00")
    browser = as_actor(nordland.career)
    answer = browser.post(reverse("appointments:absences"), away(first="2.3.2026"))
    assert answer["Location"] == reverse("appointments:affected", args=[Absence.objects.get().public_id])
    page = text(browser.get(reverse("appointments:absences")))
    assert reverse("appointments:detail", args=[appointment.public_id]) in page
    assert answer["Location"] in page
    appointment.refresh_from_db()
    assert appointment.is_booked
    overview = text(browser.get(reverse("appointments:times")))
    assert f"#away-{Absence.objects.get().public_id}" in overview


def test_a_group_session_nobody_has_joined_is_a_meeting_too(nordland: Scene, as_actor: SignIn) -> None:
    group = GroupSession.objects.create(
        county=nordland.journey.county,
        kind=nordland.journey.blueprint.meeting_kinds[0].key,
        mode="in_person",
        starts_at=today("10:00"),
        ends_at=today("12:00"),
        career_counsellor=member(nordland.career),
        capacity=5,
        created_by=nordland.career.person,
        created_at=timezone.now(),
    )
    browser, url = as_actor(nordland.career), reverse("appointments:absences")
    before = browser.post(url, away(first="2.3.2026", end="10.00"))
    assert before["Location"] == url
    during = browser.post(url, away(first="2.3.2026", end="10.15"))
    assert during["Location"] != url
    GroupSession.objects.filter(pk=group.pk).update(status="cancelled")
    assert browser.post(url, away(first="2.3.2026", end="10.30"))["Location"] == url


def test_other_counsellors_meetings_are_not_in_ones_absence(nordland: Scene, as_actor: SignIn) -> None:
    nordland.book("09:00")
    colleague = staff(Party.CAREER_COUNSELLOR)
    answer = as_actor(colleague).post(reverse("appointments:absences"), away(first="2.3.2026"), follow=True)
    assert nordland.owner.person.name not in text(answer)


def test_an_absence_is_removed_and_the_time_can_be_booked(nordland: Scene, as_actor: SignIn) -> None:
    absence = actions.add_absence(
        membership=member(nordland.career), starts_at=today("09:00"), ends_at=today("12:00"), by=nordland.career
    )
    browser, url = as_actor(nordland.career), reverse("appointments:absence_remove", args=[absence.public_id])
    assert browser.get(url).status_code == 405
    assert browser.post(url)["Location"] == reverse("appointments:absences")
    assert nordland.book("09:00").is_booked
    assert browser.post(url).status_code == 404
    with pytest.raises(AlreadyDone):
        actions.remove_absence(absence=absence, by=nordland.career)
    assert audited("absence_removed")


def test_who_stands_in_looks_after_absences(career: Actor, as_actor: SignIn) -> None:
    stand_in = cover(career, staff(Party.CAREER_COUNSELLOR))
    browser, url = as_actor(stand_in), reverse("appointments:absences")
    assert browser.post(url, away(whose=career.key)).status_code == 302
    absence = Absence.objects.get()
    assert absence.membership == career.membership
    assert career.person.name in text(browser.get(url))
    remove = reverse("appointments:absence_remove", args=[absence.public_id])
    assert as_actor(staff(Party.CAREER_COUNSELLOR)).post(remove).status_code == 404
    assert browser.post(remove).status_code == 302


def test_nobody_is_away_for_a_stranger(career: Actor, as_actor: SignIn) -> None:
    stand_in = cover(career, staff(Party.CAREER_COUNSELLOR))
    stranger = staff(Party.CAREER_COUNSELLOR)
    assert as_actor(stand_in).post(reverse("appointments:absences"), away(whose=stranger.key)).status_code == 422
    as_actor(career).post(reverse("appointments:absences"), away(whose=stranger.key))
    assert [absence.membership for absence in Absence.objects.all()] == [career.membership]


def test_those_nobody_books_have_no_absences(career: Actor, as_actor: SignIn) -> None:
    for other in (participant(), staff(Party.COORDINATOR)):
        browser = as_actor(other)
        assert browser.get(reverse("appointments:absences")).status_code == 403
        assert browser.post(reverse("appointments:absences"), away()).status_code == 403
    assert not Absence.objects.exists()


def test_an_absence_that_is_over_is_not_listed(career: Actor, as_actor: SignIn, at: At) -> None:
    browser = as_actor(career)
    browser.post(reverse("appointments:absences"), away())
    assert "Mandag 9. mars" in text(browser.get(reverse("appointments:absences")))
    at("2026-03-10 00:00")
    assert "Mandag 9. mars" not in text(browser.get(reverse("appointments:absences")))
