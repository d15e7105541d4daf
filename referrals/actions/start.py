"""The participant's own start, without a referral (trondelag-model, "Brukerreisen")."""

import datetime
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import set_up
from accounts.actors import Actor, as_participant
from accounts.enums import Party
from accounts.models import County, Membership, Person
from journeys.actions import AlreadyInJourney, invite_nav, start
from journeys.models import Journey
from referrals import notifications
from referrals.limits import address_is_exhausted
from referrals.models import OwnStart, PendingStart
from referrals.queries import open_journey_in
from referrals.tokens import hash_of, token_of

LIFETIME = timedelta(days=3)


class LinkUsedUp(Exception):
    """The link was used, or its time is over."""


class LinkOfAnother(Exception):
    """The address belongs to an account that this link alone may not open."""


@dataclass(frozen=True)
class StartRequest:
    """What somebody who is not signed in wrote on the county's page. `email` is in lower case."""

    name: str
    birth_date: datetime.date
    email: str
    phone: str
    language: str
    topic: str


@dataclass(frozen=True)
class OwnStartAnswers:
    """What the last step asks: a password for somebody who has none (else empty), and whom at Nav to invite."""

    password: str = ""
    nav_counsellor: Membership | None = None


@transaction.atomic
def request_start(*, county: County, request: StartRequest) -> None:
    """Keep the start for three days and send its link to the address. Says nothing about whether it has an account.

    Does nothing for an address that got its mails for this hour, so that nobody can fill another's mailbox. Leaves no
    audit row: nobody has acted yet.
    """
    if address_is_exhausted(request.email):
        return
    now = timezone.now()
    pending = PendingStart(
        public_id=uuid.uuid4(),
        county=county,
        name=request.name,
        email=request.email,
        phone=request.phone,
        birth_date=request.birth_date,
        language=request.language,
        topic=request.topic,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    pending.token_hash = hash_of(token_of(pending))
    pending.save()
    notifications.start_link(pending)


@transaction.atomic
def confirm_start(*, pending: PendingStart, answers: OwnStartAnswers, signed_in: Person | None) -> Journey:
    """Begin what was asked for, now that the address is proved; return the participant's open journey in the county.

    Makes the person, or takes the one with this address: one with a password must be `signed_in`, one without must
    have the same birth date. Records `journey_started`, and `nav_invited` when a counsellor is named; nothing when the
    person is in an open journey in the county already. Raises LinkUsedUp or LinkOfAnother.
    """
    rows = PendingStart.objects.select_for_update(of=("self",), no_key=True).select_related("county")
    current = rows.get(pk=pending.pk)
    if current.completed_at or current.expires_at <= timezone.now():
        raise LinkUsedUp
    person = _person(current, answers.password, signed_in)
    PendingStart.objects.filter(pk=current.pk).update(completed_at=timezone.now())
    try:
        return _begin(current.county, current.topic, answers.nav_counsellor, as_participant(person))
    except AlreadyInJourney:
        return Journey.objects.get(county=current.county, participant=person, closed_at=None)


@transaction.atomic
def start_signed_in(
    *, county: County, topic: str, birth_date: datetime.date | None, nav_counsellor: Membership | None, by: Actor
) -> Journey:
    """Begin for the signed-in participant; `birth_date` is given where it was not known.

    Records as `confirm_start` does. Raises AlreadyInJourney when one is open in the county.
    """
    _complete(by.person, birth_date)
    return _begin(county, topic, nav_counsellor, by)


@transaction.atomic
def forget_expired_starts(*, now: datetime.datetime) -> int:
    """Delete starts whose time is over at `now` (aware), used or not, and return how many. Run daily by the worker."""
    deleted, _by_model = PendingStart.objects.filter(expires_at__lte=now).delete()
    return deleted


def _begin(county: County, topic: str, nav_counsellor: Membership | None, by: Actor) -> Journey:
    if open_journey_in(county, by.person):
        raise AlreadyInJourney
    journey = start(county=county, participant=by.person, origin=Party.PARTICIPANT, by=by)
    OwnStart.objects.create(journey=journey, topic=topic, started_at=journey.started_at)
    if nav_counsellor:
        invite_nav(journey=journey, membership=nav_counsellor, by=by)
    return journey


def _person(pending: PendingStart, password: str, signed_in: Person | None) -> Person:
    """Whoever the proved address belongs to; a new person, or one without a password, gets this one."""
    person, _is_new = Person.objects.get_or_create(
        email=pending.email,
        defaults={
            "name": pending.name,
            "birth_date": pending.birth_date,
            "phone": pending.phone,
            "language": pending.language,
            "password": "!",
        },
    )
    if not may_confirm(pending, person, signed_in):
        raise LinkOfAnother
    _complete(person, pending.birth_date)
    if not person.has_usable_password():
        set_up(person=person, name=person.name, password=password)
    return person


def may_confirm(pending: PendingStart, person: Person, signed_in: Person | None) -> bool:
    """Whether this link may begin for the person who has its address, given who is signed in (None: nobody)."""
    if person.has_usable_password():
        return signed_in is not None and signed_in.pk == person.pk
    return person.is_active and person.birth_date == pending.birth_date


def _complete(person: Person, birth_date: datetime.date | None) -> None:
    if person.birth_date is None and birth_date:
        person.birth_date = birth_date
        person.save(update_fields=["birth_date"])
