"""Every address of the room for those it does not concern, and how many questions its pages ask the database."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Party
from careerplans import actions
from careerplans.enums import AskedOf
from careerplans.models import PlanStep
from sharing.models import ReadEntry
from tests.careerplans.world import (
    SignIn,
    World,
    completed,
    filled,
    page,
    render_as_job,
    shared,
    step_fields,
)
from tests.factories import acting, staff


# --- outsiders -----------------------------------------------------------------------------------------------------
def addresses(world: World) -> list[tuple[str, str]]:
    """Every address of the room about this world: method and path."""
    version = completed(world)
    shares = shared(world, version)
    render_as_job()
    plan = filled(world)
    with acting(world.owner):
        step = PlanStep.objects.filter(plan=plan)[0]
        application = actions.register_application(
            version=version, key=uuid.uuid4(), what="Vg2", deadline=None, applied_on=None, by=world.owner
        )
    with acting(world.counsellor):
        question = actions.add_question(
            plan=plan, key=uuid.uuid4(), asked_of=AskedOf.NAV, text="Får jeg støtte?", answer="", by=world.counsellor
        )
    journey, number = world.journey.public_id, version.public_id
    return [
        ("get", page("edit", journey)),
        ("post", page("start", journey)),
        ("get", page("goal_changed", journey)),
        ("post", page("goal_changed", journey)),
        ("post", page("save_section", plan.public_id, "summary")),
        ("post", page("save_goal", plan.public_id)),
        ("post", page("step_add", plan.public_id)),
        ("get", page("step_edit", plan.public_id, step.key)),
        ("post", page("step_edit", plan.public_id, step.key)),
        ("post", page("step_remove", plan.public_id, step.key)),
        ("post", page("step_move", plan.public_id, step.key)),
        ("get", page("route", plan.public_id)),
        ("post", page("route", plan.public_id)),
        ("get", page("support", plan.public_id)),
        ("post", page("support", plan.public_id)),
        ("get", page("question_add", plan.public_id)),
        ("post", page("question_add", plan.public_id)),
        ("get", page("question_edit", plan.public_id, question.key)),
        ("post", page("question_edit", plan.public_id, question.key)),
        ("post", page("question_remove", plan.public_id, question.key)),
        ("get", page("complete", plan.public_id)),
        ("post", page("complete", plan.public_id)),
        ("get", page("version", number)),
        ("get", page("pdf", number)),
        ("get", page("pdf_status", number)),
        ("get", page("share", number)),
        ("post", page("share", number)),
        ("post", page("withdraw", shares.public_id)),
        ("post", page("step_status", number, step.key)),
        ("post", page("check_in", number)),
        ("get", page("application", number)),
        ("post", page("application", number)),
        ("get", page("application_edit", application.public_id)),
        ("post", page("application_edit", application.public_id)),
        ("get", page("outcome", number)),
        ("post", page("outcome", number)),
    ]


def test_outsiders_get_404_everywhere(world: World, other: World, sign_in: SignIn) -> None:
    outsiders = [
        other.owner,
        other.nav,
        staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds"),
        staff(Party.CAREER_COUNSELLOR, office_name="Karriere Prøvesteds"),
        staff(Party.CAREER_COUNSELLOR, county_code="trondelag"),
        staff(Party.COORDINATOR),
    ]
    clients = [sign_in(actor) for actor in outsiders]
    found = addresses(world)
    events = world.journey.events.count()
    for method, address in found:
        for client in clients:
            assert getattr(client, method)(address).status_code == 404, address
    assert world.journey.events.count() == events
    assert not ReadEntry.objects.exists()


def test_signed_out_people_are_asked_to_sign_in(world: World) -> None:
    client = Client()
    for method, address in addresses(world):
        assert getattr(client, method)(address).headers["Location"].startswith("/konto/"), address


# --- how many questions a page asks --------------------------------------------------------------------------------
def count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("steps", [1, 3])
def test_the_version_page_asks_as_often_for_three_steps_as_for_one(world: World, sign_in: SignIn, steps: int) -> None:
    version = completed(world, steps=tuple(step_fields(f"Trinn {number}") for number in range(steps)))
    shared(world, version)
    assert count(sign_in(world.owner), page("version", version.public_id)) == 12
    assert count(sign_in(world.nav), page("version", version.public_id)) == 12


@pytest.mark.parametrize("reads", [1, 3])
def test_the_log_asks_as_often_for_three_readings_as_for_one(world: World, sign_in: SignIn, reads: int) -> None:
    share = shared(world, completed(world))
    nav = sign_in(world.nav)
    for _number in range(reads):
        nav.get(page("version", share.version.public_id))
    assert count(sign_in(world.owner), page("reads")) == 7


@pytest.mark.parametrize("steps", [1, 3])
def test_the_draft_asks_as_often_for_three_steps_as_for_one(world: World, sign_in: SignIn, steps: int) -> None:
    filled(world, steps=tuple(step_fields(f"Trinn {number}") for number in range(steps)))
    assert count(sign_in(world.counsellor), page("edit", world.journey.public_id)) == 12
