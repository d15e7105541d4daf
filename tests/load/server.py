"""The real server: gunicorn with the project's configuration, as app_web, in processes that can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from config.dev.paths import ROOT

WORKERS, THREADS = 4, 4
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, its main process, and what it wrote."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers now, the one that started first in front."""
        return [each for each in _children(self.process.pid) if _is_alive(each)]

    def kill_a_worker(self) -> int | None:
        """End the oldest worker as a machine that fails does: no last words. Returns its process id, None for none.

        The oldest, since a worker that has just started has nothing in hand.
        """
        victim = next(iter(self.workers), None)
        if victim:
            os.kill(victim, signal.SIGKILL)
        return victim


@contextmanager
def serving(folder: Path, *, hold_seconds: float | None = None) -> Iterator[Server]:
    """Serve the tests' database on a free port of loopback until the end of the block."""
    port, log = _free_port(), folder / "server.log"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:tests.load.gunicorn_config", "--log-level", "warning"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(port, hold_seconds), stdout=output, stderr=output
        )
        try:
            _wait_until_it_answers(port, process, log)
            yield Server(port, process, log)
        finally:
            process.terminate()
            process.wait(30)


def _environment(port: int, hold_seconds: float | None) -> dict[str, str]:
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": url,
        "DB_ROLE": "web",
        "SECRET_KEY": settings.SECRET_KEY,
        "PORT": str(port),
        "BIND": f"127.0.0.1:{port}",
        "WEB_WORKERS": str(WORKERS),
        "WEB_THREADS": str(THREADS),
        "HOLD_SECONDS": str(hold_seconds or ""),
        "DEMO": "0",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until every worker has started: a connection is answered once somebody takes it."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(START_SECONDS)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                probe.sendall(b"GET /health/ready HTTP/1.0\r\n\r\n")
                if b" 200 " in probe.recv(200):
                    return
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def _children(parent: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _is_alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
