"""A calendar server on this machine with a certificate of its own, as a fixture."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from appointments.fetching.https import Network

#: The name in the certificate.
HOST = "calendar.test"
#: What our resolver knows. Only addresses of this machine may be asked in tests.
NAMES = {
    HOST: ["127.0.0.1"],
    "elsewhere.test": ["127.0.0.1"],
    "inside.test": ["10.0.0.8"],
    "mixed.test": ["127.0.0.1", "10.0.0.8"],
}


def resolve(host: str) -> list[str]:
    return NAMES.get(host, [])


def is_allowed(address: str) -> bool:
    return address == "127.0.0.1"


Page = Callable[[BaseHTTPRequestHandler], None]


def page(body: bytes, status: int = 200, **headers: str) -> Page:
    """Answer with this; header names are written with underscores."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            if value:
                handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def to(address: str) -> Page:
    return page(b"", 302, Location=address)


@dataclass
class Server:
    """What it answers by path, and the requests it got as (path, Host, encodings accepted)."""

    port: int
    ca_file: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def network(self) -> Network:
        return Network(resolve=resolve, is_allowed=is_allowed, port=self.port, ca_file=self.ca_file)


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Somebody who hangs up is what many of the tests are about."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """Return a new certificate for HOST and its key, good for two days."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl program to make a certificate")
    cert, key = folder / "cert.pem", folder / "key.pem"
    options = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    usage = ["-addext", "keyUsage=critical,digitalSignature,keyCertSign"]
    command = [openssl, *options, *names, *usage, "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


def serve(folder: Path) -> Iterator[Server]:
    """Serve until the fixture ends."""
    cert, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = (self.headers.get("Host", ""), self.headers.get("Accept-Encoding", ""))
            server.asked.append((self.path, *headers))
            server.pages.get(self.path, page(b"", 404))(self)

        def log_message(self, *args: Any) -> None:
            """Nothing on the terminal."""

    web = QuietServer(("127.0.0.1", 0), Handler)
    web.socket = context.wrap_socket(web.socket, server_side=True, do_handshake_on_connect=False)
    server = Server(web.server_address[1], str(cert))
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    web.shutdown()
    thread.join()
    web.server_close()
