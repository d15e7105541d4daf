"""Example objects for the addresses of the access table, taken from the database the process sees.

`manage.py routes` prints them, so that who probes a demo has real addresses to try. Links with a secret have none.
"""

from collections.abc import Callable
from typing import Any

from django.db.models.functions import Now

from accounts.enums import Party
from accounts.models import County, Cover, Invitation, Membership, Office, Person
from appointments.enums import GroupStatus, Status, WaitingState
from appointments.models import Absence, Appointment, GroupSession, Hold, PublishedTime, WaitingEntry, WeeklyPattern
from careerplans.models import CareerPlan, EducationApplication, PlanQuestion, PlanShare, PlanStep, PlanVersion
from common.models import MessageState, OutboxMessage
from conversations.models import GuideDraft, GuideProposal, GuideVersion, Note, NoteSection, ProposalState
from journeys import blueprints
from journeys.models import Journey
from referrals.models import MissingDocument

Args = tuple[Any, ...]
Maker = Callable[[], Args | None]


def _first(model: Any, *fields: str, **conditions: Any) -> Maker:
    """Make the address's arguments from the first row that meets the conditions."""

    def make() -> Args | None:
        rows = model.objects.filter(**conditions)
        row = rows.order_by("pk").values_list(*(fields or ("public_id",))).first()
        return tuple(row) if row else None

    return make


def _county(party: Party) -> Maker:
    """A county where a journey may begin by this party."""

    def make() -> Args | None:
        codes = [code for code in blueprints.counties() if party in blueprints.latest(code).origins]
        return _first(County, "code", code__in=codes)()

    return make


def _version(**conditions: Any) -> Maker:
    return _first(PlanVersion, **conditions)


def _step(version: Maker) -> Maker:
    """The first step of that version."""

    def make() -> Args | None:
        found = version()
        steps = PlanVersion.objects.get(public_id=found[0]).content.get("steps", []) if found else []
        return (*found, steps[0]["key"]) if found and steps else None

    return make


def _draft_section() -> Args | None:
    plan = CareerPlan.objects.filter(draft_number__isnull=False).select_related("journey").order_by("pk").first()
    return (plan.public_id, plan.journey.blueprint.plan.sections[0].key) if plan else None


def _newer() -> Args | None:
    """A version that is not shared, in a journey where an older one is."""
    shared = PlanShare.objects.filter(withdrawn_at=None).values("version__journey")
    return _version(journey__in=shared, shares=None)()


_VERSIONS: dict[str, Maker] = {
    "unshared": _version(shares=None),
    "shared": _version(shares__isnull=False, shares__withdrawn_at=None),
    "withdrawn": _version(shares__withdrawn_at__isnull=False),
    "newer": _newer,
}

MAKERS: dict[str, Maker] = {
    "county": _first(County, "code"),
    "county of own starts": _county(Party.PARTICIPANT),
    "county of referrals": _county(Party.NAV_COUNSELLOR),
    "person": _first(Person, is_superuser=False),
    "failed message": _first(OutboxMessage, state=MessageState.FAILED),
    "membership": _first(Membership, role=Party.NAV_COUNSELLOR),
    "cover": _first(Cover),
    "office": _first(Office, is_active=True),
    "closed office": _first(Office, is_active=False),
    "invitation": _first(Invitation, office__isnull=False, accepted_at=None, revoked_at=None),
    "journey": _first(Journey, closed_at=None, nav_counsellor__isnull=False, career_counsellor__isnull=False),
    "journey nobody at Nav follows": _first(Journey, closed_at=None, nav_counsellor=None),
    "journey waiting at the centre": _first(
        Journey, closed_at=None, career_counsellor=None, career_centre__isnull=False
    ),
    "journey Nav is invited to": _first(Journey, closed_at=None, nav_counsellor__isnull=False, own_start__isnull=False),
    "closed journey": _first(Journey, closed_at__isnull=False),
    "missing document": _first(MissingDocument, ordered_at=None, brought_at=None),
    "ordered document": _first(MissingDocument, ordered_at__isnull=False),
    "published time": _first(PublishedTime),
    "weekly hours": _first(WeeklyPattern),
    "absence": _first(Absence),
    "held time": _first(Hold, is_offer=False),
    "place in line": _first(WaitingEntry, state=WaitingState.OFFERED, with_nav=True),
    "appointment with Nav": _first(Appointment, nav_counsellor__isnull=False),
    "appointment without Nav": _first(Appointment, nav_counsellor=None),
    "appointment that has begun": _first(Appointment, status=Status.BOOKED, note=None),
    "appointment with an open note": _first(Appointment, note__isnull=False, note__closed_at=None),
    "group session": _first(GroupSession, status=GroupStatus.PLANNED),
    "group session that has begun": _first(GroupSession, status=GroupStatus.PLANNED, starts_at__lte=Now()),
    "participant of a group session": _first(
        Appointment, "group__public_id", "public_id", group__isnull=False, status=Status.BOOKED
    ),
    "guide": _first(GuideVersion),
    "section of a guide": _first(GuideVersion, "public_id", "sections__0__key"),
    "kind of guide": lambda: ("guidance",),
    "guide draft": _first(GuideDraft),
    "section of a guide draft": _first(GuideDraft, "public_id", "sections__0__key", sections__0__key__isnull=False),
    "proposal for a guide": _first(GuideProposal, state=ProposalState.OPEN),
    "open note": _first(Note, closed_at=None),
    "closed note": _first(Note, closed_at__isnull=False),
    "note section": _first(NoteSection, "note__public_id", "key", note__closed_at=None),
    "draft": _first(CareerPlan, draft_number__isnull=False),
    "draft section": _draft_section,
    "draft step": _first(PlanStep, "plan__public_id", "key", plan__draft_number__isnull=False),
    "draft question": _first(PlanQuestion, "plan__public_id", "key", plan__draft_number__isnull=False),
    **{f"{state} version": make for state, make in _VERSIONS.items()},
    **{f"step of {state} version": _step(make) for state, make in _VERSIONS.items()},
    "share": _first(PlanShare, withdrawn_at=None),
    "application of the participant": _first(EducationApplication, registered_by__memberships=None),
    "application of Nav": _first(EducationApplication, registered_by__memberships__role=Party.NAV_COUNSELLOR),
    "admin app": lambda: ("accounts",),
    "admin nowhere": lambda: ("finnes-ikke/",),
    "admin county": _first(County, "pk"),
    "admin office": _first(Office, "pk"),
    "admin membership": _first(Membership, "pk"),
    "admin person": _first(Person, "pk"),
}

#: Kinds of object no address can be shown for: links with a secret, and what only a test makes up.
WITHOUT = frozenset(
    {
        "start link",
        "cancel link",
        "move link",
        "offer link",
        "calendar address",
        "invitation link",
        "confirmation link",
        "password link",
        "admin object",
    }
)


def example(kind: str) -> Args | None:
    """Return the arguments of an address about this kind of object; None when there is none. () for ""."""
    if not kind:
        return ()
    return None if kind in WITHOUT else MAKERS[kind]()
