"""The person context: tells PostgreSQL who asks, for one transaction.

Row-level security reads `app.person_id` and `app.membership_id`. They are set locally to a transaction, so a pooled
connection can never carry one person's context to the next. Streaming bodies run outside it and see nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def _set(person: str, membership: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.person_id', %s, true), set_config('app.membership_id', %s, true)",
            [person, membership],
        )


def _current() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.person_id', true), current_setting('app.membership_id', true)")
        person, membership = cursor.fetchone()
    return person or "", membership or ""


def set_person(person_id: int | None, membership_id: int | None) -> None:
    """Set who asks for the rest of the transaction that is already open. None means nobody."""
    _set(str(person_id or ""), str(membership_id or ""))


@contextmanager
def person_context(person_id: int | None, membership_id: int | None = None) -> Iterator[None]:
    """Open a transaction (or savepoint) as this person acting in this membership, None meaning *as participant*.

    The previous context comes back at the end, also inside an outer transaction.
    """
    with transaction.atomic():
        before = _current()
        set_person(person_id, membership_id)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                _set(*before)
