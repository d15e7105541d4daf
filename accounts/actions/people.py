"""A person's own account."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actors import Actor
from accounts.models import Person
from accounts.signals import profile_changed
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


#: What a person may change about themselves.
OWN_FIELDS = ("name", "phone", "language", "neutral_wording", "sms_reminders", "second_reminder")


@transaction.atomic
def change_profile(*, by: Actor, **changes: Any) -> None:
    """Save what a person changed about themselves, of `OWN_FIELDS`; the audit row says that, not what.

    Sends `profile_changed`. ValueError for anything else, since a form decides on the names.
    """
    if not_own := changes.keys() - set(OWN_FIELDS):
        raise ValueError(f"nobody changes this about themselves: {sorted(not_own)}")
    person = by.person
    for name, value in changes.items():
        setattr(person, name, value)
    person.save(update_fields=list(changes))
    audit("profile_changed", by=by, subject=person.public_id)
    profile_changed.send(Person, person=person)
