"""Who acts: a signed-in person in one membership, or as participant; or a job.

The firewall follows the active membership. A person with memberships on both sides, or who is a participant too,
sees each side only while acting in it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from accounts.enums import Party
from accounts.models import County, Cover, Membership, Office, Person

if TYPE_CHECKING:
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


def for_membership(person: Person, public_id: UUID | str) -> Actor | None:
    """Return the actor for this person's membership if it is in force today, else None. One query."""
    today = timezone.localdate()
    covers = Cover.objects.filter(
        covering=OuterRef("pk"), covered__role=OuterRef("role"), valid_from__lte=today, valid_until__gt=today
    ).values("covered_id")
    membership = (
        Membership.objects.in_force(today)
        .filter(person=person, public_id=public_id)
        .select_related("office__county")
        .annotate(covers_now=ArraySubquery(covers))
        .first()
    )
    return Actor(person, membership, tuple(membership.covers_now)) if membership else None


def as_participant(person: Person) -> Actor:
    """Return the person acting in their own case."""
    return Actor(person)
