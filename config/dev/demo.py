"""`make demo`: everything from nothing to a page in the browser. Each step is skipped where nothing changed."""

import fcntl
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

from config.dev import machine
from config.dev.children import Asked, Children, stop_when_asked
from config.dev.database import remove_local_database, running_database
from config.dev.paths import LOCAL, PYTHON, ROOT, Stamp, Stop, digest, say

READY_SECONDS = 90
#: Who ends sooner than this has a trouble that starting it again does not mend.
WELL_SECONDS = 5
#: What a demo leaves in `.local` besides what `make setup` made there.
LEFT_BEHIND = ("mail", "media", "static")


def demo(*_: str) -> None:
    """Prepare and serve until somebody asks to stop."""
    port = int(os.environ.get("PORT", "8000"))
    _refuse_busy(port)
    stop_when_asked()
    try:
        _serve(port)
    except Asked:
        say("\nStopped.")


def demo_reset(*_: str) -> None:
    """Remove the demo's data. A database that DATABASE_URL names is not ours to empty."""
    if os.environ.get("DATABASE_URL"):
        raise Stop("DATABASE_URL is set: make demo-reset only removes the local database. Empty yours yourself.")
    with _one_demo():
        remove_local_database()
        for name in LEFT_BEHIND:
            shutil.rmtree(LOCAL / name, ignore_errors=True)
        shutil.rmtree(LOCAL / "stamps" / "demo", ignore_errors=True)
    say("The demo data is gone. `make demo` starts over.")


def _serve(port: int) -> None:
    with _one_demo():
        prepare()
        with running_database(), Children() as children:
            _run("-m", "config.dev.prepare_database", environment={"DEMO": "1"})
            _start(children, port)
            _wait_until_ready(children, port)
            _tell(port)
            _watch(children)


def _watch(children: Children) -> None:
    """Start a worker that was killed again, as it would be in earnest. Stop when it does not live, or the web ended."""
    started = time.monotonic()
    while True:
        ended = children.first_ended()
        if ended == "worker" and time.monotonic() - started > WELL_SECONDS:
            say("The worker ended by itself and is started again.")
            children.start_again(ended)
            started = time.monotonic()
        elif ended:
            raise Stop(f"The {ended} process ended by itself; everything else was stopped.")
        time.sleep(0.5)


def prepare() -> None:
    """System packages, translations, static files."""
    machine.ensure(machine.FOR_RUNNING)
    compile_messages()
    _collect_static()


def compile_messages() -> None:
    """Compile the catalogues where their text changed."""
    catalogues = [*(ROOT / "locale").glob("*/LC_MESSAGES/*.po")]
    stamp = Stamp("messages", digest(catalogues))
    compiled = all(file.with_suffix(".mo").exists() for file in catalogues)
    if catalogues and not (stamp.is_fresh and compiled):
        for file in catalogues:
            subprocess.run(["msgfmt", "--check-format", "-o", str(file.with_suffix(".mo")), str(file)], check=True)
        stamp.set()


def _collect_static() -> None:
    files = [file for file in (ROOT / "static").rglob("*") if file.is_file()]
    stamp = Stamp("static", digest([*files, ROOT / "requirements.lock"]))
    if not (stamp.is_fresh and (LOCAL / "static").is_dir()):
        say("Collecting static files …")
        _run("manage.py", "collectstatic", "--noinput", "--clear", "-v0")
        stamp.set()


def _start(children: Children, port: int) -> None:
    common = {**os.environ, "DEMO": "1", "PORT": str(port), "BIND": f"127.0.0.1:{port}", "LOG_LEVEL": "WARNING"}
    web = [str(PYTHON), "-m", "gunicorn", "-c", "python:config.gunicorn", "--log-level", "warning"]
    children.start("web", web, {**common, "DB_ROLE": "web"})
    worker = [str(PYTHON), "manage.py", "worker"]
    children.start("worker", worker, {**common, "DB_ROLE": "job"})


def _wait_until_ready(children: Children, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if ended := children.first_ended():
            raise Stop(f"The {ended} process did not start; the reason stands above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Stop(f"The web process was not ready in {READY_SECONDS} seconds.")


def _tell(port: int) -> None:
    say(
        f"\nTrepart runs with demo data on http://localhost:{port}\n"
        f"  Sign in: open http://localhost:{port}/demo/ and choose a person; no password.\n"
        "  E-mail it sends lands in .local/mail/, text messages are shown here.\n"
        "  Stop with Ctrl-C. `make demo-reset` starts over.\n"
    )


def _run(*arguments: str, environment: dict[str, str] | None = None) -> None:
    command = [str(PYTHON), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise Stop(f"`{' '.join(arguments)}` failed; the reason stands above.")


def _refuse_busy(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError as error:
            raise Stop(f"Port {port} is taken. Choose another one: PORT=8001 make demo") from error


class _one_demo:  # noqa: N801 - used like a function
    """Hold the checkout's demo for ourselves, or stop when another one runs."""

    def __enter__(self) -> None:
        self._lock = (LOCAL / "demo.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop("A demo of this checkout runs already; stop it first.") from error

    def __exit__(self, *_: object) -> None:
        self._lock.close()
