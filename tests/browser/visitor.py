"""One person in one browser, acting by what the pages say."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import ConsoleMessage, Download, Locator, Page, Response, ViewportSize, expect

from tests.browser.checks import assert_accessible
from tests.factories import PASSWORD


def said(text: str, **values: Any) -> str:
    """Return the text as the pages say it in bokmål."""
    with override("nb"):
        return gettext(text) % values if values else gettext(text)


class Visitor:
    """Wraps a page. `complaints` collects script errors and what the content security policy stopped."""

    def __init__(self, page: Page, size: ViewportSize) -> None:
        self.page, self.size = page, size
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        """Refused and missing pages are what some tests are about; everything else on the console is a fault."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    # --- going somewhere ---
    def open(self, name: str, *args: Any) -> "Visitor":
        """Go to a named address, which must be there."""
        answer = self.page.goto(name if name.startswith(("/", "http")) else reverse(name, args=args))
        assert answer is not None
        assert answer.status < 400, f"{self.page.url} answers {answer.status}"
        return self

    def go(self, name: str, *args: Any) -> "Visitor":
        """Follow the link the page has to a named address: the way a person would find it."""
        path = reverse(name, args=args)
        self.page.locator(f'a[href="{path}"], a[href^="{path}#"], a[href^="{path}?"]').locator(
            "visible=true"
        ).first.click()
        return self.at(name, *args)

    def status_of(self, name: str, *args: Any) -> int:
        """Go to a named address, and return what it answers."""
        answer: Response | None = self.page.goto(reverse(name, args=args))
        assert answer is not None
        return answer.status

    def sign_in(self, email: str, password: str = PASSWORD) -> "Visitor":
        """Through the door everybody uses."""
        self.open("account_login").fill(login=email, password=password)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(lambda url: "logg-inn" not in url)
        return self

    # --- doing something ---
    def fill(self, **fields: Any) -> "Visitor":
        """Fill fields by their names: text, a date in three parts, True for a box to tick, else a choice."""
        for name, value in fields.items():
            self._fill(name, value)
        return self

    def _fill(self, name: str, value: Any) -> None:
        if isinstance(value, date):
            for part, number in enumerate((value.day, value.month, value.year)):
                self.field(f"{name}_{part}").fill(str(number))
        elif value is True:
            self.field(name).check()
        elif isinstance(value, list):
            for each in value:
                self.page.locator(f'[name="{name}"][value="{each}"]').check()
        else:
            self._write(name, str(value))

    def _write(self, name: str, value: str) -> None:
        field = self.field(name).first
        kind = field.get_attribute("type") or field.evaluate("field => field.tagName.toLowerCase()")
        if kind == "radio":
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif kind == "select":
            field.select_option(value)
        else:
            field.fill(value)

    def field(self, name: str) -> Locator:
        return self.page.locator(f'main [name="{name}"]:not([type=hidden])')

    def press(self, label: str, **values: Any) -> "Visitor":
        """Press a button in the page by its words."""
        self.page.get_by_role("main").get_by_role("button", name=said(label, **values)).first.click()
        return self

    def follow(self, label: str, **values: Any) -> "Visitor":
        """Follow a link in the page by its words."""
        self.page.get_by_role("main").get_by_role("link", name=said(label, **values)).first.click()
        return self

    def download(self, label: str) -> Download:
        with self.page.expect_download() as info:
            self.follow(label)
        return info.value

    # --- seeing something ---
    def at(self, name: str, *args: Any) -> "Visitor":
        """Wait until the browser stands at a named address."""
        path = reverse(name, args=args)
        self.page.wait_for_url(lambda url: path in url)
        return self

    def told(self, text: str, **values: Any) -> "Visitor":
        """Wait for the message that says what happened."""
        expect(
            self.page.locator(".app-messages, [role=status], [role=alert]").filter(has_text=said(text, **values))
        ).not_to_have_count(0)
        return self

    def sees(self, text: str) -> "Visitor":
        expect(self.page.get_by_role("main")).to_contain_text(text)
        return self

    def does_not_see(self, text: str) -> "Visitor":
        expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    def passes(self) -> "Visitor":
        """The page here and now is accessible, in every look."""
        assert_accessible(self.page, self.size)
        return self
