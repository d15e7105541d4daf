"""Writing the plan: what is saved, what is refused, and that no text is lost."""

import datetime
import uuid

import pytest

from accounts.enums import Party
from careerplans import actions
from careerplans.enums import Responsible
from careerplans.models import CareerPlan, PlanStep
from careerplans.trades import find_trade, import_demo_trades
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import close
from tests.careerplans.world import World, completed, filled, started, step_fields
from tests.factories import acting, cover, staff


def test_starting_records_the_start_once(world: World) -> None:
    plan = started(world)
    assert plan.draft_number == 1
    assert [event.kind for event in world.journey.events.all()] == [kinds.PLAN_STARTED]
    assert world.journey.events.get().data == {"plan": str(plan.public_id), "version": 1}
    with acting(world.counsellor), pytest.raises(AlreadyDone):
        actions.start(journey=world.fresh(), by=world.counsellor)
    assert world.journey.events.count() == 1


def test_a_closed_journey_gets_no_plan(world: World) -> None:
    close(journey=world.journey, reason="moved", by=world.owner)
    with acting(world.counsellor), pytest.raises(AlreadyDone):
        actions.start(journey=world.fresh(), by=world.counsellor)


def test_a_new_version_begins_with_the_old_text_and_the_next_number(world: World) -> None:
    completed(world, text="Den første teksten.")
    plan = started(world)
    assert plan.draft_number == 2
    assert plan.sections["summary"] == "Den første teksten."
    with acting(world.counsellor):
        assert plan.steps.count() == 1


def test_a_section_is_saved_with_its_own_revision(world: World) -> None:
    plan = started(world)
    with acting(world.counsellor):
        assert actions.save_section(plan=plan, key="summary", text="Ett", revision=0, by=world.counsellor) == 1
        assert actions.save_section(plan=plan, key="plan_b", text="To", revision=0, by=world.counsellor) == 1
        assert actions.save_section(plan=plan, key="summary", text="Tre", revision=1, by=world.counsellor) == 2
        saved = CareerPlan.objects.get()
    assert saved.sections == {"summary": "Tre", "plan_b": "To"}
    assert saved.section_revisions == {"summary": 2, "plan_b": 1}
    assert saved.revision == 3
    assert world.journey.events.count() == 1  # autosave is no event


def test_somebody_elses_newer_text_is_not_overwritten(world: World) -> None:
    plan = started(world)
    covering = cover(world.counsellor, staff(Party.CAREER_COUNSELLOR, office_name="Karriere Prøvesteds"))
    with acting(covering):
        actions.save_section(plan=plan, key="summary", text="Vikarens", revision=0, by=covering)
    with acting(world.counsellor):
        with pytest.raises(actions.EditConflict) as conflict:
            actions.save_section(plan=plan, key="summary", text="Min", revision=0, by=world.counsellor)
        assert (conflict.value.text, conflict.value.revision) == ("Vikarens", 1)
        # the same text twice is one text, not a conflict
        assert actions.save_section(plan=plan, key="summary", text="Vikarens", revision=0, by=world.counsellor) == 2


def test_a_section_the_county_does_not_have_is_refused(world: World) -> None:
    plan = started(world)
    with acting(world.counsellor), pytest.raises(KeyError):
        actions.save_section(plan=plan, key="school_and_work", text="x", revision=0, by=world.counsellor)


def test_the_goal_is_a_trade_or_words_or_both(world: World) -> None:
    assert import_demo_trades() == 19
    trade = find_trade("rørleggerfaget")
    assert trade is not None
    plan = started(world)
    with acting(world.counsellor):
        assert actions.save_goal(plan=plan, trade=trade, words="", revision=0, by=world.counsellor) == 1
        assert actions.save_goal(plan=plan, trade=trade, words="Hjemme", revision=1, by=world.counsellor) == 2
        saved = CareerPlan.objects.get()
        assert (saved.trade, saved.end_goal) == (trade, "Hjemme")
        with pytest.raises(actions.EditConflict) as conflict:
            actions.save_goal(plan=plan, trade=None, words="Noe annet", revision=1, by=world.counsellor)
        assert (conflict.value.text, conflict.value.revision) == ("Hjemme", 2)
        assert actions.save_goal(plan=plan, trade=trade, words="Hjemme", revision=1, by=world.counsellor) == 3
        assert actions.save_goal(plan=plan, trade=None, words="", revision=3, by=world.counsellor) == 4
        with pytest.raises(actions.EditConflict):
            actions.save_goal(plan=plan, trade=trade, words="", revision=0, by=world.counsellor)


def test_steps_are_added_changed_moved_and_removed(world: World) -> None:
    plan = started(world)
    keys = [uuid.uuid4() for _number in range(3)]
    with acting(world.counsellor):
        for number, key in enumerate(keys):
            actions.add_step(plan=plan, key=key, fields=step_fields(f"Trinn {number}"), by=world.counsellor)
        with pytest.raises(AlreadyDone):
            actions.add_step(plan=plan, key=keys[0], fields=step_fields("Sendt to ganger"), by=world.counsellor)
        first, second, third = PlanStep.objects.order_by("position")
        due = datetime.date(2027, 3, 1)
        changed = step_fields("Endret", responsible=Responsible.NAV, due_on=due)
        actions.change_step(step=second, fields=changed, by=world.counsellor)
        actions.move_step(step=first, places=1, by=world.counsellor)
        actions.move_step(step=third, places=5, by=world.counsellor)
        assert [step.key for step in plan.steps.all()] == [keys[1], keys[0], keys[2]]
        actions.remove_step(step=first, by=world.counsellor)
        steps = list(plan.steps.all())
    assert [step.what for step in steps] == ["Endret", "Trinn 2"]
    assert (steps[0].responsible, steps[0].due_on, steps[0].key) == (Responsible.NAV, due, keys[1])


def test_what_is_removed_meanwhile_is_already_done(world: World) -> None:
    plan = filled(world)
    with acting(world.counsellor):
        step = plan.steps.get()
        step.plan = plan
        actions.remove_step(step=PlanStep.objects.get(pk=step.pk), by=world.counsellor)
        for late in (
            lambda: actions.remove_step(step=step, by=world.counsellor),
            lambda: actions.change_step(step=step, fields=step_fields(), by=world.counsellor),
            lambda: actions.move_step(step=step, places=1, by=world.counsellor),
        ):
            with pytest.raises(AlreadyDone):
                late()


def test_nothing_is_written_after_completing_or_closing(world: World) -> None:
    plan = filled(world)
    with acting(world.counsellor):
        actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)
        with pytest.raises(AlreadyDone):
            actions.save_section(plan=plan, key="summary", text="Sent", revision=1, by=world.counsellor)
    plan = started(world)
    close(journey=world.fresh(), reason="moved", by=world.owner)
    with acting(world.counsellor), pytest.raises(AlreadyDone):
        actions.save_section(plan=plan, key="summary", text="Senere", revision=1, by=world.counsellor)
