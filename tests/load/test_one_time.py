"""Many people press the button for one counsellor's time at the same moment: one of them gets it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from appointments.models import Appointment, Commitment
from tests.load.browser import Answer, Browser
from tests.load.conftest import LONG, Serve
from tests.load.world import Team, clock, publish, world

pytestmark = pytest.mark.race

ROUNDS = 50 if LONG else 2
#: Every so many clients is a Nav counsellor, for the participant.
EACH_NAV = 5


class Client:
    """One who wants the time: a participant, or the Nav counsellor of one, with the page of free times open."""

    def __init__(self, team: Team, browser: Browser) -> None:
        self.team, self.browser = team, browser
        self.url = reverse("appointments:book", args=[team.journey.public_id])
        page = reverse("appointments:pick", args=[team.journey.public_id])
        self.fields = browser.form(page, self.url)

    def press(self, start: datetime, gun: Barrier) -> Answer:
        self.browser.connect()
        gun.wait()
        return self.browser.post(self.url, {**self.fields, "slot": start.isoformat()})


@pytest.mark.parametrize("number", [50, 200] if LONG else [50])
def test_many_want_one_time(serve: Serve, number: int) -> None:
    scene = world(journeys=number, navs=number // 2, careers=1)
    publish(scene.careers[0], days=ROUNDS, hours=3)
    with serve() as server, ExitStack() as browsers, ThreadPoolExecutor(number) as pool:
        actors = [team.nav if place % EACH_NAV == 0 else team.owner for place, team in enumerate(scene.teams)]
        open_browsers = [browsers.enter_context(Browser(actor, server.port)) for actor in actors]
        clients = list(pool.map(Client, scene.teams, open_browsers))
        for day in range(ROUNDS):
            one_round(clients, clock(day), pool)
    assert Commitment.objects.filter(active=True).count() == 0


def one_round(clients: list[Client], start: datetime, pool: ThreadPoolExecutor) -> None:
    gun = Barrier(len(clients))
    answers = list(pool.map(lambda client: client.press(start, gun), clients))
    assert Counter(answer.status for answer in answers) == {302: 1, 409: len(clients) - 1}
    ((winner, answer),) = [pair for pair in zip(clients, answers, strict=True) if pair[1].status == 302]
    booked = Appointment.objects.booked().get()
    assert (booked.starts_at, booked.journey_id) == (start, winner.team.journey.pk)
    cancelled = winner.browser.post(reverse("appointments:cancel", args=[booked.public_id]), {})
    assert cancelled.status == 302
    connection.close()
