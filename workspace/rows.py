"""A row of the participant list as the page draws it, computed outside the template so that 25 rows stay cheap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from common import dates
from journeys.models import Journey

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: The tag's colour says whom the step waits for; the word beside it says it too.
COLOURS = {
    Party.PARTICIPANT: "info",
    Party.NAV_COUNSELLOR: "warning",
    Party.CAREER_COUNSELLOR: "accent",
}


@dataclass(frozen=True)
class Row:
    """One participant in the list. `waiting` is empty for a closed journey."""

    url: str
    name: str
    step: "StrOrPromise"
    colour: str
    waiting: "StrOrPromise"
    next_appointment: str
    counsellor: str


def rows(journeys: Iterable[Any], actor: Actor) -> list[Row]:
    """Return the rows for journeys of `workspace.queries.journey_list`, in their order. No queries."""
    pattern = reverse("workspace:journeys")
    return [_row(journey, actor, pattern) for journey in journeys]


def _row(journey: Any, actor: Actor, base: str) -> Row:
    step = journey.blueprint.step(journey.current_step).short_label if journey.current_step else ""
    party = Party(journey.waiting_for) if journey.waiting_for else None
    return Row(
        url=f"{base}{journey.public_id}/",
        name=journey.participant.name,
        step=step,
        colour=COLOURS.get(party, "neutral") if party else "neutral",
        waiting=party.label if party else "",
        next_appointment=_moment(journey.next_at),
        counsellor=_name(_colleague(journey, actor)),
    )


def _colleague(journey: Journey, actor: Actor) -> Membership | None:
    """Nav is shown the career counsellor, the career counsellor is shown Nav."""
    return journey.career_counsellor if actor.party == Party.NAV_COUNSELLOR else journey.nav_counsellor


def _name(member: Membership | None) -> str:
    return member.person.name if member else "–"


def _moment(at: datetime | None) -> str:
    return dates.format_short_datetime(at) if at else "–"
