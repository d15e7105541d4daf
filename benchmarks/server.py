"""The production server on loopback, and the processor time it and its database use."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME, _CUTIME, _CSTIME, _PARENT = 11, 12, 13, 14, 1


@dataclass(frozen=True)
class Process:
    """What /proc says of a process: its parent and the seconds it, and children it has waited for, have computed."""

    parent: int
    own: float
    ended_children: float


def _read(pid: int) -> Process | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    own = (int(fields[_UTIME]) + int(fields[_STIME])) / TICKS
    return Process(int(fields[_PARENT]), own, (int(fields[_CUTIME]) + int(fields[_CSTIME])) / TICKS)


def computed(web: int, database: str) -> float:
    """Return the seconds the web process with its children, and the backends of this database, have computed so far.

    Other databases of the same server are somebody else's work. A backend names its database in its title.
    """
    table = {int(each.name): _read(int(each.name)) for each in Path("/proc").iterdir() if each.name.isdigit()}
    wanted, grew = {web}, True
    while grew:
        more = {pid for pid, process in table.items() if process and process.parent in wanted} - wanted
        wanted, grew = wanted | more, bool(more)
    backends = {pid for pid in table if f" {database} " in _title(pid)}
    found = [process for pid in wanted | backends if (process := table.get(pid))]
    return sum(process.own + process.ended_children for process in found)


def _title(pid: int) -> str:
    try:
        title = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return title if title.startswith("postgres:") else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(settings: str, database_url: str, *, processes: int = 1, threads: int = 2) -> Iterator[tuple[int, int]]:
    """Serve with gunicorn and these settings; yields (port, process id)."""
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": database_url,
        "DB_ROLE": "web",
        "PORT": str(port),
        "WEB_WORKERS": str(processes),
        "WEB_THREADS": str(threads),
        "DEMO": "0",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "--log-level", "warning"]
    server = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("the server did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not answer within 30 seconds")
