"""A real worker in a process of its own, on the tests' database, as app_job."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from common.roles import JOB, derived_url
from config.dev.paths import ROOT
from tests.appointments.faults.mailbox import FOLDER

PATIENCE = 60.0


def server_address() -> tuple[int, Any]:
    """Where PostgreSQL listens: a family of sockets, and an address of it."""
    connection.ensure_connection()
    info = connection.connection.info
    if info.host.startswith("/"):
        return socket.AF_UNIX, f"{info.host}/.s.PGSQL.{info.port}"
    return socket.AF_INET, (info.hostaddr or info.host, info.port)


def _job_url(port: int | None) -> str:
    """The worker's address, by way of a port of loopback when one is given."""
    name = connection.settings_dict["NAME"]
    url = urlsplit(derived_url(os.environ["DATABASE_URL"], JOB))
    if port is None:
        return urlunsplit(url._replace(path=f"/{name}"))
    password = f":{quote(url.password)}" if url.password else ""
    return f"postgresql://{JOB}{password}@127.0.0.1:{port}/{name}"


class Worker:
    """The process; `log` is what it wrote."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process, self.log = process, log

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def until(self, condition: Callable[[], bool], what: str) -> float:
        """Wait until it holds, and return how long that took; fail when the worker ends or takes for ever."""
        began = time.monotonic()
        while not condition():
            waited = time.monotonic() - began
            assert self.is_alive(), f"{what}: the worker has ended\n{self.log.read_text()}"
            assert waited < PATIENCE, f"{what}: not in {waited:.0f} seconds\n{self.log.read_text()}"
            time.sleep(0.02)
        return time.monotonic() - began

    def kill(self) -> None:
        """As a machine that fails does: no last words, nothing put in order."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """As whoever looks after it does; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def worker(mailbox: Path, *, port: int | None = None) -> Iterator[Worker]:
    """`manage.py worker`, started; killed at the end of the block if it still runs."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.appointments.faults.settings",
        "DATABASE_URL_JOB": _job_url(port),
        "DB_ROLE": "job",
        "SECRET_KEY": settings.SECRET_KEY,
        "DEMO": "0",
        FOLDER: str(mailbox),
    }
    log = mailbox / f"worker-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "worker"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield Worker(process, log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)
