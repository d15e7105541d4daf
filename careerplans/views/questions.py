"""The open questions of the draft, each written on a page of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import actor_of
from accounts.actors import Actor
from careerplans import actions, permissions
from careerplans.forms import QuestionForm
from careerplans.models import CareerPlan
from careerplans.views.loading import permit, plan_for, question_for
from careerplans.views.routes import plan_url
from common.errors import AlreadyDone
from common.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Add a question."""
    actor = actor_of(request)
    found = _writable(actor, plan)
    form = QuestionForm(posted(request), cancel_url=plan_url(found, "questions"))
    if form.is_valid():
        actions.add_question(plan=found, **form.cleaned_data, by=actor)
        messages.success(request, _("The question is added"))
        return redirect(plan_url(found, "questions"))
    return _page(request, found, form, _("Add a question"))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, plan: UUID, key: UUID) -> HttpResponse:
    """Change a question, or write the answer that has come."""
    actor = actor_of(request)
    found = _writable(actor, plan)
    question = question_for(found, key)
    form = QuestionForm(posted(request), question=question, cancel_url=plan_url(found, "questions"))
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("asked_of", "text", "answer")}
        actions.change_question(question=question, **fields, by=actor)
        messages.success(request, _("The question is saved"))
        return redirect(plan_url(found, "questions"))
    return _page(request, found, form, _("Change the question"))


@require_POST
def remove(request: HttpRequest, plan: UUID, key: UUID) -> HttpResponse:
    """Remove a question from the draft."""
    actor = actor_of(request)
    found = _writable(actor, plan)
    actions.remove_question(question=question_for(found, key), by=actor)
    messages.success(request, _("The question is removed"))
    return redirect(plan_url(found, "questions"))


def _writable(actor: Actor, public_id: UUID) -> CareerPlan:
    found = plan_for(actor, public_id)
    permit(permissions.can_start(actor, found.journey))
    if found.draft_number is None:
        raise AlreadyDone
    return found


def _page(request: HttpRequest, plan: CareerPlan, form: QuestionForm, title: str) -> HttpResponse:
    lead = _("Nav reads it when the participant shares the version it becomes a part of.")
    context = {"form": form, "plan": plan, "journey": plan.journey, "title": title, "lead": lead}
    return render(request, "careerplans/draft_form.html", context, status=422 if form.is_bound else 200)
