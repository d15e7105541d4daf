"""Publishing, booking, cancelling, closing: what each saves, records and queues, and what it refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Person
from appointments import actions, queries
from appointments.enums import TRANSITIONS, Status
from appointments.models import Appointment, Commitment, PublishedTime
from appointments.notifications import BOOKED, BOOKED_STAFF, CANCELLED, CANCELLED_STAFF
from common.errors import AlreadyDone
from common.models import OutboxMessage
from journeys import kinds
from journeys.actions import close
from journeys.blueprints.types import Mode
from tests.appointments.conftest import MODES, Scene, publish, today
from tests.factories import JourneyFactory, cover, staff


def queued() -> dict[str, int]:
    """How many messages of each kind wait."""
    found = list(OutboxMessage.objects.values_list("kind", flat=True))
    return {kind: found.count(kind) for kind in found}


def in_the_way(person: Person, scene: Scene, clock: str) -> None:
    """Take half an hour of this person's time with a meeting of some other journey."""
    start, end = today(clock), today(clock) + timedelta(minutes=30)
    other = Appointment.objects.create(
        journey=JourneyFactory(),
        kind="guidance",
        mode=Mode.PHONE,
        starts_at=start,
        ends_at=end,
        career_counsellor=scene.career.membership,
        booked_by=scene.career.person,
        booked_at=timezone.now(),
    )
    Commitment.objects.create(appointment=other, booking=other.public_id, person=person, starts_at=start, ends_at=end)


# --- booking -------------------------------------------------------------------------------------------------------
def test_a_three_party_meeting_takes_everybodys_time(nordland: Scene) -> None:
    appointment = nordland.book()
    assert appointment.status == Status.BOOKED
    assert (appointment.starts_at, appointment.ends_at) == (today("09:00"), today("10:00"))
    assert (appointment.career_counsellor, appointment.nav_counsellor) == (
        nordland.career.membership,
        nordland.nav.membership,
    )
    assert (appointment.mode, appointment.place) == (Mode.IN_PERSON, nordland.career.office)
    assert (appointment.booked_by, appointment.booked_at) == (nordland.owner.person, timezone.now())
    taken = appointment.commitments.all()
    assert {each.person for each in taken} == {each.person for each in (nordland.owner, nordland.career, nordland.nav)}
    assert {(each.starts_at, each.ends_at) for each in taken} == {(appointment.starts_at, appointment.ends_at)}


def test_it_is_one_event_with_ids_only(scene: Scene) -> None:
    before = scene.journey.events.count()
    appointment = scene.book()
    assert scene.journey.events.count() == before + 1
    event = scene.journey.events.last()
    assert event is not None
    assert (event.kind, event.by_party, event.by_person) == (
        kinds.APPOINTMENT_BOOKED,
        Party.PARTICIPANT,
        scene.owner.person,
    )
    expected = {
        "appointment": str(appointment.public_id),
        "meeting_kind": appointment.kind,
        "mode": "in_person",
        "nav_present": appointment.nav_counsellor_id is not None,
    }
    nav = {"nav": appointment.nav_counsellor_id} if appointment.nav_counsellor_id else {}
    assert event.data == expected | nav


def test_each_of_them_gets_a_message(nordland: Scene) -> None:
    nordland.book()
    assert queued() == {BOOKED: 1, BOOKED_STAFF: 2}


def test_a_meeting_without_nav_is_between_two(trondelag: Scene) -> None:
    appointment = trondelag.book()
    assert appointment.nav_counsellor is None
    assert {each.person for each in appointment.commitments.all()} == {trondelag.owner.person, trondelag.career.person}
    assert queued() == {BOOKED: 1, BOOKED_STAFF: 1}


def test_nav_takes_part_where_the_participant_wishes(trondelag: Scene) -> None:
    appointment = trondelag.book(nav=trondelag.nav.membership)
    assert appointment.nav_counsellor == trondelag.nav.membership
    assert appointment.commitments.filter(person=trondelag.nav.person).exists()


@pytest.mark.parametrize("mode", [Mode.PHONE, Mode.DIGITAL])
def test_only_a_meeting_in_person_has_a_place(trondelag: Scene, mode: Mode) -> None:
    appointment = trondelag.book(mode=mode)
    assert (appointment.mode, appointment.place) == (mode, None)


def test_the_first_booking_names_the_journeys_counsellor_and_centre(scene: Scene) -> None:
    scene.book()
    scene.journey.refresh_from_db()
    assert scene.journey.career_counsellor == scene.career.membership
    assert scene.journey.career_centre == scene.career.office


