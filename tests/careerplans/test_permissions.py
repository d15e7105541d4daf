"""Who may do what: every predicate for every party, relation and state."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from accounts.actors import Actor, as_participant
from accounts.enums import Party
from careerplans import permissions
from careerplans.models import CareerPlan, EducationApplication, PlanShare, PlanVersion
from tests.careerplans.world import World, new_world
from tests.factories import cover, participant, staff

pytestmark = pytest.mark.django_db


@dataclass
class People:
    owner: Actor
    stranger: Actor
    nav: Actor
    counsellor: Actor
    covering: Actor
    colleague: Actor
    coordinator: Actor
    staff_as_participant: Actor


ALL = frozenset(People.__dataclass_fields__)


@pytest.fixture
def people(world: World) -> People:
    place = "Karriere Prøvesteds"
    return People(
        owner=world.owner,
        stranger=participant(),
        nav=world.nav,
        counsellor=world.counsellor,
        covering=cover(world.counsellor, staff(Party.CAREER_COUNSELLOR, office_name=place)),
        colleague=staff(Party.CAREER_COUNSELLOR, office_name=place),
        coordinator=staff(Party.COORDINATOR),
        staff_as_participant=as_participant(world.counsellor.person),
    )


def allowed(people: People, predicate: object, subject: object) -> set[str]:
    return {name for name in ALL if predicate(getattr(people, name), subject)}  # type: ignore[operator]


def test_open_journey(world: World, people: People) -> None:
    journey = world.journey
    plan = CareerPlan(journey=journey, participant=world.owner.person, draft_number=1)
    version = PlanVersion(journey=journey, participant=world.owner.person)
    share = PlanShare(version=version, participant=world.owner.person)
    application = EducationApplication(version=version, participant=world.owner.person)
    lead = {"counsellor", "covering"}
    assert allowed(people, permissions.can_start, journey) == lead
    assert allowed(people, permissions.can_write, plan) == lead
    assert allowed(people, permissions.can_share, version) == {"owner"}
    assert allowed(people, permissions.can_withdraw, share) == {"owner"}
    assert allowed(people, permissions.can_follow_up, version) == {"owner", "nav"}
    assert allowed(people, permissions.can_change_application, application) == {"owner", "nav"}
    assert allowed(people, permissions.can_record_outcome, version) == {"nav", *lead}
    assert allowed(people, permissions.can_change_goal, journey) == set()
    plan.draft_number = None
    assert allowed(people, permissions.can_write, plan) == set()
    journey.plan_completed_at = timezone.now()
    assert allowed(people, permissions.can_change_goal, journey) == {"owner", *lead}


def test_closed_journey_leaves_only_the_withdrawing(world: World, people: People) -> None:
    journey = world.journey
    journey.closed_at = journey.plan_completed_at = timezone.now()
    plan = CareerPlan(journey=journey, participant=world.owner.person, draft_number=1)
    version = PlanVersion(journey=journey, participant=world.owner.person)
    share = PlanShare(version=version, participant=world.owner.person)
    for predicate, subject in (
        (permissions.can_start, journey),
        (permissions.can_write, plan),
        (permissions.can_share, version),
        (permissions.can_follow_up, version),
        (permissions.can_record_outcome, version),
        (permissions.can_change_goal, journey),
    ):
        assert allowed(people, predicate, subject) == set()
    assert allowed(people, permissions.can_withdraw, share) == {"owner"}


def test_a_journey_without_a_counsellor_is_led_by_nobody(people: People) -> None:
    other = new_world(place="Uten")
    other.journey.career_counsellor = None
    assert allowed(people, permissions.can_start, other.journey) == set()
