"""Several workers, bookers and colleagues in the same moment: one time to one person, and nobody in two places."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import Office
from appointments import actions
from appointments.actions import waiting
from appointments.actions.handing_over import hand_over, transfer_caseload
from appointments.enums import WaitingState
from appointments.models import Appointment, Commitment, Hold, WaitingEntry
from appointments.queries import wish_to_move
from tests.appointments.conftest import MONDAY, Scene, make_scene, publish, today
from tests.appointments.test_race import at_once, named, others
from tests.factories import staff

pytestmark = pytest.mark.race

WORKERS = 6


@pytest.fixture
def trondelag(transactional_db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene("trondelag")


def centre_of(scene: Scene) -> Office:
    assert scene.career.office is not None
    return scene.career.office


def in_line(scene: Scene, number: int) -> list[WaitingEntry]:
    """So many wait for something earlier than next week, and only the first half hour of tomorrow is free."""
    publish(scene.career, "09:00", "15:00", days=8)
    entries = []
    for place, one in enumerate(others(scene, number)):
        wish = replace(one.wish(), centre=centre_of(scene))
        starts_at = today("09:00") + timedelta(days=8, minutes=45 * place)
        booked = actions.book(wish=wish, starts_at=starts_at, by=one.owner)
        entries.append(waiting.join(wish=wish_to_move(booked), centre=centre_of(scene), by=one.owner))
    WaitingEntry.objects.update(declined=[])
    scene.career.membership.published_times.all().delete()  # type: ignore[union-attr]
    publish(scene.career, "09:00", "09:45", days=1)
    return entries


def test_many_workers_offer_one_time_once_and_to_the_first(trondelag: Scene):
    entries = in_line(trondelag, 3)
    outcomes = at_once([lambda: waiting.offer_next(centre=centre_of(trondelag)) for _worker in range(WORKERS)])
    assert sorted(outcomes) == [0] * (WORKERS - 1) + [1]
    states = [WaitingEntry.objects.get(pk=each.pk).state for each in entries]
    assert states == [WaitingState.OFFERED, WaitingState.WAITING, WaitingState.WAITING]


def test_a_booker_and_a_worker_want_the_same_time(trondelag: Scene):
    in_line(trondelag, 1)
    (one,) = others(trondelag, 1)
    wish = replace(one.wish(), centre=centre_of(trondelag))
    starts_at = today("09:00") + timedelta(days=1)
    outcomes = at_once(
        [
            lambda: waiting.offer_next(centre=centre_of(trondelag)),
            lambda: actions.book(wish=wish, starts_at=starts_at, by=one.owner),
        ]
    )
    assert named(outcomes) in ({"int": 1, "Appointment": 1}, {"int": 1, "TimeTaken": 1})
    assert _taken_twice() == []


def test_yes_and_no_in_the_same_moment(trondelag: Scene):
    (entry,) = in_line(trondelag, 1)
    waiting.offer_next(centre=centre_of(trondelag))
    held, owner = Hold.objects.get(), Actor(entry.journey.participant)
    at_once(
        [
            lambda: actions.confirm(hold=held, by=owner),
            lambda: waiting.decline(entry=entry, offered=held, by=owner),
            lambda: waiting.offer_next(centre=centre_of(trondelag)),
        ]
    )
    entry.refresh_from_db()
    appointment = Appointment.objects.get()
    taken = appointment.starts_at == held.starts_at
    assert entry.state == (WaitingState.ENDED if taken else WaitingState.WAITING)
    assert appointment.commitments.count() == 2
    assert {each.starts_at for each in appointment.commitments.all()} == {appointment.starts_at}


def test_a_colleague_is_handed_two_meetings_of_one_time(trondelag: Scene):
    """Of two counsellors who fall ill, one finds that the colleague was faster."""
    first, second = _meetings(trondelag, staff("career_counsellor", county_code="trondelag"))
    to = staff("career_counsellor", county_code="trondelag").membership
    assert to is not None
    outcomes = at_once(
        [lambda one=one: hand_over(appointment=one, to=to, by=trondelag.career) for one in (first, second)]
    )
    assert named(outcomes) == {"Appointment": 1, "TimeTaken": 1}
    assert _taken_twice() == []


def _meetings(scene: Scene, other: Actor) -> tuple[Appointment, Appointment]:
    """Two meetings at nine, of two counsellors."""
    publish(other)
    one, two = others(scene, 2)
    mine = replace(one.wish(), counsellor=scene.career.membership)
    theirs = replace(two.wish(), counsellor=other.membership)
    booked = actions.book(wish=mine, starts_at=today("09:00"), by=one.owner)
    return booked, actions.book(wish=theirs, starts_at=today("09:00"), by=two.owner)


def test_a_caseload_is_handed_over_while_its_meetings_are_moved_and_cancelled(trondelag: Scene):
    publish(trondelag.career, "12:00", "18:00")
    to = staff("career_counsellor", county_code="trondelag").membership
    assert to is not None
    people = others(trondelag, 6)
    booked = []
    for place, one in enumerate(people):
        wish = replace(one.wish(), counsellor=trondelag.career.membership)
        clock = today(("09:00", "09:45", "10:30", "11:15", "12:00", "12:45")[place])
        booked.append(actions.book(wish=wish, starts_at=clock, by=one.owner))
    fresh = [Appointment.objects.get(pk=each.pk) for each in booked]
    acts: list[Callable[[], Any]] = [
        lambda: transfer_caseload(of=trondelag.career.membership, to=to, by=trondelag.career),  # type: ignore[arg-type]
        lambda: transfer_caseload(of=trondelag.career.membership, to=to, by=trondelag.career),  # type: ignore[arg-type]
        lambda: actions.cancel(appointment=fresh[0], by=people[0].owner),
        lambda: actions.cancel(appointment=fresh[1], by=people[1].owner),
        lambda: actions.book(wish=wish_to_move(fresh[2]), starts_at=today("15:00"), by=people[2].owner),
        lambda: actions.book(wish=wish_to_move(fresh[3]), starts_at=today("16:30"), by=people[3].owner),
    ]
    outcomes = at_once(acts)
    assert "OperationalError" not in named(outcomes)
    assert "IntegrityError" not in named(outcomes)
    assert _taken_twice() == []
    for appointment in Appointment.objects.filter(status="booked"):
        people_there = {each.person_id for each in appointment.commitments.filter(active=True)}
        assert people_there == {appointment.journey.participant_id, appointment.career_counsellor.person_id}


def _taken_twice() -> list[tuple[int, datetime]]:
    """Who is in two places, and when; the database would not have it either."""
    rows = list(Commitment.objects.filter(active=True).order_by("starts_at"))
    return [
        (one.person_id, other.starts_at)
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
        if one.person_id == other.person_id and one.booking != other.booking and other.starts_at < one.ends_at
    ]
