"""The folders of a checkout, and how the commands talk."""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV = LOCAL / "venv"
PYTHON = VENV / "bin" / "python"


class Stop(SystemExit):
    """Ends the command with one clear line instead of a traceback."""


def say(text: str) -> None:
    """Tell the developer what happens now, at once, also where standard output is a file."""
    print(text, flush=True)


def in_venv() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def digest(files: Iterable[Path], *more: str) -> str:
    """Return a hash of the files' contents and of `more`. A missing file counts as empty."""
    total = hashlib.sha256("\0".join(more).encode())
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode())
        total.update(file.read_bytes() if file.is_file() else b"")
    return total.hexdigest()


class Stamp:
    """Remembers in `.local/stamps` that a step was done for this state of its inputs."""

    def __init__(self, name: str, state: str) -> None:
        self._file = LOCAL / "stamps" / name
        self._state = state

    @property
    def is_fresh(self) -> bool:
        return self._file.is_file() and self._file.read_text() == self._state

    def set(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._state)