def test_a_later_booking_keeps_the_counsellor(trondelag: Scene, at: Callable[[str], datetime]) -> None:
    actions.cancel(appointment=trondelag.book(), by=trondelag.owner)
    publish(staff(Party.CAREER_COUNSELLOR, county_code="trondelag"), "08:30", "12:00")
    assert trondelag.book("10:30").career_counsellor == trondelag.career.membership


def test_the_journey_moves_on_in_the_same_transaction(scene: Scene) -> None:
    step = scene.journey.current_step
    scene.book()
    scene.journey.refresh_from_db()
    assert scene.journey.current_step != step


@pytest.mark.parametrize("who", ["owner", "career", "nav"])
def test_nobody_can_be_in_two_places(nordland: Scene, who: str) -> None:
    in_the_way(getattr(nordland, who).person, nordland, "09:30")
    before = nordland.kinds()
    with pytest.raises(actions.TimeTaken):
        nordland.book("09:00")
    assert nordland.kinds() == before
    assert nordland.book("10:00").starts_at == today("10:00")


@pytest.mark.parametrize("clock", ["08:45", "09:05", "11:15", "12:00", "07:30"])
def test_a_time_nobody_offers_is_not_booked(nordland: Scene, clock: str) -> None:
    with pytest.raises(actions.TimeTaken):
        nordland.book(clock)
    assert not Appointment.objects.exists()
    assert queued() == {}


def test_where_one_counsellor_is_taken_another_of_the_centre_is_not(trondelag: Scene) -> None:
    other = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    publish(other)
    in_the_way(trondelag.career.person, trondelag, "09:30")
    assert trondelag.book().career_counsellor == other.membership


def test_one_meeting_of_a_kind_ahead_is_enough(scene: Scene) -> None:
    scene.book()
    with pytest.raises(AlreadyDone):
        scene.book("11:00")
    with pytest.raises(AlreadyDone):
        scene.book()
    assert Appointment.objects.count() == 1


def test_the_career_counsellor_agrees_the_next_one_before(trondelag: Scene) -> None:
    trondelag.book()
    trondelag.book("10:30", by=trondelag.career)
    with pytest.raises(AlreadyDone):
        trondelag.book("10:30", by=trondelag.career)
    assert Appointment.objects.count() == 2


def test_not_in_a_journey_that_was_closed_a_moment_ago(scene: Scene) -> None:
    close(journey=scene.journey, reason=scene.journey.blueprint.close_reasons[0].key, by=scene.owner)
    with pytest.raises(AlreadyDone):
        scene.book()


def test_not_a_kind_the_journey_has_left_behind(nordland: Scene, at: Callable[[str], datetime]) -> None:
    appointment = nordland.book()
    at("2026-03-02 10:05")
    actions.mark_held(appointment=appointment, by=nordland.career)
    with pytest.raises(AlreadyDone):
        nordland.book("11:30")


# --- cancelling ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["owner", "career", "nav"])
def test_each_of_them_may_cancel_and_everybody_is_free_again(nordland: Scene, who: str) -> None:
    by: Actor = getattr(nordland, who)
    appointment = nordland.book()
    actions.cancel(appointment=appointment, by=by)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.cancelled_by, appointment.cancelled_at, appointment.sequence) == (
        Status.CANCELLED,
        by.person,
        timezone.now(),
        1,
    )
    assert not appointment.commitments.filter(active=True).exists()
    event = nordland.journey.events.last()
    assert event is not None
    assert (event.kind, event.by_person) == (kinds.APPOINTMENT_CANCELLED, by.person)
    assert queued() == {BOOKED: 1, BOOKED_STAFF: 2, CANCELLED: 1, CANCELLED_STAFF: 2}
    assert nordland.book().starts_at == today("09:00")


def test_cancelling_takes_the_journey_back(scene: Scene) -> None:
    scene.journey.refresh_from_db()
    step = scene.journey.current_step
    actions.cancel(appointment=scene.book(), by=scene.owner)
    scene.journey.refresh_from_db()
    assert scene.journey.current_step == step


def test_who_covers_cancels_in_the_own_name(nordland: Scene) -> None:
    appointment = nordland.book()
    covering = cover(nordland.career, staff(Party.CAREER_COUNSELLOR))
    actions.cancel(appointment=appointment, by=covering)
    appointment.refresh_from_db()
    assert appointment.cancelled_by == covering.person


def test_what_has_begun_is_not_cancelled(scene: Scene, at: Callable[[str], datetime]) -> None:
    appointment = scene.book("09:00")
    at("2026-03-02 09:00")
    with pytest.raises(AlreadyDone):
        actions.cancel(appointment=appointment, by=scene.owner)


