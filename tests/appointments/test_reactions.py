"""What appointments do when a journey is closed."""

import pytest

from accounts.actors import System
from appointments import actions
from appointments.enums import Status
from common.models import OutboxMessage
from journeys import actions as journey_actions
from journeys import kinds
from tests.appointments.conftest import Scene

pytestmark = pytest.mark.django_db


def test_closing_a_journey_cancels_what_is_ahead_and_tells_everybody(nordland: Scene) -> None:
    appointment = nordland.book()
    journey_actions.close(journey=nordland.journey, reason="in_work", by=nordland.nav)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.cancelled_by) == (Status.CANCELLED, nordland.nav.person)
    assert not appointment.commitments.filter(active=True).exists()
    told = OutboxMessage.objects.filter(kind__startswith="appointment_cancelled").values_list("address", flat=True)
    assert set(told) == {actor.person.email for actor in (nordland.owner, nordland.nav, nordland.career)}
    nordland.journey.refresh_from_db()
    assert not nordland.journey.is_open
    assert nordland.kinds()[-2:] == [kinds.JOURNEY_CLOSED, kinds.APPOINTMENT_CANCELLED]


def test_what_was_held_stays(nordland: Scene, at) -> None:
    appointment = nordland.book()
    at("2026-03-02 10:05")
    actions.mark_held(appointment=appointment, by=nordland.career)
    journey_actions.close(journey=nordland.journey, reason="in_work", by=nordland.nav)
    appointment.refresh_from_db()
    assert appointment.status == Status.HELD


def test_a_job_that_closes_cancels_nothing(nordland: Scene) -> None:
    appointment = nordland.book()
    journey_actions.close(journey=nordland.journey, reason="in_work", by=System("tidy"))
    appointment.refresh_from_db()
    assert appointment.is_booked
