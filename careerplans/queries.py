"""What pages ask about plans. Nothing here logs a reading: only `views.versions` shows shared content to Nav."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Cover, Membership
from careerplans.enums import Going, Responsible, StepStatus
from careerplans.models import CareerPlan, CheckIn, PlanShare, PlanVersion, StepProgress
from journeys import kinds
from journeys.models import Event, Journey
from sharing.models import ReadEntry

#: Steps are brought up this long before their deadline.
SOON = timedelta(days=14)
#: A cry for help older than this is no news in anybody's day; the plan's page still has it.
RECENT = timedelta(days=30)
SHOWN = 20

#: Whose step it is, in each party's own day.
RESPONSIBLE = {
    Party.PARTICIPANT: Responsible.PARTICIPANT,
    Party.NAV_COUNSELLOR: Responsible.NAV,
    Party.CAREER_COUNSELLOR: Responsible.CENTRE,
}


def recipient_of(journey: Journey) -> Membership | None:
    """Return whom the participant may share with: the journey's Nav counsellor, while that membership is in force."""
    if journey.nav_counsellor_id is None:
        return None
    in_force = Membership.objects.in_force()
    found: Membership | None = in_force.select_related("person", "office").filter(pk=journey.nav_counsellor_id).first()
    return found


def covering_now(recipient: Membership) -> list[str]:
    """Return the names of those who cover for this membership today, and so may read what is shared with it."""
    today = timezone.localdate()
    covers = Cover.objects.filter(covered=recipient, valid_from__lte=today, valid_until__gt=today)
    return list(covers.order_by("covering__person__name_sort").values_list("covering__person__name", flat=True))


def statuses_of(version: PlanVersion) -> dict[str, str]:
    """Return step key → how the step goes now, for the steps of this version that have been ticked."""
    keys = [step["key"] for step in version.content["steps"]]
    rows = StepProgress.objects.filter(step_key__in=keys).values_list("step_key", "status")
    return {str(key): status for key, status in rows}


def shares_of(actor: Actor, version: PlanVersion) -> QuerySet[PlanShare]:
    """Return the shares in force of this version that the actor may know of, with recipients and number of reads."""
    return with_reads(PlanShare.objects.visible_to(actor).in_force().filter(version=version))


def with_reads(shares: QuerySet[PlanShare]) -> QuerySet[PlanShare]:
    """Return what a page says of shares, without the documents; `reads`: how often the version has been read at Nav."""
    reads = (
        ReadEntry.objects.filter(document_key=OuterRef("version__public_id"))
        .order_by()
        .values("document_key")
        .annotate(number=Count("pk"))
        .values("number")
    )
    shown = ("public_id", "in_force_from", "version__number", "recipient__person__name", "recipient__office__name")
    related = shares.select_related("version", "recipient__person", "recipient__office")
    return related.only(*shown).annotate(reads=Subquery(reads))


def shares_with_number(shares: QuerySet[PlanShare]) -> QuerySet[PlanShare]:
    """Take along which version each share is of, and not the whole document."""
    return shares.select_related("version").defer("text", "version__content")


def shares_with_nav(actor: Actor) -> QuerySet[PlanShare]:
    """Return the shares in force the actor (Nav) may read by, newest first, each with `is_unread`.

    Unread until this membership opens it, whoever else has read.
    """
    return _with_nav(actor).annotate(is_unread=~_read_by(actor))


def unread_shares(actor: Actor) -> QuerySet[PlanShare]:
    """Return the shares in force that this Nav membership has not opened yet, newest first, with whose they are."""
    unread = _with_nav(actor).filter(~_read_by(actor)).select_related("version", "participant")
    return unread.only("in_force_from", "version__public_id", "participant__name")


def _with_nav(actor: Actor) -> QuerySet[PlanShare]:
    return PlanShare.objects.visible_to(actor).in_force().filter(recipient__in=actor.recipients)


def _read_by(actor: Actor) -> Exists:
    """The share of the outer query has been read by this membership since it was given."""
    return Exists(
        ReadEntry.objects.filter(
            document_key=OuterRef("version__public_id"),
            reader_membership=actor.key,
            at__gte=OuterRef("in_force_from"),
        )
    )


def newer_version(actor: Actor, version: PlanVersion) -> PlanVersion | None:
    """Return the newest version when this is an older one; never for Nav, who is not told that there is one."""
    if actor.party == Party.NAV_COUNSELLOR:
        return None
    newer = PlanVersion.objects.visible_to(actor).filter(plan=version.plan_id, number__gt=version.number)
    found: PlanVersion | None = newer.first()
    return found


