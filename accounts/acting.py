"""Acting-as: which of a person's capacities a session is in. Kept in the session, checked on every request."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.actors import AS_PARTICIPANT, Actor, as_participant, for_membership
from accounts.models import Membership, Person

SESSION_KEY = "acting_as"
FIELD = "acting_as"


def current(request: HttpRequest) -> Actor | None:
    """Return who acts in this request; None when signed out.

    A membership that is no longer in force falls back to another capacity of the same person, kept in the session.
    """
    if not request.user.is_authenticated:
        return None
    return _resolve(request, cast(Person, request.user))


def _resolve(request: HttpRequest, person: Person) -> Actor:
    chosen = request.session.get(SESSION_KEY)
    if chosen == AS_PARTICIPANT:
        return as_participant(person)
    actor = for_membership(person, chosen) if chosen else None
    if actor is None:
        actor = default(person)
        request.session[SESSION_KEY] = actor.key
    return actor


def default(person: Person) -> Actor:
    """Return the capacity a person starts in: the oldest membership in force, else as participant."""
    first = Membership.objects.in_force().filter(person=person).order_by("valid_from", "id").first()  # type: ignore[attr-defined]
    return (for_membership(person, first.public_id) if first else None) or as_participant(person)


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor of a view that needs one; PermissionDenied (403) when nobody is signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied
    return actor
