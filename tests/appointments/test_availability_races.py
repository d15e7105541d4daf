"""Hours and absences at the same moment as others: nothing is offered twice, no meeting slips into an absence."""

from collections.abc import Callable
from datetime import datetime

import pytest

from appointments import actions
from appointments.models import Absence, Appointment, WeeklyPattern
from appointments.queries.lists import booked_within
from tests.appointments.conftest import MONDAY, Scene, make_scene, today
from tests.appointments.test_availability import add, member
from tests.appointments.test_race import at_once, named, others

TIMES = 10


@pytest.fixture
def nordland(transactional_db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene("nordland")


@pytest.mark.race
def test_the_same_hours_at_once_are_offered_once(nordland: Scene) -> None:
    outcomes = at_once([lambda: add(nordland.career, start="13:00", end="15:00") for _n in range(TIMES)])
    assert named(outcomes) == {"WeeklyPattern": 1, "PatternsOverlap": TIMES - 1}
    assert WeeklyPattern.objects.count() == 1


@pytest.mark.race
def test_the_same_absence_at_once_is_one(nordland: Scene) -> None:
    span = {"starts_at": today("09:00"), "ends_at": today("10:00")}
    own = member(nordland.career)
    outcomes = at_once([lambda: actions.add_absence(membership=own, by=nordland.career, **span) for _n in range(TIMES)])
    assert named(outcomes) == {"Absence": TIMES}
    assert Absence.objects.count() == 1


@pytest.mark.race
def test_a_meeting_was_there_before_the_absence_or_is_not_booked(nordland: Scene) -> None:
    """Whoever adds an absence is shown every meeting in it: none is booked after it was looked for."""
    people = others(nordland, TIMES)

    def be_away() -> int:
        absence = actions.add_absence(
            membership=member(nordland.career), starts_at=today("09:00"), ends_at=today("12:00"), by=nordland.career
        )
        return booked_within(nordland.career, absence.starts_at, absence.ends_at).count()

    outcomes = at_once([be_away, *(lambda one=one: one.book("09:00") for one in people)])
    (shown,) = (each for each in outcomes if isinstance(each, int))
    assert shown == Appointment.objects.booked().count()
    assert set(named(outcomes)) <= {"int", "Appointment", "TimeTaken"}
