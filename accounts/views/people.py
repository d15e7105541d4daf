"""The people of the coordinator's own organisation: who is here, whom to invite, whose time is over."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, queries
from accounts.actors import Actor
from accounts.forms import EndMembershipForm, InviteForm, PeopleFilter
from accounts.models import Invitation, Membership, Office
from accounts.permissions import COVERED_ROLES, can_end, can_invite, can_manage_invitation, can_set_cover
from accounts.views.offices import coordinator_of, office_of
from common.dates import format_long_date

PER_PAGE = 25


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Memberships by name, 25 at a time; invitations that wait stand above the first page."""
    actor = coordinator_of(request)
    form = PeopleFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.people(actor, q=chosen.get("q", ""), status=chosen.get("status", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    waiting = queries.waiting_invitations(actor) if page.number == 1 else []
    rows = [
        {"member": each, "can_end": _may_still_end(actor, each), "can_cover": _may_still_cover(actor, each)}
        for each in page.object_list
    ]
    context = {"page": page, "rows": rows, "form": form, "waiting": waiting, "now": timezone.now()}
    return render(request, "accounts/people.html", {**context, "is_filtered": any(chosen.values())})


def _is_over(member: Membership) -> bool:
    return member.valid_until is not None and member.valid_until <= timezone.localdate()


def _may_still_end(actor: Actor, member: Membership) -> bool:
    return not _is_over(member) and can_end(actor, member)


def _may_still_cover(actor: Actor, member: Membership) -> bool:
    return not _is_over(member) and can_set_cover(actor, member)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague. The answer is the same whether the address has an account or not."""
    actor = coordinator_of(request)
    home = office_of(actor)
    own = Office.objects.same_side(home).filter(is_active=True)
    form = InviteForm(request.POST or None, offices=own, is_nav=home.is_nav, cancel_url=reverse("accounts:people"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not can_invite(actor, data["office"], data["role"]):
            raise PermissionDenied
        actions.invite_colleague(**data, by=actor)
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": data["email"]})
        return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what ending means, ask for the day, end it."""
    actor = coordinator_of(request)
    members = Membership.objects.visible_to(actor).select_related("person", "office")
    member = get_object_or_404(members, public_id=public_id)
    if not can_end(actor, member):
        raise PermissionDenied
    form = EndMembershipForm(request.POST or None, membership=member, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        actions.end_membership(membership=member, on=on, by=actor)
        messages.success(request, _said_of_the_end(member, on))
        return redirect("accounts:people")
    context = {"form": form, "member": member, "has_caseload": member.role in COVERED_ROLES}
    return render(request, "accounts/end_membership.html", context, status=422 if form.is_bound else 200)


def _said_of_the_end(member: Membership, on: date) -> str:
    said = {"name": member.person.name, "date": format_long_date(on)}
    ended = _("%(name)s has no access from %(date)s.") % said
    if member.role not in COVERED_ROLES:
        return ended
    return f"{ended} " + _("Under “Caseloads” you see what is left, and hand it over to a colleague.")


def _invitation(request: HttpRequest, public_id: UUID) -> tuple[Actor, Invitation]:
    actor = coordinator_of(request)
    rows = Invitation.objects.visible_to(actor).select_related("person", "office")
    found = get_object_or_404(rows, public_id=public_id)
    if not can_manage_invitation(actor, found):
        raise PermissionDenied
    return actor, found


@require_POST
def invitation_resend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a new link; the old one stops working."""
    actor, found = _invitation(request, public_id)
    actions.resend(invitation=found, by=actor)
    messages.success(request, _("A new invitation is on its way to %(email)s.") % {"email": found.person.email})
    return redirect("accounts:people")


@require_POST
def invitation_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the link stop working."""
    actor, found = _invitation(request, public_id)
    actions.revoke(invitation=found, by=actor)
    messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": found.person.email})
    return redirect("accounts:people")
