"""Many people press the button for one counsellor's time at the same moment: one of them gets it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse

from appointments.models import Appointment, Commitment
from tests.load.browser import Answer, Browser
from tests.load.conftest import LONG, Serve
from tests.load.order import disorder
from tests.load.world import Team, clock, publish, world

pytestmark = pytest.mark.race

ROUNDS = 50 if LONG else 1
#: Every so many clients is a Nav counsellor, for the participant.
EACH_NAV = 5
DONE, TAKEN = 302, 409


class Client:
    """One who wants the time: a participant, or the Nav counsellor of one, with the page of free times open."""

    def __init__(self, team: Team, browser: Browser) -> None:
        self.team, self.browser = team, browser
        self.url = reverse("appointments:hold", args=[team.journey.public_id])
        page = reverse("appointments:pick", args=[team.journey.public_id])
        self.fields = browser.form(page, self.url)

    def pick(self, start: datetime) -> Answer:
        return self.browser.post(self.url, {**self.fields, "slot": start.isoformat()})

    def confirm(self, held: str) -> Answer:
        page = urlsplit(held)
        url = reverse("appointments:confirm", args=[resolve(page.path).kwargs["public_id"]])
        return self.browser.post(f"{url}?{page.query}", {})


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
    assert not Commitment.objects.filter(active=True).exists()


def one_round(clients: list[Client], start: datetime, pool: ThreadPoolExecutor) -> None:
    """All pick the time at once; then the one who holds it confirms while all others try once more."""
    picked = at_once(clients, lambda client: client.pick(start), pool)
    assert Counter(answer.status for answer in picked.values()) == {DONE: 1, TAKEN: len(clients) - 1}
    ((winner, held),) = [(client, answer.location) for client, answer in picked.items() if answer.status == DONE]
    again = at_once(clients, lambda client: client.confirm(held) if client is winner else client.pick(start), pool)
    assert again.pop(winner).status == DONE
    assert Counter(answer.status for answer in again.values()) == {TAKEN: len(clients) - 1}
    booked = Appointment.objects.booked().get()
    assert (booked.starts_at, booked.journey_id) == (start, winner.team.journey.pk)
    assert disorder() == {}
    assert winner.browser.post(reverse("appointments:cancel", args=[booked.public_id]), {}).status == DONE


def at_once(clients: list[Client], act: Callable[[Client], Answer], pool: ThreadPoolExecutor) -> dict[Client, Answer]:
    """Let every client act at the same moment, over a connection that is open already."""
    gun = Barrier(len(clients))

    def run(client: Client) -> Answer:
        client.browser.connect()
        gun.wait()
        return act(client)

    return dict(zip(clients, pool.map(run, clients), strict=True))
