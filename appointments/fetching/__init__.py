"""Calendars elsewhere, fetched and read in a process of their own.

What comes from outside is hostile until it is read: the process that reads it holds no connection and no secret, has
little memory, and is ended when its time is over. It imports nothing of Django.
"""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from appointments.fetching.outcomes import TOO_LARGE, UNREACHABLE, Unreadable
from appointments.slots import Span, merged, seconds

__all__ = ["Unreadable", "busy_times"]

#: Seconds until the process is killed; it means to end before (`child.FETCH_SECONDS` and `child.READ_SECONDS`).
PATIENCE = 30
COMMAND = [sys.executable, "-m", "appointments.fetching"]
#: All the process gets of our environment: where programs and trusted certificates are.
PASSED_ON = ("PATH", "PYTHONPATH", "SSL_CERT_FILE", "SSL_CERT_DIR")


def busy_times(url: str, start: datetime, end: datetime) -> list[Span]:
    """Return when the calendar at `url` says busy within `[start, end)` (aware), merged, in seconds since 1970.

    Unreadable says why it cannot be told. Takes up to PATIENCE seconds: never call it in a transaction.
    """
    first, last = seconds(start), seconds(end)
    answer = _ask({"url": url, "start": first, "end": last})
    if "error" in answer:
        raise Unreadable(answer["error"])
    clipped = ((max(a, first), min(b, last)) for a, b in answer["busy"])
    return merged(span for span in clipped if span[0] < span[1])


def _ask(question: dict[str, Any]) -> dict[str, Any]:
    """Return what the process answers. One that dies of its limits had too much to read."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program; what others wrote only comes by its standard input
            COMMAND,
            input=json.dumps(question).encode(),
            capture_output=True,
            timeout=PATIENCE,
            cwd=Path(__file__).parents[2],
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(UNREACHABLE) from None
    except subprocess.CalledProcessError:
        raise Unreadable(TOO_LARGE) from None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
