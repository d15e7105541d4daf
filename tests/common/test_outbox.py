"""Every message is a row first: said twice it is sent once, when it fails it is tried again, and nothing is lost."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from unittest.mock import AsyncMock, Mock, patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.exceptions import UniqueViolation

from common import outbox, tasks
from common.models import Channel, MessageState, OutboxMessage
from common.sms.console import Memory, Sms
from common.sms.http import SmsRefused, SmsUnavailable

ADDRESS = "dag.demostad@example.test"
NOON = "2026-03-02 12:00"

pytestmark = pytest.mark.django_db


class Text:
    """A kind of message whose validity and text the test decides."""

    def __init__(self) -> None:
        self.stands = True
        self.error: Exception | None = None

    def is_valid(self, message: OutboxMessage) -> bool:
        return self.stands

    def render(self, message: OutboxMessage) -> outbox.Rendered | None:
        if self.error:
            raise self.error
        file = outbox.Attachment("avtale.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar; method=PUBLISH")
        return outbox.Rendered("Avtalen din", f"Nummer {message.payload['number']}", (file,))


@pytest.fixture
def text() -> Iterator[Text]:
    text = Text()
    with patch.dict(outbox._kinds), patch.dict(outbox._sent, clear=True):
        outbox.register("test.text", render=text.render, is_valid=text.is_valid, label="A test")
        yield text


def say(number: int = 1, **fields: Any) -> None:
    given = {"kind": "test.text", "reference": str(number), "address": ADDRESS, "payload": {"number": number}}
    outbox.enqueue(**{**given, **fields})


def only() -> OutboxMessage:
    return OutboxMessage.objects.get()


class BrokenServer(EmailBackend):
    """A mail server that refuses, and says whom it refuses."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError(f"no such mailbox: {ADDRESS}")


@pytest.fixture
def broken_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"


def test_a_message_is_written_when_it_is_sent(text: Text) -> None:
    say()
    assert mail.outbox == []
    assert outbox.send_due() == 1
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.to) == ("Avtalen din", "Nummer 1", [ADDRESS])
    assert sent.extra_headers["Message-ID"].startswith(f"<{only().public_id}@")
    (file,) = sent.attachments
    assert file[2] == "text/calendar; method=PUBLISH"
    assert only().state == MessageState.SENT
    assert only().sent_at is not None


def test_the_calendar_method_reaches_the_mail_program(text: Text) -> None:
    say()
    outbox.send_due()
    part = mail.outbox[0].message().get_payload()[1]
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "PUBLISH"


def test_the_same_fact_twice_is_one_message(text: Text) -> None:
    say()
    say()
    assert outbox.send_due() == 1
    say()
    assert outbox.send_due() == 0
    assert len(mail.outbox) == 1


def test_the_same_fact_to_another_address_is_another_message(text: Text) -> None:
    say()
    say(address="aud.eksempelrud@example.test")
    assert outbox.send_due() == 2


def test_nothing_is_sent_before_it_is_due(text: Text, at: Callable[[str], datetime]) -> None:
    now = at(NOON)
    say(due_at=now + timedelta(hours=1))
    assert outbox.send_due() == 0
    assert outbox.send_due(now=now + timedelta(hours=1)) == 1


def test_what_no_longer_stands_is_never_sent(text: Text) -> None:
    say()
    text.stands = False
    assert outbox.send_due() == 0
    assert only().state == MessageState.VOID
    text.stands = True
    assert outbox.send_due() == 0
    assert mail.outbox == []


