"""Messages that were not delivered."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import undelivered
from accounts.acting import actor_of
from accounts.actors import Actor

PER_PAGE = 25


def _staff(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.is_participant:
        raise PermissionDenied
    return actor


@require_safe
def failed_messages(request: HttpRequest) -> HttpResponse:
    """What was not delivered: kind, time, office, masked address and error; for whom, to the one who booked."""
    actor = _staff(request)
    rows = undelivered.failed_messages(actor).select_related("recipient")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": undelivered.shown(list(page.object_list), actor), "actor": actor}
    return render(request, "accounts/messages.html", context)


@require_POST
def message_retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send it once more."""
    actor = _staff(request)
    message = get_object_or_404(undelivered.failed_messages(actor), public_id=public_id)
    undelivered.retry(message=message, by=actor)
    messages.success(request, _("The message is sent again. It leaves this list when it is on its way."))
    return redirect("accounts:messages")
