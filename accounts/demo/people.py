"""Whom the demo's front page offers: a few people per county and party, with a word on what each can do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from accounts.actors import AS_PARTICIPANT
from accounts.enums import Party
from accounts.models import County, Membership, Person
from accounts.participation import participants

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PER_GROUP = 6

CAN_DO: dict[Party, "StrOrPromise"] = {
    Party.PARTICIPANT: _("Book a time, read your own plan and decide who may see it."),
    Party.NAV_COUNSELLOR: _("Register a referral, take part in meetings and read plans that are shared with you."),
    Party.CAREER_COUNSELLOR: _(
        "Offer times, hold meetings, write notes and make the plan together with the participant."
    ),
    Party.COORDINATOR: _("Look after offices, people and invitations. You see nothing of what is said."),
    Party.TRAINING_ADVISER: _("Answer questions about vocational training."),
    Party.PROVIDER_ADVISER: _("Book for a participant in a measure."),
}


@dataclass(frozen=True)
class DemoPerson:
    """One button: a person in one capacity."""

    person: Person
    key: str
    place: str = ""


@dataclass(frozen=True)
class Group:
    """The people of one party in one county."""

    county: County
    party: Party
    people: list[DemoPerson]

    @property
    def label(self) -> "StrOrPromise":
        return self.party.label

    @property
    def can_do(self) -> "StrOrPromise":
        return CAN_DO[self.party]


def groups(county: County) -> list[Group]:
    """Return the county's groups in the order of the parties, without empty ones. Two queries."""
    found = {Party.PARTICIPANT: [DemoPerson(each, AS_PARTICIPANT) for each in participants(county, PER_GROUP)]}
    for member in _first_members(county):
        found.setdefault(Party(member.role), []).append(
            DemoPerson(member.person, str(member.public_id), member.office.name)
        )
    return [Group(county, party, found[party]) for party in Party if found.get(party)]


def _first_members(county: County) -> Iterator[Membership]:
    """The oldest memberships in force of each role, a few of each, however many thousand there are."""
    place = Window(RowNumber(), partition_by=F("role"), order_by=F("id").asc())
    members = Membership.objects.in_force().filter(office__county=county, person__is_active=True)
    yield from (
        members.alias(place=place).filter(place__lte=PER_GROUP).select_related("person", "office").order_by("id")
    )
