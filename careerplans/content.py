"""What a plan says, as data: from the draft to what a version keeps, and from there to paper and to the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from careerplans.enums import AskedOf, Responsible, StepStatus
from careerplans.models import CareerPlan, PlanStep
from careerplans.pdf.document import Kind, Language, PlanDocument, Question, Route, Section, Step
from careerplans.pdf.text import Block, blocks
from careerplans.pdf.wording import wording
from careerplans.routes import in_languages, route, routes_to, usual_length
from careerplans.support import support_in_words
from journeys.blueprints.types import PlanKind, PlanSection, PlanTemplate

Content = Mapping[str, Any]

HEADING_LANGUAGES = ("nb", "nn")
STATUS_COLOURS = {
    StepStatus.NOT_STARTED: "neutral",
    StepStatus.UNDER_WAY: "info",
    StepStatus.DONE: "success",
    StepStatus.STUCK: "warning",
}


@dataclass(frozen=True)
class Missing:
    """Something a plan needs before it can be completed; `anchor` is where it stands on the page of the draft."""

    anchor: str
    message: str


def missing(plan: CareerPlan, template: PlanTemplate, *, steps: int) -> list[Missing]:
    """Return what the county's template still asks for, in the order of the page; nothing when it may be completed."""
    found = []
    if template.end_goal and not (plan.trade_id or plan.end_goal.strip()):
        found.append(Missing("end-goal", _("Choose a trade, or write the end goal in your own words")))
    found += [
        Missing(f"section-{section.key}", _("Write something under “%(heading)s”") % {"heading": section.label})
        for section in template.sections
        if section.required and not plan.sections.get(section.key, "").strip()
    ]
    if template.steps_required and not steps:
        found.append(Missing("steps", _("Add at least one step")))
    return found


def content_of(plan: CareerPlan, steps: Iterable[PlanStep], *, language: str, written_with: Iterable[str]) -> Content:
    """Return the draft as the content of a version (see `PlanVersion`). Empty sections are left out."""
    journey = plan.journey
    template = journey.blueprint.plan
    goal, detail = _goal(plan, language)
    return {
        "kind": str(template.kind),
        "end_goal": goal,
        "end_goal_detail": detail,
        "sections": [
            {"key": section.key, "heading": _heading(section), "text": text}
            for section in template.sections
            if (text := plan.sections.get(section.key, "").strip())
        ],
        "steps": [_step_content(step) for step in steps],
        "written_with": list(written_with),
        "participant": journey.participant.name,
        "county": journey.county.name,
        "centre": journey.career_centre.name if journey.career_centre else "",
        "route": _route_content(plan),
        "support": _support_content(plan),
        "questions": [
            {"asked_of": each.asked_of, "text": each.text, "answer": each.answer} for each in plan.questions.all()
        ],
    }


def _route_content(plan: CareerPlan) -> dict[str, Any] | None:
    """The route with its words in every language; None when none is chosen, or the trade does not have it."""
    chosen = route(plan.route)
    if chosen is None or chosen not in routes_to(plan.trade):
        return None
    return {
        "name": in_languages(chosen.name),
        "requirement": in_languages(chosen.requirement),
        "law": chosen.law,
        "months": chosen.months,
    }


def _support_content(plan: CareerPlan) -> dict[str, Any] | None:
    if not plan.support_source:
        return None
    until = plan.support_until.isoformat() if plan.support_until else None
    return {"until": until, "months": plan.support_months, "source": plan.support_source}


def _goal(plan: CareerPlan, language: str) -> tuple[str, str]:
    """The trade, with its qualification and the participant's words beneath; or the words alone."""
    trade, words = plan.trade, plan.end_goal.strip()
    if trade is None:
        return words, ""
    return trade.name_in(language), " · ".join(
        part for part in (trade.qualification, trade.programme_nb, words) if part
    )


def _heading(section: PlanSection) -> dict[str, str]:
    headings = {}
    for language in HEADING_LANGUAGES:
        with translation.override(language):
            headings[language] = str(section.label)
    return headings


def _step_content(step: PlanStep) -> dict[str, Any]:
    return {
        "key": str(step.key),
        "what": step.what,
        "why": step.why,
        "responsible": step.responsible,
        "due_on": step.due_on.isoformat() if step.due_on else None,
        "link": step.link,
    }


def _in(language: str, heading: Mapping[str, str]) -> str:
    return heading.get(language, heading["nb"])


def _due(step: Content) -> date | None:
    return date.fromisoformat(step["due_on"]) if step["due_on"] else None


