"""Who leads a group session, or comes to it from Nav, and is away then."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from appointments.models import Absence
from tests.appointments.conftest import MONDAY
from tests.appointments.group_scene import GroupScene, make_group_scene
from tests.appointments.pages import says, text

SignIn = Callable[[Actor], Client]
GONE = "No meeting is booked in it any more."


@pytest.fixture
def scene(db: None, at: Callable[[str], datetime]) -> GroupScene:
    at(MONDAY)
    return make_group_scene()


@pytest.mark.parametrize("who", ["leader", "host"])
def test_the_session_stands_among_what_is_booked_in_the_absence(scene: GroupScene, as_actor: SignIn, who: str) -> None:
    session, actor = scene.plan(), getattr(scene, who)
    span = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    absence = Absence.objects.create(membership=actor.membership, **span)
    url = reverse("appointments:affected", args=[absence.public_id])
    page = as_actor(actor).get(url)
    assert reverse("appointments:group", args=[session.public_id]) in text(page)
    assert not says(page, GONE)
    assert says(page, "Group sessions you lead") is (who == "leader")


def test_somebody_elses_session_does_not(scene: GroupScene, as_actor: SignIn) -> None:
    session, other = scene.plan(), scene.other_nav
    assert other.membership is not None
    span = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    absence = Absence.objects.create(membership=other.membership, **span)
    page = as_actor(other).get(reverse("appointments:affected", args=[absence.public_id]))
    assert says(page, GONE)
