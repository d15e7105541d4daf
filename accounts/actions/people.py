"""A person's own account."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actors import Actor
from accounts.models import Person
from common.audit import audit


@transaction.atomic
def set_up(*, person: Person, name: str, password: str) -> None:
    """Give a person whose e-mail address has just been proved a name and a password, and note the address as verified.

    The password has passed the validators. The caller records what the person came in by.
    """
    person.name = name
    person.set_password(password)
    person.save(update_fields=["name", "password"])
    verify_address(person)


def verify_address(person: Person) -> None:
    """Note that the person reads mail at this address. Repeatable."""
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})


def address_proved(*, user: Person, **_signal: Any) -> None:
    """Whoever sets a new password came by a link we mailed: receiver of allauth's `password_reset`."""
    verify_address(user)


@transaction.atomic
def change_profile(*, name: str, phone: str, language: str, neutral_wording: bool, by: Actor) -> None:
    """Save what a person may change about themselves; the audit row says that, not what."""
    person = by.person
    person.name, person.phone = name, phone
    person.language, person.neutral_wording = language, neutral_wording
    person.save(update_fields=["name", "phone", "language", "neutral_wording"])
    audit("profile_changed", by=by, subject=person.public_id)
