"""Completing: what the version keeps, what follows from it, and that it never changes."""

import datetime
import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from careerplans import actions
from careerplans.content import page_document, pdf_document
from careerplans.enums import FileState, Responsible, StepStatus
from careerplans.models import CareerPlan, PlanFile, PlanVersion
from careerplans.trades import find_trade, import_demo_trades
from common.errors import AlreadyDone
from common.models import OutboxMessage
from common.outbox import send_due
from journeys import kinds
from journeys.progress import progress
from tests.careerplans.world import (
    World,
    completed,
    fake_pdf,
    filled,
    new_world,
    render_as_job,
    started,
    step_fields,
)
from tests.factories import acting

Owner = Callable[[], AbstractContextManager[None]]


def test_completing_makes_a_version_of_the_draft(world: World) -> None:
    due = datetime.date(2027, 3, 1)
    version = completed(world, steps=(step_fields("Ringe Nav", responsible=Responsible.NAV, due_on=due),))
    with acting(world.owner):
        kept = PlanVersion.objects.get()
        step = kept.plan.steps.get()
    assert (kept.number, kept.language, kept.completed_by) == (1, "nb", world.counsellor.person)
    assert kept.content == {
        "kind": "career_plan",
        "end_goal": "Bli tømrer",
        "end_goal_detail": "",
        "sections": [
            {"key": "summary", "heading": kept.content["sections"][0]["heading"], "text": "Liker å bygge ting."}
        ],
        "steps": [
            {
                "key": str(step.key),
                "what": "Ringe Nav",
                "why": "Det er første skritt",
                "responsible": "nav",
                "due_on": "2027-03-01",
                "link": "",
            }
        ],
        "written_with": [world.counsellor.person.name],
        "participant": "Dag Demostad",
        "county": "Nordland",
        "centre": "Karriere Prøvesteds",
        "route": None,
        "support": None,
        "questions": [],
    }
    assert set(kept.content["sections"][0]["heading"]) == {"nb", "nn"}
    event = world.journey.events.get(kind=kinds.PLAN_COMPLETED)
    assert event.data == {"plan": str(kept.plan.public_id), "version": 1}
    journey = world.fresh()
    assert progress(journey.blueprint, journey.events.all()).milestones == {"cooperation_completed"}
    assert version.pk == kept.pk


def test_a_trade_carries_its_qualification_and_the_participants_words(world: World) -> None:
    import_demo_trades()
    plan = filled(world)
    trade = find_trade("Rørleggerfaget")
    with acting(world.counsellor):
        actions.save_goal(plan=plan, trade=trade, words="I Bodø", revision=1, by=world.counsellor)
        plan = CareerPlan.objects.select_related("journey").get()
        world.owner.person.language = "nn"
        world.owner.person.save()
        version = actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)
    assert version.content["end_goal"] == "Røyrleggjarfaget"
    assert version.content["end_goal_detail"] == "Svennebrev · Bygg- og anleggsteknikk · I Bodø"
    assert version.language == "nn"


def test_what_is_missing_is_said_and_nothing_is_completed(world: World) -> None:
    plan = started(world)
    with acting(world.counsellor), pytest.raises(actions.Incomplete) as refused:
        actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)
    assert [item.anchor for item in refused.value.missing] == ["end-goal", "section-summary", "steps"]
    with acting(world.owner):
        assert not PlanVersion.objects.exists()


@pytest.mark.django_db
def test_trondelag_asks_for_its_own_headings_and_neither_goal_nor_step() -> None:
    world = new_world(county_code="trondelag")
    plan = started(world)
    with acting(world.counsellor), pytest.raises(actions.Incomplete) as refused:
        actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)
    anchors = [item.anchor for item in refused.value.missing]
    assert anchors == ["section-school_and_work", "section-way_forward"]
    assert PlanVersion.objects.count() == 0


def test_nobody_completes_another_text_than_the_one_read(world: World) -> None:
    plan = filled(world)
    with acting(world.counsellor):
        actions.save_section(plan=plan, key="plan_b", text="Nytt", revision=0, by=world.counsellor)
        with pytest.raises(actions.ChangedSince):
            actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)


def test_completing_twice_makes_one_version(world: World) -> None:
    plan = filled(world)
    with acting(world.counsellor):
        actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)
        with pytest.raises(AlreadyDone):
            actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)
    with acting(world.owner):
        assert PlanVersion.objects.count() == 1
    assert world.journey.events.filter(kind=kinds.PLAN_COMPLETED).count() == 1


