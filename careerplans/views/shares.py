"""The participant shares a version, takes it back, and reads who has read."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.models import Membership
from careerplans import actions, permissions, queries
from careerplans.content import page_document
from careerplans.models import PlanShare, PlanVersion
from careerplans.sharing_text import SharingText, sharing_text
from careerplans.views.loading import permit, version_for
from common.errors import AlreadyDone
from sharing.models import ReadEntry

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, version: UUID) -> HttpResponse:
    """Show what Nav will see and on what words, and share it. Other words than those shown are not confirmed."""
    actor = actor_of(request)
    found = version_for(actor, version)
    permit(permissions.can_share(actor, found))
    recipient = queries.recipient_of(found.journey)
    if recipient is None:
        return render(request, "careerplans/nobody_to_share_with.html", {"version": found, "journey": found.journey})
    if queries.shares_of(actor, found).filter(recipient=recipient).exists():
        raise AlreadyDone
    text = sharing_text(found, recipient, get_language() or "nb")
    if request.method == "POST" and request.POST.get("shown") == text.fingerprint:
        actions.share(version=found, recipient=recipient, text=text, by=actor)
        messages.success(request, _("You have shared the plan with %(name)s.") % {"name": recipient.person.name})
        return redirect("careerplans:version", found.public_id)
    return _share_page(request, found, recipient, text, changed=request.method == "POST")


def _share_page(
    request: HttpRequest, version: PlanVersion, recipient: Membership, text: SharingText, *, changed: bool
) -> HttpResponse:
    context = {
        "version": version,
        "journey": version.journey,
        "document": page_document(version.content, to_participant=False),
        "recipient": recipient,
        "covering": queries.covering_now(recipient),
        "text": text,
        "changed": changed,
    }
    return render(request, "careerplans/share.html", context, status=409 if changed else 200)


@require_POST
def withdraw(request: HttpRequest, share: UUID) -> HttpResponse:
    """Take a share back with one click."""
    actor = actor_of(request)
    shares = PlanShare.objects.visible_to(actor)
    related = ("version__journey", "recipient__person", "recipient__office")
    found = get_object_or_404(shares.select_related(*related), public_id=share)
    permit(permissions.can_withdraw(actor, found))
    actions.withdraw(share=found, by=actor)
    done = _("You have taken the sharing back. %(name)s can no longer open the plan.")
    messages.success(request, done % {"name": found.recipient.person.name})
    return redirect("careerplans:version", found.version.public_id)


@require_safe
def reads(request: HttpRequest) -> HttpResponse:
    """Who has read what of the participant's documents, and when."""
    actor = actor_of(request)
    permit(actor.is_participant)
    entries = ReadEntry.objects.visible_to(actor)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/reads.html", {"page_obj": page})
