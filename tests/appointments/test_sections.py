"""What the journey page and my day show of appointments, to whom, in how many queries."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import Actor
from appointments import actions, sections
from appointments.models import PublishedTime
from journeys.progress import progress, seen_by
from journeys.sections import Column
from tests.appointments.conftest import Scene, publish, today
from tests.factories import participant


def card(scene: Scene, actor: Actor) -> Any:
    scene.journey.refresh_from_db()
    state = progress(scene.journey.blueprint, scene.journey.events.all())
    (section,) = sections.journey_sections(scene.journey, actor, seen_by(state, actor.party, actor.recipients))
    return section


def test_what_is_to_be_booked_has_a_button_for_those_who_may(nordland: Scene) -> None:
    for actor in (nordland.owner, nordland.nav):
        assert card(nordland, actor).data["book_url"]
    appointment = nordland.book("09:00")
    for actor in (nordland.owner, nordland.nav, nordland.career):
        assert card(nordland, actor).data["ahead"] == [appointment]
    assert not card(nordland, nordland.owner).data["book_url"]
    assert not card(nordland, nordland.nav).data["book_url"]
    assert card(nordland, nordland.career).data["book_url"]


def test_the_participants_next_meeting_stands_first(nordland: Scene) -> None:
    assert card(nordland, nordland.owner).column == Column.MAIN
    assert card(nordland, nordland.nav).column == Column.ASIDE


def test_nav_sees_only_the_meetings_it_takes_part_in(trondelag: Scene) -> None:
    """DOMAIN, firewall 2."""
    appointment = trondelag.book("09:00")
    assert card(trondelag, trondelag.nav).data["ahead"] == []
    assert card(trondelag, trondelag.owner).data["ahead"] == [appointment]


def test_a_meeting_that_is_over_stands_below(nordland: Scene, at: Callable[[str], datetime]) -> None:
    appointment = nordland.book("09:00")
    at("2026-03-02 09:30")
    assert card(nordland, nordland.owner).data["ahead"] == [appointment]
    at("2026-03-02 10:00")
    assert card(nordland, nordland.owner).data["ahead"] == []
    assert card(nordland, nordland.owner).data["past"] == [appointment]
    actions.mark_missed(appointment=appointment, by=nordland.career)
    assert card(nordland, nordland.owner).data["past"] == [appointment]


def test_a_cancelled_meeting_is_not_shown(nordland: Scene) -> None:
    actions.cancel(appointment=nordland.book(), by=nordland.owner)
    data = card(nordland, nordland.owner).data
    assert data["ahead"] == data["past"] == []
    assert data["book_url"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_cards_take_two_queries(
    nordland: Scene, number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    nordland.book("09:00")
    for hour in range(1, number):
        nordland.book(f"{9 + hour}:00", kind="guidance", by=nordland.career)
    nordland.journey.refresh_from_db()
    state = progress(nordland.journey.blueprint, nordland.journey.events.all())
    with django_assert_num_queries(2):
        (section,) = sections.journey_sections(nordland.journey, nordland.owner, state)
        for row in section.data["ahead"]:
            assert row.place.name
            assert row.meeting_kind.label
    assert len(section.data["ahead"]) == number


def test_a_counsellor_without_times_ahead_is_asked_to_publish(scene: Scene) -> None:
    now = timezone.now()
    assert sections.tasks(scene.career, now) == []
    PublishedTime.objects.update(starts_at=now - timedelta(hours=2), ends_at=now)
    (task,) = sections.tasks(scene.career, now)
    assert task.url
    publish(scene.career, "13:00", "14:00")
    assert sections.tasks(scene.career, today("12:00")) == []


def test_nobody_else_is(scene: Scene) -> None:
    for actor in (scene.owner, scene.nav, participant()):
        assert sections.tasks(actor, timezone.now()) == []
