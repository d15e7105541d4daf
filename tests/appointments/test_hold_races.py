"""A hold that is confirmed, given back and dropped at the same moment: one of it happens, and wholly."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from appointments import actions
from appointments.actions import confirming, holds, locks
from appointments.models import Appointment, Commitment, Hold
from tests.appointments.conftest import MONDAY, Scene, make_scene, today
from tests.appointments.test_race import at_once, named, others

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(transactional_db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene("nordland")


def held(scene: Scene, clock: str = "09:00", *, keep: timedelta = actions.HOLD) -> Hold:
    wish = scene.wish(nav=scene.nav.membership, centre=scene.career.office)
    return actions.hold(wish=wish, starts_at=today(clock), by=scene.owner, keep=keep)


def beside(act: Callable[[], Any]) -> Thread:
    """Begin the act on a connection of its own, and give it time to run into a lock."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(timeout=0.3)
    return thread


@pytest.mark.parametrize("how", ["by the person", "by the job"])
def test_what_is_being_confirmed_is_not_given_back(scene: Scene, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Otherwise the appointment would take nobody's time, and be in everybody's calendar."""
    kept = held(scene, keep=timedelta())
    acts: dict[str, Callable[[], Any]] = {
        "by the person": lambda: actions.release(hold=kept),
        "by the job": actions.release_expired,
    }
    started: list[Thread] = []
    book = confirming._booked

    def meanwhile(*arguments: Any) -> Appointment:
        started.append(beside(acts[how]))
        return book(*arguments)

    monkeypatch.setattr(confirming, "_booked", meanwhile)
    appointment = actions.confirm(hold=kept, by=scene.owner)
    started[0].join()
    assert appointment.commitments.filter(active=True).count() == 3
    assert not Hold.objects.exists()


def test_two_give_back_what_has_expired_and_neither_waits_for_the_other_for_ever(scene: Scene) -> None:
    for one in others(scene, 12):
        with suppress(actions.TimeTaken):
            held(one, keep=timedelta())
    outcomes = at_once([actions.release_expired, lambda: locks.drop_expired([scene.career.person.pk])] * 6)
    assert set(named(outcomes)) <= {"int", "NoneType"}
    assert not Commitment.objects.exists()


def test_picking_again_while_another_drops_what_has_expired(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever gives a hold back has locked the people before, as everybody else: nobody waits in a circle."""
    monkeypatch.setattr(locks, "TRIES", 1)
    held(scene, keep=timedelta())
    (other,) = others(scene, 1)
    threads: list[Thread] = []
    outcomes: list[Hold] = []
    drop = locks.drop_expired

    def meanwhile(*arguments: Any, **options: Any) -> None:
        monkeypatch.setattr(holds, "drop_expired", drop)
        threads.append(beside(lambda: outcomes.append(held(scene, "11:00"))))
        drop(*arguments, **options)

    monkeypatch.setattr(holds, "drop_expired", meanwhile)
    outcomes.append(held(other, "09:00"))
    threads[0].join()
    assert {hold.starts_at for hold in outcomes} == {today("09:00"), today("11:00")}
