"""A mail server for a worker in a process of its own: a folder. The test may stop the worker before or after a mail is
taken, and end it there.
"""

import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

#: The environment's name for the folder.
FOLDER = "FAULTS_MAILBOX"


class Point(StrEnum):
    """Where a worker can be stopped: the mail is on its way, or it is taken and that is not recorded."""

    BEFORE = "stop-before"
    AFTER = "stop-after"


class Backend(BaseEmailBackend):
    """Takes each mail by one file that is whole or not there."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(os.environ[FOLDER])
        for each in email_messages:
            _stop(folder, Point.BEFORE)
            draft = folder / f"{uuid.uuid4()}.draft"
            draft.write_bytes(each.message().as_bytes())
            draft.rename(draft.with_suffix(".eml"))
            _stop(folder, Point.AFTER)
        return len(email_messages)


def _stop(folder: Path, point: Point) -> None:
    while (folder / point).exists():
        (folder / "reached").touch()
        time.sleep(0.01)


class Mailbox:
    """The same folder, as the test sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def stopping(self, point: Point) -> Iterator[None]:
        """A worker stops there until the end of the block."""
        (self.folder / point).touch()
        yield
        (self.folder / point).unlink()
        (self.folder / "reached").unlink(missing_ok=True)

    def is_reached(self) -> bool:
        return (self.folder / "reached").exists()

    def mails(self) -> list[Message]:
        return [message_from_bytes(file.read_bytes()) for file in self.folder.glob("*.eml")]

    def ids(self) -> list[str]:
        """The Message-ID of each mail that was taken."""
        return sorted(str(mail["Message-ID"]) for mail in self.mails())
