"""After the plan: what participant, Nav and career centre may report, what it records, and when it is too late."""

import datetime
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.enums import Party
from careerplans import actions
from careerplans.enums import Responsible, StepStatus
from careerplans.models import EducationApplication, PlanVersion, StepChange, StepProgress
from careerplans.queries import outcomes_of
from common.errors import AlreadyDone
from journeys import kinds
from journeys.actions import close
from journeys.progress import Status, progress
from tests.careerplans.world import World, completed, shared, started, withdrawn
from tests.factories import acting

SignIn = Callable[[Actor], Client]


def key_of(version: PlanVersion) -> uuid.UUID:
    return uuid.UUID(version.content["steps"][0]["key"])


def tick(version: PlanVersion, by: Actor, status: StepStatus = StepStatus.DONE) -> None:
    with acting(by):
        stored = StepProgress.objects.filter(step_key=key_of(version)).values_list("status", flat=True).first()
        seen = StepStatus(stored or StepStatus.NOT_STARTED)
        actions.set_step_status(version=version, key=key_of(version), status=status, seen=seen, by=by)


def apply(version: PlanVersion, by: Actor, **fields: object) -> EducationApplication:
    values = {"key": uuid.uuid4(), "what": "Vg2", "deadline": None, "applied_on": None} | fields
    with acting(by):
        return actions.register_application(version=version, **values, by=by)  # type: ignore[arg-type]


def visible_applications(actor: Actor) -> int:
    with acting(actor):
        return EducationApplication.objects.visible_to(actor).count()


# --- steps ---------------------------------------------------------------------------------------------------------
def test_a_step_keeps_its_status_its_history_and_one_event(world: World) -> None:
    version = completed(world)
    tick(version, world.owner, StepStatus.UNDER_WAY)
    shared(world, version)
    tick(version, world.nav)
    progress = StepProgress.objects.get()
    assert (progress.status, progress.changed_by, progress.step_key) == ("done", world.nav.person, key_of(version))
    changes = StepChange.objects.values_list("before", "after", "by_person", "by_membership")
    assert list(changes) == [
        ("not_started", "under_way", world.owner.person.pk, None),
        ("under_way", "done", world.nav.person.pk, world.nav.membership_id),
    ]
    events = list(world.journey.events.filter(kind=kinds.STEP_STATUS_CHANGED))
    assert "nav" not in events[0].data
    assert events[1].data == {
        "version": 1,
        "step": str(key_of(version)),
        "status": "done",
        "nav": world.nav.membership_id,
    }


def test_the_same_status_again_and_an_unknown_step_change_nothing(world: World) -> None:
    version = completed(world)
    tick(version, world.owner)
    with pytest.raises(AlreadyDone):
        tick(version, world.owner)
    given = {"status": StepStatus.DONE, "seen": StepStatus.NOT_STARTED, "by": world.owner}
    with acting(world.owner), pytest.raises(KeyError):
        actions.set_step_status(version=version, key=uuid.uuid4(), **given)  # type: ignore[arg-type]
    assert StepChange.objects.count() == 1


def test_progress_follows_the_step_into_the_next_version(world: World, sign_in: SignIn) -> None:
    tick(completed(world), world.owner)
    newer = completed(world)
    assert key_of(newer) == StepProgress.objects.get().step_key


def test_nav_ticks_only_what_is_shared_now(world: World) -> None:
    version = completed(world)
    with pytest.raises(AlreadyDone):
        tick(version, world.nav)
    share = shared(world, version)
    tick(version, world.nav, StepStatus.UNDER_WAY)
    withdrawn(world, share)
    with pytest.raises(AlreadyDone):
        tick(version, world.nav)
    with pytest.raises(AlreadyDone):
        apply(version, world.nav)
    with acting(world.nav), pytest.raises(AlreadyDone):
        actions.record_outcome(version=version, outcome="work_training", by=world.nav)


def test_a_closed_journey_is_not_followed_up(world: World) -> None:
    version = completed(world)
    close(journey=world.fresh(), reason="in_work", by=world.owner)
    with pytest.raises(AlreadyDone):
        tick(version, world.owner)


