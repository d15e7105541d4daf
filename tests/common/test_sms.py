"""Text messages: to real numbers only, over HTTPS only, known by their reference, and never in a log."""

import json
import logging
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import urllib3
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from common import sms
from common.sms.console import Console
from common.sms.http import HttpGateway, SmsRefused, SmsUnavailable
from common.sms.numbers import normalised
from common.sms.segments import segments

NUMBER, TEXT = "+4790000000", "Husk timen torsdag 3. desember kl. 10.30."
OPTIONS = {"URL": "https://sms.example/send", "TOKEN": "t0ken", "SENDER": "Avtale"}


# --- numbers -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("90000000", "+4790000000"),
        ("900 00 000", "+4790000000"),
        ("90 00 00 00", "+4790000000"),
        ("+47 900 00 000", "+4790000000"),
        ("+4790000000", "+4790000000"),
        ("0047 900 00 000", "+4790000000"),
        ("47 90 00 00 00", "+4790000000"),
        ("(+47) 900-00-000", "+4790000000"),
        ("90\u00a000\u00a000\u00a000", "+4790000000"),
        ("900\u201300\u2013000", "+4790000000"),
        ("47000000", "+4747000000"),
        ("+46 70 000 00 00", "+46700000000"),
        ("0046 70 000 00 00", "+46700000000"),
    ],
)
def test_what_people_type_becomes_a_number(typed: str, number: str) -> None:
    assert normalised(typed) == number
    assert normalised(number) == number


@pytest.mark.parametrize(
    "typed",
    ["", " ", "0", "00 00 00 00", "10000000", "9000000", "900000000", "+47 9000000", "+47 900000000", "+47 10000000",
     "ring meg", "90000000x", "+", "++4790000000", "00", "+0123456789", "+123456", "+1234567890123456",
     "９０００００００"],
)  # fmt: skip
def test_what_is_no_number_is_none(typed: str) -> None:
    assert normalised(typed) is None


# --- segments ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1), ("å" * 160, 1), ("å" * 161, 2), ("æøå" * 102, 2), ("æøå" * 102 + "a", 3), ("[" * 80, 1), ("[" * 81, 2),
        ("á" * 70, 1), ("á" * 71, 2), ("a" * 134 + "–", 3), ("a" * 133 + "–", 2), ("😀" * 35, 1), ("😀" * 36, 2),
    ],
)  # fmt: skip
def test_the_length_of_a_text_on_the_network(text: str, count: int) -> None:
    assert segments(text) == count


# --- the gateway ---------------------------------------------------------------------------------------------------
class Server(HTTPServer):
    """A gateway on this machine, with a certificate of its own; answers with `status` and remembers what it got."""

    status = 202
    delay: Callable[[], None] | None = None

    def __init__(self, certificate: Path, key: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[dict[str, str], dict[str, Any]]] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not like our certificate is no news."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Not on the terminal."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not here to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        program,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, *names, "-out", made, "-keyout", key], check=True, capture_output=True)
    return made, key


@pytest.fixture
def server(certificate: tuple[Path, Path]) -> Iterator[Server]:
    server = Server(*certificate)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gateway(server: Server, certificate: tuple[Path, Path]) -> HttpGateway:
    url = f"https://localhost:{server.server_port}/send"
    return HttpGateway({**OPTIONS, "URL": url, "CA_FILE": str(certificate[0])})


def test_one_post_says_it_all(gateway: HttpGateway, server: Server) -> None:
    gateway.send(to=NUMBER, text=TEXT, reference="ref-1")
    ((headers, body),) = server.got
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["Idempotency-Key"] == "ref-1"
    assert headers["Content-Type"] == "application/json"
    assert body == {"to": NUMBER, "from": "Avtale", "text": TEXT, "reference": "ref-1"}


