"""What the tests of group sessions look at: messages, taken time, the audit table, and pages."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, override

from appointments.models import Commitment
from common.models import AuditEntry, OutboxMessage


def messages(**conditions: Any) -> set[tuple[str, str]]:
    """Kind and address of what waits."""
    return set(OutboxMessage.objects.filter(**conditions).values_list("kind", "address"))


def mails(actor: Any) -> list[str]:
    return sorted(OutboxMessage.objects.filter(address=actor.person.email).values_list("kind", flat=True))


def busy(person: Any) -> list[tuple[datetime, datetime]]:
    return list(Commitment.objects.filter(person=person, active=True).values_list("starts_at", "ends_at"))


def audited() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("kind", flat=True))


def url(page: str, *args: Any) -> str:
    return reverse(f"appointments:{page}", args=[getattr(arg, "public_id", arg) for arg in args])


def text(response: Any) -> str:
    return str(response.content.decode())


def said(message: str) -> str:
    with override("nb"):
        return gettext(message)
