"""Open questions of the plan and links of its steps: written in the draft, kept in the version, read as it is."""

import uuid

import pytest
from django.utils import translation

from careerplans import actions
from careerplans.content import page_document, pdf_document
from careerplans.enums import AskedOf
from careerplans.models import CareerPlan, PlanQuestion, PlanVersion
from common.errors import AlreadyDone
from tests.careerplans.world import (
    SignIn,
    World,
    completed,
    filled,
    page,
    shared,
    started,
    step_fields,
    text_of,
    withdrawn,
)
from tests.factories import acting

ASKED = "Får jeg beholde støtten i ferien?"


def ask(world: World, plan: CareerPlan, *, answer: str = "", asked_of: AskedOf = AskedOf.NAV) -> PlanQuestion:
    with acting(world.counsellor):
        return actions.add_question(
            plan=plan, key=uuid.uuid4(), asked_of=asked_of, text=ASKED, answer=answer, by=world.counsellor
        )


def test_a_question_is_asked_answered_and_taken_away(world: World) -> None:
    plan = started(world)
    question = ask(world, plan)
    fields = {"asked_of": AskedOf.TRAINING, "text": ASKED, "answer": "Ja."}
    with acting(world.counsellor):
        actions.change_question(question=question, **fields, by=world.counsellor)  # type: ignore[arg-type]
        saved = PlanQuestion.objects.get()
        assert (saved.asked_of, saved.answer) == ("training", "Ja.")
        assert CareerPlan.objects.get().revision == 2
        actions.remove_question(question=question, by=world.counsellor)
        for again in (
            lambda: actions.remove_question(question=question, by=world.counsellor),
            lambda: actions.change_question(question=question, **fields, by=world.counsellor),  # type: ignore[arg-type]
        ):
            with pytest.raises(AlreadyDone):
                again()
        assert not PlanQuestion.objects.exists()


def test_the_same_form_sent_twice_asks_once(world: World) -> None:
    plan = started(world)
    question = ask(world, plan)
    with acting(world.counsellor), pytest.raises(AlreadyDone):
        actions.add_question(
            plan=plan, key=question.key, asked_of=AskedOf.NAV, text=ASKED, answer="", by=world.counsellor
        )
    with acting(world.counsellor):
        assert PlanQuestion.objects.count() == 1


def test_a_question_changed_after_the_plan_was_read_stops_completing(world: World) -> None:
    plan = filled(world)
    ask(world, plan)
    with acting(world.counsellor), pytest.raises(actions.ChangedSince):
        actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)


def test_the_version_keeps_questions_and_links(world: World) -> None:
    plan = filled(world, steps=(step_fields("Søke", link="https://www.vigo.no/"),))
    ask(world, plan)
    ask(world, plan, answer="Ja.", asked_of=AskedOf.TRAINING)
    with acting(world.counsellor):
        draft = CareerPlan.objects.select_related("journey").get()
        version = actions.complete(plan=draft, revision=draft.revision, by=world.counsellor)
        PlanQuestion.objects.all().delete()
        kept = PlanVersion.objects.get(pk=version.pk).content
    assert kept["questions"] == [
        {"asked_of": "nav", "text": ASKED, "answer": ""},
        {"asked_of": "training", "text": ASKED, "answer": "Ja."},
    ]
    assert kept["steps"][0]["link"] == "https://www.vigo.no/"
    with translation.override("en"):
        shown = page_document(kept, to_participant=True)
        paper = pdf_document(kept, identifier="x", number=1, language="en", completed_at=version.completed_at)
    assert [each.asked_of for each in shown.questions] == ["Nav", "The training office"]
    assert paper.questions == shown.questions
    assert paper.steps[0].link == shown.steps[0].link == "https://www.vigo.no/"


def test_nav_reads_questions_only_in_a_version_shared_now(world: World, sign_in: SignIn) -> None:
    ask(world, filled(world))
    with acting(world.counsellor):
        draft = CareerPlan.objects.select_related("journey").get()
        version = actions.complete(plan=draft, revision=draft.revision, by=world.counsellor)
    nav, read = sign_in(world.nav), page("version", version.public_id)
    assert nav.get(read).status_code == 404
    share = shared(world, version)
    assert ASKED in text_of(nav.get(read))
    withdrawn(world, share)
    assert nav.get(read).status_code == 404
    with acting(world.nav):
        assert not PlanQuestion.objects.exists()


def test_questions_are_written_on_pages(world: World, sign_in: SignIn) -> None:
    plan = started(world)
    client, edit = sign_in(world.counsellor), page("edit", world.journey.public_id)
    add = page("question_add", plan.public_id)
    assert add in text_of(client.get(edit))
    assert client.post(add, {"text": ASKED}).status_code == 422
    fields = {"key": str(uuid.uuid4()), "asked_of": "nav", "text": ASKED, "answer": ""}
    assert client.post(add, fields).headers["Location"] == f"{edit}#questions"
    assert client.post(add, fields).status_code == 409
    change = page("question_edit", plan.public_id, fields["key"])
    assert ASKED in text_of(client.get(change))
    assert client.post(change, fields | {"text": ""}).status_code == 422
    client.post(change, fields | {"answer": "Ja, fire uker."})
    for reader in (client, sign_in(world.owner)):
        assert "Ja, fire uker." in text_of(reader.get(edit))
    client.post(page("question_remove", plan.public_id, fields["key"]))
    assert ASKED not in text_of(client.get(edit))
    assert client.get(change).status_code == 404


def test_nobody_asks_in_a_completed_plan(world: World, sign_in: SignIn) -> None:
    plan = completed(world).plan
    assert sign_in(world.counsellor).get(page("question_add", plan.public_id)).status_code == 409


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("https://www.vigo.no/", "https://www.vigo.no/"), ("vigo.no", "https://vigo.no"), ("javascript:alert(1)", None)],
)
def test_a_link_is_an_address_on_the_web(world: World, sign_in: SignIn, typed: str, kept: str | None) -> None:
    plan = started(world)
    client = sign_in(world.counsellor)
    fields = {"key": str(uuid.uuid4()), "what": "Søke", "responsible": "participant", "link": typed}
    answer = client.post(page("step_add", plan.public_id), fields)
    shown = text_of(client.get(page("edit", world.journey.public_id)))
    assert answer.status_code == (302 if kept else 422)
    assert (f'href="{kept}"' in shown) == bool(kept)
    assert "javascript:alert" not in shown
