"""A hold takes everybody's time, expires, and is confirmed whatever others do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Party
from appointments import actions, queries
from appointments.actions import waiting
from appointments.models import Absence, Appointment, BookingSettings, Commitment, Hold
from appointments.notifications import BOOKED, CHANGED, CHANGED_STAFF, REMINDER
from appointments.queries import wish_to_move
from common.errors import AlreadyDone
from common.models import OutboxMessage
from journeys.actions import close
from journeys.blueprints.types import Mode
from tests.appointments.conftest import MONDAY, Scene, publish, start_journey, today
from tests.factories import participant, staff

At = Callable[[str], datetime]


def held(scene: Scene, clock: str = "09:00", *, by: Any = None, **fields: Any) -> Hold:
    if scene.journey.blueprint.key == "nordland":
        fields.setdefault("nav", scene.nav.membership)
    wish = scene.wish(centre=scene.career.office, **fields)
    return actions.hold(wish=wish, starts_at=today(clock), by=by or scene.owner)


def another(scene: Scene) -> Scene:
    """Another participant who wants the same counsellors."""
    owner = participant()
    nav = scene.nav.membership if scene.journey.blueprint.key == "nordland" else None
    return replace(scene, journey=start_journey(scene.journey.blueprint.key, owner, nav), owner=owner)


def to_move(appointment: Appointment, **fields: Any) -> Any:
    return wish_to_move(appointment, **fields)


def test_a_hold_takes_everybodys_time_and_says_nothing_to_anybody(nordland: Scene) -> None:
    kept = held(nordland)
    people = {nordland.owner.person.pk, nordland.nav.person.pk, nordland.career.person.pk}
    assert set(kept.commitments.values_list("person", flat=True)) == people
    assert kept.expires_at == timezone.now() + timedelta(minutes=10)
    assert "appointment_booked" not in nordland.kinds()
    assert not OutboxMessage.objects.exists()
    with pytest.raises(actions.TimeTaken):
        held(another(nordland))


def test_confirming_books_what_was_held(nordland: Scene) -> None:
    kept = held(nordland)
    appointment = actions.confirm(hold=kept, by=nordland.owner)
    assert appointment.public_id == kept.public_id
    assert (appointment.starts_at, appointment.place) == (today("09:00"), nordland.career.office)
    assert appointment.commitments.filter(active=True, expires_at=None, hold=None).count() == 3
    assert nordland.kinds().count("appointment_booked") == 1
    assert not Hold.objects.exists()
    nordland.journey.refresh_from_db()
    assert nordland.journey.career_counsellor == nordland.career.membership


def test_confirming_twice_is_already_done(scene: Scene) -> None:
    kept = held(scene)
    actions.confirm(hold=kept, by=scene.owner)
    with pytest.raises(AlreadyDone):
        actions.confirm(hold=kept, by=scene.owner)
    assert Appointment.objects.count() == 1


def test_an_expired_hold_is_in_nobodys_way(scene: Scene, at: At) -> None:
    kept = held(scene)
    at("2026-03-02 07:10")
    other = another(scene)
    assert held(other)
    with pytest.raises(actions.HoldExpired):
        actions.confirm(hold=kept, by=scene.owner)


def test_one_second_before_it_expires_it_is_kept(scene: Scene, at: At) -> None:
    held(scene)
    at("2026-03-02 07:09:59")
    with pytest.raises(actions.TimeTaken):
        held(another(scene))


def test_an_expired_hold_nobody_else_wanted_is_honoured(scene: Scene, at: At) -> None:
    kept = held(scene)
    at("2026-03-02 07:25")
    assert actions.confirm(hold=kept, by=scene.owner).is_booked


def test_an_expired_hold_is_not_honoured_when_somebody_is_away_by_now(scene: Scene, at: At) -> None:
    kept = held(scene)
    at("2026-03-02 07:25")
    Absence.objects.create(membership=scene.career.membership, starts_at=today("09:00"), ends_at=today("10:00"))
    with pytest.raises(actions.HoldExpired):
        actions.confirm(hold=kept, by=scene.owner)


def test_who_is_moved_away_from_a_time_is_not_offered_it_again(trondelag: Scene) -> None:
    appointment = trondelag.book("09:00")
    centre = appointment.career_counsellor.office
    entry = waiting.join(wish=wish_to_move(appointment), centre=centre, by=trondelag.owner)
    actions.book(wish=wish_to_move(appointment), starts_at=today("11:00"), by=trondelag.owner)
    entry.refresh_from_db()
    assert entry.declined == [today("09:00")]


def test_a_page_shows_held_time_as_taken_until_it_expires(trondelag: Scene, at: At) -> None:
    held(trondelag)
    wish = another(trondelag).wish(centre=trondelag.career.office)

    def free() -> int:
        monday = queries.monday_of(timezone.localdate())
        return len(queries.availability(wish, now=timezone.now()).week(monday))

    assert free() == 3
    at("2026-03-02 07:10")
    assert free() == 4


def test_picking_another_time_gives_the_first_back(scene: Scene) -> None:
    held(scene, "09:00")
    held(scene, "10:30")
    assert Hold.objects.get().starts_at == today("10:30")
    assert held(another(scene), "09:00")


def test_while_one_party_picks_the_others_wait_their_turn(nordland: Scene, at: At) -> None:
    kept = held(nordland, by=nordland.nav)
    with pytest.raises(actions.BeingBooked) as raised:
        held(nordland, "10:00", by=nordland.owner)
    assert raised.value.until == kept.expires_at
    at("2026-03-02 07:10")
    assert held(nordland, "10:00", by=nordland.owner)


def test_giving_back_frees_the_time_and_may_be_said_twice(scene: Scene) -> None:
    kept = held(scene)
    actions.release(hold=kept)
    actions.release(hold=kept)
    assert not Commitment.objects.exists()


def test_a_closed_journey_books_nothing(nordland: Scene) -> None:
    kept = held(nordland)
    close(journey=nordland.journey, reason=nordland.journey.blueprint.close_reasons[0].key, by=nordland.owner)
    with pytest.raises(AlreadyDone):
        actions.confirm(hold=kept, by=nordland.owner)
    assert not Appointment.objects.exists()


def test_expired_holds_are_tidied_away(scene: Scene, at: At) -> None:
    held(scene)
    assert actions.release_expired() == 0
    at("2026-03-02 07:10")
    assert actions.release_expired() == 1
    assert not Commitment.objects.exists()


def test_the_counsellor_with_the_fewest_meetings_gets_the_next_one(trondelag: Scene) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    publish(colleague)
    assert trondelag.book("09:00").career_counsellor == trondelag.career.membership
    assert another(trondelag).book("10:30").career_counsellor == colleague.membership


def test_a_named_counsellor_is_the_one(trondelag: Scene) -> None:
    colleague = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    publish(colleague)
    assert held(trondelag, counsellor=colleague.membership).career_counsellor == colleague.membership


def test_room_between_meetings_is_kept(trondelag: Scene) -> None:
    BookingSettings.objects.create(membership=trondelag.career.membership, buffer_minutes=15)
    trondelag.book("09:00")
    other = another(trondelag)
    with pytest.raises(actions.TimeTaken):
        held(other, "09:45")
    assert held(other, "10:00")


# --- moving --------------------------------------------------------------------------------------------------------
def test_moving_keeps_the_meeting_and_tells_everybody(nordland: Scene) -> None:
    before = nordland.book("09:00")
    moved = actions.book(wish=to_move(before), starts_at=today("11:00"), by=nordland.owner)
    assert (moved.pk, moved.public_id, moved.sequence) == (before.pk, before.public_id, 1)
    assert moved.starts_at == today("11:00")
    assert moved.commitments.filter(starts_at=today("11:00"), active=True).count() == 3
    assert moved.commitments.count() == 3
    assert nordland.kinds()[-1] == "appointment_moved"
    told = OutboxMessage.objects.filter(kind__in=(CHANGED, CHANGED_STAFF)).values_list("recipient", flat=True)
    assert set(told) == {nordland.owner.person.pk, nordland.nav.person.pk, nordland.career.person.pk}


def test_the_new_time_may_overlap_the_old(nordland: Scene) -> None:
    before = nordland.book("09:00")
    moved = actions.book(wish=to_move(before), starts_at=today("09:30"), by=nordland.owner)
    assert moved.starts_at == today("09:30")


def test_until_it_is_confirmed_both_times_are_kept(nordland: Scene) -> None:
    before = nordland.book("09:00")
    kept = actions.hold(wish=to_move(before), starts_at=today("11:00"), by=nordland.owner)
    for clock in ("09:00", "11:00"):
        with pytest.raises(actions.TimeTaken):
            held(another(nordland), clock)
    actions.confirm(hold=kept, by=nordland.owner)
    assert held(another(nordland), "09:00")


def test_the_same_time_another_way_is_a_change_too(trondelag: Scene) -> None:
    before = trondelag.book("09:00")
    moved = actions.book(wish=to_move(before, mode=Mode.PHONE), starts_at=today("09:00"), by=trondelag.owner)
    assert (moved.mode, moved.place, moved.sequence) == (Mode.PHONE, None, 1)


def test_what_is_where_it_should_be_is_already_done(scene: Scene) -> None:
    before = scene.book("09:00")
    with pytest.raises(AlreadyDone):
        actions.hold(wish=to_move(before), starts_at=today("09:00"), by=scene.owner)


@pytest.mark.parametrize("ended", ["cancelled", "begun"])
def test_a_meeting_that_is_over_or_cancelled_is_not_moved(scene: Scene, at: At, ended: str) -> None:
    before = scene.book("09:00")
    kept = actions.hold(wish=to_move(before), starts_at=today("11:00"), by=scene.owner)
    if ended == "cancelled":
        actions.cancel(appointment=before, by=scene.career)
    else:
        at("2026-03-02 09:00")
    with pytest.raises((AlreadyDone, actions.HoldExpired)):
        actions.confirm(hold=kept, by=scene.owner)
    with pytest.raises((AlreadyDone, actions.TimeTaken)):
        actions.hold(wish=to_move(before), starts_at=today("11:00"), by=scene.owner)


def test_moving_gives_a_new_reminder_and_the_old_is_void(trondelag: Scene, at: At) -> None:
    from common import outbox

    publish(trondelag.career, days=7)
    publish(trondelag.career, days=8)
    before = actions.book(
        wish=trondelag.wish(centre=trondelag.career.office),
        starts_at=today("09:00") + timedelta(days=7),
        by=trondelag.owner,
    )
    at(MONDAY)
    actions.book(wish=to_move(before), starts_at=today("09:00") + timedelta(days=8), by=trondelag.owner)
    at("2026-03-10 08:55")
    outbox.send_due()
    states = sorted(OutboxMessage.objects.filter(kind=REMINDER).values_list("due_at", "state"))
    assert [state for _due, state in states] == ["void", "sent"]
    assert OutboxMessage.objects.get(kind=BOOKED).state == "void"
