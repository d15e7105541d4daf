"""What Nav is shown does not change by a letter when something happens that is not its own (DOMAIN, firewall 2–5)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.acting import SESSION_KEY, SEVERAL
from accounts.actors import Actor
from appointments.actions import mark_held
from careerplans import actions as plans
from careerplans.enums import StepStatus
from journeys import kinds
from journeys.actions import record
from tests.careerplans.world import World, completed, filled, new_world, shared, step_fields
from tests.conversations.conftest import book
from tests.factories import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def nav_browser(client: Client) -> Callable[[Actor], Client]:
    def signed_in(actor: Actor) -> Client:
        client.force_login(actor.person)
        session = client.session
        session[SESSION_KEY], session[SEVERAL] = actor.key, False
        session.save()
        return client

    return signed_in


BEGINS = {"nordland": kinds.REFERRAL_REGISTERED, "trondelag": kinds.NAV_INVITED}
MEETING = {"nordland": "guidance", "trondelag": "conversation"}


def two_journeys(county: str) -> tuple[World, World]:
    """Two journeys of one Nav counsellor, both followed up."""
    first, second = new_world(county_code=county), new_world(county_code=county, place="Annetsteds")
    second.journey.nav_counsellor = first.nav.membership
    second.journey.save()
    second.owner.person.name = "Annen Annesen"
    second.owner.person.save()
    for each in (first, second):
        record(journey=each.journey, kind=BEGINS[county], by=first.nav, data={"nav": first.nav.membership_id})
        a_meeting_is_held(each)
    return first, second


def a_meeting_is_held(world: World) -> None:
    kind = MEETING[world.journey.blueprint_key]
    appointment = book(world.fresh(), world.counsellor, kind=kind, starts_at=timezone.now())
    with acting(world.counsellor):
        mark_held(appointment=appointment, by=world.counsellor)


def pages(browser: Client, world: World, *also: str) -> dict[str, str]:
    """What Nav's pages say, by address."""
    listed = reverse("workspace:journeys")
    sorts = ("name", "-name", "step", "next", "recent", "-recent", "last_event_at")
    addresses = [
        reverse("workspace:home"),
        *(f"{listed}?sort={sort}" for sort in sorts),
        f"{listed}?state=mine",
        reverse("workspace:journey", args=[world.journey.public_id]),
        reverse("appointments:upcoming"),
        reverse("accounts:messages"),
        *also,
    ]
    return {address: _words(browser.get(address).content.decode()) for address in addresses}


def _words(page: str) -> str:
    """The page without its own secrets, which are 64 characters and new each time."""
    return re.sub(r'"\w{64}"', "", page)


def a_new_version_is_made(world: World) -> None:
    version = completed(world, steps=(step_fields("Hemmelig trinn", responsible="nav"),), text="Hemmelig")
    key = next(step["key"] for step in version.content["steps"] if step["what"] == "Hemmelig trinn")
    with acting(world.owner):
        version.journey = world.fresh()
        plans.set_step_status(
            version=version, key=key, status=StepStatus.DONE, seen=StepStatus.NOT_STARTED, by=world.owner
        )
        plans.register_application(
            version=version, key=version.public_id, what="Hemmelig", deadline=None, applied_on=None, by=world.owner
        )


def a_draft_is_written(world: World) -> None:
    filled(world, text="Hemmelig")


def a_meeting_without_nav_is_booked(world: World) -> None:
    kind = MEETING[world.journey.blueprint_key]
    book(world.fresh(), world.counsellor, kind=kind, starts_at=timezone.now() + timedelta(days=2))


def the_career_centre_records_what_came_of_it(world: World) -> None:
    with acting(world.counsellor):
        version = world.fresh().plan_versions.get()
        outcome = world.journey.blueprint.outcomes[0].key
        plans.record_outcome(version=version, outcome=outcome, by=world.counsellor)


@pytest.mark.parametrize("county", ["nordland", "trondelag"])
@pytest.mark.parametrize(
    "happens",
    [
        a_new_version_is_made,
        a_draft_is_written,
        a_meeting_without_nav_is_booked,
        the_career_centre_records_what_came_of_it,
    ],
)
def test_nothing_nav_is_shown_moves(
    happens: Callable[[World], None], county: str, nav_browser: Callable[[Actor], Client], at: Callable[[str], datetime]
) -> None:
    at("2026-03-02 09:00")
    first, second = two_journeys(county)
    version = completed(first)
    shared(first, version)
    at("2026-03-04 09:00")
    completed(second)
    at("2026-03-06 09:00")
    browser = nav_browser(first.nav)
    own = reverse("careerplans:version", args=[version.public_id])
    browser.get(own)
    before = pages(browser, first, own)
    happens(first)
    after = pages(browser, first, own)
    for address, words in before.items():
        assert after[address] == words, address
