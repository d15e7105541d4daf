"""What conversations put on the journey page and in my day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments.enums import Status
from appointments.models import Appointment
from conversations import actions, sections
from journeys.models import Journey
from journeys.progress import progress
from journeys.sections import Section, Task
from tests.conversations.conftest import Scene, book
from tests.factories import acting, cover, participant, staff

pytestmark = pytest.mark.django_db


def page(scene: Scene, actor: Actor) -> list[Section]:
    state = progress(scene.journey.blueprint, scene.journey.events.all())
    with acting(actor):
        return sections.journey_sections(scene.journey, actor, state)


def tasks(actor: Actor) -> list[Task]:
    with acting(actor):
        return sections.tasks(actor, timezone.now())


def close(scene: Scene, *, preparation: str = "Ta med vitnemål") -> None:
    note = scene.note()
    with acting(scene.career):
        actions.close_meeting(note=note, next_meeting="later", preparation=preparation, by=scene.career)


def test_the_notes_stand_on_the_journey_page_of_their_two_parties(scene: Scene):
    assert page(scene, scene.career) == []
    note = scene.note()
    for actor in (scene.owner, scene.career, cover(scene.career, staff(Party.CAREER_COUNSELLOR))):
        (section,) = page(scene, actor)
        assert [row["note"] for row in section.data["rows"]] == [note]
    for actor in (scene.nav, staff(Party.CAREER_COUNSELLOR), staff(Party.COORDINATOR)):
        assert page(scene, actor) == []


@pytest.mark.parametrize("meetings", [1, 3])
def test_the_notes_cost_one_query_however_many(scene: Scene, meetings: int, django_assert_num_queries):
    scene.note()
    for days in range(1, meetings):
        starts_at = timezone.now() - timedelta(days=days)
        appointment = book(scene.journey, scene.career, kind="guidance", starts_at=starts_at)
        with acting(scene.career):
            actions.begin(appointment=appointment, by=scene.career)
    state = progress(scene.journey.blueprint, scene.journey.events.all())
    journey = Journey.objects.get(pk=scene.journey.pk)
    with acting(scene.owner), django_assert_num_queries(1):
        (section,) = sections.journey_sections(journey, scene.owner, state)
    assert len(section.data["rows"]) == meetings


def test_todays_meeting_waits_for_the_career_counsellor_and_who_covers(scene: Scene, at):
    at("2026-03-02 09:00")
    start = timezone.now() + timedelta(hours=2)
    Appointment.objects.filter(pk=scene.appointment.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    (task,) = tasks(scene.career)
    assert (task.about, task.at, task.is_late) == (scene.owner.person.name, start, False)
    assert str(scene.appointment.public_id) in task.url
    at("2026-03-01 23:59")
    assert tasks(scene.career) == []
    at("2026-03-03 00:01")
    assert tasks(scene.career)[0].is_late


def test_who_covers_and_nobody_else_gets_the_meeting(scene: Scene):
    assert len(tasks(cover(scene.career, staff(Party.CAREER_COUNSELLOR)))) == 1
    for actor in (scene.nav, scene.owner, staff(Party.CAREER_COUNSELLOR), staff(Party.COORDINATOR), participant()):
        assert tasks(actor) == []


def test_a_meeting_that_is_begun_waits_to_be_closed_and_a_closed_one_does_not(scene: Scene):
    before = tasks(scene.career)[0].title
    scene.note()
    assert tasks(scene.career)[0].title != before
    close(scene)
    assert tasks(scene.career) == []


def test_a_meeting_that_is_no_longer_booked_waits_for_nobody(scene: Scene):
    Appointment.objects.filter(pk=scene.appointment.pk).update(status=Status.MISSED, closed_at=timezone.now())
    assert tasks(scene.career) == []


def test_the_participant_is_asked_to_prepare_what_was_agreed_last(scene: Scene):
    close(scene)
    (task,) = tasks(scene.owner)
    assert task.url.endswith("#next")
    guidance = book(scene.journey, scene.career, kind="guidance", starts_at=timezone.now())
    with acting(scene.career):
        note = actions.begin(appointment=guidance, by=scene.career)
        actions.close_meeting(note=note, next_meeting="none", preparation="", by=scene.career)
    assert tasks(scene.owner) == []


def test_a_closed_journey_asks_for_nothing(scene: Scene):
    close(scene)
    Journey.objects.filter(pk=scene.journey.pk).update(closed_at=timezone.now(), current_step="", waiting_for="")
    assert tasks(scene.owner) == []


@pytest.mark.parametrize("meetings", [1, 3])
def test_my_day_costs_one_query_however_many_meetings(scene: Scene, meetings: int, django_assert_num_queries):
    for hours in range(1, meetings):
        book(scene.journey, scene.career, kind="guidance", starts_at=timezone.now() - timedelta(hours=hours))
    with acting(scene.career), django_assert_num_queries(1):
        assert len(sections.tasks(scene.career, timezone.now())) == meetings
    with acting(scene.owner), django_assert_num_queries(1):
        sections.tasks(scene.owner, timezone.now())
