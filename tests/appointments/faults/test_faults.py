"""Whatever happens to worker, database and clock: every reminder goes, once.

Only a worker killed between sending and recording sends one a second time, with the same Message-ID. The bounded form
takes few rounds and a short outage; TEST_SCALE=long an outage of half a minute, and a kill every so often.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership
from appointments.models import Appointment
from appointments.notifications import REMINDER, remind
from common import roles
from common.models import MessageState, OutboxMessage
from common.tasks import defer_sending
from journeys.blueprints.types import Mode
from tests.appointments.conftest import start_journey
from tests.appointments.faults.mailbox import Mailbox, Point
from tests.appointments.faults.proxy import Proxy
from tests.appointments.faults.worker import server_address, worker
from tests.factories import participant, staff

pytestmark = pytest.mark.race
LONG = os.environ.get("TEST_SCALE") == "long"
OUTAGE_SECONDS, REMINDERS, KILLS = (30, 300, 20) if LONG else (2, 40, 3)
Remind = Callable[..., None]


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path)


@pytest.fixture
def career(transactional_db: None, as_owner: Callable[[], AbstractContextManager[None]]) -> Membership:
    """Committed, with an empty queue; the worker's role may log in as its address says."""
    with as_owner(), connection.cursor() as cursor:
        roles.set_passwords(cursor, settings.DATABASE_ROLE_PASSWORDS)
        for table in ("procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers"):
            cursor.execute(f"delete from {table}")
    membership = staff(Party.CAREER_COUNSELLOR, county_code="trondelag").membership
    assert membership is not None
    return membership


@pytest.fixture
def due(career: Membership) -> Remind:
    """`due(3)` makes three appointments tomorrow, whose reminders are due since a minute."""

    def make(number: int = 1) -> None:
        for _number in range(number):
            with time_machine.travel(timezone.now() - timedelta(days=7)):
                remind(tomorrow(career))
        defer_sending()

    return make


def tomorrow(career: Membership) -> Appointment:
    """Made a week ago, as the clock stands now."""
    owner = participant()
    journey = start_journey("trondelag", owner, None)
    starts_at = timezone.now() + timedelta(days=8, minutes=-1)
    return Appointment.objects.create(
        journey=journey,
        kind=journey.blueprint.meeting_kinds[0].key,
        mode=Mode.PHONE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        career_counsellor=career,
        booked_by=owner.person,
        booked_at=timezone.now(),
    )


def count(state: MessageState) -> int:
    return OutboxMessage.objects.filter(kind=REMINDER, state=state).count()


def all_recorded() -> bool:
    return count(MessageState.QUEUED) == 0


def jobs_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo'")
        return int(cursor.fetchone()[0])


def assert_each_went_once(mailbox: Mailbox, number: int) -> None:
    assert count(MessageState.SENT) == number
    assert len(mailbox.ids()) == len(set(mailbox.ids())) == number


# --- the worker dies -----------------------------------------------------------------------------------------------
def test_killed_before_sending_another_worker_sends_it_once(due: Remind, mailbox: Mailbox) -> None:
    due()
    with worker(mailbox.folder) as first, mailbox.stopping(Point.BEFORE):
        first.until(mailbox.is_reached, "the worker is about to send")
        first.kill()
    assert count(MessageState.QUEUED) == 1
    with worker(mailbox.folder) as another:
        another.until(all_recorded, "another worker has sent it")
    assert_each_went_once(mailbox, 1)


def test_killed_between_sending_and_recording_it_goes_twice_at_most_as_the_same(due: Remind, mailbox: Mailbox) -> None:
    """The one duplicate there can be, which the recipient's server can tell by its Message-ID."""
    due()
    with worker(mailbox.folder) as first, mailbox.stopping(Point.AFTER):
        first.until(mailbox.is_reached, "the worker has sent it")
        first.kill()
    assert count(MessageState.QUEUED) == 1
    for _times in range(2):
        defer_sending()
        with worker(mailbox.folder) as another:
            another.until(lambda: all_recorded() and not jobs_waiting(), "another worker has sent what is due")
            assert another.stop() == 0
    assert count(MessageState.SENT) == 1
    first_id, second_id = mailbox.ids()
    assert first_id == second_id


