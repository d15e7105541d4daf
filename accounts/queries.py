"""Lists of this room."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Cover, Invitation, Membership, Office

if TYPE_CHECKING:
    from collections.abc import Sequence


def offices_with_people(actor: Actor) -> QuerySet[Office]:
    """The actor's offices, those in use first, each with `people`: how many memberships are in force today."""
    today = timezone.localdate()
    here = Q(memberships__valid_from__lte=today) & (
        Q(memberships__valid_until=None) | Q(memberships__valid_until__gt=today)
    )
    visible: QuerySet[Office] = Office.objects.visible_to(actor)
    return visible.annotate(people=Count("memberships", filter=here)).order_by("-is_active", "name_sort", "id")


def people(actor: Actor, *, q: str = "", status: str = "") -> QuerySet[Membership]:
    """The memberships the actor looks after, by name; `q` in name or e-mail; `status` "" in force, "ended" or "all"."""
    members: Any = Membership.objects.visible_to(actor)
    if status == "ended":
        members = members.filter(valid_until__lte=timezone.localdate())
    elif status != "all":
        members = members.exclude(valid_until__lte=timezone.localdate())
    if q:
        members = members.filter(Q(person__name__icontains=q) | Q(person__email__icontains=q))
    found: QuerySet[Membership] = members.select_related("person", "office")
    return found.order_by("person__name_sort", "id")


def waiting_invitations(actor: Actor) -> "Sequence[Invitation]":
    """The colleagues invited who have not accepted, newest first, those whose link has expired too. At most fifty."""
    rows: Any = Invitation.objects.visible_to(actor)
    waiting = rows.filter(accepted_at=None, revoked_at=None).exclude(office=None)
    return list(waiting.select_related("person", "office")[:50])


def colleagues_for_cover(covered: Membership) -> "Sequence[Membership]":
    """Those who may stand in for this counsellor: same role and county, the own office first."""
    members: Any = Membership.objects.in_force()
    found = members.filter(role=covered.role, office__county=covered.office.county_id).exclude(person=covered.person_id)
    rows = found.select_related("person", "office").order_by("office__name_sort", "person__name_sort", "id")
    return sorted(rows, key=lambda each: each.office_id != covered.office_id)


def covers_of(covered: Membership, today: datetime.date | None = None) -> "Sequence[Cover]":
    """Who stands in for this membership now and later, in order of time."""
    rows = Cover.objects.filter(covered=covered, valid_until__gt=today or timezone.localdate())
    return list(rows.select_related("covering__person", "covering__office"))
