"""What the waiting list puts on the journey page and in the participant's day."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from appointments.models import WaitingEntry
from appointments.waiting_permissions import can_leave
from journeys.models import Journey
from journeys.sections import Column, Section, Task


def waiting_sections(journey: Journey, actor: Actor, *, now: datetime) -> list[Section]:
    """The journey's places in line as far as this actor may know, and what is offered at `now` (aware). One query."""
    places: QuerySet[WaitingEntry] = WaitingEntry.objects.visible_to(actor).open().filter(journey=journey)
    rows = [_row(place, journey, actor, now) for place in places.select_related("hold", "appointment")]
    column = Column.MAIN if actor.is_participant else Column.ASIDE
    return [Section("waiting", "appointments/sections/waiting.html", 9, column, {"rows": rows})] if rows else []


def _row(place: WaitingEntry, journey: Journey, actor: Actor, now: datetime) -> dict[str, Any]:
    place.journey = journey
    return {"place": place, "offered": _offered(place, now), "can_leave": can_leave(actor, place)}


def _offered(place: WaitingEntry, now: datetime) -> bool:
    return place.hold is not None and place.hold.expires_at > now


def waiting_tasks(actor: Actor, now: datetime) -> list[Task]:
    """A participant who is offered a time at `now` (aware) is asked for an answer. One query."""
    if not actor.is_participant:
        return []
    offers = WaitingEntry.objects.visible_to(actor).open().filter(hold__expires_at__gt=now).select_related("hold")
    return [
        Task(
            title=_("Answer: do you want the earlier time?") if place.appointment_id else _("Answer: a time is free"),
            url=reverse("appointments:offer", args=[place.public_id]),
            at=place.hold.expires_at if place.hold else None,
            icon="clock-dashed",
        )
        for place in offers
    ]
