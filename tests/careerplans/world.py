"""A journey with its three people, and the plan's way through it by the actions themselves."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.enums import Party
from careerplans import actions, rendering
from careerplans.actions.drafts import StepFields
from careerplans.enums import Responsible
from careerplans.models import CareerPlan, PlanShare, PlanStep, PlanVersion
from careerplans.pdf.document import PlanDocument
from careerplans.queries import recipient_of
from careerplans.sharing_text import sharing_text
from common.rls import set_person
from journeys.models import Journey
from tests.factories import JourneyFactory, acting, county, participant, staff

SignIn = Callable[[Actor], Client]
JSON = {"Accept": "application/json"}


def page(name: str, *args: object) -> str:
    """The address of one of the room's pages."""
    return reverse(f"careerplans:{name}", args=args)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


@dataclass
class World:
    """The journey and those who take part in it."""

    journey: Journey
    owner: Actor
    nav: Actor
    counsellor: Actor

    def fresh(self) -> Journey:
        return Journey.objects.get(pk=self.journey.pk)


def new_world(*, county_code: str = "nordland", place: str = "Prøvesteds", with_nav: bool = True) -> World:
    owner = participant(name="Dag Demostad")
    nav = staff(Party.NAV_COUNSELLOR, county_code=county_code, office_name=f"Nav {place}")
    counsellor = staff(Party.CAREER_COUNSELLOR, county_code=county_code, office_name=f"Karriere {place}")
    journey = JourneyFactory(
        county=county(county_code),
        blueprint_key=county_code,
        participant=owner.person,
        nav_counsellor=nav.membership if with_nav else None,
        career_counsellor=counsellor.membership,
        career_centre=counsellor.office,
    )
    return World(journey, owner, nav, counsellor)


def step_fields(
    what: str = "Søke skoleplass",
    *,
    responsible: str = Responsible.PARTICIPANT,
    due_on: datetime.date | None = None,
    link: str = "",
) -> StepFields:
    return StepFields(what=what, why="Det er første skritt", responsible=responsible, due_on=due_on, link=link)


def started(world: World) -> CareerPlan:
    with acting(world.counsellor):
        return actions.start(journey=world.fresh(), by=world.counsellor)


def filled(world: World, *, steps: tuple[StepFields, ...] = (), text: str = "Liker å bygge ting.") -> CareerPlan:
    """A plan that may be completed: started or begun anew, with the required texts, a goal and steps."""
    plan = started(world)
    with acting(world.counsellor):
        for section in plan.journey.blueprint.plan.sections:
            if section.required:
                revision = CareerPlan.objects.get(pk=plan.pk).section_revisions.get(section.key, 0)
                actions.save_section(plan=plan, key=section.key, text=text, revision=revision, by=world.counsellor)
        revision = CareerPlan.objects.get(pk=plan.pk).section_revisions.get(CareerPlan.GOAL, 0)
        actions.save_goal(plan=plan, trade=None, words="Bli tømrer", revision=revision, by=world.counsellor)
        new = steps or (() if PlanStep.objects.filter(plan=plan).exists() else (step_fields(),))
        for fields in new:
            actions.add_step(plan=plan, key=uuid.uuid4(), fields=fields, by=world.counsellor)
        return CareerPlan.objects.select_related("journey").get(pk=plan.pk)


def completed(world: World, *, steps: tuple[StepFields, ...] = (), text: str = "Liker å bygge ting.") -> PlanVersion:
    plan = filled(world, steps=steps, text=text)
    with acting(world.counsellor):
        return actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)


def shared(world: World, version: PlanVersion) -> PlanShare:
    with acting(world.owner):
        recipient = recipient_of(world.fresh())
        assert recipient is not None
        version.journey = world.fresh()
        text = sharing_text(version, recipient, "nb")
        return actions.share(version=version, recipient=recipient, text=text, by=world.owner)


def withdrawn(world: World, share: PlanShare) -> None:
    with acting(world.owner):
        found = PlanShare.objects.select_related("version__journey", "recipient__person").get(pk=share.pk)
        actions.withdraw(share=found, by=world.owner)


def fake_pdf(document: PlanDocument) -> bytes:
    return f"%PDF fake of version {document.version}".encode()


def render_as_job() -> int:
    """Render what waits, connected as the worker's role and as nobody."""
    with acting(None), connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        (before,) = cursor.fetchone()
        set_person(None, None)
        cursor.execute("set local role app_job")
        done = rendering.render_waiting(make=fake_pdf)
        cursor.execute(f"set local role {before}")
    return done
