"""Who may book, bring Nav, cancel and close: party × relation × state, every branch."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions, permissions
from appointments.models import Appointment
from journeys.actions import assign_career_counsellor, close
from journeys.blueprints.types import MeetingKind
from tests.appointments.conftest import Scene
from tests.factories import cover, participant, staff


def kind(scene: Scene, key: str = "") -> MeetingKind:
    blueprint = scene.journey.blueprint
    return blueprint.meeting_kind(key or blueprint.meeting_kinds[0].key)


def name_counsellor(scene: Scene) -> None:
    assert scene.career.membership
    assign_career_counsellor(journey=scene.journey, membership=scene.career.membership)
    scene.journey.refresh_from_db()


def outsiders(scene: Scene) -> list[Actor]:
    code = scene.journey.county.code
    other = "trondelag" if code == "nordland" else "nordland"
    return [
        participant(),
        staff(Party.NAV_COUNSELLOR, county_code=code),
        staff(Party.CAREER_COUNSELLOR, county_code=code),
        staff(Party.COORDINATOR, county_code=code),
        staff(Party.NAV_COUNSELLOR, county_code=other),
        staff(Party.CAREER_COUNSELLOR, county_code=other),
    ]


def test_the_parties_of_the_journey_may_book(scene: Scene) -> None:
    name_counsellor(scene)
    for actor in (scene.owner, scene.nav, scene.career):
        assert permissions.can_book(actor, scene.journey, kind(scene))
    for actor in outsiders(scene):
        assert not permissions.can_book(actor, scene.journey, kind(scene))


def test_who_covers_may_book(scene: Scene) -> None:
    covering = cover(scene.nav, staff(Party.NAV_COUNSELLOR, county_code=scene.journey.county.code))
    assert permissions.can_book(covering, scene.journey, kind(scene))


def test_guidance_in_nordland_is_not_for_nav_to_book(nordland: Scene) -> None:
    """nordland-model, *Karriereveiledning*: between the participant and the career counsellor."""
    name_counsellor(nordland)
    assert not permissions.can_book(nordland.nav, nordland.journey, kind(nordland, "guidance"))
    assert permissions.can_book(nordland.career, nordland.journey, kind(nordland, "guidance"))


def test_nothing_is_booked_in_a_closed_journey(scene: Scene) -> None:
    close(journey=scene.journey, reason=scene.journey.blueprint.close_reasons[0].key, by=scene.owner)
    assert not permissions.can_book(scene.owner, scene.journey, kind(scene))


def test_a_member_of_staff_acts_as_participant_only_in_the_own_case(scene: Scene) -> None:
    """The Nav counsellor's own person, acting as participant, is no party to somebody else's journey."""
    as_participant = Actor(scene.nav.person)
    assert not permissions.can_book(as_participant, scene.journey, kind(scene))


def test_nav_takes_part_by_the_model_or_the_participants_wish(nordland: Scene, trondelag: Scene) -> None:
    for actor in (nordland.owner, nordland.nav):
        assert permissions.can_bring_nav(actor, nordland.journey, kind(nordland))
        assert not permissions.can_bring_nav(actor, nordland.journey, kind(nordland, "guidance"))
    assert permissions.can_bring_nav(trondelag.owner, trondelag.journey, kind(trondelag))
    assert permissions.can_bring_nav(trondelag.career, trondelag.journey, kind(trondelag))
    assert not permissions.can_bring_nav(trondelag.nav, trondelag.journey, kind(trondelag))


def test_nobody_of_nav_takes_part_where_none_is_named(trondelag: Scene) -> None:
    trondelag.journey.nav_counsellor = None
    assert not permissions.can_bring_nav(trondelag.owner, trondelag.journey, kind(trondelag))


def test_those_of_the_meeting_may_cancel_until_it_begins(nordland: Scene, at: Callable[[str], datetime]) -> None:
    appointment = nordland.book("09:00")
    parties = (nordland.owner, nordland.nav, nordland.career)
    assert all(permissions.can_cancel(actor, appointment, now=timezone.now()) for actor in parties)
    assert not any(permissions.can_cancel(actor, appointment, now=timezone.now()) for actor in outsiders(nordland))
    at("2026-03-02 09:00")
    assert not any(permissions.can_cancel(actor, appointment, now=timezone.now()) for actor in parties)


def test_nav_cancels_nothing_it_does_not_take_part_in(trondelag: Scene) -> None:
    appointment = trondelag.book()
    assert not permissions.can_cancel(trondelag.nav, appointment, now=timezone.now())


def test_who_covers_may_cancel_and_close(nordland: Scene, at: Callable[[str], datetime]) -> None:
    appointment = nordland.book("09:00")
    covering = cover(nordland.career, staff(Party.CAREER_COUNSELLOR))
    assert permissions.can_cancel(covering, appointment, now=timezone.now())
    at("2026-03-02 09:00")
    assert permissions.can_close(covering, appointment, now=timezone.now())


def test_a_cancelled_one_is_not_cancelled_again(nordland: Scene) -> None:
    appointment = nordland.book()
    actions.cancel(appointment=appointment, by=nordland.owner)
    appointment.refresh_from_db()
    assert not permissions.can_cancel(nordland.owner, appointment, now=timezone.now())


@pytest.mark.parametrize(("clock", "allowed"), [("08:59", False), ("09:00", True), ("17:00", True)])
def test_the_career_counsellor_says_from_the_start_whether_it_took_place(
    nordland: Scene, at: Callable[[str], datetime], clock: str, allowed: bool
) -> None:
    appointment = nordland.book("09:00")
    at(f"2026-03-02 {clock}")
    assert permissions.can_close(nordland.career, appointment, now=timezone.now()) is allowed
    for actor in (nordland.owner, nordland.nav, *outsiders(nordland)):
        assert not permissions.can_close(actor, appointment, now=timezone.now())


def test_an_appointment_is_seen_by_those_of_the_meeting_and_the_journeys_counsellor(
    nordland: Scene, trondelag: Scene
) -> None:
    with_nav, without_nav = nordland.book(), trondelag.book()

    def seen_by(actor: Actor) -> set[Appointment]:
        return set(Appointment.objects.visible_to(actor))

    for actor in (nordland.owner, nordland.nav, nordland.career):
        assert seen_by(actor) == {with_nav}
    assert seen_by(trondelag.owner) == seen_by(trondelag.career) == {without_nav}
    assert seen_by(trondelag.nav) == set()
    for actor in outsiders(nordland) + outsiders(trondelag):
        assert seen_by(actor) == set()
