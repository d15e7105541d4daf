"""The calendar of a counsellor and of a centre: everything that takes time, and nobody's name to those it does not
concern.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments import actions
from appointments.calendar_page import Look, Placed, calendar_page
from appointments.models import (
    Absence,
    Commitment,
    ExternalBusy,
    ExternalCalendar,
    GroupSession,
    PublishedTime,
    WeeklyPattern,
)
from appointments.public_holidays import closed_days, names_of
from appointments.queries.agenda import Entry, agenda
from tests.appointments.conftest import Scene, make_scene, publish, today
from tests.factories import cover, office, participant, staff

SignIn = Callable[[Actor], Client]
At = Callable[[str], datetime]
MONDAY = date(2026, 3, 2)


def member(actor: Actor) -> Membership:
    assert actor.membership is not None
    return actor.membership


def page(actor: Actor, as_actor: SignIn, **query: str) -> str:
    answer = as_actor(actor).get(reverse("appointments:calendar"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def entries(actor: Actor, *members: Membership, day: date = MONDAY) -> list[Entry]:
    """The day of one counsellor, as the actor sees it."""
    shown = members or (member(actor),)
    found = agenda(actor, shown, day, day, now=timezone.now())
    return found.entries(shown[0], day)


def lines(found: list[Entry]) -> list[str]:
    def clock(at: datetime) -> str:
        return f"{timezone.localtime(at):%H.%M}"

    return [f"{clock(each.start)}–{clock(each.end)} {each.what}" for each in found]


def absent(actor: Actor, start: str, end: str) -> Absence:
    return Absence.objects.create(membership=member(actor), starts_at=today(start), ends_at=today(end))


def elsewhere(actor: Actor, start: str, end: str) -> None:
    now = timezone.now()
    calendar, _new = ExternalCalendar.objects.get_or_create(
        person=actor.person, defaults={"url": "https://x.test/", "added_at": now}
    )
    ExternalBusy.objects.create(calendar=calendar, starts_at=today(start), ends_at=today(end))


def pattern(actor: Actor, start: int, end: int, **changes: Any) -> WeeklyPattern:
    given = {"weekday": 0, "valid_from": MONDAY, "place": actor.office, "modes": ["in_person"]} | changes
    return WeeklyPattern.objects.create(membership=member(actor), start=time(start), end=time(end), **given)


# --- what a day holds -------------------------------------------------------------------------------------------------
def test_the_day_has_layers_that_never_overlap(nordland: Scene) -> None:
    """Meetings lie on absences, these on other calendars, these on what is offered (09.00–12.00)."""
    nordland.book("09:00")
    absent(nordland.career, "10:30", "11:15")
    elsewhere(nordland.career, "11:00", "11:30")
    assert lines(entries(nordland.career)) == [
        "09.00–10.00 meeting",
        "10.00–10.30 free",
        "10.30–11.15 away",
        "11.15–11.30 busy",
        "11.30–12.00 free",
    ]


def test_a_meeting_in_an_absence_is_seen(nordland: Scene) -> None:
    nordland.book("09:00")
    absent(nordland.career, "08:00", "16:00")
    found = entries(nordland.career)
    assert lines(found) == ["08.00–09.00 away", "09.00–10.00 meeting", "10.00–16.00 away"]
    assert [each.in_absence for each in found] == [False, True, False]


def test_what_is_offered_is_shown_from_now_on(nordland: Scene, at: At) -> None:
    at("2026-03-02 10:15")
    assert lines(entries(nordland.career)) == ["10.15–12.00 free"]
    at("2026-03-02 12:00")
    assert entries(nordland.career) == []


def test_weekly_hours_and_single_times_are_offered_once(nordland: Scene) -> None:
    nav = office()
    pattern(nordland.career, 8, 10, place=nav)
    found = entries(nordland.career)
    assert lines(found) == ["08.00–10.00 free", "10.00–12.00 free"]
    assert [each.place for each in found] == [nav, None], "only another place than the own is said"


def test_hours_of_the_week_rest_on_holidays(nordland: Scene) -> None:
    easter_monday = date(2026, 4, 6)
    pattern(nordland.career, 8, 10)
    assert entries(nordland.career, day=easter_monday) == []
    assert lines(entries(nordland.career, day=date(2026, 4, 13))) == ["08.00–10.00 free"]


def test_cancelled_and_held_times_leave_nothing(nordland: Scene) -> None:
    appointment = nordland.book("09:00")
    actions.cancel(appointment=appointment, by=nordland.owner)
    wish = nordland.wish(nav=nordland.nav.membership, centre=nordland.career.office)
    actions.hold(wish=wish, starts_at=today("09:00"), by=nordland.owner)
    assert Commitment.objects.filter(hold__isnull=False, person=nordland.career.person).exists()
    assert lines(entries(nordland.career)) == ["09.00–12.00 free"]


def test_an_absence_over_days_is_all_day_in_the_middle(nordland: Scene) -> None:
    Absence.objects.create(
        membership=member(nordland.career), starts_at=today("15:00"), ends_at=today("09:00") + timedelta(days=2)
    )
    days = [entries(nordland.career, day=MONDAY + timedelta(days=ahead)) for ahead in range(3)]
    assert [lines(day)[-1] for day in days] == ["15.00–00.00 away", "00.00–00.00 away", "00.00–09.00 away"]
    assert [day[-1].is_all_day for day in days] == [False, True, False]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_days_the_clock_changes_are_whole(nordland: Scene, day: date) -> None:
    start = timezone.make_aware(datetime.combine(day, time()))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    Absence.objects.create(membership=member(nordland.career), starts_at=start, ends_at=end)
    (only,) = entries(nordland.career, day=day)
    assert only.is_all_day
    assert entries(nordland.career, day=day - timedelta(days=1)) == []


# --- who sees what ----------------------------------------------------------------------------------------------------
def test_the_own_meetings_carry_the_name(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book("09:00")
    url = reverse("appointments:detail", args=[appointment.public_id])
    for actor in (nordland.career, nordland.nav):
        shown = page(actor, as_actor)
        assert nordland.owner.person.name in shown
        assert url in shown


@pytest.mark.parametrize("view", ["uke", "dag"])
def test_a_colleagues_meeting_is_busy_and_nothing_more(nordland: Scene, as_actor: SignIn, view: str) -> None:
    appointment = nordland.book("09:00")
    colleague = staff(Party.CAREER_COUNSELLOR)
    shown = page(colleague, as_actor, hvem="senter", vis=view)
    assert nordland.career.person.name in shown
    assert 'data-what="busy"' in shown
    assert 'data-what="meeting"' not in shown
    for secret in (nordland.owner.person.name, str(appointment.meeting_kind.label), str(appointment.public_id)):
        assert secret not in shown
    (busy,) = (each for each in entries(colleague, member(nordland.career)) if each.what == "busy")
    assert (busy.appointment, busy.group, busy.place) == (None, None, None)


def test_who_stands_in_sees_the_meeting_in_the_centres_calendar(nordland: Scene, as_actor: SignIn) -> None:
    nordland.book("09:00")
    stand_in = cover(nordland.career, staff(Party.CAREER_COUNSELLOR))
    assert nordland.owner.person.name in page(stand_in, as_actor, hvem="senter", vis="dag")


def test_a_meeting_without_nav_is_not_in_navs_calendar(nordland: Scene, as_actor: SignIn) -> None:
    actions.mark_held(appointment=nordland.book("09:00"), by=nordland.career)
    nordland.book("10:00", kind="guidance", by=nordland.career, nav=None)
    assert lines(entries(nordland.nav)) == ["09.00–10.00 meeting"]
    shown = page(nordland.nav, as_actor)
    assert shown.count(nordland.owner.person.name) == 1


def test_what_a_person_does_in_another_capacity_is_only_busy(nordland: Scene) -> None:
    """A counsellor who is a participant too: the colleague's calendar says no more than that the time is taken."""
    own = actions.book(
        wish=nordland.wish(nav=nordland.nav.membership, centre=nordland.career.office),
        starts_at=today("09:00"),
        by=nordland.owner,
    )
    colleague = staff(Party.CAREER_COUNSELLOR, person=nordland.owner.person)
    assert lines(entries(colleague)) == ["09.00–10.00 busy"]
    found = entries(nordland.career, member(colleague))
    assert lines(found) == ["09.00–10.00 busy"], f"{own.public_id} is the leader's to see, not in this calendar"


