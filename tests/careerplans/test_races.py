"""Several people, or one person several times, press the same button: one result, the others are told it is done."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.actors import Actor
from careerplans import actions
from careerplans.models import PlanShare, PlanVersion
from careerplans.queries import recipient_of
from careerplans.sharing_text import sharing_text
from common.errors import AlreadyDone
from common.models import OutboxMessage
from common.rls import person_context
from journeys import kinds
from tests.careerplans.world import World, completed, filled, new_world
from tests.factories import acting

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

THREADS = 8


def at_once(actor: Actor, act: Callable[[], object]) -> Counter[str]:
    """Run `act` as this actor in several threads that start together; count how each ended."""
    barrier, ends = threading.Barrier(THREADS), Counter[str]()

    def one() -> None:
        try:
            with person_context(actor.person.pk, actor.membership_id):
                barrier.wait()
                act()
            end = "done"
        except AlreadyDone:
            end = "already done"
        except Exception as error:  # noqa: BLE001 - what the test is looking for
            end = type(error).__name__
        finally:
            connection.close()
        ends[end] += 1

    threads = [threading.Thread(target=one) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


ONE_WINS = {"done": 1, "already done": THREADS - 1}


def test_one_share_and_one_withdrawal() -> None:
    world: World = new_world()
    version = completed(world)
    recipient = recipient_of(world.fresh())
    assert recipient is not None
    text = sharing_text(version, recipient, "nb")

    def share() -> None:
        found = PlanVersion.objects.select_related("journey").get(pk=version.pk)
        actions.share(version=found, recipient=recipient, text=text, by=world.owner)

    def withdraw() -> None:
        related = ("version__journey", "recipient__person", "recipient__office")
        found = PlanShare.objects.select_related(*related).get()
        actions.withdraw(share=found, by=world.owner)

    assert at_once(world.owner, share) == ONE_WINS
    assert OutboxMessage.objects.filter(kind="careerplans.plan_shared").count() == 1
    assert at_once(world.owner, withdraw) == ONE_WINS
    kinds_recorded = Counter(world.journey.events.values_list("kind", flat=True))
    assert kinds_recorded[kinds.PLAN_SHARED] == kinds_recorded[kinds.PLAN_WITHDRAWN] == 1


def test_one_start_and_one_version() -> None:
    world = new_world()
    started = at_once(world.counsellor, lambda: actions.start(journey=world.fresh(), by=world.counsellor))
    assert started == ONE_WINS
    other = new_world(place="Annetsteds")
    plan = filled(other)

    def complete() -> None:
        actions.complete(plan=plan, revision=plan.revision, by=other.counsellor)

    assert at_once(other.counsellor, complete) == ONE_WINS
    with acting(other.owner):
        assert PlanVersion.objects.count() == 1
