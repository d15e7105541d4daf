"""A Nav office, a career centre and a referral between them, and how the forms are filled in."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.actors import Actor, System, as_participant
from accounts.enums import Language, OfficeKind, Party
from accounts.models import Office
from journeys import kinds
from journeys.actions import assign_career_counsellor, record
from journeys.models import Journey
from referrals import actions
from referrals.actions.registration import Applicant, Registration
from referrals.models import AgreedInformation, IncomeSupport, MissingDocument
from tests.factories import acting, office, staff

#: What stays at Nav, and must be found on no page of anybody else.
REASON, FRAME = "Hemmelig grunn til å gå videre", "Hemmelig ramme hos Nav"
BIRTH = datetime.date(2004, 5, 17)
PURPOSE, AGREED, TOPIC = "Jeg vil bli rørlegger", "Du har gått Vg1 bygg", "Jeg lurer på fagbrev"
DOCUMENTS = "Vitnemål fra Vg1"

GRETE = Applicant(
    name="Grete Prøvesen",
    birth_date=BIRTH,
    email="grete@example.test",
    phone="68 05 00 01",
    language=Language.BOKMAL,
    spoken_language="tigrinja",
    needs_interpreter=True,
)


def registration(centre: Office | None = None, *, applicant: Applicant = GRETE, **changes: Any) -> Registration:
    whole = Registration(
        applicant=applicant,
        career_centre=centre or office(OfficeKind.CAREER_CENTRE),
        checklist={"under_30": True, "has_completed": True},
        reason_against=REASON,
        purpose=PURPOSE,
        agreed_text=AGREED,
        missing_documents=DOCUMENTS,
        income_support=IncomeSupport.WORK_ASSESSMENT,
        support_months=36,
        frame_note=FRAME,
    )
    return replace(whole, **changes)


def filled_in(centre: Office | None = None, **changes: Any) -> dict[str, Any]:
    """The registration form as a browser sends it."""
    fields = {
        "name": "Grete Prøvesen",
        "birth_date_0": "17",
        "birth_date_1": "5",
        "birth_date_2": "2004",
        "email": "grete@example.test",
        "phone": "68 05 00 01",
        "language": "nb",
        "spoken_language": "tigrinja",
        "needs_interpreter": "on",
        "check_under_30": "yes",
        "check_has_completed": "no",
        "check_wishes_to_complete": "yes",
        "check_wants_guidance": "yes",
        "check_is_informed": "yes",
        "reason_against": "",
        "purpose": PURPOSE,
        "agreed_text": AGREED,
        "is_agreed": "on",
        "career_centre": str((centre or office(OfficeKind.CAREER_CENTRE)).public_id),
        "missing_documents": DOCUMENTS,
        "income_support": "aap",
        "support_months": "36",
        "frame_note": FRAME,
    }
    return {**fields, **changes}


def start_form(**changes: Any) -> dict[str, Any]:
    fields = {
        "topic": TOPIC,
        "name": "Grete Prøvesen",
        "birth_date_0": "17",
        "birth_date_1": "5",
        "birth_date_2": "2004",
        "email": "grete@example.test",
        "phone": "",
        "language": "nb",
    }
    return {**fields, **changes}


@dataclass
class World:
    """A registered referral in Nordland, and a career counsellor who has it."""

    nav: Actor
    career: Actor
    owner: Actor
    journey: Journey

    @property
    def agreed(self) -> AgreedInformation:
        with acting(self.nav):
            return AgreedInformation.objects.get(journey=self.journey)

    @property
    def document(self) -> MissingDocument:
        return MissingDocument.objects.select_related("journey").get(journey=self.journey)

    def hold_meeting(self) -> None:
        data = {"appointment": "a-1", "meeting_kind": "three_party"}
        record(journey=self.journey, kind=kinds.APPOINTMENT_HELD, by=System("test"), data=data)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.journey.events.all()]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Each test counts its own starts."""
    cache.clear()


@pytest.fixture
def nav(db: None) -> Actor:
    return staff(Party.NAV_COUNSELLOR)


@pytest.fixture
def world(nav: Actor) -> World:
    career = staff(Party.CAREER_COUNSELLOR)
    assert career.membership is not None
    with acting(nav):
        journey = actions.register(registration=registration(), by=nav)
        assign_career_counsellor(journey=journey, membership=career.membership)
    journey.refresh_from_db()
    return World(nav, career, as_participant(journey.participant), journey)


@pytest.fixture
def sign_in(client: Client) -> Callable[[Actor], Client]:
    """`sign_in(actor)` gives a browser signed in as this actor, in this capacity."""

    def signed_in(actor: Actor) -> Client:
        browser = Client()
        browser.force_login(actor.person)
        session = browser.session
        session["acting_as"] = actor.key
        session.save()
        return browser

    return signed_in