def test_an_absence_in_another_membership_is_only_busy(nordland: Scene) -> None:
    second = staff(Party.NAV_COUNSELLOR, person=nordland.career.person)
    absent(second, "13:00", "14:00")
    assert lines(entries(nordland.career))[-1] == "13.00–14.00 busy"


def test_a_group_session_is_known_in_the_county(nordland: Scene) -> None:
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
    Commitment.objects.create(
        booking=group.public_id,
        group=group,
        person=nordland.career.person,
        starts_at=group.starts_at,
        ends_at=group.ends_at,
    )
    assert lines(entries(nordland.career)) == ["09.00–10.00 free", "10.00–12.00 group"]
    assert entries(staff(Party.CAREER_COUNSELLOR), member(nordland.career))[-1].group == group


def test_the_centre_is_its_career_counsellors_in_force(nordland: Scene, as_actor: SignIn) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR)
    away = staff(Party.CAREER_COUNSELLOR, office_name="Et annet senter")
    gone = staff(Party.CAREER_COUNSELLOR)
    Membership.objects.filter(pk=gone.membership_id).update(valid_until=MONDAY)
    shown = page(nordland.career, as_actor, hvem="senter")
    assert colleague.person.name in shown
    for other in (away, gone, nordland.nav):
        assert f"<b>{other.person.name}</b>" not in shown


