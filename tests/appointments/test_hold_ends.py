"""What a held time is worth when the clock has passed it by, and whose time is never offered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments import actions, links, tasks
from appointments.actions import waiting
from appointments.actions.handing_over import transfer_journey
from appointments.enums import WaitingState
from appointments.models import Appointment, Hold
from appointments.queries import Wish, availability, wish_to_move
from common.roles import JOB, WEB
from journeys.models import Journey
from tests.appointments.conftest import Scene, publish, today
from tests.appointments.pages import answer_held, text
from tests.factories import actor_of, membership, staff

At = Callable[[str], datetime]
SignIn = Callable[[Actor], Client]


def wish_of(scene: Scene, kind: str = "", **fields: Any) -> Wish:
    if scene.journey.blueprint.key == "nordland" and not kind:
        fields.setdefault("nav", scene.nav.membership)
    return scene.wish(kind, centre=scene.career.office, **fields)


def move_url(appointment: Appointment) -> str:
    return reverse("appointments:move", args=[appointment.public_id])


# --- a time that has begun -----------------------------------------------------------------------------------------
def test_a_time_that_has_begun_is_not_booked(scene: Scene, at: At) -> None:
    kept = actions.hold(wish=wish_of(scene), starts_at=today("09:00"), by=scene.owner)
    at("2026-03-02 09:00")
    with pytest.raises(actions.HoldExpired):
        actions.confirm(hold=kept, by=scene.owner)
    assert not Appointment.objects.exists()


def test_a_meeting_is_not_moved_to_a_time_that_has_begun(scene: Scene, at: At) -> None:
    booked = scene.book("11:00")
    kept = actions.hold(wish=wish_to_move(booked), starts_at=today("09:00"), by=scene.owner)
    at("2026-03-02 09:00")
    with pytest.raises(actions.HoldExpired):
        actions.confirm(hold=kept, by=scene.owner)
    booked.refresh_from_db()
    assert booked.starts_at == today("11:00")


@pytest.mark.parametrize(("clock", "starts"), [("07:09", "09:30"), ("09:00", "09:30"), ("09:01", "11:00")])
def test_a_hold_that_has_expired_does_not_outlive_the_right_to_move(
    trondelag: Scene, as_actor: SignIn, at: At, clock: str, starts: str
) -> None:
    """Participants move a meeting until two hours before it."""
    booked, browser = trondelag.book("11:00"), as_actor(trondelag.owner)
    picked = browser.post(move_url(booked), {"slot": today("09:30").isoformat()})
    at(f"2026-03-02 {clock}")
    answer = answer_held(browser, picked["Location"], "bekreft")
    booked.refresh_from_db()
    assert booked.starts_at == today(starts)
    assert answer.status_code == (409 if starts == "11:00" else 302)


def test_who_moves_a_meeting_to_a_time_soon_reads_that_it_is_moved(trondelag: Scene, client: Client, at: At) -> None:
    """It begins too soon to be moved once more, which is not what the page is to say."""
    booked = trondelag.book("11:00")
    at("2026-03-02 08:00")
    token = links.token_of(links.Purpose.MOVE, booked, trondelag.owner.person)
    picked = client.post(reverse("appointments:move_link", args=[token]), {"slot": today("09:45").isoformat()})
    page, key = picked["Location"].split("?hold=")
    done = client.post(page, {"confirm": key})["Location"]
    assert client.get(done).status_code == 200
    assert client.post(done, {"slot": today("10:30").isoformat()}).status_code == 410
    assert not Hold.objects.exists()


# --- giving back ---------------------------------------------------------------------------------------------------
def test_the_worker_gives_back_what_nobody_confirmed(scene: Scene, at: At) -> None:
    actions.hold(wish=wish_of(scene), starts_at=today("09:00"), by=scene.owner)
    for clock, left in (("07:09", 1), ("07:10", 0)):
        at(f"2026-03-02 {clock}")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set local role none; set local role {JOB}")
            tasks.give_back_expired(timestamp=0)
            cursor.execute(f"set local role none; set local role {WEB}")
        assert Hold.objects.count() == left


# --- whose time is not offered -------------------------------------------------------------------------------------
def test_nobody_meets_themselves(scene: Scene) -> None:
    """A career counsellor who is a participant too."""
    assert scene.career.office is not None
    own = membership(Party.CAREER_COUNSELLOR, scene.career.office, person=scene.owner.person)
    publish(actor_of(own), "13:00", "15:00")
    offered = {offer.counsellor for offer in availability(wish_of(scene), now=timezone.now()).offers}
    assert offered == {scene.career.membership}
    with pytest.raises(actions.TimeTaken):
        actions.hold(wish=wish_of(scene), starts_at=today("13:00"), by=scene.owner)


@pytest.mark.parametrize("who", ["career", "nav"])
def test_nobody_is_booked_after_their_last_day(nordland: Scene, who: str) -> None:
    tomorrow, leaving = timezone.localdate() + timedelta(days=1), getattr(nordland, who).membership
    publish(nordland.career, days=1)
    Membership.objects.filter(pk=leaving.pk).update(valid_until=tomorrow)
    wish = wish_of(nordland, nav=Membership.objects.get(pk=nordland.nav.membership.pk))  # type: ignore[union-attr]
    free = availability(wish, now=timezone.now())
    assert {timezone.localdate(slot.start) for slot in free.week(timezone.localdate())} == {timezone.localdate()}
    with pytest.raises(actions.TimeTaken):
        actions.hold(wish=wish, starts_at=today("09:00") + timedelta(days=1), by=nordland.owner)


def test_whoever_does_not_follow_the_journey_any_more_is_not_held(nordland: Scene) -> None:
    """Nav's side was handed over between looking for a time and picking one."""
    wish, colleague = wish_of(nordland), staff(Party.NAV_COUNSELLOR)
    assert colleague.membership is not None
    transfer_journey(journey=Journey.objects.get(), to=colleague.membership, by=nordland.nav)
    with pytest.raises(actions.TimeTaken):
        actions.hold(wish=wish, starts_at=today("09:00"), by=nordland.owner)
    assert actions.hold(wish=wish_of(nordland, nav=colleague.membership), starts_at=today("09:00"), by=nordland.owner)


