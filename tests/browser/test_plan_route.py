"""From the trade to the route, to the steps it lays out, to the PDF: the counsellor writes, the participant reads."""

import pytest
from playwright.sync_api import expect

from careerplans.models import CareerPlan, PlanVersion
from tests.browser.conftest import Open
from tests.browser.steps import SUMMARY, complete, saved, take_the_pdf
from tests.browser.visitor import Visitor
from tests.browser.world import may_sign_in, staff_of
from tests.careerplans.world import World, started
from tests.conftest import owner
from tests.factories import JourneyFactory, county, participant


@pytest.fixture
def world(transactional_db: None) -> World:
    """Two who have begun a plan."""
    there = staff_of("nordland")
    one = may_sign_in(participant(name="Dag Demostad"))
    journey = JourneyFactory(
        county=county("nordland"),
        blueprint_key="nordland",
        participant=one.person,
        nav_counsellor=there.nav.membership,
        career_counsellor=there.career.membership,
        career_centre=there.career.office,
    )
    world = World(journey, one, there.nav, there.career)
    started(world)
    return world


def test_from_route_to_pdf(browse: Open, world: World):
    career, one = browse(actor=world.counsellor), browse(actor=world.owner, phone=True)
    plan = choose_the_route(career, world)
    one.open("careerplans:edit", world.journey.public_id).passes().sees("Vg1")
    note_the_support_time(career, plan)
    ask_nav(career, plan)
    expect(one.open("careerplans:edit", world.journey.public_id).page.locator("#route-longer")).to_be_visible()
    one.passes()
    career.page.locator("#section-summary textarea").fill(SUMMARY)
    saved(career, "#section-summary")
    complete(career)
    with owner():
        version = PlanVersion.objects.get(journey=world.journey)
        assert version.content["route"]["months"] == 48
    take_the_pdf(one, version)
    one.press("So-so").told("Thank you. Your answer is kept.").passes()
    career.open("careerplans:version", version.public_id).passes()
    expect(career.page.locator("#going li")).to_have_count(1)


def test_the_route_is_chosen_without_scripts(browse: Open, world: World):
    career = browse(actor=world.counsellor, scripts=False)
    career.open("careerplans:edit", world.journey.public_id)
    career.fill(trade="arbeider")
    career.page.locator("#end-goal button[type=submit]").click()
    career.sees("Platearbeiderfaget")  # the search says which trades it may be
    career.fill(trade="kokk")
    career.page.locator("#end-goal button[type=submit]").click()
    career.follow("Choose the route").fill(route="on_the_job").press("Choose the route")
    expect(career.page.locator("#steps h3")).to_have_count(4)


def choose_the_route(career: Visitor, world: World) -> CareerPlan:
    """Type the occupation, see the routes its trade has, and find their steps on the draft."""
    career.open("careerplans:edit", world.journey.public_id)
    career.fill(trade="Kokkfaget")
    saved(career, "#end-goal")
    career.passes().follow("Choose the route").passes()
    career.fill(route="apprentice", assessment=True).press("Choose the route")
    career.at("careerplans:edit", world.journey.public_id).passes()
    expect(career.page.locator("#steps h3")).to_have_count(7)
    with owner():
        return CareerPlan.objects.get(journey=world.journey)


def note_the_support_time(career: Visitor, plan: CareerPlan) -> None:
    career.go("careerplans:support", plan.public_id).passes()
    career.fill(years="3", source="meeting").press("Save")
    expect(career.page.locator("#route-longer")).to_be_visible()
    career.passes()


def ask_nav(career: Visitor, plan: CareerPlan) -> None:
    career.go("careerplans:question_add", plan.public_id).passes()
    career.fill(asked_of="nav", text="Får jeg beholde støtten i ferien?").press("Save the question")
    career.sees("Får jeg beholde støtten i ferien?").passes()
