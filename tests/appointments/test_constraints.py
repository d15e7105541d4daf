"""What the database itself refuses, whatever the code above it does."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from appointments import actions
from appointments.actions.locks import take
from appointments.enums import Status
from appointments.models import Appointment, Commitment, PublishedTime
from tests.appointments.conftest import Scene, publish, today

HOUR = timedelta(hours=1)


def refused(constraint: str, act: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


def copy_of(appointment: Appointment) -> Appointment:
    """Another appointment at the same time, which has taken nobody's time yet."""
    copy = Appointment.objects.get(pk=appointment.pk)
    copy.pk, copy.public_id = None, uuid4()
    copy.save()
    return copy


def test_nobody_is_in_two_places(nordland: Scene) -> None:
    appointment = nordland.book("09:00")
    taken, other = appointment.commitments.get(person=nordland.nav.person), copy_of(appointment)
    mine = {"appointment": other, "booking": other.public_id, "person": taken.person}
    for shift in (timedelta(0), timedelta(minutes=59), -timedelta(minutes=59)):
        times = {"starts_at": taken.starts_at + shift, "ends_at": taken.ends_at + shift}
        refused(
            "nobody_in_two_places",
            lambda times=times: Commitment.objects.create(**mine, **times),
        )
    after = {"starts_at": taken.ends_at, "ends_at": taken.ends_at + HOUR}
    assert Commitment.objects.create(**mine, **after)


def test_time_given_back_may_be_taken_again(nordland: Scene) -> None:
    first = nordland.book("09:00")
    actions.cancel(appointment=first, by=nordland.owner)
    second = nordland.book("09:00")
    refused("nobody_in_two_places", lambda: first.commitments.update(active=True))
    assert second.commitments.count() == 3


def test_once_per_meeting_and_person(nordland: Scene) -> None:
    taken = nordland.book().commitments.first()
    assert taken
    taken.pk, taken.active = None, False
    refused("one_commitment_per_person", taken.save)


@pytest.mark.parametrize("model", [Appointment, PublishedTime])
def test_times_have_a_length(nordland: Scene, model: Any) -> None:
    nordland.book()
    refused("has_length", lambda: model.objects.update(ends_at=today("09:00"), starts_at=today("09:00")))


def test_published_times_do_not_overlap(nordland: Scene) -> None:
    refused("published_times_do_not_overlap", lambda: publish(nordland.career, "11:59", "13:00"))
    assert publish(nordland.career, "12:00", "13:00")


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("cancelled_has_time_and_person", {"status": Status.CANCELLED}),
        ("cancelled_has_time_and_person", {"cancelled_at": timezone.now()}),
        ("held_or_missed_has_time", {"status": Status.HELD}),
        ("held_or_missed_has_time", {"status": Status.MISSED}),
        ("held_or_missed_has_time", {"closed_at": timezone.now()}),
    ],
)
def test_the_state_and_its_time_agree(nordland: Scene, constraint: str, changes: dict[str, Any]) -> None:
    nordland.book()
    refused(constraint, lambda: Appointment.objects.update(**changes))


def test_a_conflict_the_locks_did_not_stop_is_still_a_friendly_answer(nordland: Scene) -> None:
    """Somebody's time was taken behind our back: nothing is saved."""
    appointment = nordland.book("10:00")
    other = copy_of(appointment)
    span = {"starts_at": other.starts_at, "ends_at": other.ends_at, "booking": other.public_id}
    people = [nordland.owner.person, nordland.career.person]
    with pytest.raises(actions.TimeTaken), transaction.atomic():
        take([Commitment(appointment=other, person=person, **span) for person in people])
    other.delete()
    assert Appointment.objects.get() == appointment
