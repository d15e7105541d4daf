"""A person's browser, as far as the server can tell: cookies, the fields of a form, one connection kept open."""

import http.client
import re
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import import_module
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts import acting
from accounts.actors import Actor

TIMEOUT = 120
#: The server closes a connection nobody used for five seconds; a browser notices, and opens another one.
FRESH_SECONDS = 2
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CSRF = re.compile(rf"{settings.CSRF_COOKIE_NAME}=(\w+)")


class Cut(Exception):
    """The connection broke before an answer came: nobody knows whether the request was dealt with."""


@dataclass(frozen=True)
class Answer:
    """What came back: status, where a redirect leads, the page, and when it was asked and answered."""

    status: int
    location: str
    page: str
    asked: float
    answered: float


class Browser:
    """Signed in as this actor. A context manager, used by one thread."""

    def __init__(self, actor: Actor, port: int) -> None:
        self.actor = actor
        self.key = _session(actor)
        self.csrf = ""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self._used = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def connect(self) -> None:
        """Open the connection, so that the next request is one packet away."""
        if time.monotonic() - self._used > FRESH_SECONDS:
            self._connection.close()
        if self._connection.sock is None:
            self._connection.connect()
            self._used = time.monotonic()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form with its tokens."""
        body = {"csrfmiddlewaretoken": self.csrf, acting.FIELD: self.actor.key, **fields}
        return self._ask("POST", path, urlencode(body))

    def form(self, path: str, action: str) -> dict[str, str]:
        """Open a page and return the hidden fields of its form that is sent to `action`. Takes the CSRF cookie."""
        fields = fields_of(self.get(path).page, action)
        assert fields, f"{path} has no form that is sent to {action}"
        return {name: value for name, value in fields.items() if name not in {"csrfmiddlewaretoken", acting.FIELD}}

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.key}; {settings.CSRF_COOKIE_NAME}={self.csrf}"
        asked = time.monotonic()
        try:
            self.connect()
            self._connection.request(method, path, body, {"Cookie": cookies, **(FORM if body else {})})
            response = self._connection.getresponse()
            page = response.read().decode()
        except (http.client.HTTPException, ConnectionError) as error:
            self._connection.close()
            raise Cut from error
        for cookie in response.headers.get_all("Set-Cookie", []):
            if found := CSRF.match(cookie):
                self.csrf = found[1]
        self._used = time.monotonic()
        return Answer(response.status, response.headers["Location"] or "", page, asked, self._used)


def _session(actor: Actor) -> str:
    """Sign the person in, in this capacity, and return the key of the session."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(actor.person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = actor.person.get_session_auth_hash()
    session[acting.SESSION_KEY] = actor.key
    session[acting.SEVERAL] = False
    session.create()
    return str(session.session_key)


class _Forms(HTMLParser):
    """The hidden fields of the form that is sent to one address."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.inside = values.get("action") == self.action
        elif tag == "input" and self.inside and values.get("type") == "hidden":
            self.fields[values.get("name") or ""] = values.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def fields_of(page: str, action: str) -> dict[str, str]:
    forms = _Forms(action)
    forms.feed(page)
    return forms.fields
