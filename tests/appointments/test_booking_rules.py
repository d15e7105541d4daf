"""How a counsellor wants to be booked: stricter than the county, never laxer."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions
from appointments.models import Appointment, BookingSettings
from appointments.queries.own_times import rules_in_force
from journeys.blueprints.types import BookingRules, Mode
from tests.appointments.conftest import Scene
from tests.appointments.test_availability import audited, member, text
from tests.factories import participant, staff

SignIn = Callable[[Actor], Client]
At = Callable[[str], datetime]


@pytest.fixture
def career(db: None, at: At) -> Actor:
    at("2026-03-02 07:00")
    return staff(Party.CAREER_COUNSELLOR)


def rules(**changes: str) -> dict[str, str]:
    return {"buffer_minutes": "", "notice_hours": "", "horizon_weeks": "", "video_link": ""} | changes


@pytest.fixture
def strict_county(monkeypatch: pytest.MonkeyPatch) -> BookingRules:
    """A county that asks for a day's notice, a quarter of an hour between meetings and at most eight weeks."""
    asked = BookingRules(notice_hours=24, buffer_minutes=15, horizon_weeks=8)
    for module in ("availability_forms", "queries.own_times"):
        monkeypatch.setattr(f"appointments.{module}.rules_of", lambda county: asked)
    return asked


def test_a_counsellor_may_be_stricter_than_the_county(
    career: Actor, as_actor: SignIn, strict_county: BookingRules
) -> None:
    browser, url = as_actor(career), reverse("appointments:times_settings")
    form = rules(buffer_minutes="15", notice_hours="48", horizon_weeks="4", video_link="video.example/rom")
    assert browser.post(url, form).status_code == 302
    kept = BookingSettings.objects.get(membership=career.membership)
    assert (kept.buffer_minutes, kept.notice_hours, kept.horizon_weeks) == (15, 48, 4)
    assert kept.video_link == "https://video.example/rom"
    page = text(browser.get(url))
    assert 'value="48"' in page
    assert audited("booking_settings_changed")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("buffer_minutes", "10", "15"),
        ("notice_hours", "23", "24"),
        ("horizon_weeks", "9", "8"),
        ("notice_hours", "-1", "ds-error-summary"),
        ("horizon_weeks", "0", "ds-error-summary"),
        ("buffer_minutes", "x", "ds-error-summary"),
        ("video_link", "http://video.example/rom", "https://"),
        ("video_link", "javascript:alert(1)", "ds-error-summary"),
    ],
)
def test_and_never_laxer(
    career: Actor, as_actor: SignIn, strict_county: BookingRules, field: str, value: str, said: str
) -> None:
    response = as_actor(career).post(reverse("appointments:times_settings"), rules(**{field: value}))
    assert response.status_code == 422
    summary = text(response).split("ds-error-summary", 1)[1]
    assert said in summary or said == "ds-error-summary"
    assert not BookingSettings.objects.exists()


def test_an_empty_answer_follows_the_county(career: Actor, as_actor: SignIn, strict_county: BookingRules) -> None:
    browser, url = as_actor(career), reverse("appointments:times_settings")
    browser.post(url, rules(notice_hours="48"))
    browser.post(url, rules())
    assert BookingSettings.objects.get().notice_hours is None
    found = rules_in_force(member(career))
    assert (found.notice_hours, found.buffer_minutes, found.horizon_weeks) == (24, 15, 8)


def test_what_was_laxer_once_does_not_count(career: Actor, strict_county: BookingRules) -> None:
    """The county became stricter after the counsellor had answered."""
    lax = actions.Rules(buffer_minutes=5, notice_hours=1, horizon_weeks=20)
    actions.save_settings(membership=member(career), rules=lax, by=career)
    found = rules_in_force(member(career))
    assert (found.notice_hours, found.buffer_minutes, found.horizon_weeks) == (24, 15, 8)


def test_the_video_link_goes_into_meetings_booked_from_now_on(trondelag: Scene) -> None:
    before = trondelag.book("09:00", mode=Mode.DIGITAL)
    link = actions.Rules(video_link="https://video.example/rom")
    actions.save_settings(membership=member(trondelag.career), rules=link, by=trondelag.career)
    actions.cancel(appointment=before, by=trondelag.owner)
    after = trondelag.book("10:00", mode=Mode.DIGITAL)
    assert (Appointment.objects.get(pk=before.pk).video_link, after.video_link) == ("", "https://video.example/rom")


def test_only_career_counsellors_have_rules(career: Actor, as_actor: SignIn) -> None:
    for other in (participant(), staff(Party.NAV_COUNSELLOR), staff(Party.COORDINATOR)):
        assert as_actor(other).post(reverse("appointments:times_settings"), rules()).status_code == 403
    assert not BookingSettings.objects.exists()
