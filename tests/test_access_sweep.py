"""Every address, as everybody, with every method: the table in `config/access.py` is what the system does.

Beside the statuses it is watched that nothing answers with an error, that reading writes nothing but the log of reads,
that who is turned away has changed nothing, and that no answer holds a word its reader may not know.
"""

import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from accounts import acting
from config.access import TABLE
from tests.access_world import SECRETS, World, build
from tests.conftest import owner
from workspace.access import LOGIN, Row, Who
from workspace.examples import MAKERS, WITHOUT, example
from workspace.routes import addresses, path_of

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "MERGE")
#: A session that had to choose another capacity remembers it; the log of reads is what reading is to leave.
BOOKKEEPING = ('"django_session"',)
LOG_OF_READS = '"sharing_readentry"'
TRY_ALL = (Who.SIGNED_OUT, Who.PARTICIPANT, Who.NAV, Who.OTHER_PARTICIPANT)
#: Examples whose address names an object and a part of it.
PARTS = ("draft step", "step of shared version")
LOGGED = ("careerplans:version", "careerplans:pdf")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all of this module, gone afterwards; each test runs in a savepoint of its own inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        with owner():
            made = build()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World) -> dict[Who, Client]:
    """A signed-in browser for everybody."""
    return {who: _client(world, who) for who in Who}


def _client(world: World, who: Who) -> Client:
    client = Client()
    if who is not Who.SIGNED_OUT:
        actor = world.actors[who]
        client.force_login(actor.person)
        session = client.session
        session[acting.SESSION_KEY] = actor.key
        session[acting.SEVERAL] = who in (Who.PARTICIPANT, Who.NAV_SELF)
        session.save()
    return client


# --- the table is whole ---------------------------------------------------------------------------------------------
def test_every_address_has_a_row_and_every_row_an_address():
    assert {row.name for row in TABLE} == {address.name for address in addresses()}


def test_no_two_addresses_share_a_name():
    assert [name for name, times in Counter(each.name for each in addresses()).items() if times > 1] == []


def test_no_row_says_both_yes_and_no():
    assert [row.name for row in TABLE if row.may & row.refused] == []


def test_every_kind_of_example_is_known():
    assert {row.example for row in TABLE} - {""} == set(MAKERS) | WITHOUT


def test_each_example_leads_to_an_address(world: World):
    """What `manage.py routes` prints of a database like this one can be opened."""
    with owner():
        paths = [(row, path_of(row.name, example(row.example))) for row in TABLE if row.example not in WITHOUT]
    assert [row.name for row, path in paths if path is None] == []


def test_the_routes_are_told_to_machines_and_to_people(world: World):
    """One entry per address with a path to try, and the same for a terminal."""
    machines, people = io.StringIO(), io.StringIO()
    with owner():
        call_command("routes", "--json", stdout=machines)
        call_command("routes", stdout=people)
    entries = {entry["name"]: entry for entry in json.loads(machines.getvalue())}
    version = entries["careerplans:version"]
    assert (version["pattern"], version["methods"]) == ("/planer/versjon/<uuid:version>/", ["GET"])
    assert {state["example"] for state in version["may"]} >= {"shared version", "withdrawn version"}
    assert entries["workspace:journeys"]["example"] == "/deltakere/"
    assert all({"name", "pattern", "methods", "may", "example"} == set(entry) for entry in entries.values())
    assert "shared version: participant.own, nav_counsellor.named" in people.getvalue()
    assert "demo:people  [GET]  /demo/\n    anybody (only in a demo)" in people.getvalue()


# --- the sweep ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.name} {row.example}".strip())
def test_the_address_answers_as_the_table_says(row: Row, world: World, clients: dict[Who, Client]):
    found = [fault for who, client in clients.items() for fault in _faults(row, who, client, world)]
    assert not found, "\n".join(found)


def _faults(row: Row, who: Who, client: Client, world: World) -> Iterator[str]:
    for args in world.places(who, row.example):
        path = path_of(row.name, args)
        assert path, f"{row.name} takes other arguments than {row.example} has"
        for method in _methods(row, who):
            data = {name: value.format(key=_key(world, who)) for name, value in row.data.items()}
            for fault in _fault(row, who, _ask(client, method, path, data)):
                yield f"{method} {path} as {who}: {fault}"


def _methods(row: Row, who: Who) -> list[str]:
    """What to try: all it allows, and for a few people what it does not, since that is settled before who they are."""
    if "*" in row.methods:
        return ["GET", "POST"]
    not_allowed = [method for method in ("GET", "POST", "DELETE") if method not in row.methods]
    return [*row.methods, *(not_allowed if who in TRY_ALL else [])]


