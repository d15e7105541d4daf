"""The process that fetches and reads one calendar: within limits it cannot lift, and without a word on failure."""

import json
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from appointments.fetching.https import Network, download
from appointments.fetching.outcomes import NOT_A_CALENDAR, TOO_LARGE, UNREACHABLE, Unreadable
from appointments.fetching.reading import busy

FETCH_SECONDS: float = 10
READ_SECONDS: float = 10
CPU_SECONDS = 25
MEMORY = 1024**3


class OutOfTime(BaseException):
    """The time is over. Not an Exception: no library that survives errors may survive this."""


def main(network: Network | None = None) -> None:
    """Answer the question on standard input: when is this calendar busy?"""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS)):
        resource.setrlimit(limit, (most, most))
    answer = answer_to(json.load(sys.stdin), network or Network())
    sys.stdout.write(json.dumps(answer))


def answer_to(question: dict[str, Any], network: Network) -> dict[str, Any]:
    """Return `busy`, a list of pairs, or `error`, one of `outcomes`."""
    try:
        with within(FETCH_SECONDS, UNREACHABLE):
            content = download(question["url"], network)
        with within(READ_SECONDS, TOO_LARGE):
            return {"busy": _read(content, question["start"], question["end"])}
    except Unreadable as found:
        return {"error": found.code}


def _read(content: bytes, start: int, end: int) -> list[tuple[int, int]]:
    try:
        return busy(content, start, end)
    except MemoryError:
        raise Unreadable(TOO_LARGE) from None
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - whatever somebody else's calendar breaks in a parser, it cannot be read
        raise Unreadable(NOT_A_CALENDAR) from None


@contextmanager
def within(limit: float, code: str) -> Iterator[None]:
    """Raise Unreadable with `code` when the block takes longer than `limit` seconds. Main thread only.

    The alarm repeats: one that rings in a place that swallows it is followed by the next.
    """

    def stop(*_signal: Any) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit, 0.5)
    try:
        yield
    except OutOfTime:
        raise Unreadable(code) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
