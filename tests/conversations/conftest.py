"""A journey of each county with a meeting booked today, and the guides of both counties."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import Actor, System
from accounts.enums import Party
from appointments.models import Appointment
from conversations.actions import begin, publish_guides
from conversations.guides import shipped_texts
from conversations.models import Note
from journeys import actions, kinds
from journeys.blueprints import latest
from journeys.blueprints.types import NavPresence
from journeys.models import Journey
from tests.factories import acting, county, participant, staff


@dataclass
class Scene:
    """A journey with its three parties and a booked meeting; `note` begins it."""

    journey: Journey
    owner: Actor
    nav: Actor
    career: Actor
    appointment: Appointment

    def note(self) -> Note:
        with acting(self.career):
            return begin(appointment=self.appointment, by=self.career)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.journey.events.all()]


def book(journey: Journey, career: Actor, *, kind: str, starts_at: datetime, nav: Actor | None = None) -> Appointment:
    """An appointment with its event, as the room that books makes them."""
    appointment = Appointment.objects.create(
        journey=journey,
        kind=kind,
        mode="in_person",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        career_counsellor=career.membership,
        nav_counsellor=nav.membership if nav else None,
        place=career.office,
        booked_by=journey.participant,
        booked_at=timezone.now(),
    )
    data = {"appointment": str(appointment.public_id), "meeting_kind": kind}
    actions.record(journey=journey, kind=kinds.APPOINTMENT_BOOKED, by=System("test"), data=data)
    return appointment


def make_scene(code: str = "nordland") -> Scene:
    """A journey of the county with the first of its kinds of meeting booked for now."""
    blueprint = latest(code)
    publish_guides(county=county(code), texts=shipped_texts(county(code)), by=System("test"))
    nav, career = staff(Party.NAV_COUNSELLOR, county_code=code), staff(Party.CAREER_COUNSELLOR, county_code=code)
    owner = participant()
    journey = actions.start(
        county=county(code),
        participant=owner.person,
        origin=blueprint.origins[0],
        by=System("test"),
        nav_counsellor=nav.membership,
    )
    assert career.membership is not None
    actions.assign_career_counsellor(journey=journey, membership=career.membership)
    first = blueprint.meeting_kinds[0]
    starts_at = timezone.now() - timedelta(minutes=5)
    present = None if first.nav == NavPresence.NEVER else nav
    appointment = book(journey, career, kind=first.key, starts_at=starts_at, nav=present)
    journey.refresh_from_db()
    return Scene(journey, owner, nav, career, appointment)


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


@pytest.fixture
def trondelag(db: None) -> Scene:
    return make_scene("trondelag")


@pytest.fixture
def as_actor(client: Client) -> Callable[[Actor], Client]:
    """A signed-in client acting as this actor."""

    def sign_in(actor: Actor) -> Client:
        client.force_login(actor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["acting_as"] = actor.key
        session.save()
        return client

    return sign_in
