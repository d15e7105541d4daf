"""Every page of the access table, as somebody who may read it: accessible, whatever else happens on it.

The world is the one of the access sweep, so that each page stands there with something in it.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser

from config.access import TABLE
from tests.access_world import World, build
from tests.browser.checks import AXE, assert_accessible
from tests.browser.conftest import DESKTOP
from tests.conftest import owner
from workspace.access import Row, Who
from workspace.routes import path_of

#: Not pages of ours: answers for machines and calendars, files, parts of a page, and Django's own administration.
NOT_PAGES = re.compile(r"^(health_|admin|appointments:ics|careerplans:pdf|careerplans:pdf_status|demo:)")


def pages() -> Iterator[tuple[Row, Who]]:
    """Each page once per state, read by the first party it looks different to."""
    for row in TABLE:
        if "GET" in row.methods and not NOT_PAGES.match(row.name):
            readers = [who for who in Who if who in row.may and row.status(who) == 200]
            parties = {who.value.split(".")[0]: who for who in reversed(readers)}
            kept = [who for who in readers if who in parties.values()]
            yield from ((row, who) for who in (kept if row.name == "workspace:journey" else kept[:1]))


def test_every_page_is_accessible(transactional_db: None, live_server: Any, chromium: Browser):
    with owner():
        world = build()
    faults = [fault for row, who in pages() if (fault := _fault(row, who, world, live_server.url, chromium))]
    assert not faults, "\n\n".join(faults)


def _fault(row: Row, who: Who, world: World, url: str, chromium: Browser) -> str:
    context = chromium.new_context(base_url=url, locale="nb-NO", viewport=DESKTOP)  # type: ignore[arg-type]
    context.add_init_script(path=AXE)
    if who is not Who.SIGNED_OUT:
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": _session(world, who), "url": url}])
    try:
        page = context.new_page()
        answer = page.goto(path_of(row.name, world.args[row.example]) or "/")
        assert answer is not None
        assert answer.status == 200, f"answers {answer.status}"
        assert_accessible(page, DESKTOP)
    except AssertionError as error:
        return f"{row.name} ({row.example}) as {who}: {error}"
    finally:
        context.close()
    return ""


def _session(world: World, who: Who) -> str:
    client = Client()
    actor = world.actors[who]
    client.force_login(actor.person)
    session = client.session
    session["acting_as"] = actor.key
    session.save()
    return str(session.session_key)


@pytest.mark.parametrize("row", [row for row, _who in pages()][:1])
def test_there_are_pages_to_look_at(row: Row):
    assert row.name
