"""What the journey page needs of this room, in two queries."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef

from accounts.actors import Actor
from journeys import kinds
from journeys.models import Event, Journey
from referrals import permissions
from referrals.models import AgreedInformation, MissingDocument, NavAssessment, OwnStart, Referral

#: One-to-one rows of a journey by the predicate that lets an actor read them.
_HELD = Event.objects.filter(journey=OuterRef("pk"), kind=kinds.APPOINTMENT_HELD)


@dataclass(frozen=True)
class Papers:
    """What this actor may read of how a journey began. None is for what is not there, or not for the actor.

    `referred`: Nav registered the journey. `met`: the first meeting is held.
    """

    referral: Referral | None
    assessment: NavAssessment | None
    agreed: AgreedInformation | None
    own_start: OwnStart | None
    documents: list[MissingDocument]
    referred: bool
    met: bool


def has_met(journey: Journey) -> bool:
    """Whether a meeting of this journey has been held."""
    return Event.objects.filter(journey=journey, kind=kinds.APPOINTMENT_HELD).exists()


def papers(journey: Journey, actor: Actor) -> Papers:
    """Return the papers of the journey that this actor may read. Two queries."""
    of_nav = permissions.acts_for_nav(actor, journey)
    found = _journey_with_papers(journey, with_assessment=of_nav)
    referral = _one(found, "referral")
    may_read = permissions.can_read_referral(actor, journey)
    return Papers(
        referral=referral if may_read else None,
        assessment=_one(referral, "assessment") if of_nav else None,
        agreed=_one(found, "agreed_information") if may_read else None,
        own_start=_one(found, "own_start") if permissions.can_read_own_start(actor, journey) else None,
        documents=list(MissingDocument.objects.visible_to(actor).filter(journey=journey)),  # type: ignore[attr-defined]
        referred=referral is not None,
        met=found.met,
    )


def _journey_with_papers(journey: Journey, *, with_assessment: bool) -> Any:
    related = ["referral", "agreed_information", "own_start"]
    if with_assessment:
        related.append("referral__assessment")
    return Journey.objects.select_related(*related).annotate(met=Exists(_HELD)).get(pk=journey.pk)


def _one(row: Any, name: str) -> Any:
    """The other row of a one-to-one relation, or None."""
    try:
        return getattr(row, name) if row is not None else None
    except ObjectDoesNotExist:
        return None
