"""What the journey page and my day show of plans. Nav is shown that something is shared with it, never what it says:
reading is done on the version's own page, where it is logged.
"""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.enums import Party
from careerplans import permissions, queries
from careerplans.content import STATUS_COLOURS
from careerplans.enums import Responsible, StepStatus
from careerplans.models import CareerPlan, PlanShare
from journeys.models import Journey
from journeys.progress import Progress
from journeys.sections import Section, Task

OSLO = ZoneInfo("Europe/Oslo")
SHOWN = 20


def journey_sections(journey: Journey, actor: Actor, _state: Progress) -> list[Section]:
    """Return the cards about the plan that this actor may see; at most two queries."""
    match actor.party:
        case Party.PARTICIPANT:
            return _for_participant(journey, actor)
        case Party.CAREER_COUNSELLOR:
            return _for_counsellor(journey, actor)
        case Party.NAV_COUNSELLOR:
            return _for_nav(journey, actor)
        case _:
            return []


def _for_participant(journey: Journey, actor: Actor) -> list[Section]:
    plan = queries.plan_of(actor, journey)
    if plan is None:
        return []
    sections = [_plan_card(plan, can_start=False)]
    if versions := _versions(plan):
        shares = queries.shares_in_journey(actor, journey)
        sections += [_sharing_card(plan, versions[0], shares), _steps_card(plan, versions[0], journey, actor)]
    return sections


def _for_counsellor(journey: Journey, actor: Actor) -> list[Section]:
    plan = queries.plan_of(actor, journey)
    can_start = permissions.can_start(actor, journey)
    if plan is None:
        return [Section("plan", "careerplans/sections/no_plan.html", 30)] if can_start else []
    sections = [_plan_card(plan, can_start=can_start)]
    if versions := _versions(plan):
        sections.append(_steps_card(plan, versions[0], journey, actor))
    return sections


def _for_nav(journey: Journey, actor: Actor) -> list[Section]:
    """One card for what is shared now; no card and no word where nothing is."""
    mine = queries.shares_with_nav(actor).filter(version__journey=journey)
    shares = list(queries.shares_with_number(mine))
    if not shares:
        return []
    data = {"shares": shares, "newest": max(shares, key=lambda share: share.version.number)}
    return [Section("follow-up", "careerplans/sections/shared_with_nav.html", 30, data=data)]


def _plan_card(plan: CareerPlan, *, can_start: bool) -> Section:
    data = {"plan": plan, "versions": _versions(plan), "can_start": can_start}
    return Section("plan", "careerplans/sections/plan.html", 30, data=data)


def _sharing_card(plan: CareerPlan, newest: dict[str, Any], shares: list[PlanShare]) -> Section:
    is_shared = any(share.version.number == newest["number"] for share in shares)
    nav_steps = sum(
        step["responsible"] == Responsible.NAV and _status(plan, step) != StepStatus.DONE for step in newest["steps"]
    )
    data = {"newest": newest, "shares": shares, "is_shared": is_shared, "nav_steps": nav_steps}
    return Section("sharing", "careerplans/sections/sharing.html", 31, data=data)


def _steps_card(plan: CareerPlan, newest: dict[str, Any], journey: Journey, actor: Actor) -> Section:
    rows = [
        {
            "key": step["key"],
            "what": step["what"],
            "responsible": Responsible(step["responsible"]).label_for(participant=actor.is_participant),
            "status": (status := _status(plan, step)).label,
            "colour": STATUS_COLOURS[status],
        }
        for step in newest["steps"]
    ]
    data = {
        "newest": newest,
        "rows": rows,
        "can_apply": actor.is_participant and journey.is_open,
        "can_record_outcome": permissions.can_start(actor, journey),
        "can_change_goal": plan.draft_number is None and permissions.can_change_goal(actor, journey),
    }
    return Section("follow-up", "careerplans/sections/follow_up.html", 32, data=data)


def _versions(plan: CareerPlan) -> list[dict[str, Any]]:
    """The versions, newest first, as `queries.plan_of` found them, with `completed_at` as a time."""
    versions: list[dict[str, Any]] = plan.version_list  # type: ignore[attr-defined]
    return [{**version, "completed_at": parse_datetime(version["completed_at"])} for version in versions]


def _status(plan: CareerPlan, step: dict[str, Any]) -> StepStatus:
    known = {row["key"]: row["status"] for row in plan.progress_list}  # type: ignore[attr-defined]
    return StepStatus(known.get(step["key"], StepStatus.NOT_STARTED))


def tasks(actor: Actor, now: datetime) -> list[Task]:
    """Return what waits for the actor: unread plans (Nav), drafts (career counsellor), cries for help, steps soon due.

    Three queries for the counsellors, one for everybody else.
    """
    found = _unread(actor) if actor.party == Party.NAV_COUNSELLOR else []
    if actor.party == Party.CAREER_COUNSELLOR:
        found = _drafts(actor)
    if actor.party in (Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR):
        found = _asking_for_help(actor, now) + found
    return (found + _due(actor, now))[:SHOWN]


def _asking_for_help(actor: Actor, now: datetime) -> list[Task]:
    """To Nav, not what was answered but that the plan should be opened: what is read there is logged."""
    counsels = actor.party == Party.CAREER_COUNSELLOR
    return [
        Task(
            title=_("Says: I need help") if counsels else _("See how it is going"),
            url=reverse("careerplans:version", args=[each.version.public_id]) + "#going",
            about=each.participant.name,
            person=each.participant_id,
            at=each.at,
            icon="chat",
        )
        for each in queries.asking_for_help(actor, now)[:SHOWN]
    ]


def _unread(actor: Actor) -> list[Task]:
    return [
        Task(
            title=_("A plan has been shared with you"),
            url=reverse("careerplans:version", args=[share.version.public_id]),
            about=share.participant.name,
            person=share.participant_id,
            at=share.in_force_from,
            icon="paperplane",
        )
        for share in queries.unread_shares(actor)[:SHOWN]
    ]


def _drafts(actor: Actor) -> list[Task]:
    return [
        Task(
            title=_("Finish the plan"),
            url=reverse("careerplans:edit", args=[plan.journey.public_id]),
            about=plan.journey.participant.name,
            person=plan.participant_id,
            at=plan.changed_at,
            icon="pencil",
        )
        for plan in queries.drafts_of(actor)[:SHOWN]
    ]


def _due(actor: Actor, now: datetime) -> list[Task]:
    today = timezone.localdate(now)
    return [
        Task(
            title=ngettext("%(number)s step to follow up", "%(number)s steps to follow up", due.number)
            % {"number": due.number},
            url=reverse("careerplans:version", args=[due.version]),
            about="" if actor.is_participant else due.name,
            person=due.person,
            at=datetime.combine(due.due, time.min, OSLO),
            icon="tasklist",
            is_late=due.due < today,
        )
        for due in queries.due_steps(actor, today)
    ]
