"""The steps of the draft. Each form is a plain form; htmx gets the list of steps back instead of a redirect."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import actor_of
from careerplans import actions, permissions
from careerplans.forms import StepForm
from careerplans.models import CareerPlan
from careerplans.views.editor import editor, steps_context
from careerplans.views.loading import permit, plan_for, step_for
from common.forms import posted

#: How many places a button moves a step.
MOVES = {"up": -1, "down": 1}


@require_POST
def add(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Add a step at the end."""
    actor = actor_of(request)
    found = plan_for(actor, plan)
    permit(permissions.can_start(actor, found.journey))
    form = StepForm(request.POST)
    if form.is_valid():
        actions.add_step(plan=found, key=form.cleaned_data["key"], fields=form.step_fields, by=actor)
        return _answer(request, found, _("The step is added"))
    if request.headers.get("HX-Request"):
        return _part(request, found, step_form=form, status=422)
    return editor(request, found, step_form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, plan: UUID, key: UUID) -> HttpResponse:
    """Change one step, on a page of its own."""
    actor = actor_of(request)
    found = plan_for(actor, plan)
    permit(permissions.can_write(actor, found))
    step = step_for(found, key)
    form = StepForm(posted(request), step=step, cancel_url=_steps_url(found))
    if form.is_valid():
        actions.change_step(step=step, fields=form.step_fields, by=actor)
        return _answer(request, found, _("The step is saved"))
    context = {"form": form, "plan": found, "journey": found.journey, "step": step}
    return render(request, "careerplans/step.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove(request: HttpRequest, plan: UUID, key: UUID) -> HttpResponse:
    """Remove one step from the draft."""
    actor = actor_of(request)
    found = plan_for(actor, plan)
    permit(permissions.can_write(actor, found))
    actions.remove_step(step=step_for(found, key), by=actor)
    return _answer(request, found, _("The step is removed"))


@require_POST
def move(request: HttpRequest, plan: UUID, key: UUID) -> HttpResponse:
    """Move one step up or down; another direction moves nothing."""
    actor = actor_of(request)
    found = plan_for(actor, plan)
    permit(permissions.can_write(actor, found))
    places = MOVES.get(request.POST.get("direction", ""), 0)
    actions.move_step(step=step_for(found, key), places=places, by=actor)
    return _answer(request, found, _("The step is moved"))


def _answer(request: HttpRequest, plan: CareerPlan, done: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _part(request, plan, done=done)
    messages.success(request, done)
    return redirect(_steps_url(plan))


def _part(
    request: HttpRequest, plan: CareerPlan, *, step_form: StepForm | None = None, done: str = "", status: int = 200
) -> HttpResponse:
    context = {**steps_context(plan, list(plan.steps.all()), step_form), "done": done}
    return render(request, "careerplans/_steps_editor.html", context, status=status)


def _steps_url(plan: CareerPlan) -> str:
    return reverse("careerplans:edit", args=[plan.journey.public_id]) + "#steps"