def test_a_version_never_changes(world: World, as_owner: Owner) -> None:
    version = completed(world)
    with acting(world.counsellor), connection.cursor() as cursor:
        cursor.execute("update careerplans_planversion set number = 7 where id = %s", [version.pk])
        assert cursor.rowcount == 0  # no policy lets anybody
    with as_owner(), pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(number=7)


def test_the_participant_is_told_without_content(world: World) -> None:
    version = completed(world, text="Hemmelig")
    message = OutboxMessage.objects.get()
    assert (message.address, message.booked_by) == (world.owner.person.email, world.counsellor.person)
    assert message.office == world.counsellor.office.public_id  # type: ignore[union-attr]
    send_due()
    (sent,) = mail.outbox
    assert sent.subject == "Your career plan is ready" or "karriereplan" in sent.subject.lower()
    assert str(version.public_id) in sent.body
    for secret in ("Hemmelig", "tømrer", "Demostad"):
        assert secret not in sent.subject + sent.body
    assert not sent.attachments


def test_neutral_wording_names_neither_plan_nor_guidance(world: World) -> None:
    person = world.owner.person
    person.neutral_wording = True
    person.save()
    completed(world)
    send_due()
    (sent,) = mail.outbox
    text = (sent.subject + sent.body).lower()
    for word in ("nav", "career", "karriere", "plan"):
        assert word not in text


@pytest.mark.django_db
def test_trondelags_participant_is_told_of_a_note() -> None:
    completed(new_world(county_code="trondelag"))
    send_due()
    (sent,) = mail.outbox
    assert "summary note" in sent.subject or "notat" in sent.subject


# --- the PDF -------------------------------------------------------------------------------------------------------
def test_the_worker_makes_the_pdf_as_its_own_role(world: World) -> None:
    version = completed(world)
    with acting(world.owner):
        assert PlanFile.objects.get().state == FileState.QUEUED
    assert render_as_job() == 1
    with acting(world.owner):
        file = PlanFile.objects.get()
    assert (file.state, bytes(file.data or b"")) == (FileState.READY, b"%PDF fake of version 1")
    assert file.version_id == version.pk
    assert render_as_job() == 0


def test_a_failed_rendering_is_counted_logged_without_text_and_given_up_after_five(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    from careerplans import rendering

    completed(world, text="Hemmelig")

    def broken(_document: object) -> bytes:
        raise RuntimeError("Hemmelig")

    for _attempt in range(6):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role app_job")
            assert rendering.render_waiting(make=broken) == 0
            cursor.execute("set local role app_web")
    with acting(world.owner):
        file = PlanFile.objects.get()
    assert (file.state, file.attempts, file.data) == (FileState.FAILED, 5, None)
    assert "RuntimeError" in caplog.text
    assert "Hemmelig" not in caplog.text


def test_the_worker_finds_nothing_for_an_unknown_version(world: World) -> None:
    from careerplans import rendering

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role app_job")
        assert not rendering.render_version(str(world.journey.public_id), "nb", make=fake_pdf)
        cursor.execute("set local role app_web")


def test_the_worker_reads_no_plan_by_itself(world: World) -> None:
    completed(world)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role app_job")
        for table in ("careerplan", "planstep", "planversion", "planshare", "planfile"):
            cursor.execute(f"select count(*) from careerplans_{table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("set local role app_web")


def test_the_pdf_speaks_to_the_participant_in_the_language_of_the_version(world: World) -> None:
    version = completed(world, steps=(step_fields(), step_fields("Ringe", responsible=Responsible.NAV)))
    content = json.loads(json.dumps(version.content))
    document = pdf_document(content, identifier="x", number=1, language="nn", completed_at=version.completed_at)
    assert document.language == "nn"
    assert [step.number for step in document.steps] == [1, 2]
    assert document.completed_on == timezone.localdate(version.completed_at)


def test_the_page_counts_what_waits_for_nav(world: World) -> None:
    version = completed(world, steps=(step_fields(), step_fields("Ringe", responsible=Responsible.NAV)))
    page = page_document(version.content, to_participant=False)
    assert page.waiting_for(Responsible.NAV) == 1
    key = page.steps[1].key
    page = page_document(version.content, to_participant=True, statuses={key: StepStatus.DONE})
    assert page.waiting_for(Responsible.NAV) == 0
    assert page.steps[1].colour == "success"
