"""People who hold, confirm, change their minds, and let times expire, all over each other."""

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.db import connection
from django.urls import resolve, reverse
from urllib3.util import parse_url

from accounts.enums import Party
from appointments.models import Appointment
from tests.load.browser import Answer, Browser, Cut
from tests.load.ledger import CANCELLED, Act, Ledger
from tests.load.world import Team

#: Somebody who picked a time: sends the next form, thinks it over until it has expired, gives it back, or walks away.
CONFIRM, HESITATE, GIVE_BACK, WALK_AWAY = "confirm", "hesitate", "give back", "walk away"
MOODS = {CONFIRM: 60, HESITATE: 15, GIVE_BACK: 10, WALK_AWAY: 15}

#: What is an attempt at a time.
PICKS = ("hold", "move")


@dataclass
class Storm:
    """What happens in a storm: so many attempts at the times, held for `hold_seconds` each.

    It is over after `most_seconds` too, however slow the machine is.
    """

    attempts: int
    times: Sequence[datetime]
    hold_seconds: float
    most_seconds: float
    ledger: Ledger = field(default_factory=Ledger)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    cuts: Counter[str] = field(default_factory=Counter)
    began: float = 0

    def begin(self) -> None:
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return time.monotonic() - self.began

    @property
    def made(self) -> int:
        """How many attempts at a time there were so far."""
        answered = sum(number for (name, _status), number in list(self.answers.items()) if name in PICKS)
        return answered + sum(self.cuts[name] for name in PICKS)

    def goes_on(self) -> bool:
        return self.made < self.attempts and self.seconds < self.most_seconds

    @property
    def told(self) -> str:
        """What came of it, for the report: answers by what was asked and status, connections cut, and bookings."""
        answers = [f"{name} {status}: {number}" for (name, status), number in sorted(self.answers.items())]
        cuts = [f"{name} cut: {number}" for name, number in sorted(self.cuts.items())]
        made = f"{self.made} attempts in {self.seconds:.0f} seconds"
        return ", ".join([made, f"{self.ledger.acknowledged} appointments acknowledged", *answers, *cuts])

    @property
    def server_errors(self) -> dict[tuple[str, int], int]:
        return {key: number for key, number in self.answers.items() if key[1] >= HTTPStatus.INTERNAL_SERVER_ERROR}


class Person:
    """One person in the storm, with the journeys they have to do with."""

    def __init__(self, storm: Storm, browser: Browser, teams: Sequence[Team], seed: int) -> None:
        self.storm, self.browser, self.teams = storm, browser, teams
        self.chance = random.Random(seed)

    def run(self) -> None:
        """Act until the storm is over. A page that a killed worker did not finish is left behind."""
        try:
            while not self.browser.csrf:
                self._get(reverse("appointments:upcoming"))
            while self.storm.goes_on():
                self._act(self.chance.choice(self.teams))
        finally:
            connection.close()

    def _act(self, team: Team) -> None:
        booked = Appointment.objects.booked().filter(journey=team.journey).first()
        if booked is None and self.browser.actor.party == Party.CAREER_COUNSELLOR:
            time.sleep(0.05)  # not theirs yet
        elif booked is None:
            self._pick(reverse("appointments:hold", args=[team.journey.public_id]))
        elif self.chance.random() < 0.5:
            self._pick(reverse("appointments:move", args=[booked.public_id]), moves=booked)
        else:
            self._change("cancel", booked.public_id, CANCELLED, reverse("appointments:cancel", args=[booked.public_id]))

    def _pick(self, url: str, moves: Appointment | None = None) -> None:
        start = self.chance.choice(self.storm.times)
        fields = {"kind": "three_party", "mode": "in_person", "slot": start.isoformat()}
        answer = self._post("move" if moves else "hold", url, fields)
        if answer and answer.status == HTTPStatus.FOUND:
            self._go_on(answer.location, start, moves)

    def _go_on(self, held: str, start: datetime, moves: Appointment | None) -> None:
        (mood,) = self.chance.choices(list(MOODS), list(MOODS.values()))
        hold: UUID = resolve(parse_url(held).path or "").kwargs["public_id"]
        query = parse_url(held).query or ""
        if mood == HESITATE:
            self._get(held)
            time.sleep(self.storm.hold_seconds * 1.1)
        if mood in {CONFIRM, HESITATE}:
            appointment = moves.public_id if moves else hold
            self._change(mood, appointment, start, f"{reverse('appointments:confirm', args=[hold])}?{query}")
        elif mood == GIVE_BACK:
            self._post(mood, f"{reverse('appointments:release', args=[hold])}?{query}", {})

    def _change(self, name: str, appointment: UUID, wanted: datetime | str, url: str) -> None:
        """Do what changes an appointment, and note what we were told."""
        asked = time.monotonic()
        answer = self._post(name, url, {})
        if answer is None:
            self.storm.ledger.note(appointment, Act(wanted, asked))
        elif answer.status == HTTPStatus.FOUND:
            self.storm.ledger.note(appointment, Act(wanted, answer.asked, answer.answered))

    def _post(self, name: str, url: str, fields: dict[str, str]) -> Answer | None:
        """Return the answer; None when the connection was cut."""
        try:
            answer = self.browser.post(url, fields)
        except Cut:
            self.storm.cuts[name] += 1
            return None
        self.storm.answers[name, answer.status] += 1
        return answer

    def _get(self, url: str) -> None:
        try:
            self.storm.answers["look", self.browser.get(url).status] += 1
        except Cut:
            self.storm.cuts["look"] += 1
