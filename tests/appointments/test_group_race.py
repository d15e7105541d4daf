"""Many want the last place of a session in the same moment, while others move and cancel it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.enums import Party
from appointments import actions
from appointments.actions import groups, locks
from appointments.enums import Status
from appointments.models import Appointment, Commitment, GroupSession
from journeys.models import Journey
from tests.appointments.conftest import MONDAY
from tests.appointments.group_scene import CODE, GroupScene, make_group_scene
from tests.appointments.test_race import THREADS, at_once, named
from tests.factories import staff


@pytest.fixture
def scene(transactional_db: None, at: Callable[[str], datetime]) -> GroupScene:
    at(MONDAY)
    return make_group_scene()


def fresh(session: GroupSession) -> GroupSession:
    return GroupSession.objects.get(pk=session.pk)


def joins(scene: GroupScene, session: GroupSession, journeys: list[Journey]) -> list[Callable[[], Any]]:
    return [lambda journey=journey: scene.add(fresh(session), journey) for journey in journeys]


@pytest.mark.race
def test_twenty_want_the_last_place(scene: GroupScene) -> None:
    session = scene.plan(capacity=2)
    scene.add(session)
    outcomes = at_once(joins(scene, session, [scene.journey() for _n in range(THREADS)]))
    assert named(outcomes) == {"Appointment": 1, "SessionFull": THREADS - 1}
    assert session.appointments.count() == 2
    assert Commitment.objects.filter(appointment__isnull=False).count() == 2


@pytest.mark.race
def test_one_participant_is_put_on_twenty_times(scene: GroupScene) -> None:
    session, journey = scene.plan(), scene.journey()
    outcomes = at_once([lambda: scene.add(fresh(session), Journey.objects.get(pk=journey.pk)) for _n in range(THREADS)])
    assert named(outcomes) == {"Appointment": 1, "AlreadyDone": THREADS - 1}


@pytest.mark.race
def test_two_leaders_want_the_same_host(scene: GroupScene) -> None:
    leaders = [staff(Party.CAREER_COUNSELLOR, county_code=CODE) for _n in range(8)]
    outcomes = at_once([lambda one=one: groups.plan(wanted=scene.wanted(), by=one) for one in leaders])
    assert named(outcomes) == {"GroupSession": 1, "TimeTaken": 7}
    assert Commitment.objects.filter(person=scene.host.person).count() == 1


@pytest.mark.race
def test_joining_leaving_moving_and_cancelling_never_lock_each_other_out(
    scene: GroupScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody locks the session, then the journeys, then the people: with one try a deadlock shows as an error."""
    monkeypatch.setattr(locks, "TRIES", 1)
    session = scene.plan(capacity=12)
    there = [scene.add(session) for _n in range(6)]
    leaving = [lambda a=a: actions.cancel(appointment=Appointment.objects.get(pk=a.pk), by=scene.host) for a in there]
    moving = [
        lambda clock=clock: groups.move(session=fresh(session), to=scene.wanted(clock, capacity=12), by=scene.leader)
        for clock in ("13:00", "14:00", "12:30")
    ]
    cancelling = [lambda: groups.cancel_session(session=fresh(session), by=scene.leader)]
    joining = joins(scene, session, [scene.journey() for _n in range(8)])
    outcomes = named(at_once([*leaving, *joining, *moving, *cancelling]))
    assert set(outcomes) <= {"NoneType", "Appointment", "AlreadyDone"}
    session.refresh_from_db()
    assert not session.is_planned
    assert not session.appointments.filter(status=Status.BOOKED).exists()
    assert not Commitment.objects.filter(active=True).exists()
