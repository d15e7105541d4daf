"""A journey of each county ready to be booked, and a career counsellor's published day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import Actor, System
from accounts.enums import Party
from accounts.models import Membership
from appointments import actions
from appointments.models import Appointment, PublishedTime
from appointments.queries import Wish
from journeys import actions as journey_actions
from journeys import kinds
from journeys.blueprints.types import Mode
from journeys.models import Journey
from tests.factories import county, participant, staff

#: A Monday morning before the published day begins.
MONDAY = "2026-03-02 07:00"
MODES = (Mode.IN_PERSON, Mode.DIGITAL, Mode.PHONE)


@dataclass
class Scene:
    """A journey with its parties; the career counsellor has published 09.00–12.00 today, and is not named on it yet."""

    journey: Journey
    owner: Actor
    nav: Actor
    career: Actor

    def wish(self, kind: str = "", **fields: Any) -> Wish:
        blueprint = self.journey.blueprint
        fields.setdefault("mode", Mode.IN_PERSON)
        return Wish(self.journey, blueprint.meeting_kind(kind or blueprint.meeting_kinds[0].key), **fields)

    def book(self, clock: str = "09:00", *, kind: str = "", by: Actor | None = None, **fields: Any) -> Appointment:
        """Book at this time today, as the participant unless said otherwise; Nav is there where the model says so."""
        if self.journey.blueprint.key == "nordland" and not kind:
            fields.setdefault("nav", self.nav.membership)
        fields.setdefault("centre", self.career.office)
        return actions.book(wish=self.wish(kind, **fields), starts_at=today(clock), by=by or self.owner)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.journey.events.all()]


def today(clock: str) -> datetime:
    """This time today in Norway."""
    hour, minute = clock.split(":")
    return timezone.localtime().replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)


def publish(
    career: Actor, start: str = "09:00", end: str = "12:00", *, days: int = 0, modes: Any = MODES
) -> PublishedTime:
    ahead = timedelta(days=days)
    assert career.membership is not None
    return PublishedTime.objects.create(
        membership=career.membership, starts_at=today(start) + ahead, ends_at=today(end) + ahead, modes=list(modes)
    )


def start_journey(code: str, owner: Actor, nav: Membership | None) -> Journey:
    journey = journey_actions.start(
        county=county(code),
        participant=owner.person,
        origin=Party.NAV_COUNSELLOR if code == "nordland" else Party.PARTICIPANT,
        by=System("test"),
        nav_counsellor=nav,
    )
    if code == "nordland":
        journey_actions.record(journey=journey, kind=kinds.REFERRAL_REGISTERED, by=System("test"))
    return journey


def make_scene(code: str) -> Scene:
    nav, career = staff(Party.NAV_COUNSELLOR, county_code=code), staff(Party.CAREER_COUNSELLOR, county_code=code)
    owner = participant()
    publish(career)
    return Scene(start_journey(code, owner, nav.membership), owner, nav, career)


@pytest.fixture
def nordland(db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene("nordland")


@pytest.fixture
def trondelag(db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene("trondelag")


@pytest.fixture(params=["nordland", "trondelag"])
def scene(request: pytest.FixtureRequest, db: None, at: Callable[[str], datetime]) -> Scene:
    at(MONDAY)
    return make_scene(request.param)


@pytest.fixture
def as_actor() -> Callable[[Actor], Client]:
    """A signed-in browser of its own, acting as this actor."""

    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["acting_as"] = actor.key
        session.save()
        return client

    return sign_in