def test_killed_again_and_again_nothing_is_lost(due: Remind, mailbox: Mailbox) -> None:
    """A kill can repeat the one message at hand, and no other."""
    due(REMINDERS)
    chance = random.Random(os.environ.get("SEED", "20260302"))
    for _kill in range(KILLS):
        with worker(mailbox.folder) as one:
            taken = len(mailbox.ids())
            one.until(lambda: len(mailbox.ids()) > taken or all_recorded(), "the worker sends")  # noqa: B023
            sleep(chance.uniform(0, 0.1))
            one.kill()
    with worker(mailbox.folder) as last:
        last.until(all_recorded, "what was left is sent")
    assert count(MessageState.SENT) == len(set(mailbox.ids())) == REMINDERS
    assert len(mailbox.ids()) <= REMINDERS + KILLS
    twice = len(mailbox.ids()) - REMINDERS
    print(f"\n{REMINDERS} reminders, {KILLS} workers killed: {twice} sent twice, 0 lost")  # noqa: T201 - make test-long


def test_several_workers_share_the_work(due: Remind, mailbox: Mailbox) -> None:
    due(REMINDERS)
    with worker(mailbox.folder) as one, worker(mailbox.folder) as another:
        one.until(all_recorded, "they have sent everything")
        assert (one.stop(), another.stop()) == (0, 0)
    assert_each_went_once(mailbox, REMINDERS)


# --- the database goes away ----------------------------------------------------------------------------------------
@pytest.fixture
def network(career: Membership) -> Iterator[Proxy]:
    with Proxy(*server_address()) as proxy:
        yield proxy


def test_the_worker_comes_back_when_the_database_does(due: Remind, mailbox: Mailbox, network: Proxy) -> None:
    """It is the same process before and after, and sends what came due in between."""
    due()
    with worker(mailbox.folder, port=network.port) as one:
        one.until(all_recorded, "the worker works")
        network.cut()
        due()
        sleep(OUTAGE_SECONDS)
        assert count(MessageState.QUEUED) == 1
        network.mend()
        took = one.until(all_recorded, "the worker is back")
        assert one.is_alive()
        assert one.stop() == 0
    assert_each_went_once(mailbox, 2)
    print(f"\ndatabase away for {OUTAGE_SECONDS} s, the worker back after {took:.1f} s")  # noqa: T201 - make test-long


def test_gone_between_sending_and_recording_it_is_not_sent_again(due: Remind, mailbox: Mailbox, network: Proxy) -> None:
    """The worker that lived through it knows what it sent."""
    due(2)
    with worker(mailbox.folder, port=network.port) as one:
        with mailbox.stopping(Point.AFTER):
            one.until(mailbox.is_reached, "the worker has sent one")
            network.cut()
        sleep(OUTAGE_SECONDS)
        assert count(MessageState.QUEUED) == 2
        network.mend()
        one.until(all_recorded, "the worker is back")
        assert one.is_alive()
    assert_each_went_once(mailbox, 2)


def test_a_worker_started_before_the_database_waits_for_it(due: Remind, mailbox: Mailbox, network: Proxy) -> None:
    network.cut()
    due()
    with worker(mailbox.folder, port=network.port) as one:
        one.until(lambda: b"does not answer" in one.log.read_bytes(), "the worker has noticed")
        network.mend()
        one.until(all_recorded, "the worker has begun")
    assert_each_went_once(mailbox, 1)


@pytest.mark.parametrize("is_cut", [False, True])
def test_a_worker_that_is_asked_to_stop_ends_in_good_order(
    due: Remind, mailbox: Mailbox, network: Proxy, is_cut: bool
) -> None:
    due()
    with worker(mailbox.folder, port=network.port) as one:
        one.until(all_recorded, "the worker works")
        if is_cut:
            network.cut()
            one.until(lambda: b"does not answer" in one.log.read_bytes(), "the worker has noticed")
        assert one.stop() == 0
