"""What makes a person a participant: told by the room that knows the cases, since this one stands below it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import County, Person


@dataclass(frozen=True)
class Cases:
    """`has_case(person)`: whether the person has a case of their own. `people(county, limit)`: the first who have
    one there.
    """

    has_case: Callable[[Person], bool]
    people: Callable[[County, int], Iterable[Person]]


_registered: list[Cases] = []


def register(cases: Cases) -> None:
    """Add a source of cases. Called once per room, from its `ready()`; registering twice does nothing."""
    if cases not in _registered:
        _registered.append(cases)


def is_participant(person: Person) -> bool:
    """Whether the person takes part with a case of their own. One query per source."""
    return any(cases.has_case(person) for cases in _registered)


def participants(county: County, limit: int) -> list[Person]:
    """Return the first `limit` people with a case in the county, oldest first."""
    found = {person.pk: person for cases in _registered for person in cases.people(county, limit)}
    return [found[key] for key in sorted(found)][:limit]
