"""One journey with its three people, and a browser for each."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.acting import SESSION_KEY, SEVERAL
from accounts.actors import Actor
from tests.careerplans.world import World, new_world


@pytest.fixture
def world(db: None) -> World:
    return new_world()


@pytest.fixture
def other(db: None) -> World:
    """Another participant's journey in the same county, with people of other offices."""
    return new_world(place="Annetsteds")


@pytest.fixture
def sign_in() -> Callable[[Actor], Client]:
    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.person)
        session = client.session
        session[SESSION_KEY], session[SEVERAL] = actor.key, False
        session.save()
        return client

    return signed_in
