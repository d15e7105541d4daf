"""Invented people and offices for tests. Names look invented; nobody here exists."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.actors import Actor, as_participant, for_membership
from accounts.enums import OfficeKind, Party
from accounts.models import County, Cover, Membership, Office, Person
from common.rls import person_context
from journeys.models import Journey

PASSWORD = "et-langt-oppdiktet-passord"
COUNTIES = {
    "nordland": ("Nordland", "18"),
    "trondelag": ("Trøndelag", "50"),
    "innlandet": ("Innlandet", "34"),
    "rogaland": ("Rogaland", "11"),
    "akershus": ("Akershus", "32"),
}


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Prøve Eksempelsen {n}")
    email = factory.Sequence(lambda n: f"prove{n}@example.test")
    birth_date = datetime.date(2004, 5, 17)
    password = factory.django.Password(PASSWORD)


def county(code: str = "nordland") -> County:
    name, number = COUNTIES[code]
    return County.objects.get_or_create(code=code, defaults={"name": name, "number": number})[0]


def office(kind: str = OfficeKind.NAV_OFFICE, *, county_code: str = "nordland", name: str | None = None) -> Office:
    name = name or f"{OfficeKind(kind).name.title()} {county_code}"
    return Office.objects.get_or_create(
        county=county(county_code), kind=kind, name=name, defaults={"address": "Prøvegata 1"}
    )[0]


def membership(role: str, at: Office, **fields: Any) -> Membership:
    person = fields.pop("person", None) or PersonFactory()
    fields.setdefault("valid_from", timezone.localdate() - datetime.timedelta(days=400))
    return Membership.objects.create(person=person, office=at, role=role, **fields)


def actor_of(member: Membership) -> Actor:
    actor = for_membership(member.person, member.public_id)
    assert actor is not None
    return actor


def staff(role: str, *, county_code: str = "nordland", office_name: str | None = None, **fields: Any) -> Actor:
    """An actor in a new membership at an office of the kind the role belongs to."""
    kinds = {
        Party.NAV_COUNSELLOR: OfficeKind.NAV_OFFICE,
        Party.CAREER_COUNSELLOR: OfficeKind.CAREER_CENTRE,
        Party.COORDINATOR: OfficeKind.COUNTY_AUTHORITY,
    }
    return actor_of(membership(role, office(kinds[Party(role)], county_code=county_code, name=office_name), **fields))


def participant(**fields: Any) -> Actor:
    return as_participant(PersonFactory(**fields))


def cover(covered: Actor, covering: Actor, *, days: int = 7) -> Actor:
    """Let one staff actor cover for another from today; returns the covering actor anew."""
    today = timezone.localdate()
    Cover.objects.create(
        covered=covered.membership,
        covering=covering.membership,
        valid_from=today,
        valid_until=today + datetime.timedelta(days=days),
    )
    assert covering.membership is not None
    return actor_of(covering.membership)


@contextmanager
def acting(actor: Actor | None) -> Iterator[None]:
    """Be this actor for the database too, as the middleware does for a request."""
    with person_context(actor.person.pk if actor else None, actor.membership_id if actor else None):
        yield


class JourneyFactory(DjangoModelFactory[Journey]):
    """A journey without events; use `journeys.actions.start` and the rooms' actions where the events matter."""

    class Meta:
        model = Journey

    county = factory.LazyFunction(county)
    blueprint_key = "nordland"
    blueprint_version = 1
    participant = factory.SubFactory(PersonFactory)
    started_at = factory.LazyFunction(timezone.now)
    last_event_at = factory.LazyFunction(timezone.now)
