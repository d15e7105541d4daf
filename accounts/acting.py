"""Acting-as: which of a person's capacities a session is in. Kept in the session, checked on every request."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.actors import AS_PARTICIPANT, Actor, as_participant, for_membership
from accounts.enums import Party
from accounts.models import Membership, Person
from accounts.participation import is_participant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SESSION_KEY = "acting_as"
#: Whether the person had more than one capacity when the session took one: the header asks the database only then.
SEVERAL = "several_capacities"
FIELD = "acting_as"


@dataclass(frozen=True)
class Capacity:
    """One way a person may act: a membership in force, or as participant in their own case."""

    key: str
    party: Party
    place: str = ""

    @property
    def label(self) -> "StrOrPromise":
        return self.party.label


def capacities(person: Person) -> list[Capacity]:
    """Return the ways this person may act today, the oldest membership first, as participant last. Two queries."""
    members = Membership.objects.in_force().filter(person=person)
    found = [
        Capacity(str(each.public_id), Party(each.role), each.office.name)
        for each in members.select_related("office").order_by("valid_from", "id")
    ]
    if is_participant(person):
        found.append(Capacity(AS_PARTICIPANT, Party.PARTICIPANT))
    return found


def current(request: HttpRequest) -> Actor | None:
    """Return who acts in this request; None when signed out.

    A membership that is no longer in force falls back to another capacity of the same person, kept in the session.
    """
    if not request.user.is_authenticated:
        return None
    return _resolve(request, request.user)


def _resolve(request: HttpRequest, person: Person) -> Actor:
    chosen = request.session.get(SESSION_KEY)
    actor = find(person, chosen) if chosen else None
    if actor is None:
        actor = default(person)
        take(request, actor)
    return actor


def find(person: Person, key: str) -> Actor | None:
    """Return the person acting in the capacity a form or session names; None when it is not theirs today."""
    return as_participant(person) if key == AS_PARTICIPANT else for_membership(person, key)


def default(person: Person) -> Actor:
    """Return the capacity a person starts in: the oldest membership in force, else as participant."""
    first = Membership.objects.in_force().filter(person=person).order_by("valid_from", "id").first()
    return (for_membership(person, first.public_id) if first else None) or as_participant(person)


def take(request: HttpRequest, actor: Actor) -> None:
    """Let the session act in this capacity from now on, and note whether the person has another one to choose."""
    request.session[SESSION_KEY] = actor.key
    request.session[SEVERAL] = len(capacities(actor.person)) > 1


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor of a view that needs one; PermissionDenied (403) when nobody is signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied
    return actor
