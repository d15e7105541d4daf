"""Who stands in for a counsellor: set by the coordinator, or by the counsellor."""

import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, queries
from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.forms import CoverForm
from accounts.models import Cover, Membership
from accounts.permissions import can_set_cover


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who stands in for this membership now and later; POST sets one more."""
    actor = actor_of(request)
    members = Membership.objects.visible_to(actor).select_related("person", "office")
    member = get_object_or_404(members, public_id=public_id)
    if not can_set_cover(actor, member):
        raise PermissionDenied
    form = CoverForm(request.POST or None, colleagues=queries.colleagues_for_cover(member))
    if request.method == "POST" and form.is_valid():
        return _set(request, member, form, actor)
    context = {"form": form, "member": member, "covers": queries.covers_of(member), "is_own": _is_own(actor, member)}
    return render(request, "accounts/cover.html", context, status=422 if form.is_bound else 200)


def _set(request: HttpRequest, member: Membership, form: CoverForm, actor: Actor) -> HttpResponse:
    data = form.cleaned_data
    actions.set_cover(
        covered=member,
        covering=data["covering"],
        valid_from=data["first_day"],
        valid_until=data["last_day"] + datetime.timedelta(days=1),
        by=actor,
    )
    messages.success(request, _("%(name)s stands in.") % {"name": data["covering"].person.name})
    return redirect("accounts:cover", member.public_id)


@require_POST
def end_cover(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End one cover today."""
    actor = actor_of(request)
    rows = Cover.objects.select_related("covered__office", "covering__person")
    visible = Membership.objects.visible_to(actor)
    found = get_object_or_404(rows.filter(covered__in=visible), public_id=public_id)
    if not can_set_cover(actor, found.covered):
        raise PermissionDenied
    actions.end_cover(cover=found, by=actor)
    messages.success(request, _("%(name)s no longer stands in.") % {"name": found.covering.person.name})
    return redirect("accounts:cover", found.covered.public_id)


def _is_own(actor: Actor, member: Membership) -> bool:
    return actor.membership_id == member.pk
