"""Many people in the same note at once: one result, and a clear answer to everybody else."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from accounts.actors import Actor
from common.errors import AlreadyDone
from common.rls import person_context
from conversations import actions
from conversations.models import Note, NoteSection
from journeys import kinds
from tests.conversations.conftest import Scene, make_scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

THREADS = 8


def at_once(actor: Actor, act: Callable[[int], object]) -> Counter[str]:
    """Run `act(number)` in as many threads, all starting together; count the outcomes by name."""
    gate, outcomes, errors = threading.Barrier(THREADS), Counter[str](), []

    def run(number: int) -> None:
        try:
            gate.wait()
            with transaction.atomic(), person_context(actor.person.pk, actor.membership_id):
                outcome = type(act(number)).__name__
        except (AlreadyDone, actions.Conflict, actions.NoteClosed) as refusal:
            outcome = type(refusal).__name__
        except Exception as error:  # noqa: BLE001 - the thread's errors belong to the test
            errors.append(error)
            return
        finally:
            connection.close()
        outcomes[outcome] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return outcomes


@pytest.fixture
def busy() -> Scene:
    return make_scene()


def test_beginning_at_once_makes_one_note(busy: Scene, as_owner):
    outcomes = at_once(busy.career, lambda _n: actions.begin(appointment=busy.appointment, by=busy.career))
    assert outcomes == {"Note": THREADS}
    with as_owner():
        assert Note.objects.count() == 1
        assert NoteSection.objects.count() == len(Note.objects.get().guide.sections)


def test_saving_other_texts_at_once_saves_one_and_tells_the_rest(busy: Scene, as_owner):
    note = busy.note()

    def save(number: int) -> object:
        return actions.save_section(note=note, key="1", text=f"Tekst {number}", revision=0, by=busy.career)

    assert at_once(busy.career, save) == {"Saved": 1, "Conflict": THREADS - 1}
    with as_owner():
        assert NoteSection.objects.get(note=note, key="1").revision == 1


def test_closing_at_once_closes_once(busy: Scene):
    note = busy.note()

    def close(_number: int) -> object:
        return actions.close_meeting(note=note, next_meeting="none", preparation="", by=busy.career)

    assert at_once(busy.career, close) == {"NoneType": 1, "AlreadyDone": THREADS - 1}
    assert busy.kinds().count(kinds.APPOINTMENT_HELD) == 1
