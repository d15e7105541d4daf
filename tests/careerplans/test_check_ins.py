"""“How is it going?”: one tap by the participant, read by who may read the version, in the day of who can help."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from careerplans import actions, sections
from careerplans.enums import Going
from careerplans.models import CheckIn, PlanVersion
from common.errors import AlreadyDone
from journeys.actions import close
from tests.careerplans.world import (
    SignIn,
    World,
    completed,
    new_world,
    page,
    shared,
    text_of,
    withdrawn,
)
from tests.factories import acting, cover, staff

At = Callable[[str], datetime]
Owner = Callable[[], AbstractContextManager[None]]
HELP = "chat"


def answer(world: World, version: PlanVersion, going: Going) -> CheckIn:
    with acting(world.owner):
        found = PlanVersion.objects.select_related("journey").get(pk=version.pk)
        return actions.check_in(version=found, answer=going, by=world.owner)


def answers(actor: Actor) -> list[str]:
    with acting(actor):
        found = [each.answer for each in CheckIn.objects.visible_to(actor)]
        assert found == [each.answer for each in CheckIn.objects.all()]  # both locks agree
    return found


def cries(actor: Actor, now: datetime) -> list[str]:
    with acting(actor):
        return [task.about for task in sections.tasks(actor, now) if task.icon == HELP]


def test_answers_are_kept_newest_first_and_two_taps_are_one(world: World, at: At) -> None:
    version = completed(world)
    at("2026-11-23 09:00")
    assert answer(world, version, Going.GOOD) == answer(world, version, Going.GOOD)
    at("2026-11-23 10:00")
    answer(world, version, Going.SO_SO)
    at("2026-11-24 00:30")
    answer(world, version, Going.SO_SO)  # a new day in Norway
    assert answers(world.owner) == ["so_so", "so_so", "good"]


def test_it_is_no_event_and_nobody_is_written_to(world: World) -> None:
    version = completed(world)
    before = world.journey.events.count()
    answer(world, version, Going.NEED_HELP)
    assert world.journey.events.count() == before


def test_nav_reads_answers_only_on_a_version_shared_now(world: World) -> None:
    first = completed(world)
    answer(world, first, Going.SO_SO)
    assert answers(world.counsellor) == ["so_so"]
    assert answers(world.nav) == []
    share = shared(world, first)
    assert answers(world.nav) == ["so_so"]
    newer = completed(world)
    answer(world, newer, Going.NEED_HELP)
    assert answers(world.nav) == ["so_so"]  # the newer version is not shared
    assert answers(world.counsellor) == ["need_help", "so_so"]
    withdrawn(world, share)
    assert answers(world.nav) == []
    for outsider in (staff(Party.CAREER_COUNSELLOR), staff(Party.NAV_COUNSELLOR), staff(Party.COORDINATOR)):
        assert answers(outsider) == []


def test_a_closed_journey_asks_no_more(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    close(journey=world.fresh(), reason="moved", by=world.owner)
    with pytest.raises(AlreadyDone):
        answer(world, version, Going.GOOD)
    assert sign_in(world.owner).post(page("check_in", version.public_id), {"answer": "good"}).status_code == 403


def test_the_database_lets_only_the_participant_answer_on_an_own_version_and_never_change_it(
    world: World, other: World
) -> None:
    version, theirs = completed(world), completed(other)
    answer(world, version, Going.GOOD)
    fields = {"participant": world.owner.person, "answer": Going.GOOD, "at": timezone.now()}
    for actor, where in ((world.counsellor, version), (world.nav, version), (world.owner, theirs)):
        with acting(actor), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            CheckIn.objects.create(version=where, **fields)
    for actor in (world.owner, world.counsellor):
        with acting(actor), connection.cursor() as cursor:
            for statement in ("update careerplans_checkin set answer = 'so_so'", "delete from careerplans_checkin"):
                cursor.execute(statement)
                assert cursor.rowcount == 0
    with acting(None), connection.cursor() as cursor:
        cursor.execute("set local role app_job")
        cursor.execute("select count(*) from careerplans_checkin")
        assert cursor.fetchone() == (0,)
        cursor.execute("set local role app_web")


# --- the pages -----------------------------------------------------------------------------------------------------
def test_one_tap_on_the_plan(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    read, tap = page("version", version.public_id), page("check_in", version.public_id)
    owner, counsellor = sign_in(world.owner), sign_in(world.counsellor)
    assert tap in text_of(owner.get(read))
    assert 'id="going"' not in text_of(counsellor.get(read))
    assert owner.post(tap, {"answer": "need_help"}).headers["Location"] == f"{read}#going"
    assert owner.post(tap, {"answer": "no such"}).headers["Location"] == f"{read}#going"
    assert answers(world.owner) == ["need_help"]
    shown = text_of(counsellor.get(read))
    assert str(Going.NEED_HELP.label) in shown
    assert tap not in shown
    assert counsellor.post(tap, {"answer": "good"}).status_code == 403
    assert sign_in(world.nav).post(tap, {"answer": "good"}).status_code == 404
    completed(world)
    assert tap not in text_of(owner.get(read))  # the question stands on the newest version


# --- my day --------------------------------------------------------------------------------------------------------
def test_a_cry_for_help_is_in_the_day_of_who_may_read_it_until_a_newer_answer(world: World, at: At) -> None:
    now = at("2026-11-23 09:00")
    version = completed(world)
    answer(world, version, Going.NEED_HELP)
    assert cries(world.counsellor, now) == ["Dag Demostad"]
    assert cries(world.nav, now) == cries(world.owner, now) == []
    share = shared(world, version)
    assert cries(world.nav, now) == ["Dag Demostad"]
    withdrawn(world, share)
    assert cries(world.nav, now) == []
    now = at("2026-12-24 09:00")
    assert cries(world.counsellor, now) == []  # older than a month
    answer(world, version, Going.NEED_HELP)
    assert cries(world.counsellor, now) == ["Dag Demostad"]
    at("2026-12-24 10:00")
    answer(world, version, Going.GOOD)
    assert cries(world.counsellor, now) == []


def test_who_covers_is_told_too(world: World) -> None:
    answer(world, completed(world), Going.NEED_HELP)
    covering = cover(world.counsellor, staff(Party.CAREER_COUNSELLOR, office_name="Karriere Prøvesteds"))
    assert cries(covering, timezone.now()) == ["Dag Demostad"]


def test_a_closed_journey_is_in_nobodys_day(world: World) -> None:
    answer(world, completed(world), Going.NEED_HELP)
    close(journey=world.fresh(), reason="moved", by=world.owner)
    assert cries(world.counsellor, timezone.now()) == []


@pytest.mark.parametrize("people", [1, 3])
def test_the_counsellors_day_asks_as_often_for_three_as_for_one(world: World, people: int) -> None:
    worlds = [world] + [new_world(place="Prøvesteds") for _number in range(people - 1)]
    for each in worlds:
        each.journey.career_counsellor = world.counsellor.membership
        each.journey.save()
        each.counsellor = world.counsellor
        answer(each, completed(each), Going.NEED_HELP)
    with acting(world.counsellor), CaptureQueriesContext(connection) as asked:
        assert len(sections.tasks(world.counsellor, timezone.now())) == people
    assert len(asked) == 3
