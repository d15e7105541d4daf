"""Pages of the workspace: load, permit, compose, respond."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import County
from appointments.handing_over_permissions import can_transfer
from common.forms import posted
from journeys import actions, blueprints
from journeys.models import Journey
from journeys.permissions import can_close, can_invite_nav, can_reopen
from journeys.sections import Task
from workspace.filters import STATES, read_filter, step_choices
from workspace.forms import CloseForm, NavInvite, OfficeChoice
from workspace.journey_page import journey_page
from workspace.my_day import my_day, tasks_of
from workspace.navigation import first_action
from workspace.queries import PAGE_SIZE, journey_list
from workspace.rows import rows

#: Parties that have a list of participants.
CASEWORKERS = (Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR)
#: Whom a page about a journey names beside the participant, each in the words of `load`.
NAMES = {
    "nav_name": "nav_counsellor__person__name",
    "career_name": "career_counsellor__person__name",
    "centre_name": "career_centre__name",
}
#: Nobody is told the own name.
OWN_NAME = {Party.NAV_COUNSELLOR: "nav_name", Party.CAREER_COUNSELLOR: "career_name"}


def load(actor: Actor, public_id: UUID) -> Journey:
    """Return the journey with what every page about it shows; 404 for somebody it does not concern.

    Besides the participant and the county these are the names of the others: `nav_name`, `career_name`, `centre_name`.
    """
    journey: Journey = get_object_or_404(_with_names(actor), public_id=public_id)
    return journey


def _with_names(actor: Actor) -> QuerySet[Journey]:
    own = OWN_NAME.get(actor.party)
    names = {name: Value("") if name == own else F(path) for name, path in NAMES.items()}
    return Journey.objects.visible_to(actor).select_related("participant", "county").annotate(**names)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My day for staff, the own journey for a participant, and a front page for everybody else."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return render(request, "workspace/front.html", {"counties": County.objects.all()})
    if actor.is_participant:
        return _participant_home(request, actor)
    if actor.party not in CASEWORKERS:
        return redirect("accounts:offices")
    context = {
        "day": my_day(actor, now=timezone.now()),
        "today": timezone.localdate(),
        "first_action": first_action(actor),
    }
    return render(request, "workspace/my_day.html", context)


def _participant_home(request: HttpRequest, actor: Actor) -> HttpResponse:
    own = list(_with_names(actor).order_by("-started_at")[:10])
    open_ones = [journey for journey in own if journey.is_open]
    if len(own) == 1 or len(open_ones) == 1:
        return _journey(request, actor, (open_ones or own)[0], tasks_of(actor, now=timezone.now()))
    return render(request, "workspace/own_journeys.html", {"journeys": own, "counties": _own_start_counties()})


def _own_start_counties() -> list[County]:
    codes = [key for key in blueprints.counties() if Party.PARTICIPANT in blueprints.latest(key).origins]
    return list(County.objects.filter(code__in=codes))


@require_safe
def journeys(request: HttpRequest) -> HttpResponse:
    """The actor's participants: filtered, sorted by Norwegian names, 25 at a time."""
    actor = actor_of(request)
    if actor.party not in CASEWORKERS:
        raise PermissionDenied
    wanted = read_filter(request.GET, actor.county)
    order = request.GET.get("sort", "name")
    page = Paginator(journey_list(actor, filters=wanted.values(), order=order), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "filter": wanted,
        "steps": step_choices(actor.county),
        "states": STATES,
        "page": page,
        "rows": rows(page.object_list),
        "order": order,
        "filtered": any(wanted.values().values()),
        "first_action": first_action(actor),
    }
    return render(request, "workspace/journeys.html", context)


@require_safe
def journey(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _journey(request, actor, load(actor, public_id))


def _journey(request: HttpRequest, actor: Actor, found: Journey, tasks: Sequence[Task] = ()) -> HttpResponse:
    context = {
        "page": journey_page(found, actor, tasks),
        "journey": found,
        "actor": actor,
        "can_close": can_close(actor, found),
        "can_reopen": can_reopen(actor, found),
        "can_transfer": can_transfer(actor, found),
    }
    return render(request, "workspace/journey.html", context)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close the journey with a reason. Records one event."""
    actor = actor_of(request)
    found = load(actor, public_id)
    if not can_close(actor, found) and not (request.method == "POST" and can_reopen(actor, found)):
        raise PermissionDenied
    back = _url(found)
    form = CloseForm(posted(request), blueprint=found.blueprint, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        actions.close(journey=found, reason=form.cleaned_data["reason"], by=actor)
        messages.success(request, _("The journey is closed. You can open it again if you need to."))
        return redirect(back)
    return render(request, "workspace/close.html", {"form": form, "journey": found}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a closed journey again. Records one event."""
    actor = actor_of(request)
    found = load(actor, public_id)
    if not can_reopen(actor, found) and not (request.method == "POST" and can_close(actor, found)):
        raise PermissionDenied
    if request.method == "POST":
        return _reopen(request, actor, found)
    return render(request, "workspace/reopen.html", {"journey": found})


def _reopen(request: HttpRequest, actor: Actor, found: Journey) -> HttpResponse:
    try:
        actions.reopen(journey=found, by=actor)
    except actions.AlreadyInJourney:
        messages.error(request, _("A newer journey in the county is open. Close that one first."))
    else:
        messages.success(request, _("The journey is open again."))
    return redirect(_url(found))


@require_http_methods(["GET", "POST"])
def nav_invite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The participant brings a Nav counsellor in: first the office, then the person. Records one event."""
    actor = actor_of(request)
    found = load(actor, public_id)
    if not can_invite_nav(actor, found):
        raise PermissionDenied
    choice = OfficeChoice(request.GET or None, county=found.county, cancel_url=_url(found))
    if not choice.is_bound or not choice.is_valid():
        return render(request, "workspace/nav_invite.html", {"form": choice, "journey": found})
    office = choice.cleaned_data["office"]
    form = NavInvite(posted(request), office=office, cancel_url=_url(found), actor=actor)
    if request.method == "POST" and form.is_valid():
        return _invite(request, actor, found, form.cleaned_data)
    context = {"form": form, "journey": found, "office": office}
    return render(request, "workspace/nav_invite.html", context, status=422 if form.errors else 200)


def _invite(request: HttpRequest, actor: Actor, found: Journey, data: dict[str, Any]) -> HttpResponse:
    actions.invite_nav(journey=found, membership=data["counsellor"], by=actor)
    name = data["counsellor"].person.name
    messages.success(request, _("%(name)s can now see which step you are on, and nothing more.") % {"name": name})
    return redirect(_url(found))


@login_not_required
@require_safe
def model(request: HttpRequest, county: str) -> HttpResponse:
    """The county's model, drawn from the blueprint new journeys follow."""
    found = get_object_or_404(County, code=county)
    if county not in blueprints.counties():
        raise Http404
    return render(request, "workspace/model.html", {"county": found, "blueprint": blueprints.latest(county)})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/accessibility.html")


def _url(found: Journey) -> str:
    return reverse("workspace:journey", args=[found.public_id])
