"""Resolves who acts, and opens the transaction in which the database knows it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts import acting
from accounts.actors import Actor
from common.rls import set_person

#: Served without a person and without a transaction: probes must answer when the database does not.
OUTSIDE = ("/health/", "/static/")


class ActorMiddleware:
    """Sets `request.actor` (an Actor, or None when signed out) and wraps view *and* template rendering in one
    transaction.

    A response of 500 or more rolls back. A form opened in another capacity than the current one gets a friendly 409,
    so that nobody acts for an office by a tab left open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OUTSIDE):
            request.actor = None  # type: ignore[attr-defined]
            return self.get_response(request)
        with transaction.atomic():
            actor = acting.current(request)
            request.actor = actor  # type: ignore[attr-defined]
            set_person(actor.person.pk if actor else None, actor.membership_id if actor else None)
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        if actor:
            # A phone is lent and a desk is shared: no page of somebody signed in stays behind in a browser.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        opened_as = request.POST.get(acting.FIELD) if request.method == "POST" else None
        if opened_as is None or actor is None or opened_as == actor.key:
            return None
        return _acting_changed(request)


def _acting_changed(request: HttpRequest) -> HttpResponse:
    """Nothing was done. A script gets 403, since 409 tells it that somebody else saved another text."""
    if wants_json(request):
        message = _("You act in another role now. Nothing was saved. Change back to go on with this page.")
        return JsonResponse({"message": message, "login_url": reverse("accounts:choose")}, status=403)
    return render(request, "accounts/acting_changed.html", status=409)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked, which shows our message itself."""
    return request.headers.get("Accept", "") == "application/json"


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's, with an answer that scripts understand when the session is over: what was typed stays there."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        login_url = resolve_url(self.get_login_url(view_func))
        if wants_json(request):
            return JsonResponse({"message": _("You are signed out."), "login_url": login_url}, status=401)
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(login_url)
        return super().handle_no_permission(request, view_func)
