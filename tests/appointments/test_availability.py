"""Weekly hours: what is offered, what is said, and who may."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import Membership, Office
from appointments import actions
from appointments.models import WeeklyPattern
from appointments.queries import availability
from appointments.queries.own_times import week_of
from common.errors import AlreadyDone
from common.models import AuditEntry
from journeys.blueprints.types import Mode
from tests.appointments.conftest import Scene, today
from tests.factories import cover, office, participant, staff

SignIn = Callable[[Actor], Client]
At = Callable[[str], datetime]
MONDAY, TUESDAY = 0, 1


def member(actor: Actor) -> Membership:
    assert actor.membership is not None
    return actor.membership


def hours(place: Office, start: str = "09:00", end: str = "12:00", **changes: Any) -> actions.Hours:
    given: dict[str, Any] = {
        "valid_from": date(2026, 3, 2),
        "valid_until": None,
        "place": place,
        "modes": [Mode.IN_PERSON],
    }
    return actions.Hours(time.fromisoformat(start), time.fromisoformat(end), **(given | changes))


def add(actor: Actor, *weekdays: int, **changes: Any) -> WeeklyPattern:
    own = member(actor)
    place = changes.pop("place", own.office)
    actions.add_patterns(membership=own, weekdays=weekdays or (MONDAY,), hours=hours(place, **changes), by=actor)
    return WeeklyPattern.objects.filter(membership=own).latest("pk")


def text(response: Any) -> str:
    return str(response.content.decode())


def audited(kind: str) -> AuditEntry:
    return AuditEntry.objects.get(kind=kind)


@pytest.fixture
def career(db: None, at: At) -> Actor:
    at("2026-03-02 07:00")
    return staff(Party.CAREER_COUNSELLOR)


# --- weekly hours: the actions ----------------------------------------------------------------------------------------
def test_hours_are_offered_on_each_weekday(career: Actor) -> None:
    add(career, 0, 2, 4, lengths=[60, 45])
    assert list(WeeklyPattern.objects.values_list("weekday", flat=True)) == [0, 2, 4]
    assert WeeklyPattern.objects.first().lengths == [45, 60]  # type: ignore[union-attr]
    entry = audited("weekly_hours_added")
    assert (entry.by_person, entry.subject) == (career.person, str(member(career).public_id))
    assert len(entry.data["concerns"]) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"start": "08:00", "end": "09:01"},
        {"start": "11:59", "end": "13:00"},
        {"start": "10:00", "end": "11:00"},
        {"valid_from": date(2026, 5, 31)},
        {"valid_from": date(2026, 2, 2), "valid_until": date(2026, 3, 10)},
    ],
)
def test_hours_that_meet_others_while_both_apply_are_refused(career: Actor, changes: dict[str, Any]) -> None:
    first = add(career, valid_from=date(2026, 3, 9), valid_until=date(2026, 6, 1))
    with pytest.raises(actions.PatternsOverlap) as clash:
        add(career, TUESDAY, MONDAY, **changes)
    assert clash.value.other == first
    assert WeeklyPattern.objects.count() == 1, "all or none"


@pytest.mark.parametrize(
    "changes",
    [
        {"start": "12:00", "end": "15:00"},
        {"start": "08:00", "end": "09:00"},
        {"valid_from": date(2026, 6, 1)},
        {"valid_until": date(2026, 3, 9)},
    ],
)
def test_hours_that_only_touch_others_are_not(career: Actor, changes: dict[str, Any]) -> None:
    add(career, valid_from=date(2026, 3, 9), valid_until=date(2026, 6, 1))
    add(career, **changes)
    assert WeeklyPattern.objects.count() == 2


def test_another_counsellor_may_offer_the_same(career: Actor) -> None:
    add(career)
    add(staff(Party.CAREER_COUNSELLOR))
    assert WeeklyPattern.objects.count() == 2


def test_hours_are_changed_and_do_not_stand_in_their_own_way(career: Actor) -> None:
    pattern = add(career)
    nav = office()
    actions.change_pattern(pattern=pattern, weekday=TUESDAY, hours=hours(nav, "10:00", "14:00"), by=career)
    kept = WeeklyPattern.objects.get()
    assert (kept.public_id, kept.weekday, kept.start, kept.place) == (pattern.public_id, TUESDAY, time(10), nav)
    actions.change_pattern(pattern=pattern, weekday=TUESDAY, hours=hours(nav, "11:00", "14:00"), by=career)
    assert AuditEntry.objects.filter(kind="weekly_hours_changed").count() == 2


def test_changed_hours_may_not_meet_others(career: Actor) -> None:
    add(career)
    later = add(career, start="13:00", end="15:00")
    with pytest.raises(actions.PatternsOverlap):
        actions.change_pattern(pattern=later, weekday=MONDAY, hours=hours(later.place, "11:00", "15:00"), by=career)
    later.refresh_from_db()
    assert later.start == time(13)


def test_hours_end_after_their_last_day(career: Actor) -> None:
    pattern = add(career)
    actions.end_pattern(pattern=pattern, last_day=date(2026, 3, 31), by=career)
    pattern.refresh_from_db()
    assert (pattern.valid_until, pattern.last_day) == (date(2026, 4, 1), date(2026, 3, 31))
    assert audited("weekly_hours_ended")
    with pytest.raises(AlreadyDone):
        actions.end_pattern(pattern=pattern, last_day=date(2026, 3, 31), by=career)


def test_hours_that_would_never_apply_are_gone(career: Actor) -> None:
    pattern = add(career, valid_from=date(2026, 4, 1))
    actions.end_pattern(pattern=pattern, last_day=date(2026, 3, 31), by=career)
    assert not WeeklyPattern.objects.exists()


@pytest.mark.parametrize("act", ["change", "end", "remove"])
def test_what_is_gone_is_already_done(career: Actor, act: str) -> None:
    pattern = add(career)
    actions.remove_pattern(pattern=pattern, by=career)
    assert audited("weekly_hours_removed")
    acts: dict[str, Callable[[], None]] = {
        "change": lambda: actions.change_pattern(
            pattern=pattern, weekday=MONDAY, hours=hours(pattern.place), by=career
        ),
        "end": lambda: actions.end_pattern(pattern=pattern, last_day=date(2026, 3, 31), by=career),
        "remove": lambda: actions.remove_pattern(pattern=pattern, by=career),
    }
    with pytest.raises(AlreadyDone):
        acts[act]()
    assert not WeeklyPattern.objects.exists()


def test_hours_that_stop_leave_what_is_booked(nordland: Scene) -> None:
    pattern = add(nordland.career, start="13:00", end="15:00")
    appointment = nordland.book("13:00")
    actions.remove_pattern(pattern=pattern, by=nordland.career)
    appointment.refresh_from_db()
    assert appointment.is_booked


def test_the_week_shows_what_applies_now_or_later(career: Actor) -> None:
    add(career, valid_from=date(2026, 1, 5), valid_until=date(2026, 3, 2))
    later = add(career, valid_from=date(2026, 6, 1))
    saturday = add(career, 5)
    week = week_of(member(career), today=date(2026, 3, 2))
    assert [day.weekday for day in week] == [0, 1, 2, 3, 4, 5]
    assert week[0].patterns == [later]
    assert week[5].patterns == [saturday]


# --- weekly hours: the pages ------------------------------------------------------------------------------------------
def parts(name: str, day: str) -> dict[str, str]:
    return dict(zip((f"{name}_0", f"{name}_1", f"{name}_2"), day.split(".") if day else ("", "", ""), strict=True))


def typed(**changes: Any) -> dict[str, Any]:
    form = {
        "weekdays": ["0", "1"],
        "start": "09.00",
        "end": "15.00",
        "place": str(office(OfficeKind.CAREER_CENTRE).public_id),
        "modes": ["in_person"],
        "lengths": ["45", "60"],
        **parts("valid_from", changes.pop("valid_from", "2.3.2026")),
        **parts("last_day", changes.pop("last_day", "")),
    }
    return form | changes


def test_hours_are_added_from_the_page(career: Actor, as_actor: SignIn) -> None:
    browser, url = as_actor(career), reverse("appointments:hours_add")
    assert "45 minutter" in text(browser.get(url)) or "45 minutes" in text(browser.get(url))
    assert browser.post(url, typed(last_day="30.6.2026", lengths=["45"]))["Location"] == reverse("appointments:times")
    monday, tuesday = WeeklyPattern.objects.order_by("weekday")
    assert (monday.weekday, tuesday.weekday) == (0, 1)
    assert (monday.valid_from, monday.valid_until) == (date(2026, 3, 2), date(2026, 7, 1))
    assert monday.lengths == [45]
    page = text(browser.get(reverse("appointments:times")))
    assert "Mandag 09.00–15.00" in page
    assert "30.06.2026" in page


def test_all_lengths_means_those_that_come_later_too(career: Actor, as_actor: SignIn) -> None:
    as_actor(career).post(reverse("appointments:hours_add"), typed())
    assert {tuple(pattern.lengths) for pattern in WeeklyPattern.objects.all()} == {()}


@pytest.mark.parametrize(
    "changes",
    [
        {"weekdays": []},
        {"weekdays": ["7"]},
        {"start": ""},
        {"end": "09.00"},
        {"end": "08.00"},
        {"start": "09.00", "end": "09.30"},  # no length fits
        {"place": "x"},
        {"modes": []},
        {"modes": ["phone"]},  # Nordland meets nobody by phone
        {"lengths": []},
        {"lengths": ["20"]},
        {"valid_from": ""},
        {"valid_from": "1.3.2026"},
        {"valid_from": "31.12.9999"},
        {"last_day": "1.3.2026"},
        {"last_day": "31.12.9999"},
        {"valid_from": "9.3.2026", "last_day": "8.3.2026"},
    ],
)
def test_hours_that_cannot_be_are_said(career: Actor, as_actor: SignIn, changes: dict[str, Any]) -> None:
    response = as_actor(career).post(reverse("appointments:hours_add"), typed(**changes))
    assert response.status_code == 422
    assert "ds-error-summary" in text(response)
    assert not WeeklyPattern.objects.exists()


def test_an_overlap_is_said_with_the_hours_that_stand_in_the_way(career: Actor, as_actor: SignIn) -> None:
    add(career, TUESDAY, start="14:00", end="16:00")
    response = as_actor(career).post(reverse("appointments:hours_add"), typed())
    assert response.status_code == 422
    assert "14.00–16.00" in text(response)
    assert WeeklyPattern.objects.count() == 1


def test_presence_days_are_at_nav_offices_of_the_county(career: Actor, as_actor: SignIn) -> None:
    browser, url = as_actor(career), reverse("appointments:hours_add")
    nav, closed = office(), office(name="Nav Nedlagt")
    Office.objects.filter(pk=closed.pk).update(is_active=False)
    other_centre = office(OfficeKind.CAREER_CENTRE, name="Et annet senter")
    for place in (office(county_code="trondelag"), closed, other_centre):
        assert browser.post(url, typed(place=str(place.public_id))).status_code == 422
    assert browser.post(url, typed(place=str(nav.public_id))).status_code == 302
    assert {pattern.place for pattern in WeeklyPattern.objects.all()} == {nav}


def test_hours_are_changed_from_the_page(career: Actor, as_actor: SignIn) -> None:
    pattern = add(career, valid_from=date(2025, 9, 1), lengths=[45])
    browser, url = as_actor(career), reverse("appointments:hours_change", args=[pattern.public_id])
    page = text(browser.get(url))
    assert 'value="09.00"' in page
    assert 'value="2025"' in page
    form = typed(weekday="3", valid_from="1.9.2025", lengths=["60"])
    assert browser.post(url, form).status_code == 302
    pattern.refresh_from_db()
    assert (pattern.weekday, pattern.end, pattern.lengths) == (3, time(15), [60])
    add(career, 4)
    response = browser.post(url, form | {"weekday": "4"})
    assert response.status_code == 422
    assert "09.00–12.00" in text(response)


def test_stopping_shows_what_stays_booked(nordland: Scene, as_actor: SignIn) -> None:
    pattern = add(nordland.career, start="13:00", end="15:00")
    nordland.book("13:00")
    url = reverse("appointments:hours_stop", args=[pattern.public_id])
    browser = as_actor(nordland.career)
    assert nordland.owner.person.name in text(browser.get(url))
    assert WeeklyPattern.objects.exists()
    assert browser.post(url, {"when": "now"}).status_code == 302
    assert not WeeklyPattern.objects.exists()
    assert browser.get(url).status_code == 404


def test_meetings_outside_the_hours_are_not_shown(nordland: Scene, as_actor: SignIn) -> None:
    pattern = add(nordland.career, start="13:00", end="15:00")
    nordland.book("09:00")
    page = text(as_actor(nordland.career).get(reverse("appointments:hours_stop", args=[pattern.public_id])))
    assert nordland.owner.person.name not in page


def test_hours_stop_after_a_day(career: Actor, as_actor: SignIn) -> None:
    pattern = add(career)
    browser, url = as_actor(career), reverse("appointments:hours_stop", args=[pattern.public_id])
    for wrong in ("", "1.3.2026", "31.12.9999"):
        assert browser.post(url, {"when": "later", **parts("last_day", wrong)}).status_code == 422
    assert browser.post(url, {}).status_code == 422
    assert browser.post(url, {"when": "later", **parts("last_day", "31.3.2026")}).status_code == 302
    pattern.refresh_from_db()
    assert pattern.last_day == date(2026, 3, 31)
    later = browser.post(url, {"when": "later", **parts("last_day", "30.4.2026")})
    assert later.status_code == 422, "stopping makes nothing last longer"


def test_hours_in_their_last_day_stop_at_once_or_not(career: Actor, as_actor: SignIn) -> None:
    pattern = add(career, valid_until=date(2026, 3, 3))
    browser, url = as_actor(career), reverse("appointments:hours_stop", args=[pattern.public_id])
    assert "last_day_0" not in text(browser.get(url))
    assert browser.post(url, {"when": "later"}).status_code == 422
    assert browser.post(url, {"when": "now"}).status_code == 302


def test_only_the_counsellor_and_who_stands_in_look_after_hours(career: Actor, as_actor: SignIn) -> None:
    pattern = add(career)
    urls = [reverse(f"appointments:{name}", args=[pattern.public_id]) for name in ("hours_change", "hours_stop")]
    for other in (participant(), staff(Party.NAV_COUNSELLOR), staff(Party.COORDINATOR)):
        browser = as_actor(other)
        assert {browser.get(url).status_code for url in urls} == {403}
        assert browser.get(reverse("appointments:hours_add")).status_code == 403
    colleague = as_actor(staff(Party.CAREER_COUNSELLOR))
    assert {colleague.get(url).status_code for url in urls} == {404}
    stand_in = as_actor(cover(career, staff(Party.CAREER_COUNSELLOR)))
    assert {stand_in.get(url).status_code for url in urls} == {200}
    assert WeeklyPattern.objects.count() == 1


def test_what_is_offered_can_be_booked(nordland: Scene) -> None:
    add(nordland.career, TUESDAY, start="10:00", end="12:00")
    wish = nordland.wish(nav=nordland.nav.membership, centre=nordland.career.office)
    slots = availability(wish, now=timezone.now()).week(date(2026, 3, 2))
    assert today("10:00") + timedelta(days=1) in {slot.start for slot in slots}


def test_an_empty_page_says_what_to_do(career: Actor, as_actor: SignIn) -> None:
    page = text(as_actor(career).get(reverse("appointments:times")))
    assert f'href="{reverse("appointments:hours_add")}"' in page
    assert "<table" not in page


def test_holidays_ahead_are_told(career: Actor, as_actor: SignIn) -> None:
    page = text(as_actor(career).get(reverse("appointments:times")))
    assert "Torsdag 2. april – fredag 3. april" in page
    assert "17. mai" not in page, "a Sunday on which nobody offers anything"
    add(career, 6)
    assert "17. mai" in text(as_actor(career).get(reverse("appointments:times")))


@pytest.mark.parametrize("number", [1, 3])
def test_the_week_takes_the_same_queries(
    career: Actor, as_actor: SignIn, number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for day in range(number):
        add(career, day, place=office())
        start = datetime(2026, 4, 1 + day, tzinfo=UTC)
        actions.add_absence(membership=member(career), starts_at=start, ends_at=start + timedelta(hours=3), by=career)
    browser = as_actor(career)
    browser.get(reverse("appointments:times"))
    with django_assert_num_queries(13):
        browser.get(reverse("appointments:times"))
