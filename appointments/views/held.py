"""A time that is held: confirm it, give it back, or meet that it is gone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions
from appointments.earlier import tell_if_earlier, wait_for_earlier
from appointments.models import Appointment, Hold
from appointments.permissions import can_move
from appointments.queries import Wish, with_people
from appointments.views.picking import (
    again,
    cannot_move,
    held_url,
    journey_picker,
    load_appointment,
    load_journey,
    moment,
    move_picker,
    next_url,
    picker_url,
)
from common import dates
from common.errors import AlreadyDone


def keep(request: HttpRequest, actor: Actor, wish: Wish, starts_at: datetime) -> HttpResponse:
    """Hold the time and lead to it; the picker when it is taken, a page that says so when another party picks too."""
    try:
        kept = actions.hold(wish=wish, starts_at=starts_at, by=actor)
    except actions.TimeTaken:
        return again(request, actor, wish, _("That time was just taken. Choose another one."))
    except actions.BeingBooked as busy:
        return _being_booked(request, actor, wish, busy.until)
    return redirect(held_url(kept, request.POST))


def _being_booked(request: HttpRequest, actor: Actor, wish: Wish, until: datetime) -> HttpResponse:
    """Two parties of one journey pick at the same time: the first one's choice is respected, and said."""
    others = Hold.objects.filter(journey=wish.journey, expires_at=until).select_related("held_by")
    if actor.party == Party.NAV_COUNSELLOR:  # of a meeting without Nav, Nav is not told when it may be
        others = others.filter(nav_counsellor__in=actor.recipients)
    context = {
        "other": others.first(),
        "until": until,
        "journey": wish.journey,
        "again_url": picker_url(wish.journey, wish.moves, request.POST),
    }
    return render(request, "appointments/being_booked.html", context, status=409)


def _find(actor: Actor, public_id: UUID) -> Hold | None:
    """The actor's own pick with those it concerns; None when there is none (any more). Offers have their own page."""
    holds = Hold.objects.visible_to(actor).select_related(
        "journey__participant",
        "journey__county",
        "career_counsellor__person",
        "career_counsellor__office",
        "nav_counsellor__person",
        "place",
        "moves",
    )
    found: Hold | None = holds.filter(public_id=public_id, is_offer=False).first()
    return found


@require_safe
def held(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is about to be booked or moved, and until when it is kept. The address says what leads back."""
    actor = actor_of(request)
    found = _find(actor, public_id)
    if found is None:
        return _gone(request, actor, public_id)
    left = found.expires_at - timezone.now()
    context: dict[str, Any] = {
        "hold": found,
        "old": with_people(Appointment.objects.filter(holds=found)).first() if found.moves_id else None,
        "journey": found.journey,
        "actor": actor,
        "seconds_left": max(0, int(left.total_seconds())),
        "minutes": int((found.ends_at - found.starts_at).total_seconds() // 60),
        "query": request.GET.urlencode(),
        "tell_if_earlier": tell_if_earlier(found),
    }
    return render(request, "appointments/held.html", context)


@require_POST
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Book or move what is held. Expired, and taken by somebody else: the picker comes back with what is left."""
    actor = actor_of(request)
    found = _find(actor, public_id)
    if found is None:
        return _gone(request, actor, public_id)
    if late := _too_late_to_move(actor, found):
        return cannot_move(request, actor, late)
    try:
        appointment = actions.confirm(hold=found, by=actor)
    except (actions.HoldExpired, AlreadyDone):
        return _gone(request, actor, public_id)
    if request.POST.get("earlier"):
        wait_for_earlier(appointment, actor)
    when = dates.format_long_datetime(appointment.starts_at)
    said = _("Moved to %(when)s. Everybody is told by e-mail.") if found.moves_id else _booked()
    messages.success(request, said % {"when": when})
    return redirect(next_url(request, request.GET) or _after(actor, appointment))


def _too_late_to_move(actor: Actor, held: Hold) -> Appointment | None:
    """Return the appointment when the time is kept no longer, and the actor may not move it any more either."""
    if held.moves is None or held.expires_at > timezone.now():
        return None
    appointment = load_appointment(actor, held.moves.public_id)
    return None if can_move(actor, appointment, now=timezone.now()) else appointment


def _booked() -> str:
    return _("Booked: %(when)s. A confirmation is on its way by e-mail.")


@require_POST
def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the time back and choose another one; no harm when it is gone already."""
    actor = actor_of(request)
    found = _find(actor, public_id)
    if found is None:
        return _gone(request, actor, public_id)
    actions.release(hold=found)
    return redirect(picker_url(found.journey, found.moves, request.GET))


def _gone(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """The hold is no more: it was confirmed, and we lead to that; or it expired, and the picker says so (409).

    404 when the address does not say what it was for, or that is nothing of the actor's.
    """
    made = Appointment.objects.filter(public_id=public_id, booked_by=actor.person).select_related("journey").first()
    moves, journey = _key(request, "moves"), _key(request, "journey")
    if made:
        return _already(request, actor, made)
    if moves:
        return _move_gone(request, actor, load_appointment(actor, moves))
    if journey:
        return journey_picker(
            request, actor, load_journey(actor, journey), request.GET, error=_expired(request), status=409
        )
    raise Http404


def _move_gone(request: HttpRequest, actor: Actor, appointment: Appointment) -> HttpResponse:
    if appointment.starts_at == moment(request.GET.get("slot", "")):
        return _already(request, actor, appointment)
    if not can_move(actor, appointment, now=timezone.now()):
        return cannot_move(request, actor, appointment)
    return move_picker(request, actor, appointment, request.GET, error=_expired(request), status=409)


def _expired(request: HttpRequest) -> str:
    starts_at = moment(request.GET.get("slot", ""))
    if starts_at is None:
        return _("We no longer keep the time for you. See the appointments, or choose a time.")
    said = _("We no longer keep %(when)s for you. See the appointments, or choose a time.")
    return said % {"when": dates.format_long_datetime(starts_at)}


def _already(request: HttpRequest, actor: Actor, appointment: Appointment) -> HttpResponse:
    if request.method == "POST":
        messages.info(request, _("This is booked already. You need not do anything."))
    return redirect(_after(actor, appointment))


def _key(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _after(actor: Actor, appointment: Appointment) -> str:
    """Nav who helps with booking a meeting it takes no part in does not see it afterwards."""
    if Appointment.objects.visible_to(actor).filter(pk=appointment.pk).exists():
        return reverse("appointments:detail", args=[appointment.public_id])
    return reverse("workspace:journey", args=[appointment.journey.public_id])
