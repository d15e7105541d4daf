"""What the worker does in production, done at once and as the worker's own database role."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction

from careerplans import rendering
from careerplans.pdf.render import render
from common import outbox
from common.roles import JOB


@contextmanager
def as_worker() -> Iterator[None]:
    """Be app_job for one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        (before,) = cursor.fetchone()
        cursor.execute("set local role none")
        cursor.execute(f"set local role {JOB}")
        yield
        cursor.execute("set local role none")
        cursor.execute(f"set local role {before}")


def send_mail() -> list[EmailMessage]:
    """Send what is due and return it."""
    before = len(mail.outbox)
    with as_worker():
        outbox.send_due()
    return list(mail.outbox[before:])


def to(messages: list[EmailMessage], address: str) -> EmailMessage:
    """Return the last of these messages to an address."""
    return [each for each in messages if address in each.to][-1]


def link_in(message: EmailMessage, part: str) -> str:
    """Return the address in a message's text that has this in it."""
    found = [each.rstrip(".)") for each in re.findall(r"https?://\S+", str(message.body)) if part in each]
    assert found, message.body
    return found[0]


def make_pdfs() -> int:
    """Make the PDFs that wait."""
    with as_worker():
        return rendering.render_waiting(make=render)
