"""Who is a participant: whoever has a journey, open or closed. Registered with `accounts.participation`."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from accounts.models import County, Person
from accounts.participation import Cases
from journeys.models import Journey


def has_journey(person: Person) -> bool:
    """Whether the person has a journey, open or closed. One query."""
    return Journey.objects.filter(participant=person).exists()


def people(county: County, limit: int) -> Iterable[Person]:
    """Return the first people with a journey in the county, by id. One query."""
    journeys = Journey.objects.filter(participant=OuterRef("pk"), county=county)
    return Person.objects.filter(Exists(journeys)).order_by("pk")[:limit]


CASES = Cases(has_case=has_journey, people=people)
