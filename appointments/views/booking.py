"""Finding and booking a time."""

from datetime import UTC, datetime
from typing import Any, NoReturn
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from appointments import actions
from appointments.booking import bookable, picker, wish_of
from appointments.forms import WishForm
from appointments.models import Appointment
from appointments.permissions import can_book
from appointments.queries import Wish, kinds_ahead
from common import dates
from common.errors import AlreadyDone
from journeys.models import Journey


def _load(actor: Actor, public_id: UUID) -> Journey:
    journeys = Journey.objects.visible_to(actor).select_related(
        "participant", "county", "career_centre", "career_counsellor__person", "nav_counsellor__person"
    )
    journey: Journey = get_object_or_404(journeys, public_id=public_id)
    return journey


@require_safe
def pick(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Free times of a week, for everybody who must attend. `next` is the page to come back to."""
    actor = actor_of(request)
    journey = _load(actor, public_id)
    return _picker_page(request, actor, journey, request.GET)


def _picker_page(
    request: HttpRequest, actor: Actor, journey: Journey, data: QueryDict, *, error: str = "", status: int = 200
) -> HttpResponse:
    allowed = bookable(actor, journey)
    context: dict[str, Any] = {"journey": journey, "actor": actor, "next_url": _next(request, data)}
    if not allowed:
        return render(request, "appointments/nothing_to_book.html", context)
    form = WishForm(data, journey=journey, actor=actor, allowed=allowed)
    wish = wish_of(form, actor)
    week = picker(wish, data.get("week", ""))
    context |= {"form": form, "wish": wish, "picker": week, "error": error}
    return render(request, "appointments/pick.html", context, status=status)


@require_POST
def book(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Book the chosen time. When somebody was faster, the page comes back with the times that are left."""
    actor = actor_of(request)
    journey = _load(actor, public_id)
    allowed = bookable(actor, journey)
    if request.POST.get("kind") not in {kind.key for kind in allowed}:
        _refuse(actor, journey, request.POST.get("kind", ""))
    starts_at = _moment(request.POST.get("slot", ""))
    if starts_at is None:
        return _picker_page(request, actor, journey, request.POST, error=_("Choose a time"), status=422)
    wish = wish_of(WishForm(request.POST, journey=journey, actor=actor, allowed=allowed), actor)
    return _book(request, actor, wish, starts_at)


def _refuse(actor: Actor, journey: Journey, key: str) -> NoReturn:
    """AlreadyDone when such a meeting is booked already, by the other party or by pressing twice; else 403."""
    own = any(kind.key == key and can_book(actor, journey, kind) for kind in journey.blueprint.meeting_kinds)
    if own and key in kinds_ahead(journey, actor.party, now=timezone.now()):
        raise AlreadyDone
    raise PermissionDenied


def _book(request: HttpRequest, actor: Actor, wish: Wish, starts_at: datetime) -> HttpResponse:
    try:
        appointment = actions.book(wish=wish, starts_at=starts_at, by=actor)
    except actions.TimeTaken:
        taken = _("That time was just taken. Choose another one.")
        return _picker_page(request, actor, wish.journey, request.POST, error=taken, status=409)
    when = dates.format_long_datetime(appointment.starts_at)
    messages.success(request, _("Booked: %(when)s. A confirmation is on its way by e-mail.") % {"when": when})
    return redirect(_next(request, request.POST) or _after(actor, appointment))


def _next(request: HttpRequest, data: QueryDict) -> str:
    """Return the page of our own that sent the actor here to book, '' for none and for any other site."""
    url = data.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours else ""


def _after(actor: Actor, appointment: Appointment) -> str:
    """Nav who helps with booking a meeting it takes no part in does not see it afterwards."""
    if Appointment.objects.visible_to(actor).filter(pk=appointment.pk).exists():
        return reverse("appointments:detail", args=[appointment.public_id])
    return reverse("workspace:journey", args=[appointment.journey.public_id])


def _moment(text: str) -> datetime | None:
    """Return the instant of a slot's value in UTC, None for anything else."""
    try:
        moment = parse_datetime(text)
        return moment.astimezone(UTC) if moment and is_aware(moment) else None
    except (ValueError, OverflowError):
        return None
