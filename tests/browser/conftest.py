"""A real browser against a real server: Chromium, driven by Playwright, on the schema as app_web.

The server runs in a thread of the test, so both share the translations, the outbox of mails and the clock. What the
worker does in production the tests do by hand (`tests/browser/worker.py`). Nothing sleeps: Playwright's `expect` waits.
"""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from accounts.actors import Actor
from tests.browser.checks import AXE
from tests.browser.visitor import Visitor
from tests.browser.world import session_cookie

#: Chromium talks to nobody but the test's own server.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 320, "height": 700}
Open = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once for these tests.

    Playwright's event loop runs in this thread, where the tests ask the database too; it must be gone afterwards, or
    nothing else could start one.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET), chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, live_server: Any, settings: Any) -> Iterator[Open]:
    """`browse()` opens a browser of its own for one person; `browse(phone=True)` one on a phone, 320 by 700.

    `actor` is signed in already; without `scripts` the browser runs none, and axe cannot either.
    Each must be free of script errors and of anything the content security policy had to stop.
    """
    settings.SITE_URL = live_server.url
    opened: list[tuple[BrowserContext, Visitor]] = []

    def open_one(*, phone: bool = False, actor: Actor | None = None, scripts: bool = True) -> Visitor:
        size = PHONE if phone else DESKTOP
        context = chromium.new_context(
            base_url=live_server.url,
            locale="nb-NO",
            viewport=size,
            screen=size,
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=scripts,
        )
        if actor:
            context.add_cookies([session_cookie(actor, live_server.url)])
        context.set_default_timeout(10_000)
        context.add_init_script(path=AXE)
        visitor = Visitor(context.new_page(), size)
        opened.append((context, visitor))
        return visitor

    yield open_one
    for context, _visitor in opened:
        context.close()
    assert [each for _context, visitor in opened for each in visitor.complaints] == []


@pytest.fixture(autouse=True)
def _no_limits() -> None:
    """Every test starts with fresh counters of attempts."""
    from django.core.cache import cache

    cache.clear()
    assert settings.SESSION_COOKIE_SECURE is False
