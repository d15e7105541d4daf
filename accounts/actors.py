"""Who acts: a signed-in person in one membership, or as participant; or a job.

The firewall follows the active membership. A person with memberships on both sides, or who is a participant too,
sees each side only while acting in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.enums import Party
from accounts.models import County, Membership, Office, Person

if TYPE_CHECKING:
    from django.db.models import Field
    from django_stubs_ext import StrOrPromise

AS_PARTICIPANT = "participant"


@dataclass(frozen=True)
class System:
    """A job acting on its own; `job` is the name the events and the audit table keep."""

    job: str


@dataclass(frozen=True)
class Actor:
    """A signed-in person acting in one membership in force now (`membership`) or as participant (None).

    `covers` are the ids of the memberships this one stands in for today, all of the same role.
    """

    person: Person
    membership: Membership | None = None
    covers: tuple[int, ...] = ()

    @property
    def is_participant(self) -> bool:
        return self.membership is None

    @property
    def party(self) -> Party:
        return Party(self.membership.role) if self.membership else Party.PARTICIPANT

    @property
    def office(self) -> Office | None:
        return self.membership.office if self.membership else None

    @property
    def county(self) -> County | None:
        return self.membership.office.county if self.membership else None

    @property
    def membership_id(self) -> int | None:
        return self.membership.pk if self.membership else None

    @cached_property
    def recipients(self) -> tuple[int, ...]:
        """The membership ids this actor reads and acts for: the own and those covered now. Empty for participants."""
        return (self.membership.pk, *self.covers) if self.membership else ()

    @property
    def key(self) -> str:
        """What forms carry to tell in which capacity they were opened."""
        return str(self.membership.public_id) if self.membership else AS_PARTICIPANT

    @property
    def role_label(self) -> "StrOrPromise":
        return self.party.label

    @property
    def place(self) -> str:
        """The office the header shows beside the role; nothing for a participant."""
        return self.membership.office.name if self.membership else ""


#: Asked in every request. Django would put the statement together anew each time, for more than the answer costs.
_IN_FORCE = """
    select array(
        select cover.covered_id
        from accounts_cover cover
        join accounts_membership covered on covered.id = cover.covered_id and covered.role = membership.role
        where cover.covering_id = membership.id and cover.valid_from <= %(day)s and cover.valid_until > %(day)s
    ), {columns}
    from accounts_membership membership
    join accounts_office office on office.id = membership.office_id
    join accounts_county county on county.id = office.county_id
    where membership.person_id = %(person)s and membership.public_id = %(public_id)s
      and membership.valid_from <= %(day)s and (membership.valid_until is null or membership.valid_until > %(day)s)
"""
_SELECTED = {"membership": Membership, "office": Office, "county": County}


@cache
def _statement() -> str:
    columns = [f'{table}."{field.column}"' for table, model in _SELECTED.items() for field in _fields(model)]
    return _IN_FORCE.format(columns=", ".join(columns))


def _fields(model: Any) -> "Iterable[Field[Any, Any]]":
    """Return the fields that are columns, in the order Django reads them."""
    fields: Iterable[Field[Any, Any]] = model._meta.concrete_fields  # noqa: SLF001 - documented, in spite of its name
    return fields


def for_membership(person: Person, public_id: UUID | str) -> Actor | None:
    """Return the actor for this person's membership if it is in force today, else None. One query."""
    parameters: dict[str, Any] = {
        "day": timezone.localdate(),
        "person": person.pk,
        "public_id": UUID(str(public_id)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(), parameters)
        row = cursor.fetchone()
    return _actor(person, *row) if row else None


def _actor(person: Person, covers: list[int], *values: Any) -> Actor:
    rest = iter(values)
    membership, office, county = (_instance(model, rest) for model in _SELECTED.values())
    membership.person, membership.office, office.county = person, office, county
    return Actor(person, membership, tuple(covers))


def _instance(model: Any, values: Iterator[Any]) -> Any:
    """Make a model's instance of the next values, in the order `_statement` selects them."""
    names = [field.attname for field in _fields(model)]
    return model.from_db(connection.alias, names, [next(values) for _name in names])


def as_participant(person: Person) -> Actor:
    """Return the person acting in their own case."""
    return Actor(person)
