"""People book, move, cancel and let times expire all over each other while the server's processes are killed."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from math import inf
from threading import Event, Thread

import pytest
from django.db import connection

from appointments import actions
from appointments.models import Appointment
from tests.load.browser import Browser
from tests.load.conftest import LONG, Serve
from tests.load.order import disorder
from tests.load.server import Server
from tests.load.storm import Person, Storm
from tests.load.world import World, overlapping, publish, world

pytestmark = pytest.mark.race

ATTEMPTS, MOST_SECONDS = (20_000, inf) if LONG else (250, 15)
KILL_EACH, TIDY_EACH = 2.0, 0.2
HOLD_SECONDS = 3.0
DAYS, HOURS = 2, 4


def test_a_storm_while_workers_are_killed(
    serve: Serve, chance: random.Random, record_testsuite_property: Callable[[str, object], None]
) -> None:
    scene = world(journeys=16, navs=4, careers=2)
    for career in scene.careers:
        publish(career, days=DAYS, hours=HOURS)
    storm = Storm(ATTEMPTS, overlapping(days=DAYS, hours=HOURS), HOLD_SECONDS, MOST_SECONDS)
    with serve(hold_seconds=HOLD_SECONDS) as server, killing(server) as killed, tidying():
        storm.begin()
        rage(storm, scene, server, chance)
        came_of_it = storm.told
    record_testsuite_property("storm: workers killed", len(killed))
    record_testsuite_property("storm: came of it", came_of_it)
    assert disorder() == {}
    assert storm.ledger.broken() == []
    assert storm.server_errors == {}
    assert killed
    assert Appointment.objects.exists()


def rage(storm: Storm, scene: World, server: Server, chance: random.Random) -> None:
    """Everybody is out in it: participants, the Nav counsellors they share, and the career counsellors."""
    actors = [(team.owner, [team]) for team in scene.teams]
    navs = {team.nav.key: team.nav for team in scene.teams}
    actors += [(nav, [team for team in scene.teams if team.nav.key == nav.key]) for nav in navs.values()]
    actors += [(career, scene.teams) for career in scene.careers]
    with ExitStack() as browsers, ThreadPoolExecutor(len(actors)) as pool:
        people = [
            Person(storm, browsers.enter_context(Browser(actor, server.port)), teams, chance.getrandbits(32))
            for actor, teams in actors
        ]
        for done in [pool.submit(person.run) for person in people]:
            done.result()


@contextmanager
def killing(server: Server) -> Iterator[list[int]]:
    """Kill a worker every two seconds; yields the list of those killed."""
    killed: list[int] = []

    def kill() -> None:
        if victim := server.kill_a_worker():
            killed.append(victim)

    with repeating(KILL_EACH, kill):
        yield killed


@contextmanager
def tidying() -> Iterator[None]:
    """Give back what has expired, as the job does, much more often."""
    with repeating(TIDY_EACH, actions.release_expired):
        yield


@contextmanager
def repeating(seconds: float, act: Callable[[], object]) -> Iterator[None]:
    """Do this every so many seconds beside the block; what goes wrong there fails the test."""
    over, errors = Event(), []

    def run() -> None:
        try:
            while not over.wait(seconds):
                act()
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert errors == []
