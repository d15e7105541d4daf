"""The county's offices, looked after by the coordinators of both organisations."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.forms import OfficeForm
from accounts.models import Office
from accounts.permissions import can_coordinate, can_edit_office
from accounts.queries import offices_with_people

PER_PAGE = 50


def coordinator_of(request: HttpRequest) -> Actor:
    """Return the actor of a coordinator's page; PermissionDenied (403) for everybody else."""
    actor = actor_of(request)
    if not can_coordinate(actor):
        raise PermissionDenied
    return actor


def office_of(actor: Actor) -> Office:
    """Return the coordinator's own office; PermissionDenied for a participant, who has none."""
    if actor.office is None:
        raise PermissionDenied
    return actor.office


def _office(request: HttpRequest, public_id: UUID) -> tuple[Actor, Office]:
    actor = coordinator_of(request)
    office = get_object_or_404(Office.objects.visible_to(actor), public_id=public_id)
    if not can_edit_office(actor, office):
        raise PermissionDenied
    return actor, office


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """The county's offices, those in use first."""
    actor = coordinator_of(request)
    page = Paginator(offices_with_people(actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/offices.html", {"page": page, "county": actor.county})


@require_http_methods(["GET", "HEAD", "POST"])
def office_add(request: HttpRequest) -> HttpResponse:
    """Add an office to the own county."""
    actor = coordinator_of(request)
    county = office_of(actor).county
    form = OfficeForm(request.POST or None, county=county, cancel_url=reverse("accounts:offices"))
    if request.method == "POST" and form.is_valid():
        office = actions.add_office(county=county, fields=form.cleaned_data, by=actor)
        messages.success(request, _("%(office)s is added.") % {"office": office.name})
        return redirect("accounts:offices")
    return render(request, "accounts/office_add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One office: change its facts."""
    actor, found = _office(request, public_id)
    initial = {name: getattr(found, name) for name in OfficeForm.base_fields}
    form = OfficeForm(
        request.POST or None, county=found.county, office=found, initial=initial, cancel_url=reverse("accounts:offices")
    )
    if request.method == "POST" and form.is_valid():
        actions.change_office(office=found, fields=form.cleaned_data, by=actor)
        messages.success(request, _("%(office)s is saved.") % {"office": found.name})
        return redirect("accounts:offices")
    context = {"form": form, "office": found}
    return render(request, "accounts/office.html", context, status=422 if form.is_bound else 200)


@require_POST
def office_close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the office out of use."""
    actor, found = _office(request, public_id)
    actions.close_office(office=found, by=actor)
    messages.success(request, _("%(office)s is taken out of use.") % {"office": found.name})
    return redirect("accounts:offices")


@require_POST
def office_reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the office back into use."""
    actor, found = _office(request, public_id)
    actions.reopen_office(office=found, by=actor)
    messages.success(request, _("%(office)s is in use again.") % {"office": found.name})
    return redirect("accounts:offices")
