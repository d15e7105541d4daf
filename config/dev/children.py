"""Processes that end when we end: in good order when we are asked to stop, killed by the kernel when we are killed."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from types import FrameType
from typing import Self

from config.dev.paths import ROOT

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15


def die_with(parent: int, sign: signal.Signals) -> Callable[[], None]:
    """Return what a child does before it becomes the program: ask the kernel for `sign` when `parent` ends."""
    library = ctypes.CDLL(None)

    def prepare() -> None:
        library.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


class Asked(BaseException):
    """Somebody asked this process to stop."""


def stop_when_asked() -> None:
    """Turn Ctrl-C, SIGTERM and a closed terminal into `Asked`, so that `finally` and `with` do their work."""

    def raise_asked(number: int, frame: FrameType | None) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        raise Asked

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, raise_asked)


class Children:
    """The processes a command started. Leaving `with` stops them, the last one first."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._orders: dict[str, tuple[list[str], dict[str, str]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._running.values()):
            _stop(process)

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """Start a program in a session of its own: Ctrl-C reaches us alone, and we decide the order."""
        self._orders[name] = (command, environment)
        self._running[name] = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with(os.getpid(), signal.SIGKILL),
        )

    def start_again(self, name: str) -> None:
        """Start a program that has ended as it was started before."""
        self.start(name, *self._orders[name])

    def first_ended(self) -> str | None:
        """Return the name of a process that ended by itself, or None."""
        return next((name for name, process in self._running.items() if process.poll() is not None), None)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    if process.poll() is None:
        process.kill()
        process.wait()
