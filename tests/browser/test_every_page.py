"""Every page of the access table, as somebody who may read it: accessible, whatever else happens on it.

The world is the one of the access sweep, so that each page stands there with something in it.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from config.access import TABLE
from tests.access_world import World, build
from tests.browser.checks import AXE, assert_accessible
from tests.browser.conftest import DESKTOP
from tests.browser.world import session_cookie
from tests.conftest import owner
from workspace.access import Row, Who
from workspace.routes import path_of

#: Not pages of ours: answers for machines and calendars, files, parts of a page, and Django's own administration.
NOT_PAGES = re.compile(
    r"^(health_|admin|appointments:ics|appointments:move_link_ics|appointments:feed$|careerplans:pdf|careerplans:pdf_status|demo:)"
)


def pages(*, all_states: bool) -> Iterator[tuple[Row, Who]]:
    """The pages with somebody who may read them: once each, or once per state. The journey's page as each party."""
    done: set[str] = set()
    for row in TABLE:
        if "GET" not in row.methods or NOT_PAGES.match(row.name) or (row.name in done and not all_states):
            continue
        readers = [who for who in Who if who in row.may and row.status(who) == 200]
        first_of_party = {who.value.split(".")[0]: who for who in reversed(readers)}
        chosen = [who for who in readers if who in first_of_party.values()]
        done |= {row.name} if chosen else set()
        yield from ((row, who) for who in (chosen if row.name == "workspace:journey" else chosen[:1]))


@pytest.fixture
def readers(transactional_db: None, live_server: Any, chromium: Browser) -> Iterator["Readers"]:
    with owner():
        world = build()
    found = Readers(world, live_server.url, chromium)
    yield found
    found.close()


@pytest.mark.long
def test_every_page_is_accessible(readers: "Readers"):
    """Each page once; in the long run each state it may be in."""
    assert readers.faults(pages(all_states=os.environ.get("TEST_SCALE") == "long")) == []


class Readers:
    """A browser window for everybody, signed in by a session the server made."""

    def __init__(self, world: World, url: str, chromium: Browser) -> None:
        self.world, self.url, self.chromium = world, url, chromium
        self.windows: dict[Who, Page] = {}

    def faults(self, shown: Iterable[tuple[Row, Who]]) -> list[str]:
        return [fault for row, who in shown if (fault := self._fault(row, who))]

    def _fault(self, row: Row, who: Who) -> str:
        page = self.windows.get(who) or self._window(who)
        answer = page.goto(path_of(row.name, self.world.args[row.example]) or "/")
        try:
            assert answer is not None
            assert answer.status == 200, f"answers {answer.status}"
            assert_accessible(page, DESKTOP)
        except AssertionError as error:
            return f"{row.name} ({row.example}) as {who}: {error}"
        return ""

    def _window(self, who: Who) -> Page:
        context = self.chromium.new_context(base_url=self.url, locale="nb-NO", viewport=DESKTOP)
        context.add_init_script(path=AXE)
        if who is not Who.SIGNED_OUT:
            context.add_cookies([session_cookie(self.world.actors[who], self.url)])
        self.windows[who] = context.new_page()
        return self.windows[who]

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()
