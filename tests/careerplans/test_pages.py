"""The pages, in a browser's shoes: what each party gets, what is typed stays, and what Nav may never read."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments.models import Appointment
from careerplans import actions
from careerplans.enums import Responsible
from careerplans.models import CareerPlan, PlanShare, PlanStep, PlanVersion
from careerplans.trades import import_demo_trades
from conversations.models import GuideVersion, Note, NoteSection
from journeys import kinds
from journeys.actions import close
from sharing.models import ReadEntry
from tests.careerplans.world import (
    World,
    completed,
    filled,
    render_as_job,
    shared,
    started,
    step_fields,
    withdrawn,
)
from tests.factories import acting, cover, staff

SignIn = Callable[[Actor], Client]
JSON = {"Accept": "application/json"}


def page(name: str, *args: object) -> str:
    return reverse(f"careerplans:{name}", args=args)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


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


# --- sharing -------------------------------------------------------------------------------------------------------
def shown(client: Client, version: PlanVersion) -> str:
    found = re.search(r'name="shown" value="(\w+)"', text_of(client.get(page("share", version.public_id))))
    assert found
    return found.group(1)


def test_the_participant_sees_what_nav_will_see_and_shares(world: World, sign_in: SignIn) -> None:
    version = completed(world, text="Liker å bygge")
    client = sign_in(world.owner)
    preview = text_of(client.get(page("share", version.public_id)))
    assert "Liker å bygge" in preview
    assert f"versjon 1 av karriereplanen din med {world.nav.person.name}" in preview
    answer = client.post(page("share", version.public_id), {"shown": shown(client, version)})
    assert answer.headers["Location"] == page("version", version.public_id)
    assert world.nav.person.name in text_of(client.get(answer.headers["Location"]))
    assert client.get(page("share", version.public_id)).status_code == 409
    assert client.post(page("share", version.public_id), {"shown": "x"}).status_code == 409


def test_other_words_than_those_shown_are_not_confirmed(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    client = sign_in(world.owner)
    fingerprint = shown(client, version)
    successor = staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds")
    world.journey.nav_counsellor = successor.membership
    world.journey.save()
    answer = client.post(page("share", version.public_id), {"shown": fingerprint})
    assert answer.status_code == 409
    assert successor.person.name in text_of(answer)
    with acting(world.owner):
        assert not PlanShare.objects.exists()


def test_without_a_nav_counsellor_the_page_says_how_to_invite_one(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    world.journey.nav_counsellor = None
    world.journey.save()
    answer = sign_in(world.owner).get(page("share", version.public_id))
    assert reverse("workspace:nav_invite", args=[world.journey.public_id]) in text_of(answer)


def test_one_click_takes_it_back(world: World, sign_in: SignIn) -> None:
    share = shared(world, completed(world))
    owner, nav = sign_in(world.owner), sign_in(world.nav)
    version = page("version", share.version.public_id)
    assert nav.get(version).status_code == 200
    assert nav.post(page("withdraw", share.public_id)).status_code == 403
    assert owner.post(page("withdraw", share.public_id)).status_code == 302
    assert nav.get(version).status_code == 404
    assert owner.post(page("withdraw", share.public_id)).status_code == 409
    assert nav.post(page("withdraw", share.public_id)).status_code == 404


# --- what Nav reads, and who reads the log -------------------------------------------------------------------------
def test_each_reading_is_logged_by_the_readers_own_name(world: World, sign_in: SignIn) -> None:
    share = shared(world, completed(world))
    render_as_job()
    covering = cover(world.nav, staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds"))
    sign_in(world.nav).get(page("version", share.version.public_id))
    sign_in(covering).get(page("pdf", share.version.public_id))
    sign_in(world.counsellor).get(page("version", share.version.public_id))
    sign_in(world.owner).get(page("version", share.version.public_id))
    entries = list(ReadEntry.objects.order_by("id"))
    assert [(entry.reader_name, entry.via) for entry in entries] == [
        (world.nav.person.name, "page"),
        (covering.person.name, "pdf"),
    ]
    log = text_of(sign_in(world.owner).get(page("reads")))
    assert world.nav.person.name in log
    assert covering.person.name in log
    assert "Nav Prøvesteds" in log


def test_the_log_is_the_participants_own(world: World, other: World, sign_in: SignIn) -> None:
    share = shared(world, completed(world))
    sign_in(world.nav).get(page("version", share.version.public_id))
    assert world.nav.person.name not in text_of(sign_in(other.owner).get(page("reads")))
    for actor in (world.nav, world.counsellor, staff(Party.COORDINATOR)):
        assert sign_in(actor).get(page("reads")).status_code == 403


def test_nav_gets_neither_unshared_nor_withdrawn_nor_newer_by_any_page(world: World, sign_in: SignIn) -> None:
    first = completed(world, text="Den første hemmeligheten")
    share = shared(world, first)
    newer = completed(world, text="Den andre hemmeligheten")
    render_as_job()
    nav = sign_in(world.nav)
    journey = reverse("workspace:journey", args=[world.journey.public_id])
    for version, status in ((first, 200), (newer, 404)):
        assert nav.get(page("version", version.public_id)).status_code == status
        assert nav.get(page("pdf", version.public_id)).status_code == status
        assert nav.get(page("pdf_status", version.public_id)).status_code == status
    whole = text_of(nav.get(page("version", first.public_id)))
    assert "Den andre hemmeligheten" not in whole
    assert str(newer.public_id) not in whole
    withdrawn(world, share)
    unknown = text_of(nav.get(page("version", uuid.uuid4())))
    for version in (first, newer):
        assert nav.get(page("pdf", version.public_id)).status_code == 404
        answer = nav.get(page("version", version.public_id))
        assert answer.status_code == 404
        assert tokenless(text_of(answer)) == tokenless(unknown)  # the error tells nothing more
    journeys = reverse("workspace:journeys")
    for address in (journey, reverse("workspace:home"), journeys, f"{journeys}?q=tømrer"):
        shown_there = text_of(nav.get(address))
        assert "hemmeligheten" not in shown_there
        assert "Bli tømrer" not in shown_there
        assert str(first.public_id) not in shown_there
        assert str(newer.public_id) not in shown_there
    for name in ("edit", "goal_changed"):
        assert nav.get(page(name, world.journey.public_id)).status_code == 404
    assert nav.post(page("start", world.journey.public_id)).status_code == 404


def tokenless(text: str) -> str:
    return re.sub(r"[0-9a-f-]{36}|[A-Za-z0-9]{64}", "", text)


# --- outsiders -----------------------------------------------------------------------------------------------------
def addresses(world: World) -> list[tuple[str, str]]:
    """Every address of the room about this world: method and path."""
    version = completed(world)
    shares = shared(world, version)
    render_as_job()
    plan = filled(world)
    with acting(world.owner):
        step = PlanStep.objects.filter(plan=plan)[0]
        application = actions.register_application(
            version=version, key=uuid.uuid4(), what="Vg2", deadline=None, applied_on=None, by=world.owner
        )
    journey, number = world.journey.public_id, version.public_id
    return [
        ("get", page("edit", journey)),
        ("post", page("start", journey)),
        ("get", page("goal_changed", journey)),
        ("post", page("goal_changed", journey)),
        ("post", page("save_section", plan.public_id, "summary")),
        ("post", page("save_goal", plan.public_id)),
        ("post", page("step_add", plan.public_id)),
        ("get", page("step_edit", plan.public_id, step.key)),
        ("post", page("step_edit", plan.public_id, step.key)),
        ("post", page("step_remove", plan.public_id, step.key)),
        ("post", page("step_move", plan.public_id, step.key)),
        ("get", page("complete", plan.public_id)),
        ("post", page("complete", plan.public_id)),
        ("get", page("version", number)),
        ("get", page("pdf", number)),
        ("get", page("pdf_status", number)),
        ("get", page("share", number)),
        ("post", page("share", number)),
        ("post", page("withdraw", shares.public_id)),
        ("post", page("step_status", number, step.key)),
        ("get", page("application", number)),
        ("post", page("application", number)),
        ("get", page("application_edit", application.public_id)),
        ("post", page("application_edit", application.public_id)),
        ("get", page("outcome", number)),
        ("post", page("outcome", number)),
    ]


def test_outsiders_get_404_everywhere(world: World, other: World, sign_in: SignIn) -> None:
    outsiders = [
        other.owner,
        other.nav,
        staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds"),
        staff(Party.CAREER_COUNSELLOR, office_name="Karriere Prøvesteds"),
        staff(Party.CAREER_COUNSELLOR, county_code="trondelag"),
        staff(Party.COORDINATOR),
    ]
    clients = [sign_in(actor) for actor in outsiders]
    found = addresses(world)
    events = world.journey.events.count()
    for method, address in found:
        for client in clients:
            assert getattr(client, method)(address).status_code == 404, address
    assert world.journey.events.count() == events
    assert not ReadEntry.objects.exists()


def test_signed_out_people_are_asked_to_sign_in(world: World) -> None:
    client = Client()
    for method, address in addresses(world):
        assert getattr(client, method)(address).headers["Location"].startswith("/konto/"), address


# --- how many questions a page asks --------------------------------------------------------------------------------
def count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("steps", [1, 3])
def test_the_version_page_asks_as_often_for_three_steps_as_for_one(world: World, sign_in: SignIn, steps: int) -> None:
    version = completed(world, steps=tuple(step_fields(f"Trinn {number}") for number in range(steps)))
    shared(world, version)
    assert count(sign_in(world.owner), page("version", version.public_id)) == 11
    assert count(sign_in(world.nav), page("version", version.public_id)) == 11


@pytest.mark.parametrize("reads", [1, 3])
def test_the_log_asks_as_often_for_three_readings_as_for_one(world: World, sign_in: SignIn, reads: int) -> None:
    share = shared(world, completed(world))
    nav = sign_in(world.nav)
    for _number in range(reads):
        nav.get(page("version", share.version.public_id))
    assert count(sign_in(world.owner), page("reads")) == 7


@pytest.mark.parametrize("steps", [1, 3])
def test_the_draft_asks_as_often_for_three_steps_as_for_one(world: World, sign_in: SignIn, steps: int) -> None:
    filled(world, steps=tuple(step_fields(f"Trinn {number}") for number in range(steps)))
    assert count(sign_in(world.counsellor), page("edit", world.journey.public_id)) == 11


def test_a_closed_journey_is_read_only(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    shared(world, version)
    close(journey=world.fresh(), reason="in_work", by=world.owner)
    owner, nav = sign_in(world.owner), sign_in(world.nav)
    key = version.content["steps"][0]["key"]
    assert owner.get(page("version", version.public_id)).status_code == 200
    assert nav.get(page("version", version.public_id)).status_code == 200
    assert nav.post(page("step_status", version.public_id, key), {"status": "done"}).status_code == 403
    assert owner.get(page("application", version.public_id)).status_code == 403
    assert owner.get(page("share", version.public_id)).status_code == 403
    assert not world.journey.events.filter(kind=kinds.STEP_STATUS_CHANGED).exists()
