"""Many people press the button in the same moment: one gets the time, the others a friendly answer, nobody an error."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Party
from appointments import actions
from appointments.actions import locks
from appointments.models import Appointment, Commitment
from common.errors import AlreadyDone
from tests.appointments.conftest import MONDAY, Scene, make_scene, publish, start_journey, today
from tests.factories import participant, staff

THREADS = 20


@pytest.fixture
def trondelag(transactional_db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene("trondelag")


@pytest.fixture
def nordland(transactional_db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene("nordland")


@pytest.fixture(params=["nordland", "trondelag"])
def scene(request: pytest.FixtureRequest, transactional_db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene(request.param)


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run each act in a thread and a connection of its own, all let go at the same moment; return what came of them."""
    start, outcomes = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            outcomes.append(act())
        except Exception as error:  # noqa: BLE001 - what went wrong is the outcome
            outcomes.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def others(scene: Scene, number: int) -> list[Scene]:
    """As many journeys of other people, with the same Nav counsellor where there is one."""
    nav = scene.nav.membership if scene.journey.blueprint.key == "nordland" else None
    found = []
    for _number in range(number):
        owner = participant()
        found.append(replace(scene, owner=owner, journey=start_journey(scene.journey.blueprint.key, owner, nav)))
    return found


def named(outcomes: list[Any]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


@pytest.mark.race
def test_twenty_people_book_the_same_time(scene: Scene) -> None:
    people = others(scene, THREADS)
    outcomes = at_once([lambda one=one: one.book("09:00") for one in people])
    assert named(outcomes) == {"Appointment": 1, "TimeTaken": THREADS - 1}
    assert Appointment.objects.count() == 1
    assert Commitment.objects.filter(person=scene.career.person, active=True).count() == 1


@pytest.mark.race
def test_twenty_people_book_all_there_is(trondelag: Scene) -> None:
    """Four times, each wanted by five; one of the two counsellors publishes all of them: eight get a time."""
    publish(staff(Party.CAREER_COUNSELLOR, county_code="trondelag"))
    clocks = ["09:00", "09:45", "10:30", "11:15"]
    people = others(trondelag, THREADS)
    outcomes = at_once([lambda one=one, n=n: one.book(clocks[n % 4]) for n, one in enumerate(people)])
    assert named(outcomes) == {"Appointment": 8, "TimeTaken": THREADS - 8}


@pytest.mark.race
def test_one_person_presses_twenty_times(trondelag: Scene) -> None:
    outcomes = at_once([lambda: replace(trondelag, journey=fresh(trondelag)).book("09:00") for _n in range(THREADS)])
    assert named(outcomes) == {"Appointment": 1, "AlreadyDone": THREADS - 1}


def fresh(scene: Scene) -> Any:
    return type(scene.journey).objects.get(pk=scene.journey.pk)


@pytest.mark.race
def test_overlapping_times_of_two_counsellors_and_one_nav_counsellor(nordland: Scene) -> None:
    """Everybody needs the same Nav counsellor, the centre has two counsellors: still one meeting at a time."""
    publish(staff(Party.CAREER_COUNSELLOR))
    people = others(nordland, THREADS)
    clocks = ["09:00", "09:30", "10:00", "10:30"]
    outcomes = at_once([lambda one=one, n=n: one.book(clocks[n % 4]) for n, one in enumerate(people)])
    counted = named(outcomes)
    assert set(counted) == {"Appointment", "TimeTaken"}
    held = sorted(Appointment.objects.values_list("starts_at", "ends_at"))
    assert all(before[1] <= after[0] for before, after in pairwise(held))


@pytest.mark.race
def test_a_cancellation_pressed_by_everybody_happens_once(nordland: Scene) -> None:
    appointment = nordland.book()
    parties = [nordland.owner, nordland.nav, nordland.career] * 4

    def cancel(by: Any) -> None:
        actions.cancel(appointment=Appointment.objects.get(pk=appointment.pk), by=by)

    outcomes = at_once([lambda by=by: cancel(by) for by in parties])
    assert named(outcomes) == {"NoneType": 1, "AlreadyDone": len(parties) - 1}
    assert nordland.kinds().count("appointment_cancelled") == 1


@pytest.mark.race
def test_booking_cancelling_closing_and_publishing_at_once_never_lock_each_other_out(
    nordland: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody locks the journey before the people: with a single try, a deadlock would show as an error."""
    monkeypatch.setattr(locks, "TRIES", 1)
    publish(nordland.career, "12:00", "20:00")
    people = others(nordland, 16)
    booked = [one.book(f"{hour:02}:00") for hour, one in zip(range(9, 17), people[:8], strict=True)]
    verbs = (actions.cancel, actions.mark_held, actions.cancel, actions.mark_missed)
    ends = [lambda a=a, v=verbs[i % 4]: v(appointment=a, by=nordland.career) for i, a in enumerate(booked)]
    books = [lambda o=o, h=h: o.book(f"{h:02}:00") for h, o in zip(range(9, 17), people[8:], strict=True)]
    assert nordland.career.membership is not None
    member, tomorrow = nordland.career.membership, timedelta(days=1)
    offers = [
        lambda h=h: actions.publish(
            membership=member,
            stretches=[(today(f"{h:02}:00") + tomorrow, today(f"{h + 1:02}:00") + tomorrow)],
            modes=["in_person"],
            by=nordland.career,
        )
        for h in range(9, 13)
    ]
    outcomes = named(at_once([*ends, *books, *offers]))
    assert set(outcomes) <= {"NoneType", "Appointment", "TimeTaken", "int"}
    assert (outcomes["NoneType"], outcomes["int"]) == (8, 4)
    assert outcomes["Appointment"] + outcomes["TimeTaken"] == 8


@pytest.mark.race
def test_the_others_get_the_page_with_the_times_that_are_left(
    trondelag: Scene, as_actor: Callable[[Any], Client]
) -> None:
    people = others(trondelag, 8)
    kind = trondelag.journey.blueprint.meeting_kinds[0].key
    office = trondelag.career.office
    assert office
    data = {"kind": kind, "mode": "in_person", "slot": today("09:00").isoformat(), "centre": str(office.public_id)}

    def press(browser: Client, url: str) -> tuple[int, str]:
        response = browser.post(url, data)
        return response.status_code, response.content.decode()

    browsers = [as_actor(one.owner) for one in people]
    urls = [reverse("appointments:hold", args=[one.journey.public_id]) for one in people]
    outcomes = at_once([lambda each=each: press(*each) for each in zip(browsers, urls, strict=True)])
    assert Counter(status for status, _page in outcomes) == {302: 1, 409: len(people) - 1}
    for status, page in outcomes:
        assert status == 302 or (">09.45<" in page and ">09.00<" not in page)


# --- deadlocks -----------------------------------------------------------------------------------------------------
class Deadlock(Exception):
    """What psycopg raises when PostgreSQL breaks a deadlock."""

    sqlstate = locks.DEADLOCK


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = Deadlock()
    return error


@pytest.mark.django_db
def test_a_deadlock_is_tried_again() -> None:
    tries = iter([deadlock(), deadlock()])

    def act() -> str:
        for error in tries:
            raise error
        return "done"

    assert locks.retrying(act) == "done"


@pytest.mark.django_db
def test_not_for_ever() -> None:
    def act() -> None:
        raise deadlock()

    with pytest.raises(OperationalError):
        locks.retrying(act)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("gone"), AlreadyDone()])
def test_other_errors_are_not_tried_again(error: Exception) -> None:
    calls = []

    def act() -> None:
        calls.append(1)
        raise error

    with pytest.raises(type(error)):
        locks.retrying(act)
    assert len(calls) == 1


@pytest.mark.race
def test_a_real_deadlock_ends_with_both_done(trondelag: Scene) -> None:
    """Two acts take the same two locks in opposite order; PostgreSQL stops one of them, and it is done again."""
    both_hold_one = Barrier(2)

    def act(first: int, second: int) -> Callable[[], str]:
        attempts: list[int] = []

        def run() -> str:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_xact_lock(%s, %s)", [locks.PERSON_LOCK, first])
                if not attempts:
                    attempts.append(1)
                    both_hold_one.wait(timeout=20)
                cursor.execute("select pg_advisory_xact_lock(%s, %s)", [locks.PERSON_LOCK, second])
            return "done"

        def outer() -> str:
            with transaction.atomic():
                return locks.retrying(run)

        return outer

    assert at_once([act(-1, -2), act(-2, -1)]) == ["done", "done"]
