"""The page on which a plan is written, put together for a fresh look and for a form sent back."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.acting import actor_of
from careerplans.content import missing
from careerplans.enums import Responsible
from careerplans.forms import GoalForm, SectionForm, StepForm
from careerplans.from_notes import FromNote, from_notes
from careerplans.models import CareerPlan, PlanStep
from careerplans.support import chosen_route, support_text
from careerplans.trades import offered
from journeys.blueprints.types import PlanSection


@dataclass
class Row:
    """A heading with its form; `theirs` is what somebody else saved meanwhile (without JavaScript).

    `notes` is what the meetings' notes hold for it.
    """

    section: PlanSection
    form: SectionForm
    revision: int
    theirs: str | None = None
    notes: list[FromNote] = field(default_factory=list)


@dataclass
class Goal:
    """The end goal's form, as `Row`."""

    form: GoalForm
    revision: int
    theirs: str | None = None


def section_rows(plan: CareerPlan, replaced: Row | None = None) -> list[Row]:
    """Return the county's headings with what is written; `replaced` stands in for its own section."""
    rows = []
    for section in plan.journey.blueprint.plan.sections:
        if replaced and replaced.section.key == section.key:
            rows.append(replaced)
            continue
        revision = plan.section_revisions.get(section.key, 0)
        form = SectionForm(section, initial={"text": plan.sections.get(section.key, ""), "revision": revision})
        rows.append(Row(section, form, revision))
    return rows


def goal_row(plan: CareerPlan) -> Goal:
    """Return the end goal as it is."""
    trade = str(plan.trade) if plan.trade else ""
    revision = plan.section_revisions.get(CareerPlan.GOAL, 0)
    return Goal(GoalForm(initial={"trade": trade, "end_goal": plan.end_goal, "revision": revision}), revision)


def editor(
    request: HttpRequest,
    plan: CareerPlan,
    *,
    row: Row | None = None,
    goal: Goal | None = None,
    step_form: StepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the whole page; a row, goal or step form sent back replaces the fresh one."""
    template = plan.journey.blueprint.plan
    steps = list(plan.steps.all())
    rows = section_rows(plan, row)
    noted = from_notes(actor_of(request), plan.journey)
    for each in rows:
        each.notes = noted.get(each.section.key, [])
    context: dict[str, Any] = {
        "plan": plan,
        "journey": plan.journey,
        "template": template,
        "rows": rows,
        "goal": goal or goal_row(plan),
        "route": chosen_route(plan, timezone.localdate()),
        "support": support_text(plan),
        "questions": plan.questions.all(),
        "trades": offered() if template.end_goal else [],
        "missing": missing(plan, template, steps=len(steps)),
        **steps_context(plan, steps, step_form),
    }
    return render(request, "careerplans/draft.html", context, status=status)


def steps_context(plan: CareerPlan, steps: list[PlanStep], step_form: StepForm | None = None) -> dict[str, Any]:
    """What the list of steps needs, on the page and as a part of it."""
    form = step_form or StepForm()
    return {
        "plan": plan,
        "steps": [(step, Responsible(step.responsible).label_for(participant=False)) for step in steps],
        "step_form": form,
        "step_form_open": form.is_bound or not steps,
    }
