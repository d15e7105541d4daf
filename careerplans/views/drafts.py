"""Writing the plan: the career counsellor with the participant, who reads the draft."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from careerplans import actions, permissions
from careerplans.content import PageDocument, content_of, missing, page_document
from careerplans.forms import GoalForm, RevisionForm, SectionForm
from careerplans.models import CareerPlan, PlanVersion
from careerplans.support import ChosenRoute, chosen_route
from careerplans.views.editor import Goal, Row, editor
from careerplans.views.loading import journey_for, permit, plan_for
from careerplans.views.saving import revision_of, saving
from common.errors import AlreadyDone
from journeys.models import Journey


@require_safe
def edit(request: HttpRequest, journey: UUID) -> HttpResponse:
    """The journey's plan: to write for its career counsellor, to read for the participant; else its versions."""
    actor = actor_of(request)
    found = journey_for(actor, journey)
    plan = CareerPlan.objects.visible_to(actor).select_related("trade").filter(journey=found).first()
    if plan is None or plan.draft_number is None:
        return _between(request, actor, found, begun=plan is not None)
    plan.journey = found
    if permissions.can_write(actor, plan):
        return editor(request, plan)
    context = {"plan": plan, "journey": found, "document": _document(plan, actor), "route": _route(plan)}
    return render(request, "careerplans/draft_read.html", context)


def _between(request: HttpRequest, actor: Actor, journey: Journey, *, begun: bool) -> HttpResponse:
    """No version is being written: what there is, and the way to begin."""
    context = {
        "journey": journey,
        "versions": PlanVersion.objects.visible_to(actor).filter(journey=journey).defer("content") if begun else [],
        "can_start": permissions.can_start(actor, journey),
    }
    return render(request, "careerplans/plan.html", context)


def _document(plan: CareerPlan, actor: Actor) -> PageDocument:
    content = content_of(plan, plan.steps.all(), language=plan.participant.language, written_with=[])
    return page_document(content, to_participant=actor.is_participant)


def _route(plan: CareerPlan) -> ChosenRoute | None:
    return chosen_route(plan, timezone.localdate())


@require_POST
def start(request: HttpRequest, journey: UUID) -> HttpResponse:
    """Begin the plan or its next version."""
    actor = actor_of(request)
    found = journey_for(actor, journey)
    permit(permissions.can_start(actor, found))
    actions.start(journey=found, by=actor)
    return redirect("careerplans:edit", found.public_id)


@require_POST
def save_section(request: HttpRequest, plan: UUID, key: str) -> HttpResponseBase:
    """Save the text under one heading, for the script (JSON) and for a plain form."""
    actor = actor_of(request)
    found = plan_for(actor, plan)
    permit(permissions.can_start(actor, found.journey))
    section = next((each for each in found.journey.blueprint.plan.sections if each.key == key), None)
    if section is None:
        raise Http404
    form = SectionForm(section, request.POST)
    row = Row(section, form, revision_of(form))

    def save() -> int:
        text, revision = form.cleaned_data["text"], form.cleaned_data["revision"]
        return actions.save_section(plan=found, key=key, text=text, revision=revision, by=actor)

    return saving(request, actor, found, row, save=save, page={"row": row}, anchor=f"section-{key}")


@require_POST
def save_goal(request: HttpRequest, plan: UUID) -> HttpResponseBase:
    """Save the end goal, for the script (JSON) and for a plain form."""
    actor = actor_of(request)
    found = plan_for(actor, plan)
    permit(permissions.can_start(actor, found.journey))
    form = GoalForm(request.POST, trade=found.trade)
    goal = Goal(form, revision_of(form))

    def save() -> int:
        data = form.cleaned_data
        return actions.save_goal(
            plan=found, trade=data["trade"], words=data["end_goal"], revision=data["revision"], by=actor
        )

    return saving(request, actor, found, goal, save=save, page={"goal": goal}, anchor="end-goal")


@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Show what becomes final, and make it so."""
    actor = actor_of(request)
    found = plan_for(actor, plan)
    permit(permissions.can_start(actor, found.journey))
    if found.draft_number is None:
        raise AlreadyDone
    if request.method != "POST":
        return _before_completing(request, actor, found)
    form = RevisionForm(request.POST)
    try:
        revision = form.cleaned_data["revision"] if form.is_valid() else -1
        version = actions.complete(plan=found, revision=revision, by=actor)
    except actions.ChangedSince:
        messages.warning(request, _("The plan was changed after you opened this page. Read it once more."))
        return redirect("careerplans:complete", found.public_id)
    except actions.Incomplete:
        return _before_completing(request, actor, found, status=422)
    done = _("Version %(number)s is complete. %(name)s gets an e-mail that it is ready.")
    messages.success(request, done % {"number": version.number, "name": found.journey.participant.first_name})
    return redirect("careerplans:version", version.public_id)


def _before_completing(request: HttpRequest, actor: Actor, plan: CareerPlan, status: int = 200) -> HttpResponse:
    context = {
        "plan": plan,
        "journey": plan.journey,
        "document": _document(plan, actor),
        "route": _route(plan),
        "missing": missing(plan, plan.journey.blueprint.plan, steps=plan.steps.count()),
    }
    return render(request, "careerplans/complete.html", context, status=status)
