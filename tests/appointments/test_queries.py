"""What is free, for whom, how far ahead; always in the same number of queries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership
from appointments import actions, queries
from appointments.models import Commitment, PublishedTime
from journeys.blueprints.types import Mode
from journeys.progress import progress
from tests.appointments.conftest import Scene, publish, start_journey, today
from tests.factories import participant, staff

MONDAY = date(2026, 3, 2)


def free(scene: Scene, monday: date = MONDAY, **fields: Any) -> list[str]:
    wish = scene.wish(centre=scene.career.office, **fields)
    found = queries.availability(wish, now=timezone.now()).week(monday)
    return [f"{timezone.localtime(slot.start):%a %H.%M}" for slot in found]


def test_times_are_cut_to_the_length_of_the_meeting(nordland: Scene, trondelag: Scene) -> None:
    assert free(nordland) == ["Mon 09.00", "Mon 10.00", "Mon 11.00"]
    assert free(trondelag) == ["Mon 09.00", "Mon 09.45", "Mon 10.30", "Mon 11.15"]


def test_nothing_within_the_hour(scene: Scene, at: Callable[[str], datetime]) -> None:
    at("2026-03-02 09:20")
    assert free(scene)[0] == "Mon 10.30"


def test_only_times_published_for_this_way_to_meet(trondelag: Scene) -> None:
    PublishedTime.objects.update(modes=[Mode.PHONE])
    assert free(trondelag, mode=Mode.IN_PERSON) == []
    assert len(free(trondelag, mode=Mode.PHONE)) == 4


def test_everybody_who_must_attend_is_free(nordland: Scene) -> None:
    """The Nav counsellor is in another meeting 10–11, the participant of another journey 11–12."""
    other = replace(nordland, journey=start_journey("nordland", participant(), nordland.nav.membership))
    other.book("10:00")
    assert free(nordland, nav=nordland.nav.membership) == ["Mon 09.00", "Mon 11.00"]


def test_a_counsellor_in_another_meeting_is_not_free(nordland: Scene) -> None:
    replace(nordland, journey=start_journey("nordland", participant(), nordland.nav.membership)).book("09:00")
    assert free(nordland) == ["Mon 10.00", "Mon 11.00"]


def test_where_several_are_free_each_time_is_shown_once(trondelag: Scene) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    publish(colleague, "11:15", "12:45")
    assert free(trondelag) == ["Mon 09.00", "Mon 09.45", "Mon 10.30", "Mon 11.15", "Mon 12.00"]


def test_the_journeys_own_counsellor_comes_before_the_centre(trondelag: Scene) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    publish(colleague, "13:00", "14:30")
    assert len(free(trondelag)) == 6
    trondelag.journey.career_counsellor = colleague.membership
    trondelag.journey.save()
    assert free(trondelag) == ["Mon 13.00", "Mon 13.45"]


def test_only_the_chosen_centre(trondelag: Scene) -> None:
    elsewhere = staff(Party.CAREER_COUNSELLOR, county_code="trondelag", office_name="Karrieresenter Prøvedal")
    publish(elsewhere)
    wish = trondelag.wish(centre=None)
    assert not queries.availability(wish, now=timezone.now()).mondays
    assert len(free(trondelag)) == 4


def test_no_times_of_somebody_who_has_left(scene: Scene) -> None:
    Membership.objects.filter(pk=scene.career.membership_id).update(valid_until=MONDAY)
    assert free(scene) == []


def test_no_times_of_another_role(scene: Scene) -> None:
    Membership.objects.filter(pk=scene.career.membership_id).update(role=Party.COORDINATOR)
    assert free(scene) == []


def test_weeks_without_free_times_are_skipped(trondelag: Scene) -> None:
    """Next week is published but full; the one after is free."""
    publish(trondelag.career, "09:00", "09:45", days=7)
    publish(trondelag.career, days=21)
    start = today("09:00") + timedelta(days=7)
    other = replace(trondelag, journey=start_journey("trondelag", participant(), None))
    actions.book(wish=other.wish(centre=trondelag.career.office), starts_at=start, by=other.owner)
    found = queries.availability(trondelag.wish(centre=trondelag.career.office), now=timezone.now())
    assert found.week(MONDAY + timedelta(weeks=1)) == []
    assert found.next(MONDAY) == MONDAY + timedelta(weeks=3)
    assert found.next(MONDAY + timedelta(weeks=3)) is None
    assert found.previous(MONDAY + timedelta(weeks=3)) == MONDAY
    assert found.previous(MONDAY) is None


def test_not_further_ahead_than_the_horizon(trondelag: Scene) -> None:
    publish(trondelag.career, days=7 * trondelag.journey.blueprint.booking.horizon_weeks + 7)
    found = queries.availability(trondelag.wish(centre=trondelag.career.office), now=timezone.now())
    assert found.mondays == [MONDAY]


@pytest.mark.parametrize("counsellors", [1, 3])
def test_what_is_free_takes_four_queries(
    trondelag: Scene, counsellors: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _number in range(counsellors):
        colleague = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
        for week in range(3):
            publish(colleague, days=7 * week)
    wish = trondelag.wish(centre=trondelag.career.office)
    with django_assert_num_queries(4):
        found = queries.availability(wish, now=timezone.now())
        for week in range(3):
            assert found.week(MONDAY + timedelta(weeks=week))


# --- one time ------------------------------------------------------------------------------------------------------
def slot(scene: Scene, clock: str, **fields: Any) -> queries.Slot | None:
    wish = scene.wish(centre=scene.career.office, **fields)
    now = timezone.now()
    return queries.slot_at(wish, today(clock), queries.offered_at(wish, today(clock), now=now), now=now)


def test_any_quarter_of_an_hour_inside_a_stretch_will_do(trondelag: Scene) -> None:
    """How the page cut the stretch may have changed since it was read."""
    assert slot(trondelag, "09:15")
    assert slot(trondelag, "11:15")
    assert slot(trondelag, "11:30") is None
    assert slot(trondelag, "09:05") is None
    assert slot(trondelag, "08:45") is None


def test_a_page_read_a_little_while_ago_is_still_good(trondelag: Scene, at: Callable[[str], datetime]) -> None:
    at("2026-03-02 08:15")
    assert slot(trondelag, "09:00")
    at("2026-03-02 08:16")
    assert slot(trondelag, "09:00") is None


def test_another_counsellor_takes_over_a_time(trondelag: Scene) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    publish(colleague)
    first = trondelag.book("09:00")
    trondelag = replace(trondelag, journey=start_journey("trondelag", participant(), None))
    found = slot(trondelag, "09:00")
    assert found
    assert found.counsellor != first.career_counsellor


# --- kinds ---------------------------------------------------------------------------------------------------------
def kinds(scene: Scene, party: str) -> tuple[str, ...]:
    state = progress(scene.journey.blueprint, scene.journey.events.all())
    return queries.open_kinds(scene.journey, state, party)


def test_the_career_counsellor_may_agree_the_next_meeting_before_this_one_ends(nordland: Scene) -> None:
    """nordland-model, *Trepartssamtale*: the next meeting is agreed before it ends."""
    assert kinds(nordland, Party.CAREER_COUNSELLOR) == ("three_party",)
    nordland.book()
    assert kinds(nordland, Party.PARTICIPANT) == ()
    assert kinds(nordland, Party.NAV_COUNSELLOR) == ()
    assert kinds(nordland, Party.CAREER_COUNSELLOR) == ("guidance", "closing")


def test_a_closed_journey_has_no_meetings_to_book(nordland: Scene) -> None:
    nordland.book()
    from journeys.actions import close

    close(journey=nordland.journey, reason=nordland.journey.blueprint.close_reasons[0].key, by=nordland.owner)
    assert kinds(nordland, Party.CAREER_COUNSELLOR) == ()


# --- lists ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_ahead_takes_one_query(
    nordland: Scene, number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for hour in range(number):
        other = replace(nordland, journey=start_journey("nordland", participant(), nordland.nav.membership))
        other.book(f"{9 + hour}:00")
    for actor in (nordland.career, nordland.nav):
        with django_assert_num_queries(1):
            found = list(queries.upcoming(actor, now=timezone.now()))
            assert len(found) == number
            for each in found:
                assert each.journey.participant.name
                assert each.career_counsellor.person.name
                assert each.career_counsellor.office.name
                assert each.nav_counsellor
                assert each.nav_counsellor.person.name


def test_the_list_ahead_holds_what_is_booked_and_not_over(nordland: Scene, at: Callable[[str], datetime]) -> None:
    appointment = nordland.book("09:00")
    at("2026-03-02 09:59")
    assert list(queries.upcoming(nordland.owner, now=timezone.now())) == [appointment]
    at("2026-03-02 10:00")
    assert not queries.upcoming(nordland.owner, now=timezone.now())


def test_taken_time_that_was_given_back_is_free(nordland: Scene) -> None:
    appointment = nordland.book("09:00")
    Commitment.objects.filter(appointment=appointment).update(active=False)
    assert slot(nordland, "09:00")
