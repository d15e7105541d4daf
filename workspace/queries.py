"""Read models of the lists: scoped, ordered, and as few queries for fifty rows as for one."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments.enums import Status
from appointments.models import Appointment
from journeys.models import Journey

PAGE_SIZE = 25

ORDERINGS = {
    "name": ("participant__name_sort", "pk"),
    "-name": ("-participant__name_sort", "pk"),
    "step": ("current_step", "participant__name_sort", "pk"),
    "next": (F("next_at").asc(nulls_last=True), "pk"),
}


#: Columns of a journey that a row of the list is made of.
ROW = ("public_id", "blueprint_key", "blueprint_version", "current_step", "waiting_for")


def journey_list(actor: Actor, *, filters: dict[str, str], order: str = "name") -> QuerySet[Journey, dict[str, Any]]:
    """Return the actor's journeys by `filters` (q, step, state), as values: no more of each than a row shows.

    `next_at` is the start (aware) of the next appointment this actor may see, or None. `colleague` is the name of the
    career counsellor for Nav, of the Nav counsellor for the career counsellor.
    """
    journeys: QuerySet[Journey] = Journey.objects.visible_to(actor)
    journeys = journeys.filter(closed_at__isnull=filters.get("state") != "closed")
    if filters.get("state") == "mine":
        journeys = journeys.filter(waiting_for=actor.party)
    if filters.get("step"):
        journeys = journeys.filter(current_step=filters["step"])
    if filters.get("q"):
        journeys = journeys.filter(participant__name__icontains=filters["q"])
    shown = journeys.annotate(
        next_at=Subquery(_next_appointment(actor)), name=F("participant__name"), colleague=F(_colleague(actor))
    )
    return shown.order_by(*ORDERINGS.get(order, ORDERINGS["name"])).values(*ROW, "name", "next_at", "colleague")


def _colleague(actor: Actor) -> str:
    counsellor = "career_counsellor" if actor.party == Party.NAV_COUNSELLOR else "nav_counsellor"
    return f"{counsellor}__person__name"


def _next_appointment(actor: Actor) -> QuerySet[Appointment, Any]:
    visible = Appointment.objects.visible_to(actor)
    upcoming = visible.filter(journey=OuterRef("pk"), status=Status.BOOKED, starts_at__gt=timezone.now())
    return upcoming.order_by("starts_at").values("starts_at")[:1]


def waiting_for(actor: Actor, *, limit: int = 10) -> list[Journey]:
    """Return the open journeys that wait for this actor, longest wait first, with what a task shows of them.

    For Nav the oldest journey first: when something last happened tells of what Nav is not shown (firewall 2).
    """
    journeys: QuerySet[Journey] = Journey.objects.visible_to(actor)
    mine = journeys.filter(closed_at=None, waiting_for=actor.party)
    shown = mine.select_related("participant").only(
        "public_id", "blueprint_key", "blueprint_version", "current_step", "last_event_at", "participant__name"
    )
    since = "started_at" if actor.party == Party.NAV_COUNSELLOR else "last_event_at"
    return list(shown.order_by(since, "pk")[:limit])