@pytest.mark.parametrize(
    ("status", "raised"),
    [(400, SmsRefused), (409, SmsRefused), (422, SmsRefused), (401, SmsUnavailable), (403, SmsUnavailable),
     (404, SmsUnavailable), (408, SmsUnavailable), (429, SmsUnavailable), (500, SmsUnavailable), (503, SmsUnavailable),
     (302, SmsUnavailable), (307, SmsUnavailable)],
)  # fmt: skip
def test_what_it_answers_decides_whether_to_try_again(
    gateway: HttpGateway, server: Server, status: int, raised: type[Exception]
) -> None:
    server.status = status
    with pytest.raises(raised):
        gateway.send(to=NUMBER, text=TEXT, reference="ref-1")
    assert len(server.got) == 1, "neither repeated nor followed elsewhere"


def test_a_certificate_that_is_not_trusted_gets_nothing(server: Server) -> None:
    stranger = HttpGateway({**OPTIONS, "URL": f"https://localhost:{server.server_port}/send"})
    with pytest.raises(SmsUnavailable, match="SSLError"):
        stranger.send(to=NUMBER, text=TEXT, reference="ref-1")
    assert server.got == []


def test_a_gateway_that_is_not_there_is_tried_later(server: Server, gateway: HttpGateway) -> None:
    nobody = HttpGateway({**OPTIONS, "URL": "https://127.0.0.1:9/send"})
    with pytest.raises(SmsUnavailable):
        nobody.send(to=NUMBER, text=TEXT, reference="ref-1")


def test_a_gateway_that_does_not_answer_is_given_up(
    gateway: HttpGateway, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without waiting for the real seconds: the same code with shorter ones, against a server that never answers."""
    monkeypatch.setattr("common.sms.http.TIMEOUT", urllib3.Timeout(connect=5, read=0.05))
    monkeypatch.setattr(Handler, "do_POST", lambda self: self.rfile.read(10**6))
    with pytest.raises(SmsUnavailable, match="ReadTimeoutError"):
        gateway.send(to=NUMBER, text=TEXT, reference="ref-1")


def test_neither_log_nor_error_tells_what_was_sent_to_whom(
    gateway: HttpGateway, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.status = 400
    with caplog.at_level(logging.DEBUG), pytest.raises(SmsRefused) as refused:
        gateway.send(to=NUMBER, text=TEXT, reference="ref-1")
    told = f"{caplog.text} {refused.value!r}"
    assert not [secret for secret in (NUMBER, TEXT, "t0ken") if secret in told]


# --- settings ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "about"),
    [({"URL": ""}, "SMS_URL"), ({"URL": "http://sms.example/"}, "SMS_URL"), ({"URL": "https://"}, "SMS_URL"),
     ({"URL": "ftp://sms.example"}, "SMS_URL"), ({"TOKEN": ""}, "SMS_TOKEN")],
)  # fmt: skip
def test_a_gateway_that_lacks_something_is_not_made(settings: Any, changed: dict[str, str], about: str) -> None:
    settings.SMS_BACKEND, settings.SMS = "http", {**OPTIONS, **changed}
    with pytest.raises(ImproperlyConfigured, match=about):
        sms.gateway()
    (found,) = problems()
    assert found.id == "common.E001"
    assert about in found.msg


def problems() -> list[Any]:
    return [each for each in run_checks() if str(each.id).startswith("common.")]


def test_a_gateway_that_has_everything_is_fine(settings: Any) -> None:
    settings.SMS_BACKEND, settings.SMS = "http", OPTIONS
    assert isinstance(sms.gateway(), HttpGateway)
    assert problems() == []


def test_a_gateway_nobody_wrote_is_reported(settings: Any) -> None:
    settings.SMS_BACKEND = "nowhere.Gateway"
    assert [each.id for each in problems()] == ["common.E001"]


def test_the_terminal_is_for_invented_people_only(settings: Any) -> None:
    settings.SMS_BACKEND, settings.DEMO, settings.DEBUG = "console", False, False
    assert [each.id for each in problems()] == ["common.E002"]
    settings.DEMO = True
    assert problems() == []
    assert sms.is_on()


def test_without_a_gateway_nothing_is_wrong(settings: Any) -> None:
    settings.SMS_BACKEND = "off"
    assert problems() == []
    assert not sms.is_on()


def test_the_terminal_shows_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    Console(OPTIONS).send(to=NUMBER, text=TEXT, reference="ref-1")
    shown = capsys.readouterr().out
    assert NUMBER in shown
    assert TEXT in shown