def test_late_is_counted_from_where_the_meeting_stands_now(trondelag: Scene) -> None:
    """Somebody cancels from a page read before the meeting was moved to tomorrow."""
    publish(trondelag.career, days=2)
    stale = trondelag.book("09:00")
    wish = queries.wish_to_move(Appointment.objects.get(pk=stale.pk))
    actions.book(wish=wish, starts_at=today("09:00") + timedelta(days=2), by=trondelag.owner)
    actions.cancel(appointment=stale, by=trondelag.owner)
    assert not Appointment.objects.get(pk=stale.pk).cancelled_late


def test_on_the_same_day_it_is_late(trondelag: Scene) -> None:
    appointment = trondelag.book("09:00")
    actions.cancel(appointment=appointment, by=trondelag.owner)
    assert Appointment.objects.get(pk=appointment.pk).cancelled_late


# --- held or not ---------------------------------------------------------------------------------------------------
def test_a_meeting_that_was_held_keeps_its_time(nordland: Scene, at: Callable[[str], datetime]) -> None:
    appointment = nordland.book()
    at("2026-03-02 10:05")
    actions.mark_held(appointment=appointment, by=nordland.career)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.closed_at) == (Status.HELD, timezone.now())
    assert appointment.commitments.filter(active=True).count() == 3
    assert nordland.kinds()[-1] == kinds.APPOINTMENT_HELD


def test_a_meeting_that_did_not_take_place_gives_the_time_back(nordland: Scene, at: Callable[[str], datetime]) -> None:
    appointment = nordland.book()
    waiting = queued()
    at("2026-03-02 09:20")
    actions.mark_missed(appointment=appointment, by=nordland.career)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.closed_at) == (Status.MISSED, timezone.now())
    assert not appointment.commitments.filter(active=True).exists()
    assert nordland.kinds()[-1] == kinds.APPOINTMENT_MISSED
    assert queued() == waiting
    assert nordland.book("11:00").is_booked


VERBS = {"cancel": actions.cancel, "hold": actions.mark_held, "miss": actions.mark_missed}


@pytest.mark.parametrize("first", VERBS)
@pytest.mark.parametrize("second", VERBS)
def test_what_has_ended_does_not_end_again(nordland: Scene, first: str, second: str) -> None:
    appointment = nordland.book()
    stale = Appointment.objects.get(pk=appointment.pk)
    VERBS[first](appointment=appointment, by=nordland.career)
    after, waiting = nordland.kinds(), queued()
    with pytest.raises(AlreadyDone):
        VERBS[second](appointment=stale, by=nordland.career)
    assert (nordland.kinds(), queued()) == (after, waiting)


def test_the_table_names_every_verb() -> None:
    assert {verb for verb, _source, _target in TRANSITIONS} == set(VERBS)


# --- publishing ----------------------------------------------------------------------------------------------------
def stretch(start: str, end: str, days: int = 1) -> tuple[datetime, datetime]:
    ahead = timedelta(days=days)
    return today(start) + ahead, today(end) + ahead


def offer(actor: Actor, *stretches: tuple[datetime, datetime]) -> int:
    assert actor.membership is not None
    return actions.publish(membership=actor.membership, stretches=stretches, modes=list(MODES), by=actor)


def test_all_stretches_are_published(nordland: Scene) -> None:
    assert (
        offer(nordland.career, stretch("09:00", "12:00"), stretch("12:00", "15:00"), stretch("09:00", "12:00", 8)) == 3
    )
    assert PublishedTime.objects.filter(membership=nordland.career.membership).count() == 4


@pytest.mark.parametrize(
    ("start", "end"), [("09:00", "12:00"), ("08:00", "09:15"), ("11:45", "13:00"), ("10:00", "11:00")]
)
def test_one_that_touches_another_stops_them_all(nordland: Scene, start: str, end: str) -> None:
    offer(nordland.career, stretch("09:00", "12:00"))
    with pytest.raises(actions.TimesOverlap):
        offer(nordland.career, stretch("13:00", "15:00"), stretch(start, end))
    assert PublishedTime.objects.filter(membership=nordland.career.membership).count() == 2


def test_what_ends_when_the_next_begins_does_not_touch_it(nordland: Scene) -> None:
    offer(nordland.career, stretch("09:00", "12:00"))
    assert offer(nordland.career, stretch("08:00", "09:00"), stretch("12:00", "13:00")) == 2


def test_what_is_taken_away_is_gone_and_the_meeting_stands(nordland: Scene) -> None:
    appointment = nordland.book()
    time = PublishedTime.objects.get()
    actions.unpublish(time=time, by=nordland.career)
    appointment.refresh_from_db()
    assert appointment.is_booked
    assert not PublishedTime.objects.exists()
    with pytest.raises(AlreadyDone):
        actions.unpublish(time=time, by=nordland.career)
