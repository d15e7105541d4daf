"""A row of the participant list as the page draws it, computed outside the template so that 25 rows stay cheap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from accounts.enums import Party
from common import dates
from journeys import blueprints

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


def rows(journeys: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return the rows for journeys of `workspace.queries.journey_list`, in their order. No queries."""
    pattern = reverse("workspace:journeys")
    return [_row(journey, pattern) for journey in journeys]


def _row(journey: Mapping[str, Any], base: str) -> Row:
    party = Party(journey["waiting_for"]) if journey["waiting_for"] else None
    return Row(
        url=f"{base}{journey['public_id']}/",
        name=journey["name"],
        step=_step(journey),
        colour=COLOURS.get(party, "neutral") if party else "neutral",
        waiting=party.label if party else "",
        next_appointment=_moment(journey["next_at"]),
        counsellor=journey["colleague"] or "–",
    )


def _step(journey: Mapping[str, Any]) -> "StrOrPromise":
    if not journey["current_step"]:
        return ""
    blueprint = blueprints.get(journey["blueprint_key"], journey["blueprint_version"])
    return blueprint.step(journey["current_step"]).short_label


def _moment(at: datetime | None) -> str:
    return dates.format_short_datetime(at) if at else "–"
