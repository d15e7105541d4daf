"""Loading what a page is about, within what the actor may see: everything else is 404."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.actors import Actor
from accounts.enums import Party
from careerplans.models import CareerPlan, PlanQuestion, PlanStep, PlanVersion
from journeys.models import Journey

_OF_JOURNEY = ("participant", "county", "career_centre")


def journey_for(actor: Actor, public_id: UUID) -> Journey:
    """Return the journey whose plan is asked for. Nav, who sees the journey but no draft, gets 404."""
    if actor.party == Party.NAV_COUNSELLOR:
        raise Http404
    journeys = Journey.objects.visible_to(actor).select_related(*_OF_JOURNEY)
    return get_object_or_404(journeys, public_id=public_id)


def plan_for(actor: Actor, public_id: UUID) -> CareerPlan:
    """Return the plan with its journey."""
    related = ("trade", *(f"journey__{name}" for name in _OF_JOURNEY))
    plans = CareerPlan.objects.visible_to(actor).select_related(*related)
    return get_object_or_404(plans, public_id=public_id)


def step_for(plan: CareerPlan, key: UUID) -> PlanStep:
    """Return a step of this draft, with the plan as it was loaded."""
    step = get_object_or_404(PlanStep, plan=plan, key=key)
    step.plan = plan
    return step


def question_for(plan: CareerPlan, key: UUID) -> PlanQuestion:
    """Return an open question of this draft, with the plan as it was loaded."""
    question = get_object_or_404(PlanQuestion, plan=plan, key=key)
    question.plan = plan
    return question


def version_for(actor: Actor, public_id: UUID) -> PlanVersion:
    """Return a version the actor may read now: for Nav one shared with it."""
    related = ("participant", *(f"journey__{name}" for name in _OF_JOURNEY))
    versions = PlanVersion.objects.visible_to(actor).select_related(*related)
    return get_object_or_404(versions, public_id=public_id)


def permit(allowed: bool) -> None:
    """Raise PermissionDenied (403) unless `allowed`."""
    if not allowed:
        raise PermissionDenied