@pytest.mark.parametrize(("clock", "left"), [("11:00", 0), ("12:00", 1)])
def test_a_time_offered_is_not_kept_in_an_absence(trondelag: Scene, clock: str, left: int) -> None:
    """An offer stands for half a day; the counsellor falls ill meanwhile."""
    assert trondelag.career.office is not None
    assert trondelag.career.membership is not None
    trondelag.career.membership.published_times.all().delete()
    publish(trondelag.career, days=1)
    wish = wish_of(trondelag)
    entry = waiting.join(wish=wish, centre=trondelag.career.office, by=trondelag.owner)
    assert waiting.offer_next(centre=trondelag.career.office) == 1
    start = today(clock) + timedelta(days=1) - timedelta(hours=2)
    away = {"starts_at": start, "ends_at": start + timedelta(hours=6)}
    actions.add_absence(membership=trondelag.career.membership, **away, by=trondelag.career)
    assert Hold.objects.count() == left
    waiting.offer_next(centre=trondelag.career.office)
    entry.refresh_from_db()
    assert entry.state == (WaitingState.OFFERED if left else WaitingState.WAITING)


# --- the others ----------------------------------------------------------------------------------------------------
def test_who_waits_for_what_comes_next_is_offered_it(nordland: Scene) -> None:
    """The career counsellor agrees the next meeting before one ends, also by putting the participant in line."""
    nordland.book("09:00")
    nordland.journey.refresh_from_db()
    assert nordland.career.office is not None
    entry = waiting.join(wish=wish_of(nordland, "guidance"), centre=nordland.career.office, by=nordland.career)
    publish(nordland.career, days=1)
    assert waiting.offer_next(centre=nordland.career.office) == 1
    entry.refresh_from_db()
    assert entry.state == WaitingState.OFFERED


@pytest.mark.parametrize("with_nav", [True, False])
def test_nav_reads_no_time_of_a_meeting_without_nav(nordland: Scene, as_actor: SignIn, with_nav: bool) -> None:
    """While the career counsellor picks a time, Nav is told that somebody does; when, only where Nav takes part."""
    booked = nordland.book("09:00")
    nordland.journey.refresh_from_db()
    wish = wish_to_move(booked) if with_nav else wish_of(nordland, "guidance")
    starts_at = today("10:15")
    actions.hold(wish=wish, starts_at=starts_at, by=nordland.career)
    answer = as_actor(nordland.nav).post(move_url(booked), {"slot": today("11:00").isoformat()})
    assert answer.status_code == 409
    assert ("10.15" in text(answer)) is with_nav
    assert (nordland.career.person.name in text(answer)) is with_nav
