"""Ticking off school documents on the journey page."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.acting import actor_of
from accounts.actors import Actor
from referrals import actions
from referrals.models import MissingDocument
from referrals.permissions import can_mark_brought, can_mark_ordered


@require_POST
def document_ordered(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The participant has ordered the documents."""
    actor = actor_of(request)
    document = _load(actor, public_id)
    if not can_mark_ordered(actor, document):
        raise PermissionDenied
    actions.mark_ordered(document=document, by=actor)
    messages.success(request, _("Noted. Your career counsellor can see that the documents are ordered."))
    return _back(document)


@require_POST
def document_brought(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The documents are brought along."""
    actor = actor_of(request)
    document = _load(actor, public_id)
    if not can_mark_brought(actor, document):
        raise PermissionDenied
    actions.mark_brought(document=document, by=actor)
    messages.success(request, _("Noted."))
    return _back(document)


def _load(actor: Actor, public_id: UUID) -> MissingDocument:
    rows = MissingDocument.objects.visible_to(actor).select_related("journey")
    found: MissingDocument = get_object_or_404(rows, public_id=public_id)
    return found


def _back(document: MissingDocument) -> HttpResponse:
    return redirect(reverse("workspace:journey", args=[document.journey.public_id]) + "#missing-documents")