def route_text(content: Content) -> Route | None:
    """Return the content's route in the language in force; None when it has none."""
    kept, language = content.get("route"), translation.get_language() or "nb"
    if not kept:
        return None
    return Route(
        name=_in(language, kept["name"]),
        requirement=_in(language, kept["requirement"]),
        length=usual_length(kept["months"]),
        law=kept["law"],
    )


def support_of(content: Content) -> str:
    """Return the support time the content has, in the language in force; empty when it has none."""
    kept = content.get("support")
    if not kept:
        return ""
    until = date.fromisoformat(kept["until"]) if kept["until"] else None
    return support_in_words(until, kept["months"], kept["source"])


def questions_of(content: Content) -> tuple[Question, ...]:
    """Return the content's open questions, with whom each is for in the language in force."""
    return tuple(
        Question(str(AskedOf(each["asked_of"]).label), each["text"], each["answer"])
        for each in content.get("questions", ())
    )


def pdf_document(
    content: Content, *, identifier: str, number: int, language: str, completed_at: datetime
) -> PlanDocument:
    """Return a version's content as the document its PDF is made of, in `language`."""
    with translation.override(language):
        return PlanDocument(
            kind=cast("Kind", content["kind"]),
            language=cast("Language", language),
            participant_name=content["participant"],
            county_name=content["county"],
            career_centre_name=content["centre"],
            written_with=tuple(content["written_with"]),
            version=number,
            completed_on=timezone.localtime(completed_at).date(),
            end_goal=content["end_goal"],
            end_goal_detail=content["end_goal_detail"],
            sections=tuple(Section(_in(language, part["heading"]), part["text"]) for part in content["sections"]),
            steps=tuple(_pdf_step(number, step) for number, step in enumerate(content["steps"], 1)),
            identifier=identifier,
            route=route_text(content),
            support=support_of(content),
            questions=questions_of(content),
        )


def _pdf_step(number: int, step: Content) -> Step:
    responsible = str(Responsible(step["responsible"]).label)
    return Step(number, step["what"], step["why"], responsible, _due(step), step.get("link", ""))


@dataclass(frozen=True)
class PageStep:
    """A step as a page shows it; `status` is how it goes now."""

    key: str
    number: int
    what: str
    why: tuple[Block, ...]
    responsible: str
    responsible_label: str
    due: date | None
    link: str
    status: StepStatus

    @property
    def colour(self) -> str:
        return STATUS_COLOURS[self.status]


@dataclass(frozen=True)
class PageDocument:
    """A plan as a page shows it, in the order and with the words of the paper."""

    name: str
    steps_heading: str
    end_goal: str
    end_goal_detail: str
    sections: tuple[tuple[str, tuple[Block, ...]], ...]
    steps: tuple[PageStep, ...]
    sections_first: bool
    route: Route | None
    support: str
    questions: tuple[Question, ...]

    def waiting_for(self, responsible: Responsible) -> int:
        """Return how many steps this party has left."""
        return sum(step.responsible == responsible and step.status != StepStatus.DONE for step in self.steps)


def page_document(content: Content, *, to_participant: bool, statuses: Mapping[str, str] | None = None) -> PageDocument:
    """Return the content for a page, in the language in force; `statuses` maps step key to how the step goes."""
    words = wording(cast("Kind", content["kind"]))
    language = translation.get_language() or "nb"
    known = statuses or {}
    return PageDocument(
        name=words.name,
        steps_heading=words.steps_heading,
        end_goal=content["end_goal"],
        end_goal_detail=content["end_goal_detail"],
        sections=tuple((_in(language, part["heading"]), blocks(part["text"])) for part in content["sections"]),
        steps=tuple(
            _page_step(number, step, to_participant=to_participant, status=known.get(step["key"], ""))
            for number, step in enumerate(content["steps"], 1)
        ),
        sections_first=content["kind"] == PlanKind.SUMMARY_NOTE,
        route=route_text(content),
        support=support_of(content),
        questions=questions_of(content),
    )


def _page_step(number: int, step: Content, *, to_participant: bool, status: str) -> PageStep:
    responsible = Responsible(step["responsible"])
    return PageStep(
        key=step["key"],
        number=number,
        what=step["what"],
        why=blocks(step["why"]),
        responsible=responsible,
        responsible_label=responsible.label_for(participant=to_participant),
        due=_due(step),
        link=step.get("link", ""),
        status=StepStatus(status or StepStatus.NOT_STARTED),
    )
