"""What judges the storm would notice: a judge that finds everything in order proves nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from appointments.models import Appointment, Commitment
from tests.appointments.conftest import MONDAY, Scene, make_scene
from tests.load.ledger import CANCELLED, Act, Ledger, possible
from tests.load.order import disorder

NINE, TEN = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10))


@pytest.fixture
def nordland(db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene("nordland")


def test_the_last_of_two_acts_stands() -> None:
    assert possible([Act(NINE, 1, 2), Act(TEN, 3, 4)]) == {TEN}


def test_either_of_two_at_once_may_stand() -> None:
    assert possible([Act(NINE, 1, 3), Act(CANCELLED, 2, 4)]) == {NINE, CANCELLED}


def test_what_nobody_answered_may_have_happened_or_not() -> None:
    assert possible([Act(NINE, 1, 2), Act(TEN, 3)]) == {NINE, TEN}


def test_what_was_acknowledged_afterwards_overwrites() -> None:
    assert possible([Act(NINE, 1, 2), Act(TEN, 3), Act(CANCELLED, 5, 6)]) == {TEN, CANCELLED}


@pytest.mark.django_db
def test_a_booking_that_was_acknowledged_and_is_not_there_is_broken() -> None:
    ledger = Ledger()
    ledger.note(uuid4(), Act(NINE, 1, 2))
    ledger.note(uuid4(), Act(NINE, 1))
    assert len(ledger.broken()) == 1


def test_an_appointment_elsewhere_than_acknowledged_is_broken(nordland: Scene) -> None:
    appointment, ledger = nordland.book("09:00"), Ledger()
    ledger.note(appointment.public_id, Act(appointment.starts_at, 1, 2))
    assert ledger.broken() == []
    ledger.note(appointment.public_id, Act(CANCELLED, 3, 4))
    assert len(ledger.broken()) == 1


def _later(appointment: Appointment) -> None:
    hour = timedelta(hours=1)
    Appointment.objects.filter(pk=appointment.pk).update(ends_at=appointment.ends_at + hour)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda appointment: appointment.commitments.all().delete(),
        lambda appointment: appointment.commitments.filter(person=appointment.journey.participant).delete(),
        lambda appointment: appointment.commitments.update(active=False),
        _later,
    ],
)
def test_time_that_is_not_taken_is_found(nordland: Scene, spoil: Callable[[Appointment], object]) -> None:
    appointment = nordland.book()
    assert disorder() == {}
    spoil(appointment)
    assert set(disorder()) == {"not taken"}


def test_two_meetings_at_a_time_are_found(nordland: Scene) -> None:
    """The same participant twice, which the constraint stops as long as the time is taken."""
    appointment = nordland.book("09:00")
    Commitment.objects.all().delete()
    Appointment.objects.create(
        journey=appointment.journey,
        kind=appointment.kind,
        mode=appointment.mode,
        starts_at=appointment.starts_at + timedelta(minutes=30),
        ends_at=appointment.ends_at + timedelta(minutes=30),
        career_counsellor=appointment.career_counsellor,
        booked_by=appointment.booked_by,
        booked_at=appointment.booked_at,
    )
    assert set(disorder()) == {"not taken", "two meetings"}
