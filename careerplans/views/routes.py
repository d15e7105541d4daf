"""The way to the end goal: choosing it, and the support time it is set against."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.acting import actor_of
from accounts.actors import Actor
from careerplans import actions, permissions
from careerplans.forms import RouteForm, SupportForm
from careerplans.models import CareerPlan
from careerplans.routes import ROUTES, routes_to
from careerplans.views.loading import permit, plan_for
from common.errors import AlreadyDone
from common.forms import AppForm, posted


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, plan: UUID) -> HttpResponse:
    """The routes that exist for the trade; choosing one lays its steps out as a draft."""
    actor = actor_of(request)
    found = _writable(actor, plan)
    routes = routes_to(found.trade)
    form = RouteForm(posted(request), routes=routes, chosen=found.route, cancel_url=plan_url(found, "route"))
    if form.is_valid():
        chosen = next(each for each in ROUTES if each.key == form.cleaned_data["route"])
        assessment = form.cleaned_data["assessment"]
        added = actions.choose_route(plan=found, route=chosen, assessment=assessment, by=actor)
        messages.success(request, _chosen(added))
        return redirect(plan_url(found, "steps" if added else "route"))
    if found.trade:
        lead = _("These routes lead to %(trade)s.") % {"trade": found.trade}
    else:
        lead = _("No trade is chosen yet, so these are the routes most trades have.")
    return _page(request, found, form, title=_("Choose the route"), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Note how long support lasts, from what was said in a meeting or stands in the agreed text."""
    actor = actor_of(request)
    found = _writable(actor, plan)
    form = SupportForm(posted(request), plan=found, cancel_url=plan_url(found, "route"))
    if form.is_valid():
        actions.note_support_time(plan=found, **form.noted, by=actor)
        messages.success(request, _("The support time is noted") if form.noted["source"] else _("Nothing is noted"))
        return redirect(plan_url(found, "route"))
    lead = _("It becomes a part of the plan, and the participant reads it there.")
    return _page(request, found, form, title=_("How long does support last?"), lead=lead)


def _writable(actor: Actor, public_id: UUID) -> CareerPlan:
    """The draft, when this county's plan has an end goal with steps to it; else 404."""
    found = plan_for(actor, public_id)
    permit(permissions.can_start(actor, found.journey))
    if found.draft_number is None:
        raise AlreadyDone
    template = found.journey.blueprint.plan
    if not (template.end_goal and template.has_steps):
        raise Http404
    return found


def _chosen(added: int) -> str:
    if not added:
        return _("The route is chosen. No new steps were needed.")
    return ngettext(
        "The route is chosen. %(number)s step is laid out as a draft. Change it as you like.",
        "The route is chosen. %(number)s steps are laid out as a draft. Change them as you like.",
        added,
    ) % {"number": added}


def _page(request: HttpRequest, plan: CareerPlan, form: AppForm, *, title: str, lead: str) -> HttpResponse:
    context = {"form": form, "plan": plan, "journey": plan.journey, "title": title, "lead": lead}
    return render(request, "careerplans/draft_form.html", context, status=422 if form.is_bound else 200)


def plan_url(plan: CareerPlan, anchor: str) -> str:
    """The draft's page, at one of its cards."""
    return reverse("careerplans:edit", args=[plan.journey.public_id]) + f"#{anchor}"
