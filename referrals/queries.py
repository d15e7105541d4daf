"""Reading: what the journey page needs of this room, who is in a journey already, which start a link belongs to."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import County, Invitation, Person
from journeys import kinds
from journeys.models import Event, Journey
from referrals import permissions
from referrals.models import (
    AgreedInformation,
    MissingDocument,
    NavAssessment,
    OwnStart,
    PendingStart,
    Referral,
)
from referrals.tokens import hash_of

_HELD = Event.objects.filter(journey=OuterRef("pk"), kind=kinds.APPOINTMENT_HELD)
_WITH_PAPERS = Journey.objects.select_related("referral", "agreed_information", "own_start").annotate(met=Exists(_HELD))


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
        documents=list(MissingDocument.objects.visible_to(actor).filter(journey=journey)),
        referred=referral is not None,
        met=found.met,
    )


def _journey_with_papers(journey: Journey, *, with_assessment: bool) -> Any:
    rows = _WITH_PAPERS.select_related("referral__assessment") if with_assessment else _WITH_PAPERS
    return rows.get(pk=journey.pk)


def _one(row: Any, name: str) -> Any:
    """The other row of a one-to-one relation, or None."""
    try:
        return getattr(row, name) if row is not None else None
    except ObjectDoesNotExist:
        return None


@dataclass(frozen=True)
class Match:
    """An open journey of the person asked for. `is_certain`: the e-mail address is the same, not only the name."""

    journey: Journey
    is_certain: bool


def find_open_journey(*, county: County, name: str, birth_date: datetime.date, email: str) -> Match | None:
    """Return the open journey in the county of the person with this birth date and this e-mail address, or this name.

    Exact matches only, letter case apart (DOMAIN, firewall 7).
    """
    same = Q(participant__email=email) | Q(participant__name__iexact=name)
    journeys = Journey.objects.open().filter(same, county=county, participant__birth_date=birth_date)
    found = list(journeys.select_related("participant")[:10])
    certain = next((journey for journey in found if journey.participant.email == email), None)
    journey = certain or next(iter(found), None)
    return Match(journey, is_certain=certain is not None) if journey else None


_INVITATIONS = Invitation.objects.filter(person=OuterRef("participant"), role="", revoked_at=None)
_NEVER_CAME_IN: Any = Journey.objects.filter(
    Exists(_INVITATIONS),
    closed_at=None,
    participant__password__startswith=UNUSABLE_PASSWORD_PREFIX,
    referral__isnull=False,
)


def waiting_for_first_sign_in(actor: Actor, *, now: datetime.datetime, limit: int) -> list[Journey]:
    """Return the actor's open journeys whose participant has not come in and whose invitation's time is over at `now`.

    One query. Oldest first; for Nav, who can send a new one.
    """
    is_open = _INVITATIONS.filter(accepted_at=None, expires_at__gt=now)
    lost = _NEVER_CAME_IN.visible_to(actor).filter(~Exists(is_open))
    shown = lost.select_related("participant").only("public_id", "participant__name")
    return list(shown.order_by("started_at", "pk")[:limit])


def open_journey_in(county: County, person: Person) -> Journey | None:
    """Return the person's own open journey in the county."""
    found: Journey | None = Journey.objects.open().filter(county=county, participant=person).first()
    return found


def find_pending_start(token: str) -> PendingStart | None:
    """Return the start this link belongs to; None when it is unknown, used or too old: they look the same."""
    rows = PendingStart.objects.filter(token_hash=hash_of(token), completed_at=None, expires_at__gt=timezone.now())
    return rows.select_related("county").first()