def test_a_refused_message_is_tried_again_later_and_later(
    text: Text, broken_server: None, at: Callable[[str], datetime], settings: Any
) -> None:
    now = at(NOON)
    say()
    for tries, wait in enumerate(outbox.BACK_OFF, start=1):
        assert outbox.send_due(now=now) == 0
        assert (only().state, only().attempts) == (MessageState.QUEUED, tries)
        assert only().due_at == now + wait
        assert outbox.send_due(now=now + wait - timedelta(seconds=1)) == 0
        assert only().attempts == tries
        now += wait
    outbox.send_due(now=now)
    assert (only().state, only().attempts) == (MessageState.FAILED, len(outbox.BACK_OFF) + 1)
    assert outbox.send_due(now=now + timedelta(days=30)) == 0
    assert only().error_class == "ConnectionRefusedError"


def test_a_server_that_comes_back_gets_the_message_once(
    text: Text, at: Callable[[str], datetime], settings: Any
) -> None:
    now = at(NOON)
    say()
    with patch.object(EmailBackend, "send_messages", side_effect=TimeoutError):
        outbox.send_due(now=now)
    outbox.send_due(now=now + timedelta(minutes=1))
    outbox.send_due(now=now + timedelta(hours=9))
    assert len(mail.outbox) == 1
    assert (only().state, only().attempts, only().error_class) == (MessageState.SENT, 2, "")


def test_each_try_has_the_same_message_id(text: Text, at: Callable[[str], datetime]) -> None:
    """A crash between sending and recording sends again; the recipient's server can tell that it is the same."""
    now = at(NOON)
    say()
    with patch.object(outbox, "_record", side_effect=SystemExit), pytest.raises(SystemExit):
        outbox.send_due(now=now)
    assert only().state == MessageState.QUEUED
    outbox._sent.clear()  # as another process, which knows nothing of it
    outbox.send_due(now=now)
    first, second = (each.extra_headers["Message-ID"] for each in mail.outbox)
    assert first == second


def test_what_was_sent_while_the_database_went_away_is_recorded_and_not_sent_again(
    text: Text, at: Callable[[str], datetime]
) -> None:
    now = at(NOON)
    say()
    with patch.object(outbox, "_record", side_effect=OperationalError), pytest.raises(OperationalError):
        outbox.send_due(now=now)
    at("2026-03-02 12:05")
    assert outbox.send_due() == 1
    assert len(mail.outbox) == 1
    assert (only().state, only().sent_at, only().attempts) == (MessageState.SENT, now, 1)
    assert not outbox._sent


def test_the_log_names_the_class_of_the_error_and_no_address(
    text: Text, broken_server: None, caplog: pytest.LogCaptureFixture
) -> None:
    say()
    with caplog.at_level(logging.DEBUG):
        outbox.send_due()
    assert "ConnectionRefusedError" in caplog.text
    assert ADDRESS not in caplog.text
    assert ADDRESS not in only().error_class


def test_a_message_that_cannot_be_written_does_not_stop_the_others(text: Text) -> None:
    say(1, kind="test.unknown")
    say(2)
    assert outbox.send_due() == 1
    unknown = OutboxMessage.objects.get(kind="test.unknown")
    assert (unknown.state, unknown.error_class) == (MessageState.QUEUED, "KeyError")


def test_a_query_that_fails_while_writing_is_only_that_message(text: Text) -> None:
    def render(message: OutboxMessage) -> outbox.Rendered:
        with connection.cursor() as cursor:
            cursor.execute("select 1/0")
        raise AssertionError("unreachable")

    outbox.register("test.broken", render=render)
    say(1, kind="test.broken")
    say(2)
    assert outbox.send_due() == 1
    assert OutboxMessage.objects.get(kind="test.broken").error_class == "DataError"


def test_a_text_that_turns_out_to_be_nothing_is_void(text: Text) -> None:
    outbox.register("test.nothing", render=lambda message: None)
    say(kind="test.nothing")
    assert outbox.send_due() == 0
    assert only().state == MessageState.VOID


def test_no_more_than_asked_for_in_one_go(text: Text) -> None:
    for number in range(3):
        say(number)
    assert outbox.send_due(limit=2) == 2
    assert outbox.send_due(limit=2) == 1


