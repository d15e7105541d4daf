"""A little world: demo journeys in every state of both counties, built the way the demo builds them."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts import acting
from accounts.actors import Actor, as_participant, for_membership
from accounts.models import Membership
from journeys.models import Journey
from workspace.demo.build import build_county


@pytest.fixture
def demo(db, as_owner):
    """Two journeys of each story in Nordland; returns them."""
    with as_owner():
        build_county("nordland", 26, now=timezone.now(), report=lambda line: None)
    return Journey.objects.all()


@pytest.fixture
def sign_in():
    """`sign_in(actor)` gives a browser signed in as that actor."""

    def browser(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.person)
        session = client.session
        session[acting.SESSION_KEY] = actor.key
        session[acting.SEVERAL] = False
        session.save()
        return client

    return browser


def nav_of(journey: Journey) -> Actor:
    return _actor(journey.nav_counsellor)


def career_of(journey: Journey) -> Actor:
    return _actor(journey.career_counsellor)


def owner_of(journey: Journey) -> Actor:
    return as_participant(journey.participant)


def _actor(member: Membership | None) -> Actor:
    assert member is not None
    actor = for_membership(member.person, member.public_id)
    assert actor is not None
    return actor
