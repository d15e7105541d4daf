"""The worker writes and sends the messages as `app_job`, which no row of a protected table is shown to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction

from appointments import actions
from appointments.notifications import BOOKED, CANCELLED, REMINDER
from common import outbox
from common.models import MessageState, OutboxMessage
from common.roles import JOB
from tests.appointments.conftest import Scene, publish, today


@contextmanager
def worker() -> Iterator[None]:
    """Be the worker's database role, with nobody signed in."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        (before,) = cursor.fetchone()
        cursor.execute(f"set local role {JOB}")
        yield
        cursor.execute(f"set local role {before}")


def sent_to(scene: Scene) -> list[str]:
    return [each.subject for each in mail.outbox if each.to == [scene.owner.person.email]]


def test_the_worker_sends_confirmations_and_cancellations(scene: Scene) -> None:
    appointment = scene.book()
    with worker():
        assert outbox.send_due() == len(OutboxMessage.objects.filter(state=MessageState.SENT))
    assert len(sent_to(scene)) == 1
    actions.cancel(appointment=appointment, by=scene.owner)
    with worker():
        outbox.send_due()
    assert len(sent_to(scene)) == 2
    assert not OutboxMessage.objects.exclude(error_class="").exists()


def test_a_reminder_goes_24_hours_before_to_the_participant_only(
    trondelag: Scene, at: Callable[[str], datetime]
) -> None:
    """trondelag-model, *Brukerreisen*."""
    publish(trondelag.career, days=2)
    start = today("09:00") + timedelta(days=2)
    actions.book(wish=trondelag.wish(centre=trondelag.career.office), starts_at=start, by=trondelag.owner)
    reminder = OutboxMessage.objects.get(kind=REMINDER)
    assert reminder.recipient == trondelag.owner.person
    assert reminder.due_at == start - timedelta(hours=24)
    outbox.send_due()
    mail.outbox.clear()
    at("2026-03-03 08:59")
    assert outbox.send_due() == 0
    at("2026-03-03 09:00")
    with worker():
        assert outbox.send_due() == 1
    assert "9.00" in mail.outbox[0].body


def test_a_reminder_counts_real_hours_when_the_clock_changes(trondelag: Scene, at: Callable[[str], datetime]) -> None:
    """24 hours before Sunday 29 March 12.00 (summer time) is Saturday 11.00 (normal time)."""
    at("2026-03-27 08:00")
    publish(trondelag.career, days=2)
    start = at("2026-03-29 09:00")
    at("2026-03-27 08:00")
    actions.book(wish=trondelag.wish(centre=trondelag.career.office), starts_at=start, by=trondelag.owner)
    assert OutboxMessage.objects.get(kind=REMINDER).due_at == at("2026-03-28 08:00")


def test_no_reminder_of_a_meeting_within_a_day(scene: Scene) -> None:
    scene.book()
    assert not OutboxMessage.objects.filter(kind=REMINDER).exists()


def test_no_reminder_of_a_cancelled_meeting(trondelag: Scene, at: Callable[[str], datetime]) -> None:
    publish(trondelag.career, days=2)
    start = today("09:00") + timedelta(days=2)
    wish = trondelag.wish(centre=trondelag.career.office)
    appointment = actions.book(wish=wish, starts_at=start, by=trondelag.owner)
    actions.cancel(appointment=appointment, by=trondelag.owner)
    at("2026-03-03 09:00")
    outbox.send_due()
    assert OutboxMessage.objects.get(kind=REMINDER).state == MessageState.VOID


def test_a_worker_that_was_down_confirms_nothing_that_has_begun(scene: Scene, at: Callable[[str], datetime]) -> None:
    scene.book("09:00")
    at("2026-03-02 09:00")
    assert outbox.send_due() == 0
    assert OutboxMessage.objects.filter(kind=BOOKED).get().state == MessageState.VOID


def test_a_cancellation_that_came_first_voids_the_confirmation(scene: Scene) -> None:
    actions.cancel(appointment=scene.book(), by=scene.owner)
    outbox.send_due()
    states = dict(OutboxMessage.objects.filter(recipient=scene.owner.person).values_list("kind", "state"))
    assert states == {BOOKED: MessageState.VOID, CANCELLED: MessageState.SENT}


def test_a_message_to_nobody_is_not_written(scene: Scene) -> None:
    scene.book()
    OutboxMessage.objects.update(recipient=None)
    assert outbox.send_due() == 0
    assert not mail.outbox


@pytest.mark.parametrize("kind", [BOOKED, CANCELLED, REMINDER])
def test_each_kind_has_a_name_for_those_who_look_after_failures(kind: str) -> None:
    assert outbox.label_of(kind) != kind
