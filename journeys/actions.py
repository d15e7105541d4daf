"""The journey's verbs. `record` is the only way a journey moves: it appends the fact and recomputes the columns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, System
from accounts.enums import Party
from accounts.models import County, Membership, Office, Person
from common.errors import AlreadyDone
from journeys import blueprints, kinds
from journeys.events import publish
from journeys.models import Event, Journey
from journeys.progress import columns, progress

#: Which column names who follows the journey, by role.
_SIDES = {Party.CAREER_COUNSELLOR: "career_counsellor", Party.NAV_COUNSELLOR: "nav_counsellor"}


class AlreadyInJourney(Exception):
    """The person already has an open journey in the county."""


def lock(journey: Journey) -> Journey:
    """Return the journey, locked for the rest of the transaction: the one lock for a journey and its documents."""
    return Journey.objects.select_for_update(of=("self",), no_key=True).get(pk=journey.pk)


@transaction.atomic
def start(
    *,
    county: County,
    participant: Person,
    origin: str,
    by: Actor | System,
    nav_counsellor: Membership | None = None,
    career_centre: Office | None = None,
) -> Journey:
    """Start a journey by the county's latest blueprint and record `journey_started`.

    `origin` is a party code, one of the blueprint's origins. Raises AlreadyInJourney when the participant has an open
    one in the county, also when another request made it a moment ago.
    """
    blueprint = blueprints.latest(county.code)
    now = timezone.now()
    try:
        with transaction.atomic():
            journey = Journey.objects.create(
                county=county,
                blueprint_key=blueprint.key,
                blueprint_version=blueprint.version,
                participant=participant,
                nav_counsellor=nav_counsellor,
                career_centre=career_centre,
                started_at=now,
                last_event_at=now,
            )
    except IntegrityError as error:
        raise AlreadyInJourney from error
    record(journey=journey, kind=kinds.JOURNEY_STARTED, by=by, data={"origin": str(origin)})
    return journey


@transaction.atomic
def record(
    *,
    journey: Journey,
    kind: str,
    by: Actor | System,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Append one event (`at` aware, default now) and write the journey's columns; subscribers react in the transaction.

    `data` may hold ids and codes the kind declares, never free text: ValueError otherwise. `journey` is refreshed.
    """
    kinds.validate(kind, data or {})
    locked = lock(journey)
    event = Event.objects.create(
        journey=locked, kind=kind, at=at or timezone.now(), data=dict(data or {}), **_author(by)
    )
    write_columns(locked)
    journey.refresh_from_db()
    publish(event)
    return event


def _author(by: Actor | System) -> dict[str, Any]:
    if isinstance(by, System):
        return {"job": by.job}
    return {"by_person": by.person, "by_membership": by.membership, "by_party": by.party}


def computed_columns(journey: Journey, events: Sequence[Event]) -> dict[str, Any]:
    """Return what the list columns must hold after these events (oldest first). Pure; the one place that decides."""
    state = progress(journey.blueprint, events)
    step, waiting_for = columns(state)
    return {
        "current_step": step,
        "waiting_for": waiting_for,
        "last_event_at": events[-1].at if events else journey.started_at,
        "plan_completed_at": state.plan_completed_at,
        "closed_at": _latest(events, kinds.JOURNEY_CLOSED) if state.closed else None,
    }


def _latest(events: Sequence[Event], kind: str) -> datetime | None:
    return max((event.at for event in events if event.kind == kind), default=None)


def write_columns(journey: Journey) -> None:
    """Write the computed columns of this journey from its stored events; the only writer of them."""
    Journey.objects.filter(pk=journey.pk).update(**computed_columns(journey, list(journey.events.all())))


@transaction.atomic
def assign_career_counsellor(*, journey: Journey, membership: Membership) -> None:
    """Make this the journey's career counsellor and centre. Records nothing: the booking that names them does."""
    lock(journey)
    Journey.objects.filter(pk=journey.pk).update(career_counsellor=membership, career_centre=membership.office)


@transaction.atomic
def invite_nav(*, journey: Journey, membership: Membership, by: Actor) -> None:
    """Let this Nav counsellor follow the journey's steps; the participant's own choice where it started without Nav.

    Records `nav_invited`. AlreadyDone when somebody from Nav follows it, or it is closed.
    """
    locked = lock(journey)
    if locked.nav_counsellor_id is not None or not locked.is_open:
        raise AlreadyDone
    Journey.objects.filter(pk=journey.pk).update(nav_counsellor=membership)
    record(journey=journey, kind=kinds.NAV_INVITED, by=by, data={"nav": membership.pk})


@transaction.atomic
def transfer(*, journey: Journey, to: Membership, by: Actor) -> None:
    """Let this counsellor follow the journey from now on instead of whoever did, on the side of the own role.

    Records `journey_transferred`. No share and no appointment goes along: what was shared names a membership (DOMAIN,
    firewall 4), and appointments have a door of their own. KeyError for a role that follows no journeys; AlreadyDone
    when it is closed, or theirs already.
    """
    locked, side = lock(journey), _SIDES[Party(to.role)]
    before = getattr(locked, f"{side}_id")
    if not locked.is_open or before == to.pk:
        raise AlreadyDone
    centre = {"career_centre": to.office} if side == "career_counsellor" else {}
    Journey.objects.filter(pk=journey.pk).update(**{side: to}, **centre)
    data = {"party": str(to.role), "from": before, "to": to.pk}
    record(journey=journey, kind=kinds.JOURNEY_TRANSFERRED, by=by, data=data)


@transaction.atomic
def close(*, journey: Journey, reason: str, by: Actor | System) -> None:
    """Close the journey for one of the blueprint's reasons (ValueError otherwise). AlreadyDone when it is closed."""
    if not lock(journey).is_open:
        raise AlreadyDone
    if reason not in {choice.key for choice in journey.blueprint.close_reasons}:
        raise ValueError(f"{reason} is no reason of this blueprint")
    record(journey=journey, kind=kinds.JOURNEY_CLOSED, by=by, data={"reason": reason})


@transaction.atomic
def reopen(*, journey: Journey, by: Actor | System) -> None:
    """Open a closed journey again. AlreadyDone when it is open; AlreadyInJourney when a newer one is open."""
    if lock(journey).is_open:
        raise AlreadyDone
    try:
        with transaction.atomic():
            record(journey=journey, kind=kinds.JOURNEY_REOPENED, by=by)
    except IntegrityError as error:
        raise AlreadyInJourney from error