def test_ticking_on_the_page(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    shared(world, version)
    address = reverse("careerplans:step_status", args=[version.public_id, key_of(version)])
    done = {"status": "done", "seen": "not_started"}
    answer = sign_in(world.nav).post(address, done)
    assert answer.headers["Location"].endswith(f"#step-{key_of(version)}")
    assert sign_in(world.nav).post(address, done).status_code == 409
    assert sign_in(world.owner).post(address, {"status": "nonsense", "seen": "done"}).status_code == 302
    assert sign_in(world.owner).post(address, {"status": "stuck"}).status_code == 302
    assert sign_in(world.counsellor).post(address, {"status": "stuck", "seen": "done"}).status_code == 403
    unknown = reverse("careerplans:step_status", args=[version.public_id, uuid.uuid4()])
    assert sign_in(world.owner).post(unknown, done).status_code == 404
    assert StepProgress.objects.get().status == StepStatus.DONE


def test_a_status_somebody_else_set_meanwhile_stands_and_is_said(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    shared(world, version)
    nav = sign_in(world.nav)
    page = reverse("careerplans:version", args=[version.public_id])
    assert '<input type="hidden" name="seen" value="not_started">' in nav.get(page).content.decode()
    tick(version, world.owner)
    address = reverse("careerplans:step_status", args=[version.public_id, key_of(version)])
    answer = nav.post(address, {"status": "stuck", "seen": "not_started"})
    assert answer.headers["Location"].endswith(f"#step-{key_of(version)}")
    shown = nav.get(page)
    assert [world.owner.person.name in str(message) for message in shown.context["messages"]] == [True]
    assert '<input type="hidden" name="seen" value="done">' in shown.content.decode()
    assert (StepProgress.objects.get().status, StepChange.objects.count()) == (StepStatus.DONE, 1)
    assert world.journey.events.filter(kind=kinds.STEP_STATUS_CHANGED).count() == 1
    nav.post(address, {"status": "stuck", "seen": "done"})
    assert StepProgress.objects.get().status == StepStatus.STUCK


def test_two_windows_of_one_person_are_told_apart_from_somebody_else(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    tick(version, world.owner)
    owner = sign_in(world.owner)
    address = reverse("careerplans:step_status", args=[version.public_id, key_of(version)])
    shown = owner.post(address, {"status": "stuck", "seen": "not_started"}, follow=True)
    assert [str(message).split()[0] for message in shown.context["messages"]] == ["Du"]


# --- applications --------------------------------------------------------------------------------------------------
def test_an_application_is_registered_once_and_may_be_sent_later(world: World) -> None:
    version = completed(world)
    key = uuid.uuid4()
    application = apply(version, world.owner, key=key)
    with pytest.raises(AlreadyDone):
        apply(version, world.owner, key=key)
    sent = datetime.date(2027, 2, 1)
    with acting(world.owner):
        actions.change_application(
            application=application, what="Vg2 bygg", deadline=sent, applied_on=sent, by=world.owner
        )
    assert EducationApplication.objects.get().applied_on == sent
    events = world.journey.events.filter(kind=kinds.EDUCATION_APPLIED)
    assert [event.data["status"] for event in events] == ["planned", "applied"]
    assert {event.data["application"] for event in events} == {str(application.public_id)}


def test_what_nav_registers_stays_between_nav_and_the_participant(world: World) -> None:
    version = completed(world)
    share = shared(world, version)
    apply(version, world.nav)
    assert [visible_applications(actor) for actor in (world.owner, world.nav, world.counsellor)] == [1, 1, 0]
    apply(version, world.owner)
    assert [visible_applications(actor) for actor in (world.owner, world.nav, world.counsellor)] == [2, 2, 1]
    withdrawn(world, share)
    assert [visible_applications(actor) for actor in (world.owner, world.nav, world.counsellor)] == [2, 0, 1]


def test_applications_on_the_page(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    owner = sign_in(world.owner)
    address = reverse("careerplans:application", args=[version.public_id])
    assert owner.get(address).status_code == 200
    wrong = owner.post(address, {"key": str(uuid.uuid4()), "what": "Vg2", "deadline_0": "45", "deadline_1": "1"})
    assert wrong.status_code == 422
    assert "Vg2" in wrong.content.decode()
    assert owner.post(address, {"key": str(uuid.uuid4()), "what": "Vg2"}).status_code == 302
    application = EducationApplication.objects.get()
    change = reverse("careerplans:application_edit", args=[application.public_id])
    assert "Vg2" in owner.get(change).content.decode()
    to_come = {"applied_on_0": "1", "applied_on_1": "2", "applied_on_2": "2999"}
    assert owner.post(change, {"key": str(uuid.uuid4()), "what": "Vg3", **to_come}).status_code == 422
    sent = {**to_come, "applied_on_2": "2025"}
    assert owner.post(change, {"key": str(uuid.uuid4()), "what": "Vg3", **sent}).status_code == 302
    assert sign_in(world.counsellor).get(change).status_code == 403
    assert sign_in(world.nav).get(change).status_code == 404
    page = owner.get(reverse("careerplans:version", args=[version.public_id])).content.decode()
    assert "Vg3" in page
    assert "01.02.2025" in page


def test_the_page_shows_a_deadline_that_has_passed_and_one_that_has_not(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    apply(version, world.owner, what="For sent", deadline=datetime.date(2020, 1, 1))
    apply(version, world.owner, what="I tide", deadline=datetime.date(2090, 1, 1))
    page = sign_in(world.owner).get(reverse("careerplans:version", args=[version.public_id])).content.decode()
    assert page.count('data-color="danger"') == 1


# --- outcome and goal ----------------------------------------------------------------------------------------------
def test_each_party_records_an_outcome_once_and_navs_does_not_cross(world: World) -> None:
    version = completed(world)
    shared(world, version)
    for actor in (world.nav, world.counsellor):
        with acting(actor):
            actions.record_outcome(version=version, outcome="work_training", by=actor)
            with pytest.raises(AlreadyDone):
                actions.record_outcome(version=version, outcome="work_training", by=actor)
            with pytest.raises(ValueError, match="nonsense"):
                actions.record_outcome(version=version, outcome="nonsense", by=actor)
    assert len(outcomes_of(world.owner, world.journey)) == 2
    assert [event.by_party for event, _label in outcomes_of(world.counsellor, world.journey)] == ["career_counsellor"]
    assert [event.by_party for event, _label in outcomes_of(world.nav, world.journey)] == ["nav_counsellor"]


def test_outcomes_on_the_page(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    address = reverse("careerplans:outcome", args=[version.public_id])
    counsellor = sign_in(world.counsellor)
    assert counsellor.get(address).status_code == 200
    assert counsellor.post(address, {"outcome": ""}).status_code == 422
    assert counsellor.post(address, {"outcome": "work_training"}).headers["Location"].endswith("#outcomes")
    assert counsellor.post(address, {"outcome": "work_training"}).status_code == 409
    assert sign_in(world.owner).get(address).status_code == 403
    assert sign_in(world.nav).get(address).status_code == 404


def test_a_changed_goal_opens_the_guidance_again_once(world: World, sign_in: SignIn) -> None:
    address = reverse("careerplans:goal_changed", args=[world.journey.public_id])
    owner = sign_in(world.owner)
    assert owner.get(address).status_code == 403  # no plan yet
    completed(world)
    assert owner.get(address).status_code == 200
    assert owner.post(address).headers["Location"] == reverse("workspace:journey", args=[world.journey.public_id])
    assert owner.post(address).status_code == 409
    event = world.journey.events.get(kind=kinds.GOAL_CHANGED)
    assert (event.data["version"], event.by_party) == (1, Party.PARTICIPANT)
    journey = world.fresh()
    assert progress(journey.blueprint, journey.events.all()).status("career_plan") != Status.DONE
    completed(world)
    with acting(world.counsellor):
        actions.change_goal(journey=world.fresh(), by=world.counsellor)


def test_a_goal_does_not_change_while_there_is_no_plan_or_a_new_one_is_written(world: World) -> None:
    with acting(world.owner), pytest.raises(AlreadyDone):
        actions.change_goal(journey=world.fresh(), by=world.owner)
    completed(world)
    started(world)
    with acting(world.owner), pytest.raises(AlreadyDone):
        actions.change_goal(journey=world.fresh(), by=world.owner)
    assert Responsible.NAV.label_for(participant=False) == Responsible.NAV.label_for(participant=True)
