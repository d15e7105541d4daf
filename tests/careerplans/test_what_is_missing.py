"""What each county's document needs before it is complete."""

import pytest

from careerplans.content import missing
from careerplans.models import CareerPlan
from journeys.blueprints import latest


@pytest.mark.parametrize(
    ("county", "expected"),
    [
        ("nordland", ["end-goal", "section-summary", "steps"]),
        ("trondelag", ["section-school_and_work", "section-way_forward"]),
    ],
)
def test_a_career_plan_needs_a_goal_and_a_step_and_a_summary_note_does_not(county: str, expected: list[str]) -> None:
    assert [each.anchor for each in missing(CareerPlan(sections={}), latest(county).plan, steps=0)] == expected
