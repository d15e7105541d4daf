"""The journey page and my day: what each party is shown of plans, and with how many queries."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.acting import SEVERAL
from accounts.actors import Actor
from accounts.enums import Party
from careerplans import queries, sections
from careerplans.enums import Responsible, StepStatus
from journeys.actions import close
from journeys.progress import Progress, progress
from journeys.sections import Section
from tests.careerplans.test_follow_up import tick
from tests.careerplans.world import World, completed, filled, new_world, shared, started, step_fields, withdrawn
from tests.factories import acting, cover, staff

SignIn = Callable[[Actor], Client]


def state_of(world: World) -> Progress:
    journey = world.fresh()
    return progress(journey.blueprint, journey.events.all())


def cards(world: World, actor: Actor) -> dict[str, Section]:
    with acting(actor):
        found = sections.journey_sections(world.fresh(), actor, state_of(world))
    return {section.key: section for section in found}


def html(world: World, actor: Actor) -> str:
    """All cards as the journey page draws them."""
    request = RequestFactory().get("/")
    request.actor, request.session = actor, {SEVERAL: False}  # type: ignore[attr-defined, assignment]
    with acting(actor):
        return "".join(
            render_to_string(
                section.template, {"section": section, "journey": world.fresh(), "actor": actor}, request=request
            )
            for section in cards(world, actor).values()
        )


def test_nothing_before_the_plan_but_the_counsellors_start(world: World) -> None:
    assert cards(world, world.owner) == {}
    assert cards(world, world.nav) == {}
    assert list(cards(world, world.counsellor)) == ["plan"]
    assert "/start/" in html(world, world.counsellor)
    assert cards(world, staff(Party.CAREER_COUNSELLOR)) == {}
    assert cards(world, staff(Party.COORDINATOR)) == {}


def test_a_draft_is_shown_to_the_two_who_make_it(world: World) -> None:
    filled(world)
    assert list(cards(world, world.owner)) == ["plan"]
    assert list(cards(world, world.counsellor)) == ["plan"]
    assert cards(world, world.nav) == {}
    assert "<form" not in html(world, world.owner)


def test_after_completing_the_participant_is_asked_about_sharing(world: World) -> None:
    completed(world, steps=(step_fields("Ringe", responsible=Responsible.NAV), step_fields("Søke")))
    found = cards(world, world.owner)
    assert list(found) == ["plan", "sharing", "follow-up"]
    assert found["sharing"].data["nav_steps"] == 1
    assert not found["sharing"].data["is_shared"]
    assert "/del/" in html(world, world.owner)
    assert list(cards(world, world.counsellor)) == ["plan", "follow-up"]
    assert "/resultat/" in html(world, world.counsellor)
    assert cards(world, world.nav) == {}


def test_nav_is_shown_that_something_is_shared_and_not_what_it_says(world: World) -> None:
    share = shared(world, completed(world, text="Hemmelig tekst"))
    shown = html(world, world.nav)
    assert str(share.version.public_id) in shown
    for secret in ("Hemmelig", "Søke skoleplass", "tømrer"):
        assert secret not in shown
    completed(world)
    assert list(cards(world, world.nav)["follow-up"].data["shares"]) == [share]
    assert "/trekk/" in html(world, world.owner)
    assert cards(world, world.owner)["sharing"].data["is_shared"] is False  # the newer one is not
    withdrawn(world, share)
    assert cards(world, world.nav) == {}


def test_the_career_centre_is_told_of_no_share(world: World) -> None:
    version = completed(world)
    before = html(world, world.counsellor)
    shared(world, version)
    assert without_tokens(html(world, world.counsellor)) == without_tokens(before)


def without_tokens(text: str) -> str:
    return re.sub(r'value="\w{64}"', "", text)


@pytest.mark.parametrize("versions", [1, 3])
def test_two_queries_for_one_version_and_for_three(world: World, versions: int) -> None:
    for _number in range(versions):
        shared(world, completed(world))
    state, journey = state_of(world), world.fresh()
    for actor, expected in ((world.owner, 2), (world.counsellor, 1), (world.nav, 1)):
        with acting(actor), CaptureQueriesContext(connection) as asked:
            sections.journey_sections(journey, actor, state)
        assert len(asked) == expected


# --- my day --------------------------------------------------------------------------------------------------------
def tasks(actor: Actor) -> list[tuple[str, str, bool]]:
    with acting(actor):
        found = sections.tasks(actor, timezone.now())
    return [(task.icon, task.about, task.is_late) for task in found]


def test_nav_is_told_of_unread_plans_until_they_are_read(world: World, sign_in: SignIn) -> None:
    share = shared(world, completed(world))
    assert tasks(world.nav) == [("paperplane", "Dag Demostad", False)]
    covering = cover(world.nav, staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds"))
    sign_in(world.nav).get(f"/planer/versjon/{share.version.public_id}/")
    assert tasks(world.nav) == []
    assert len(tasks(covering)) == 1
    withdrawn(world, share)
    assert tasks(covering) == []
    shared(world, share.version)
    assert len(tasks(world.nav)) == 1  # a new share is a new thing to read


def test_the_counsellor_is_reminded_of_drafts(world: World) -> None:
    started(world)
    assert tasks(world.counsellor) == [("pencil", "Dag Demostad", False)]
    close(journey=world.fresh(), reason="moved", by=world.owner)
    assert tasks(world.counsellor) == []


def test_steps_soon_due_are_shown_to_whose_they_are(world: World) -> None:
    today = timezone.localdate()
    late, soon, far = (today + datetime.timedelta(days=days) for days in (-1, 14, 15))
    steps = (
        step_fields("Sent", due_on=late),
        step_fields("Langt fram", due_on=far),
        step_fields("Nav", responsible=Responsible.NAV, due_on=soon),
        step_fields("Nav uten frist", responsible=Responsible.NAV),
        step_fields("Senteret", responsible=Responsible.CENTRE, due_on=soon),
    )
    version = completed(world, steps=steps)
    assert tasks(world.owner) == [("tasklist", "", True)]
    assert tasks(world.counsellor) == [("tasklist", "Dag Demostad", False)]
    assert tasks(world.nav) == []  # not shared: no reminder
    share = shared(world, version)
    assert ("tasklist", "Dag Demostad", False) in tasks(world.nav)
    withdrawn(world, share)
    assert tasks(world.nav) == []
    tick(version, world.owner, StepStatus.DONE)
    assert tasks(world.owner) == []
    assert tasks(staff(Party.COORDINATOR)) == []


@pytest.mark.parametrize("people", [1, 3])
def test_my_day_asks_as_often_for_three_people_as_for_one(world: World, people: int) -> None:
    due = timezone.localdate()
    worlds = [world] + [new_world(place="Prøvesteds") for _number in range(people - 1)]
    for each in worlds:
        each.journey.nav_counsellor = world.nav.membership
        each.journey.save()
        shared(each, completed(each, steps=(step_fields(responsible=Responsible.NAV, due_on=due),)))
    with acting(world.nav), CaptureQueriesContext(connection) as asked:
        assert len(sections.tasks(world.nav, timezone.now())) == 2 * people
    assert len(asked) == 3
    with acting(world.nav):
        assert queries.unread_shares(world.nav).count() == people
