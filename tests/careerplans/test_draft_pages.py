"""The draft's pages and the PDF, in a browser's shoes: what is saved, what is typed stays, what is refused softly."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from django.utils import timezone

from accounts.enums import Party
from appointments.models import Appointment
from careerplans import actions
from careerplans.enums import Responsible
from careerplans.models import CareerPlan, PlanVersion
from careerplans.trades import import_demo_trades
from conversations.models import GuideVersion, Note, NoteSection
from sharing.models import ReadEntry
from tests.careerplans.world import (
    JSON,
    SignIn,
    World,
    completed,
    page,
    render_as_job,
    started,
    step_fields,
    text_of,
)
from tests.factories import acting, cover, staff


# --- writing -------------------------------------------------------------------------------------------------------
def test_the_counsellor_begins_and_writes_the_participant_reads_along(world: World, sign_in: SignIn) -> None:
    edit = page("edit", world.journey.public_id)
    counsellor, owner = sign_in(world.counsellor), sign_in(world.owner)
    assert page("start", world.journey.public_id) in text_of(counsellor.get(edit))
    assert page("start", world.journey.public_id) not in text_of(owner.get(edit))
    assert counsellor.post(page("start", world.journey.public_id)).headers["Location"] == edit
    with acting(world.counsellor):
        plan = CareerPlan.objects.get()
    save = page("save_section", plan.public_id, "summary")
    answer = counsellor.post(save, {"text": "Liker\r\nå bygge", "revision": "0"}, headers=JSON)
    assert answer.status_code == 200
    assert answer.json()["revision"] == 1
    assert answer.json()["other_writer"] is None
    assert "Liker\nå bygge" in text_of(counsellor.get(edit))
    read = owner.get(edit)
    assert "å bygge" in text_of(read)
    assert "<textarea" not in text_of(read)
    assert owner.post(save, {"text": "x", "revision": "1"}).status_code == 403


def test_the_meetings_notes_lie_beside_the_headings_they_carry_to(
    world: World, sign_in: SignIn, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    started(world)
    sections = [
        {"key": "where", "title": {"nb": "x", "nn": "x"}, "minutes": None, "carries_to": "summary", "points": []},
        {"key": "opening", "title": {"nb": "x", "nn": "x"}, "minutes": None, "carries_to": "", "points": []},
    ]
    now = timezone.now()
    with as_owner():
        guide = GuideVersion.objects.create(
            county=world.journey.county, kind="guidance", version=1, sections=sections, published_at=now
        )
        who = {"journey": world.journey, "participant": world.owner.person}
        appointment = Appointment.objects.create(
            journey=world.journey,
            kind="guidance",
            mode="in_person",
            starts_at=now,
            ends_at=now + timedelta(hours=1),
            career_counsellor=world.counsellor.membership,
            booked_by=world.owner.person,
            booked_at=now,
        )
        note = Note.objects.create(
            **who,
            appointment=appointment,
            guide=guide,
            language="nb",
            started_by=world.counsellor.person,
            started_at=now,
        )
        for key in ("where", "opening"):
            NoteSection.objects.create(**who, note=note, key=key, text=f"Notert under {key}")
    shown = text_of(sign_in(world.counsellor).get(page("edit", world.journey.public_id)))
    assert "Notert under where" in shown
    assert "Notert under opening" not in shown


def test_a_plain_form_saves_and_returns_to_its_place(world: World, sign_in: SignIn) -> None:
    plan = started(world)
    answer = sign_in(world.counsellor).post(
        page("save_section", plan.public_id, "plan_b"), {"text": "Jobb", "revision": "0"}
    )
    assert answer.headers["Location"] == page("edit", world.journey.public_id) + "#section-plan_b"


def test_a_conflict_shows_both_texts(world: World, sign_in: SignIn) -> None:
    plan = started(world)
    client = sign_in(world.counsellor)
    save = page("save_section", plan.public_id, "summary")
    client.post(save, {"text": "Først", "revision": "0"}, headers=JSON)
    answer = client.post(save, {"text": "Sist", "revision": "0"}, headers=JSON)
    assert answer.status_code == 409
    assert answer.json() | {"message": ""} == {"revision": 1, "text": "Først", "message": "", "field": "text"}
    whole = client.post(save, {"text": "Sist", "revision": "0"})
    assert whole.status_code == 409
    assert "Først" in text_of(whole)
    assert "Sist" in text_of(whole)
    goal = page("save_goal", plan.public_id)
    client.post(goal, {"trade": "", "end_goal": "Kokk", "revision": "0"}, headers=JSON)
    assert client.post(goal, {"end_goal": "Baker", "revision": "0"}, headers=JSON).json()["field"] == "end_goal"
    assert "Kokk" in text_of(client.post(goal, {"end_goal": "Baker", "revision": "0"}))


def test_another_writer_is_told_of(world: World, sign_in: SignIn) -> None:
    plan = started(world)
    covering = cover(world.counsellor, staff(Party.CAREER_COUNSELLOR, office_name="Karriere Prøvesteds"))
    sign_in(covering).post(page("save_section", plan.public_id, "plan_b"), {"text": "A", "revision": 0}, headers=JSON)
    answer = sign_in(world.counsellor).post(
        page("save_section", plan.public_id, "summary"), {"text": "B", "revision": 0}, headers=JSON
    )
    assert answer.json()["other_writer"] == covering.person.name


def test_bad_input_stays_and_is_explained(world: World, sign_in: SignIn) -> None:
    import_demo_trades()
    plan = started(world)
    client = sign_in(world.counsellor)
    goal = page("save_goal", plan.public_id)
    answer = client.post(goal, {"trade": "Romfaget", "end_goal": "Ut i verden", "revision": "0"})
    assert answer.status_code == 422
    assert "Romfaget" in text_of(answer)
    assert "Ut i verden" in text_of(answer)
    assert 'aria-invalid="true"' in text_of(answer)
    assert client.post(goal, {"trade": "Romfaget", "revision": "0"}, headers=JSON).json()["message"]
    long = client.post(page("save_section", plan.public_id, "summary"), {"text": "x" * 10_001, "revision": "0"})
    assert long.status_code == 422
    assert "x" * 10_001 in text_of(long)
    assert client.post(page("save_section", plan.public_id, "summary"), {"text": "x"}, headers=JSON).status_code == 422
    assert client.post(page("save_section", plan.public_id, "values"), {"text": "x", "revision": 0}).status_code == 404
    saved = client.post(goal, {"trade": "Rørleggerfaget", "end_goal": "", "revision": "0"})
    assert saved.headers["Location"].endswith("#end-goal")
    assert "Rørleggerfaget" in text_of(client.get(page("edit", world.journey.public_id)))


def test_writing_after_completing_is_refused_softly(world: World, sign_in: SignIn) -> None:
    completed(world)
    client = sign_in(world.counsellor)
    with acting(world.counsellor):
        plan = CareerPlan.objects.get()
    save = page("save_section", plan.public_id, "summary")
    assert client.post(save, {"text": "x", "revision": "1"}, headers=JSON).status_code == 400
    assert client.post(save, {"text": "x", "revision": "1"}).status_code == 409
    assert client.get(page("complete", plan.public_id)).status_code == 409
    assert page("start", world.journey.public_id) in text_of(client.get(page("edit", world.journey.public_id)))


def test_steps_with_and_without_htmx(world: World, sign_in: SignIn) -> None:
    plan = started(world)
    client = sign_in(world.counsellor)
    add = page("step_add", plan.public_id)
    fields = {"key": str(uuid.uuid4()), "what": "Søke", "why": "", "responsible": "nav", "due_on_0": ""}
    assert client.post(add, fields).headers["Location"].endswith("#steps")
    assert client.post(add, fields).status_code == 409  # the same form sent twice
    part = client.post(add, fields | {"key": str(uuid.uuid4()), "what": "Ringe"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in text_of(part)
    for headers in ({}, {"HX-Request": "true"}):
        wrong = client.post(add, {"key": str(uuid.uuid4()), "why": "Bare hvorfor"}, headers=headers)
        assert wrong.status_code == 422
        assert "Bare hvorfor" in text_of(wrong)
    with acting(world.counsellor):
        first, second = plan.steps.all()
    change = page("step_edit", plan.public_id, second.key)
    assert "Ringe" in text_of(client.get(change))
    assert client.post(change, {"key": str(second.key), "what": ""}).status_code == 422
    changed = {"key": str(second.key), "what": "Ringe i dag", "responsible": "centre"}
    assert client.post(change, changed | {"due_on_0": "1", "due_on_1": "3", "due_on_2": "2027"}).status_code == 302
    assert client.post(page("step_move", plan.public_id, second.key), {"direction": "up"}).status_code == 302
    assert client.post(page("step_move", plan.public_id, second.key), {"direction": "aside"}).status_code == 302
    with acting(world.counsellor):
        assert [step.what for step in plan.steps.all()] == ["Ringe i dag", "Søke"]
    part = client.post(page("step_remove", plan.public_id, first.key), headers={"HX-Request": "true"})
    assert "Søke" not in text_of(part)
    assert client.post(page("step_remove", plan.public_id, first.key)).status_code == 404


def test_completing_shows_what_becomes_final_and_what_is_missing(world: World, sign_in: SignIn) -> None:
    plan = started(world)
    client = sign_in(world.counsellor)
    complete = page("complete", plan.public_id)
    edit = page("edit", world.journey.public_id)
    assert f"{edit}#section-summary" in text_of(client.get(complete))
    assert client.post(complete, {"revision": "0"}).status_code == 422
    with acting(world.counsellor):
        for key, text in (("summary", "Alt"),):
            actions.save_section(plan=plan, key=key, text=text, revision=0, by=world.counsellor)
        actions.save_goal(plan=plan, trade=None, words="Kokk", revision=0, by=world.counsellor)
        fields = step_fields("Ringe", responsible=Responsible.NAV)
        actions.add_step(plan=plan, key=uuid.uuid4(), fields=fields, by=world.counsellor)
    assert client.post(complete, {"revision": "0"}).headers["Location"] == complete
    assert client.post(complete, {}).headers["Location"] == complete
    assert 'name="revision" value="3"' in text_of(client.get(complete))
    done = client.post(complete, {"revision": "3"})
    with acting(world.owner):
        version = PlanVersion.objects.get()
    assert done.headers["Location"] == page("version", version.public_id)
    assert client.get(done.headers["Location"]).status_code == 200
    assert client.post(complete, {"revision": "3"}).status_code == 409
    # "1 step waits for Nav – share?"
    assert page("share", version.public_id) in text_of(sign_in(world.owner).get(done.headers["Location"]))


# --- the PDF -------------------------------------------------------------------------------------------------------
def test_the_pdf_is_being_made_then_downloaded(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    client = sign_in(world.owner)
    pdf, status = page("pdf", version.public_id), page("pdf_status", version.public_id)
    waiting = client.get(pdf)
    assert waiting.headers["Content-Type"].startswith("text/html")
    assert status in text_of(waiting)
    assert "hx-trigger" in text_of(client.get(status))
    render_as_job()
    assert "hx-trigger" not in text_of(client.get(status))
    answer = client.get(pdf)
    assert answer.content == b"%PDF fake of version 1"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan-1.pdf"'
    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert not ReadEntry.objects.exists()
