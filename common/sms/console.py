"""Text messages on the developer's terminal, and kept in memory for tests."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple


class Sms(NamedTuple):
    """One text message as a gateway was given it."""

    to: str
    text: str
    reference: str


class Console:
    """Writes text messages to standard output: only where all people are invented."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.sender = options.get("SENDER", "")

    def send(self, *, to: str, text: str, reference: str) -> None:
        sys.stdout.write(f"SMS {self.sender} -> {to} ({reference})\n{text}\n\n")
        sys.stdout.flush()


class Memory:
    """Keeps text messages in `sent`, for tests."""

    sent: ClassVar[list[Sms]] = []

    def __init__(self, options: Mapping[str, Any]) -> None:
        """Needs to know nothing."""

    def send(self, *, to: str, text: str, reference: str) -> None:
        self.sent.append(Sms(to, text, reference))
