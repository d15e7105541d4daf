"""The audit table's one door: a business act outside any journey becomes one row, with ids only."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone

from common.models import AuditEntry


class PersonActing(Protocol):
    """Somebody signed in, in a membership or as participant (None)."""

    @property
    def person(self) -> Any: ...
    @property
    def membership(self) -> Any: ...


class JobActing(Protocol):
    """A job acting on its own."""

    @property
    def job(self) -> str: ...


def audit(
    kind: str,
    *,
    by: PersonActing | JobActing,
    office: UUID | None = None,
    subject: str | UUID = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write that `kind` happened now. `office` and `subject` are public ids; `data` holds ids and codes, no free text.

    A job leaves its name in `data["job"]`. Part of the caller's transaction.
    """
    job = getattr(by, "job", "")
    membership = getattr(by, "membership", None)
    return AuditEntry.objects.create(
        kind=kind,
        at=timezone.now(),
        by_person=getattr(by, "person", None),
        by_membership=membership and membership.public_id,
        office=office,
        subject=str(subject),
        data={**(data or {}), **({"job": job} if job else {})},
    )