def test_a_failed_message_can_be_put_back_once(text: Text) -> None:
    say()
    assert outbox.retry(only()) is False
    OutboxMessage.objects.update(state=MessageState.FAILED, attempts=6, error_class="TimeoutError")
    failed = only()
    assert outbox.retry(failed) is True
    assert outbox.retry(failed) is False
    assert outbox.send_due() == 1
    assert only().attempts == 1


def test_what_people_call_a_kind(text: Text) -> None:
    assert outbox.label_of("test.text") == "A test"
    assert outbox.label_of("test.unknown") == "test.unknown"


def test_a_message_of_an_act_that_was_rolled_back_does_not_exist(text: Text) -> None:
    with transaction.atomic():
        say()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


# --- waking the worker ---------------------------------------------------------------------------------------------
def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo'")
        return int(cursor.fetchone()[0])


@pytest.fixture
def no_jobs(transactional_db: None, as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    """The queue's tables are not Django's to empty after a transactional test."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


def test_many_messages_wake_the_worker_once(text: Text, no_jobs: None) -> None:
    with transaction.atomic():
        for number in range(3):
            say(number)
        assert waiting_jobs() == 0
    assert waiting_jobs() == 1
    say(4)
    assert waiting_jobs() == 1


def test_a_message_for_later_wakes_nobody(text: Text, no_jobs: None, at: Callable[[str], datetime]) -> None:
    say(due_at=at(NOON) + timedelta(days=1))
    assert waiting_jobs() == 0


def test_what_was_reported_is_saved_even_if_the_worker_cannot_be_woken(text: Text, no_jobs: None) -> None:
    with patch.object(tasks, "defer_sending", side_effect=ConnectionError), transaction.atomic():
        say()
    assert only().state == MessageState.QUEUED


def context(*, asked_to_stop: bool = False) -> Any:
    return Mock(should_abort=lambda: asked_to_stop)


def test_the_jobs_send_what_is_due(text: Text) -> None:
    say(1)
    tasks.send_messages.func(context())
    say(2)
    tasks.send_messages_each_minute.func(context(), timestamp=0)
    assert len(mail.outbox) == 2


def test_a_worker_that_is_asked_to_stop_sends_no_more(text: Text) -> None:
    say()
    tasks.send_messages.func(context(asked_to_stop=True))
    tasks.send_messages_each_minute.func(context(asked_to_stop=True), timestamp=0)
    assert mail.outbox == []


def forget_jobs() -> None:
    """As if the worker had done what waits."""
    with connection.cursor() as cursor:
        cursor.execute("set role app_job")
        cursor.execute("delete from procrastinate_jobs")
        cursor.execute("set role app_web")


def test_more_than_one_go_takes_wakes_the_worker_again(text: Text, no_jobs: None) -> None:
    for number in range(5):
        say(number)
    for sent, waiting in ((2, 1), (2, 1), (1, 0)):
        forget_jobs()
        assert outbox.send_due(limit=2) == sent
        assert waiting_jobs() == waiting
    assert len(mail.outbox) == 5


def test_messages_that_fail_do_not_keep_the_worker_awake(text: Text, no_jobs: None, broken_server: None) -> None:
    """They are due again later: each is tried once, not over and over."""
    for number in range(5):
        say(number)
    for waiting in (1, 1, 0, 0):
        forget_jobs()
        assert outbox.send_due(limit=2) == 0
        assert waiting_jobs() == waiting
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


def jobs_of_dead_workers(*jobs: str, **methods: Any) -> Mock:
    manager = {
        "get_stalled_jobs": AsyncMock(return_value=list(jobs)),
        "retry_job": AsyncMock(),
        "finish_job": AsyncMock(),
    }
    return Mock(job_manager=Mock(**{**manager, **methods}))


def test_jobs_of_a_worker_that_died_are_done_by_another() -> None:
    """procrastinate leaves that to its user."""
    app = jobs_of_dead_workers("one", "two")
    with patch.object(tasks, "app", app):
        asyncio.run(tasks.retry_stalled_jobs.func(context(), timestamp=0))
    assert [call.args for call in app.job_manager.retry_job.call_args_list] == [("one",), ("two",)]


def test_a_job_that_waits_again_already_does_not_keep_the_others_from_it() -> None:
    taken = UniqueViolation(constraint_name="lock", queueing_lock="common.send")
    app = jobs_of_dead_workers("one", "two", retry_job=AsyncMock(side_effect=[taken, None]))
    with patch.object(tasks, "app", app):
        asyncio.run(tasks.retry_stalled_jobs.func(context(), timestamp=0))
    assert [call.args for call in app.job_manager.retry_job.call_args_list] == [("one",), ("two",)]
    assert [call.args for call in app.job_manager.finish_job.call_args_list] == [("one",)]


def test_jobs_that_ended_badly_are_kept_for_a_fortnight() -> None:
    app = Mock(job_manager=Mock(delete_old_jobs=AsyncMock()))
    with patch.object(tasks, "app", app):
        asyncio.run(tasks.forget_old_jobs.func(context(), timestamp=0))
    (call,) = app.job_manager.delete_old_jobs.call_args_list
    assert call.args == (14 * 24,)
    assert set(call.kwargs.values()) == {True}


# --- text messages -------------------------------------------------------------------------------------------------
NUMBER = "+4790000000"


@pytest.fixture
def phone() -> Iterator[list[Sms]]:
    Memory.sent.clear()
    yield Memory.sent
    Memory.sent.clear()


def test_a_text_message_is_the_text_alone_with_a_reference_that_stays(
    text: Text, phone: list[Sms], at: Callable[[str], datetime]
) -> None:
    now = at(NOON)
    say(channel=Channel.SMS, address=NUMBER)
    with patch.object(Memory, "send", side_effect=SmsUnavailable):
        outbox.send_due(now=now)
    assert (only().state, only().error_class) == (MessageState.QUEUED, "SmsUnavailable")
    assert outbox.send_due(now=now + timedelta(minutes=1)) == 1
    assert phone == [Sms(NUMBER, "Nummer 1", str(only().public_id))]
    assert mail.outbox == []


def test_one_fact_goes_by_mail_and_by_phone(text: Text, phone: list[Sms]) -> None:
    say()
    say(channel=Channel.SMS, address=NUMBER)
    say(channel=Channel.SMS, address=NUMBER)
    assert outbox.send_due() == 2
    assert (len(mail.outbox), len(phone)) == (1, 1)


def test_what_the_gateway_refuses_for_good_is_not_tried_again(text: Text, phone: list[Sms]) -> None:
    say(channel=Channel.SMS, address=NUMBER)
    with patch.object(Memory, "send", side_effect=SmsRefused(400)):
        outbox.send_due()
    assert (only().state, only().attempts, only().error_class) == (MessageState.FAILED, 1, "SmsRefused")


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.SMS, ADDRESS),
        (Channel.SMS, "90000000"),
        (Channel.SMS, ""),
        (Channel.EMAIL, NUMBER),
        (Channel.EMAIL, ""),
    ],
)
def test_an_address_of_another_channel_is_refused(text: Text, channel: str, address: str) -> None:
    with pytest.raises(ValueError, match="not a") as refused:
        say(channel=channel, address=address)
    assert not address or address not in str(refused.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.create(
            kind="x", channel=channel, address=address, created_at=timezone.now(), due_at=timezone.now()
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_several_workers_send_each_message_once(text: Text) -> None:
    for number in range(12):
        say(number)
    start, sent = Barrier(4), []

    def work() -> None:
        start.wait()
        sent.append(outbox.send_due())
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 12
    assert sorted(each.body for each in mail.outbox) == sorted(f"Nummer {number}" for number in range(12))
