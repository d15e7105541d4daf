"""The private calendar address: its page, and what calendar programs fetch."""

import hashlib
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from appointments import actions
from appointments.calendar_forms import FeedForm
from appointments.feed import feed_bytes
from appointments.limits import WINDOW, TooMany, check_feed
from appointments.models import CalendarFeed
from appointments.permissions import can_connect_calendar, can_subscribe
from appointments.queries.calendars import feed_and_actor, feed_of
from common.forms import posted
from common.rls import person_context


def _subscriber(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not can_subscribe(actor):
        raise PermissionDenied
    return actor


@require_http_methods(["GET", "HEAD", "POST"])
def feed_settings(request: HttpRequest) -> HttpResponse:
    """The address of this capacity and how to use it; POST makes one, or changes what the entries say."""
    actor = _subscriber(request)
    found = feed_of(actor)
    initial = {"names": found.names} if found else None
    form = FeedForm(posted(request), initial=initial, is_open=bool(found), is_participant=actor.is_participant)
    if request.method == "POST" and form.is_valid():
        return _saved(request, actor, form, found)
    context = {
        "actor": actor,
        "feed": found,
        "form": form,
        "address": _address(found) if found else "",
        "has_other": can_connect_calendar(actor),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "appointments/calendar_feed.html", context, status=status)


def _address(found: CalendarFeed) -> str:
    return settings.SITE_URL + reverse("appointments:feed", args=[found.key])


def _saved(request: HttpRequest, actor: Actor, form: FeedForm, found: CalendarFeed | None) -> HttpResponse:
    if found:
        actions.change_feed(names=form.chosen, by=actor)
        messages.success(request, _("Saved. Your calendar shows it the next time it looks."))
    else:
        actions.open_feed(names=form.chosen, by=actor)
        messages.success(request, _("The address is made. Paste it in your calendar."))
    return redirect("appointments:feed_settings")


@require_POST
def feed_renew(request: HttpRequest) -> HttpResponse:
    """A new address; the old one is dead at once."""
    actions.renew_feed(by=_subscriber(request))
    messages.success(request, _("The address is new, and the old one no longer works. Paste the new one."))
    return redirect("appointments:feed_settings")


@require_POST
def feed_close(request: HttpRequest) -> HttpResponse:
    """No address any more."""
    actions.close_feed(by=_subscriber(request))
    messages.success(request, _("The address no longer works."))
    return redirect("appointments:feed_settings")


@login_not_required
@require_safe
def feed(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The calendar at a private address, for a program that cannot sign in. Who is signed in does not matter."""
    found = feed_and_actor(key)
    if found is None:
        raise Http404
    try:
        check_feed(found[0])
    except TooMany:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": int(WINDOW.total_seconds())})
    return _answer(request, *found)


def _answer(request: HttpRequest, found: CalendarFeed, actor: Actor) -> HttpResponseBase:
    with person_context(actor.person.pk, actor.membership_id), translation.override(actor.person.language):
        content = feed_bytes(found, actor, now=timezone.now())
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"Cache-Control": "private, no-store", "ETag": etag, "X-Robots-Tag": "noindex"}
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response