def _key(world: World, who: Who) -> str:
    return world.actors[who].key if who in world.actors else ""


class Answer:
    """What came back, and what it did to the database."""

    def __init__(self, method: str) -> None:
        self.method = method
        self.status, self.location, self.body = 0, "", ""
        self.statements: list[str] = []

    def writes(self) -> list[str]:
        """The statements that changed something, the session's bookkeeping left out."""
        changing = [each for each in self.statements if each.startswith(WRITES)]
        return [each[:80] for each in changing if not any(table in each for table in BOOKKEEPING)]


def _ask(client: Client, method: str, path: str, data: dict[str, str]) -> Answer:
    """Send one request and take back all it did."""
    answer, cookies = Answer(method), client.cookies.copy()
    with transaction.atomic(), _listening(answer.statements):
        response = client.generic(method, path) if method == "DELETE" else getattr(client, method.lower())(path, data)
        answer.status, answer.location = response.status_code, response.headers.get("Location", "")
        answer.body = response.content.decode(errors="replace")
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


@contextmanager
def _listening(statements: list[str]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _fault(row: Row, who: Who, answer: Answer) -> Iterator[str]:
    """What this answer has against the table."""
    if answer.status >= 500:
        yield f"answers {answer.status}"
    yield from _leaks(who, answer)
    if answer.method not in row.methods and "*" not in row.methods:
        if answer.status != _not_allowed(row) and not _is_login(answer):
            yield f"answers {answer.status}, not {_not_allowed(row)}"
        if answer.writes():
            yield f"writes with a method it does not allow: {answer.writes()}"
        return
    yield from _status(row, who, answer, row.status(who))
    yield from _writing(row, who, answer)


def _not_allowed(row: Row) -> int:
    """The admin sends strangers away before it looks at the method."""
    return row.hidden if row.hidden == 302 else 405


def _is_login(answer: Answer) -> bool:
    return answer.status == 302 and answer.location.startswith(
        (resolve_url(settings.LOGIN_URL), reverse("admin:login"))
    )


def _status(row: Row, who: Who, answer: Answer, expected: int) -> Iterator[str]:
    if expected == LOGIN:
        if not _is_login(answer):
            yield f"answers {answer.status} {answer.location}, not the way to the sign-in page"
    elif answer.method == "POST" and who in row.may and expected < 400:
        if answer.status in (401, 403, 404, 405) or (_is_login(answer) and Who.SIGNED_OUT not in row.may):
            yield f"answers {answer.status}, though it may"
    elif answer.status != expected:
        yield f"answers {answer.status}, not {expected}"


def _writing(row: Row, who: Who, answer: Answer) -> Iterator[str]:
    """Reading leaves only the log of reads; being turned away leaves nothing."""
    writes = answer.writes()
    if answer.method == "GET" and who in row.may and row.name in LOGGED:
        writes = [each for each in writes if LOG_OF_READS not in each]
    if writes and (answer.method == "GET" or who not in row.may):
        yield f"writes: {writes}"


def _leaks(who: Who, answer: Answer) -> Iterator[str]:
    for word, readers in SECRETS.items():
        if who not in readers and word in answer.body:
            yield f"shows {word!r}"


@pytest.mark.parametrize("row", [row for row in TABLE if row.example in PARTS], ids=lambda row: row.name)
def test_an_own_object_does_not_lead_to_a_part_of_anothers(row: Row, world: World, clients: dict[Who, Client]):
    whole, part = world.args[row.example][0], world.abandoned[row.example][1]
    path = path_of(row.name, (whole, part))
    assert path
    answers = [_ask(clients[who], method, path, dict(row.data)) for who in row.may for method in row.methods]
    assert {answer.status for answer in answers} == {404}
    assert not [write for answer in answers for write in answer.writes()]


# --- searching ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", [Who.NAV, Who.NAV_COVER, Who.NAV_COLLEAGUE, Who.CAREER, Who.CAREER_COLLEAGUE])
def test_searching_finds_people_by_name_and_only_the_own(who: Who, world: World, clients: dict[Who, Client]):
    names = {"Deltakersen"} if who in SECRETS["Deltakersen"] else set()
    found = {word for word in SECRETS if _finds(clients[who], word, str(world.args["journey"][0]))}
    assert found == names


def _finds(client: Client, word: str, journey: str) -> bool:
    """Whether the list, searched for a word, holds the case; every order and filter with it."""
    queries = [{"q": word}, {"q": word, "sort": "next"}, {"q": word, "state": "mine"}, {"q": word.upper(), "page": "1"}]
    answers = [client.get(reverse("workspace:journeys"), query).content.decode() for query in queries]
    return any(journey in answer for answer in answers)
