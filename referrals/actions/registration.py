"""Registering a referral: Nav's order of guidance, made together with the participant (nordland-model, *Forarbeid*)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions import invite_participant
from accounts.actors import Actor
from accounts.enums import Language, Party
from accounts.models import Membership, Office, Person
from common.audit import audit
from journeys import kinds
from journeys.actions import record, start
from journeys.models import Journey
from referrals.limits import LOOKUP, check_lookups
from referrals.models import AgreedInformation, IncomeSupport, MissingDocument, NavAssessment, Referral
from referrals.permissions import member
from referrals.queries import Match, find_open_journey


class AddressOfAnother(Exception):
    """The e-mail address belongs to an account with another birth date. Who that is, is not told."""


@dataclass(frozen=True)
class Applicant:
    """Who is referred, as Nav and the participant wrote it together. `email` is in lower case."""

    name: str
    birth_date: datetime.date
    email: str
    phone: str
    language: Language
    spoken_language: str
    needs_interpreter: bool


@dataclass(frozen=True)
class Registration:
    """One referral. Only `applicant`, `purpose` and `agreed_text` cross to the career centre (DOMAIN, firewall 1)."""

    applicant: Applicant
    career_centre: Office
    checklist: Mapping[str, bool]
    reason_against: str
    purpose: str
    agreed_text: str
    missing_documents: str
    income_support: IncomeSupport
    support_months: int | None
    frame_note: str


@transaction.atomic
def look_up(*, applicant: Applicant, by: Actor) -> Match | None:
    """Look for an open journey of this person in the actor's county: by e-mail, or by name, with the birth date.

    Leaves one audit row, which names the journey when one was found. TooMany when this membership has asked too often.
    Source: DOMAIN, "The firewall", point 7.
    """
    check_lookups(by)
    office = member(by).office
    match = find_open_journey(
        county=office.county,
        name=applicant.name,
        birth_date=applicant.birth_date,
        email=applicant.email,
    )
    subject = match.journey.public_id if match else ""
    audit(LOOKUP, by=by, office=office.public_id, subject=subject)
    return match


@transaction.atomic
def register(*, registration: Registration, by: Actor) -> Journey:
    """Register a referral: person, journey, what crosses and what stays at Nav; the participant is invited by mail.

    Records `journey_started` and `referral_registered`. Raises PermissionDenied when the career centre is another
    county's, AddressOfAnother when the e-mail address belongs to somebody with another birth date, AlreadyInJourney
    when the person has an open journey in the county, also when another request registered it a moment ago.
    """
    nav = member(by)
    if registration.career_centre.county_id != nav.office.county_id:
        raise PermissionDenied
    person = _person(registration.applicant)
    journey = start(
        county=nav.office.county,
        participant=person,
        origin=Party.NAV_COUNSELLOR,
        by=by,
        nav_counsellor=nav,
        career_centre=registration.career_centre,
    )
    referral = _save(registration, journey, nav)
    _record(referral, registration, by)
    invite_participant(person=person, by=by)
    return journey


def _person(applicant: Applicant) -> Person:
    """The person with this address, made if there is none; AddressOfAnother when the birth date is another."""
    person, is_new = Person.objects.get_or_create(
        email=applicant.email,
        defaults={
            "name": applicant.name,
            "birth_date": applicant.birth_date,
            "phone": applicant.phone,
            "language": applicant.language,
            "spoken_language": applicant.spoken_language,
            "needs_interpreter": applicant.needs_interpreter,
            "password": "!",
        },
    )
    if person.birth_date != applicant.birth_date:
        raise AddressOfAnother
    if not is_new:
        _complete(person, applicant)
    return person


def _complete(person: Person, applicant: Applicant) -> None:
    """Add what was not known of a person who has an account; what the person has written stays."""
    person.phone = person.phone or applicant.phone
    person.spoken_language = person.spoken_language or applicant.spoken_language
    person.needs_interpreter = person.needs_interpreter or applicant.needs_interpreter
    person.save(update_fields=["phone", "spoken_language", "needs_interpreter"])


def _save(registration: Registration, journey: Journey, nav: Membership) -> Referral:
    """The rows of a referral. The database lets only the Nav counsellor the journey names add agreed information."""
    now = timezone.now()
    referral = Referral.objects.create(
        journey=journey, purpose=registration.purpose, registered_by=nav, registered_at=now
    )
    NavAssessment.objects.create(
        referral=referral,
        checklist=dict(registration.checklist),
        reason_against=registration.reason_against,
        income_support=registration.income_support,
        support_months=registration.support_months,
        frame_note=registration.frame_note,
    )
    AgreedInformation.objects.create(
        journey=journey,
        participant=journey.participant,
        text=registration.agreed_text,
        changed_by=nav.person,
        changed_at=now,
    )
    if registration.missing_documents:
        MissingDocument.objects.create(journey=journey, description=registration.missing_documents, registered_at=now)
    return referral


def _record(referral: Referral, registration: Registration, by: Actor) -> None:
    data = {
        "referral": str(referral.public_id),
        "nav": by.membership_id,
        "documents_missing": bool(registration.missing_documents),
        "career_centre": registration.career_centre.pk,
    }
    record(journey=referral.journey, kind=kinds.REFERRAL_REGISTERED, by=by, data=data)
