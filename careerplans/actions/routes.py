"""The way to the end goal: choosing it lays its steps out, and the support time noted is set against it."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from accounts.actors import Actor
from careerplans.actions.drafts import touch, writable
from careerplans.models import CareerPlan, PlanStep
from careerplans.routes import APPLICATION_DAY, ASSESSMENT, Route, RouteStep, routes_to


@transaction.atomic
def choose_route(*, plan: CareerPlan, route: Route, assessment: bool, by: Actor) -> int:
    """Choose the route, lay its steps out after those that exist, and return how many steps were added.

    Nothing that exists is changed or removed. Choosing the same route again adds nothing, so that a step the parties
    took away stays away. `assessment` lays out the steps of recognition of prior learning too, unless they are there.
    The words are in the participant's language; deadlines count from today. ValueError for a route the trade does not
    have. AlreadyDone as in `writable`.
    """
    draft = writable(plan)
    if route not in routes_to(draft.trade):
        raise ValueError(f"there is no {route.key} to this trade")
    new = _steps_of(route) if draft.route != route.key else []
    if assessment:
        new += _steps_of(ASSESSMENT)
    there = set(draft.steps.exclude(origin="").values_list("origin", flat=True))
    added = [(origin, step) for origin, step in new if origin not in there]
    _lay_out(draft, added)
    draft.route = route.key
    touch(draft, by, "route")
    return len(added)


@transaction.atomic
def note_support_time(*, plan: CareerPlan, until: date | None, months: int | None, source: str, by: Actor) -> None:
    """Note how long support lasts, as a day or a number of months, and where that was said; all empty takes it away.

    The career counsellor writes what was said in a meeting or stands in the agreed text; nothing of Nav's own is read
    (DOMAIN, firewall 1). The last word wins.
    """
    draft = writable(plan)
    draft.support_until, draft.support_months, draft.support_source = until, months, source
    touch(draft, by, "support_until", "support_months", "support_source")


def _steps_of(route: Route) -> list[tuple[str, RouteStep]]:
    """The steps with their origins. Steps that several routes share have one origin, and are laid out once."""
    whose = ASSESSMENT.key if route is ASSESSMENT else "route"
    return [(f"{whose}:{step.key}", step) for step in route.steps]


def _lay_out(draft: CareerPlan, steps: list[tuple[str, RouteStep]]) -> None:
    last = draft.steps.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    with translation.override(draft.participant.language):
        PlanStep.objects.bulk_create(
            PlanStep(
                plan=draft,
                journey=draft.journey,
                participant=draft.participant,
                position=first + place,
                what=str(step.what),
                why=str(step.why),
                responsible=step.responsible,
                due_on=_deadline(step, timezone.localdate()),
                origin=origin,
            )
            for place, (origin, step) in enumerate(steps)
        )


def _deadline(step: RouteStep, today: date) -> date:
    """So many weeks from today, or the next day places are applied for by."""
    if not step.by_application_day:
        return today + timedelta(weeks=step.weeks)
    this_year = date(today.year, *APPLICATION_DAY)
    return this_year if this_year > today else date(today.year + 1, *APPLICATION_DAY)
