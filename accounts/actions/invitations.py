"""Inviting, and coming in. An invitation works once, for 14 days, until it is revoked; a race for it has one winner."""

import datetime
import uuid
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import notifications
from accounts.actions.people import set_up, verify_address
from accounts.actors import Actor, System
from accounts.enums import Party
from accounts.models import Invitation, Membership, Office, Person
from accounts.tokens import hash_of, token_of
from common.audit import audit
from common.errors import AlreadyDone
from common.models import AuditEntry

LIFETIME = timedelta(days=14)

#: A mistyped address reaches a stranger: so many wrong birth dates, and the link opens nothing any more.
GUESSES = 5
WRONG_BIRTH_DATE = "invitation_wrong_birth_date"


@transaction.atomic
def invite_participant(*, person: Person, by: Actor | System) -> Invitation:
    """Send a participant a way in to their own case, by e-mail; an open one they had stops working."""
    _lock(person)
    _replace_open(person, office=None, role="")
    return _issue(person, office=None, role="", by=by, kind="participant_invited")


@transaction.atomic
def invite_colleague(*, email: str, name: str, office: Office, role: str, by: Actor | System) -> Invitation:
    """Send a colleague a way in to a membership that begins when they accept. `role` exists at the office.

    Whoever has an account already keeps its name and must sign in to accept; the inviter is not told which it is.
    AlreadyDone when the person has the role there now.
    """
    address = email.strip().lower()
    person, _new = Person.objects.get_or_create(email=address, defaults={"name": name, "password": make_password(None)})
    _lock(person)
    if _has_role(person, office, role):
        raise AlreadyDone
    _replace_open(person, office=office, role=role)
    return _issue(person, office=office, role=role, by=by, kind="colleague_invited")


@transaction.atomic
def resend(*, invitation: Invitation, by: Actor) -> Invitation:
    """Send a new link with a new time limit; the old one stops working. AlreadyDone when it was used or revoked."""
    old = _locked(invitation)
    if old.accepted_at or old.revoked_at:
        raise AlreadyDone
    _end(old)
    return _issue(old.person, office=old.office, role=old.role, by=by, kind="invitation_resent")


@transaction.atomic
def revoke(*, invitation: Invitation, by: Actor | System) -> None:
    """Let the link stop working. AlreadyDone when it was used or revoked."""
    old = _locked(invitation)
    if old.accepted_at or old.revoked_at:
        raise AlreadyDone
    _end(old)
    audit("invitation_revoked", by=by, office=_office_key(old), subject=old.public_id)


@transaction.atomic
def knows_birth_date(*, invitation: Invitation, answer: datetime.date) -> bool:
    """Whether `answer` is the invited person's birth date: who holds the link has read mail, perhaps somebody else's.

    A wrong one leaves an audit row, and the fifth lets the link run out. AlreadyDone when it is no longer open.
    """
    current = _open_and_locked(invitation)
    if answer == current.person.birth_date:
        return True
    audit(WRONG_BIRTH_DATE, by=System("invitation"), subject=current.public_id)
    wrong = AuditEntry.objects.filter(kind=WRONG_BIRTH_DATE, subject=str(current.public_id))
    if wrong.count() >= GUESSES:
        Invitation.objects.filter(pk=current.pk).update(expires_at=timezone.now())
    return False


@transaction.atomic
def accept(*, invitation: Invitation, password: str, name: str = "") -> Membership | None:
    """Let a person without a password in: the password is set, the address counts as proved; "" keeps the name.

    Returns the membership the invitation gave, None for a participant. AlreadyDone when it is no longer open, or when
    the person has got a password in the meantime and must sign in with it.
    """
    current = _open_and_locked(invitation)
    if current.person.has_usable_password():
        raise AlreadyDone
    set_up(person=current.person, name=name or current.person.name, password=password)
    return _accept(current, by=Actor(current.person))


@transaction.atomic
def accept_signed_in(*, invitation: Invitation, by: Actor) -> Membership | None:
    """Let the signed-in person, whose invitation it is, take it. AlreadyDone when it is no longer open."""
    current = _open_and_locked(invitation)
    verify_address(current.person)
    return _accept(current, by=by)


def _accept(invitation: Invitation, *, by: Actor) -> Membership | None:
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())
    audit("invitation_accepted", by=by, office=_office_key(invitation), subject=invitation.public_id)
    if invitation.office is None:
        return None
    return _membership(invitation.person, invitation.office, invitation.role)


def _membership(person: Person, office: Office, role: str) -> Membership:
    """The person's role at the office from today on, or the one that has not ended yet."""
    today = timezone.localdate()
    members = Membership.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today))
    member, _new = members.get_or_create(person=person, office=office, role=role, defaults={"valid_from": today})
    return member


def _issue(person: Person, *, office: Office | None, role: str, by: Actor | System, kind: str) -> Invitation:
    now = timezone.now()
    invitation = Invitation(person=person, office=office, role=role, created_at=now, expires_at=now + LIFETIME)
    invitation.public_id = uuid.uuid4()
    invitation.token_hash = hash_of(token_of(invitation))
    invitation.invited_by = by.membership if isinstance(by, Actor) else None
    invitation.save()
    audit(kind, by=by, office=_office_key(invitation), subject=invitation.public_id, data={"role": role})
    notifications.invitation(invitation, by=by)
    return invitation


def _replace_open(person: Person, *, office: Office | None, role: str) -> None:
    for old in Invitation.objects.open().filter(person=person, office=office, role=role):
        _end(old)


def _end(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=timezone.now())


def _has_role(person: Person, office: Office, role: str) -> bool:
    members = Membership.objects.in_force()
    return bool(members.filter(person=person, office=office, role=Party(role)).exists())


def _lock(person: Person) -> None:
    """One invitation at a time for a person."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person", "office").get(pk=invitation.pk)


def _open_and_locked(invitation: Invitation) -> Invitation:
    current = _locked(invitation)
    if current.accepted_at or current.revoked_at or current.expires_at <= timezone.now():
        raise AlreadyDone
    return current


def _office_key(invitation: Invitation) -> uuid.UUID | None:
    return invitation.office.public_id if invitation.office else None