def test_nav_has_no_centre(nordland: Scene, as_actor: SignIn) -> None:
    shown = page(nordland.nav, as_actor, hvem="senter")
    assert headings(shown)[0] == "Mandag 2. mars"
    assert "hvem=senter" not in shown.split('id="period-h"')[1].split("</nav>")[1]


def test_those_nobody_books_have_no_calendar(nordland: Scene, as_actor: SignIn) -> None:
    for other in (nordland.owner, participant(), staff(Party.COORDINATOR)):
        assert as_actor(other).get(reverse("appointments:calendar")).status_code == 403
    assert as_actor(nordland.career).post(reverse("appointments:calendar")).status_code == 405


# --- the page ---------------------------------------------------------------------------------------------------------
def headings(shown: str) -> list[str]:
    found = re.findall(r"<h3[^>]*>(.*?)</h3>", shown, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", each).split(" today")[0].split(" i dag")[0].strip() for each in found]


def test_a_week_is_five_days_in_words(nordland: Scene, as_actor: SignIn) -> None:
    shown = page(nordland.career, as_actor)
    assert headings(shown) == [
        "Mandag 2. mars",
        "Tirsdag 3. mars",
        "Onsdag 4. mars",
        "Torsdag 5. mars",
        "Fredag 6. mars",
    ]
    assert "søndag 8. mars 2026" in shown


def test_the_weekend_is_there_when_it_is_used(nordland: Scene, as_actor: SignIn) -> None:
    publish(nordland.career, days=5)
    assert headings(page(nordland.career, as_actor))[-1] == "Lørdag 7. mars"


def test_a_holiday_says_its_name(nordland: Scene, as_actor: SignIn) -> None:
    shown = page(nordland.career, as_actor, dato="2026-04-02")
    assert str(names_of(date(2026, 4, 2))[0]) in shown


@pytest.mark.parametrize(
    ("query", "previous", "following"),
    [
        ({}, "2026-03-01", "2026-03-09"),
        ({"dato": "2026-03-08"}, "2026-03-01", "2026-03-09"),
        ({"dato": "nonsens", "vis": "maned", "hvem": "alle"}, "2026-03-01", "2026-03-09"),
        ({"dato": "2026-02-30"}, "2026-03-01", "2026-03-09"),
        ({"vis": "dag", "dato": "2026-03-04"}, "2026-03-03", "2026-03-05"),
    ],
)
def test_the_way_to_other_days(
    nordland: Scene, as_actor: SignIn, query: dict[str, str], previous: str, following: str
) -> None:
    shown = page(nordland.career, as_actor, **query)
    dates = re.findall(r"dato=([\d-]+)", shown.split("app-switches")[0].split('<nav class="app-buttons')[1])
    expected = {"2026-03-01": "2026-02-23"}.get(previous, previous)
    assert dates[0] == expected
    assert dates[-1] == following


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_calendar_has_an_end(nordland: Scene, as_actor: SignIn, day: str) -> None:
    for view in ("uke", "dag"):
        assert page(nordland.career, as_actor, dato=day, vis=view)


def placed(actor: Actor, day: date = MONDAY) -> tuple[list[Placed], tuple[int, int]]:
    shown = calendar_page(actor, Look("dag", day, "meg"), now=timezone.now())
    return shown.columns[0].entries, (shown.first_hour, shown.last_hour)


def test_entries_stand_where_the_clock_is(nordland: Scene) -> None:
    PublishedTime.objects.all().delete()
    absent(nordland.career, "09:10", "10:40")
    ((only,), hours) = placed(nordland.career)
    assert (only.hour, only.minute, only.until_hour, only.until_minute) == (9, 0, 10, 45)
    assert hours == (8, 16)


def test_early_and_late_hours_are_drawn_too(nordland: Scene) -> None:
    absent(nordland.career, "06:30", "07:00")
    absent(nordland.career, "17:00", "18:01")
    absent(nordland.career, "23:00", "23:59")
    found, hours = placed(nordland.career)
    assert hours == (6, 24)
    assert (found[-1].until_hour, found[-1].until_minute) == (24, 0)


def test_a_whole_day_fills_what_is_drawn(nordland: Scene) -> None:
    start = today("00:00")
    Absence.objects.create(membership=member(nordland.career), starts_at=start, ends_at=start + timedelta(days=1))
    ((only,), hours) = placed(nordland.career)
    assert (only.hour, only.until_hour) == hours == (8, 16)


@pytest.mark.parametrize("query", [{}, {"vis": "dag"}, {"hvem": "senter"}, {"hvem": "senter", "vis": "dag"}])
@pytest.mark.parametrize("number", [1, 3])
def test_the_calendar_takes_the_same_queries(
    db: None,
    at: At,
    as_actor: SignIn,
    query: dict[str, str],
    number: int,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    """As many for three counsellors with three of everything as for one with one."""
    at("2026-03-02 07:00")
    scenes = [make_scene("nordland") for _ in range(number)]
    nav = office()
    for hour, scene in enumerate(scenes, start=9):
        scene.book(f"{hour:02}:00", centre=None, counsellor=scenes[0].career.membership)
        absent(scenes[0].career, f"{hour + 9}:00", f"{hour + 9}:30")
        absent(scene.career, "13:00", "14:00")
        elsewhere(scene.career, "14:00", "15:00")
        pattern(scene.career, 15, 17, place=nav)
    browser = as_actor(scenes[0].career)
    url = reverse("appointments:calendar")
    browser.get(url, query)
    with django_assert_num_queries(15 if "hvem" in query else 14):
        browser.get(url, query)


# --- public holidays --------------------------------------------------------------------------------------------------
def test_two_holidays_on_one_day_are_both_named() -> None:
    ascension_and_labour = date(2008, 5, 1)
    assert len(names_of(ascension_and_labour)) == 2
    assert names_of(date(2026, 12, 24)) == []


def test_every_holiday_has_a_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    from appointments.public_holidays import NAMES

    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(3653)]
    ours = {str(name) for name in NAMES.values()}
    assert {str(name) for day in days for name in names_of(day)} == ours


def test_closed_days_that_follow_each_other_are_one() -> None:
    weekdays = range(5)
    found = closed_days(date(2026, 4, 1), date(2026, 5, 1), weekdays)
    assert [(each.first, each.last) for each in found] == [
        (date(2026, 4, 2), date(2026, 4, 3)),
        (date(2026, 4, 6), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 1)),
    ]


@pytest.mark.parametrize("day", ["2026-03-07", "2026-03-08"])
def test_at_the_weekend_the_week_people_plan_for_is_the_next(
    nordland: Scene, as_actor: SignIn, at: At, day: str
) -> None:
    at(f"{day} 12:00")
    assert headings(page(nordland.career, as_actor))[0] == "Mandag 9. mars"
    assert "Mandag 9. mars" not in page(nordland.career, as_actor, vis="dag")