def outcomes_of(actor: Actor, journey: Journey) -> list[tuple[Event, str]]:
    """Return the recorded outcomes this actor may see with their labels, oldest first."""
    labels = {choice.key: str(choice.label) for choice in journey.blueprint.outcomes}
    events = journey.events.filter(kind=kinds.OUTCOME_RECORDED)
    return [
        (event, labels[event.data["outcome"]])
        for event in events
        if kinds.visible(event, actor.party, actor.recipients)
    ]


_VERSION = JSONObject(number="number", public_id="public_id", completed_at="completed_at", steps=F("content__steps"))
_VERSIONS = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
_PROGRESS = StepProgress.objects.filter(journey=OuterRef("journey"))
_WITH_VERSIONS: Any = CareerPlan.objects.annotate(
    version_list=ArraySubquery(_VERSIONS.values(data=_VERSION)),
    progress_list=ArraySubquery(_PROGRESS.values(data=JSONObject(key="step_key", status="status"))),
)


def plan_of(actor: Actor, journey: Journey) -> CareerPlan | None:
    """Return the journey's plan with `version_list` (newest first: number, public_id, completed_at, steps) and
    `progress_list` (key, status). One query; None where there is none the actor may see.
    """
    found: CareerPlan | None = _WITH_VERSIONS.visible_to(actor).filter(journey=journey).first()
    return found


def shares_in_journey(actor: Actor, journey: Journey) -> list[PlanShare]:
    """Return the shares in force of all versions of the journey that the actor may know of. One query."""
    shares = PlanShare.objects.visible_to(actor).in_force().filter(version__journey=journey)
    return list(with_reads(shares))


@dataclass(frozen=True)
class DueSteps:
    """The steps of one version that its responsible party should do: how many, and the nearest deadline."""

    version: UUID
    person: int
    name: str
    number: int
    due: date


_DUE = """
    select version.public_id, person.id, person.name, count(*), min((step ->> 'due_on')::date)
    from (
        select distinct on (v.journey_id) v.id, v.public_id, v.content, v.participant_id
        from careerplans_planversion v join journeys_journey j on j.id = v.journey_id and j.closed_at is null
        where {mine}
        order by v.journey_id, v.number desc
    ) version
    join accounts_person person on person.id = version.participant_id
    cross join jsonb_array_elements(version.content -> 'steps') step
    left join careerplans_stepprogress progress on progress.step_key = (step ->> 'key')::uuid
    where step ->> 'responsible' = %(responsible)s
      and (step ->> 'due_on')::date <= %(until)s
      and coalesce(progress.status, 'not_started') <> %(done)s
    group by version.public_id, person.id, person.name
    order by 5, 3 limit %(shown)s
"""
#: What each party may be reminded of: Nav only of steps in a version shared with it now (DOMAIN, firewall 5).
_MINE = {
    Party.PARTICIPANT: "v.participant_id = %(person)s",
    Party.NAV_COUNSELLOR: (
        "exists (select 1 from careerplans_planshare s where s.version_id = v.id"
        " and s.withdrawn_at is null and s.recipient_id = any(%(memberships)s))"
    ),
    Party.CAREER_COUNSELLOR: "j.career_counsellor_id = any(%(memberships)s)",
}


def due_steps(actor: Actor, today: date) -> list[DueSteps]:
    """Return the actor's own steps that are late or due within two weeks, per newest version it may see. One query."""
    if actor.party not in _MINE:
        return []
    parameters: dict[str, Any] = {
        "person": actor.person.pk,
        "memberships": list(actor.recipients),
        "responsible": str(RESPONSIBLE[actor.party]),
        "done": str(StepStatus.DONE),
        "until": today + SOON,
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE.format(mine=_MINE[actor.party]), parameters)
        rows: Iterable[tuple[Any, ...]] = cursor.fetchall()
    return [DueSteps(*row) for row in rows]


def asking_for_help(actor: Actor, now: datetime) -> QuerySet[CheckIn]:
    """Return the newest answers the actor may see that ask for help, not older than a month, the oldest first.

    One for each open journey. A newer answer, on a version the actor may see, takes its place.
    """
    seen = CheckIn.objects.visible_to(actor).filter(version__journey__closed_at=None)
    newest = seen.order_by("version__journey_id", "-at", "-id").distinct("version__journey_id").values("pk")
    asking = CheckIn.objects.filter(pk__in=newest, answer=Going.NEED_HELP, at__gte=now - RECENT)
    shown = ("at", "participant__name", "version__public_id")
    return asking.select_related("version", "participant").only(*shown).order_by("at")


def drafts_of(actor: Actor) -> QuerySet[CareerPlan]:
    """Return the plans being written in open journeys this career counsellor leads or covers, the oldest first."""
    plans: QuerySet[CareerPlan] = CareerPlan.objects.visible_to(actor).exclude(draft_number=None)
    shown = plans.select_related("journey__participant").only(
        "changed_at", "participant", "journey__public_id", "journey__participant__name"
    )
    return shown.filter(journey__closed_at=None).order_by("changed_at")
