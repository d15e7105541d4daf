"""The picker, for a new meeting and for another time of one, and what these pages hand on to each other."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import is_aware

from accounts.actors import Actor
from appointments.booking import bookable, calendar_is_stale, free_for, picker, wish_of, wish_of_move
from appointments.forms import MoveForm, UsualForm, WishForm
from appointments.group_permissions import kinds_to_join
from appointments.models import Appointment, Hold
from appointments.permissions import is_too_late_to_move
from appointments.queries import Wish, with_people
from common.errors import AlreadyDone
from journeys.models import Journey

#: What was chosen, the week that was seen, and the page to come back to.
HANDED_ON = ("kind", "mode", "length", "centre", "counsellor", "nav", "week", "next")


def load_journey(actor: Actor, public_id: UUID) -> Journey:
    """Return the journey with those who follow it; 404 for somebody it does not concern."""
    journeys = Journey.objects.visible_to(actor).select_related(
        "participant", "county", "career_centre", "career_counsellor__person", "nav_counsellor__person"
    )
    journey: Journey = get_object_or_404(journeys, public_id=public_id)
    return journey


def load_appointment(actor: Actor, public_id: UUID) -> Appointment:
    """Return the appointment with its people; 404 for somebody it does not concern."""
    visible = with_people(Appointment.objects.visible_to(actor)).select_related("journey__career_counsellor")
    appointment: Appointment = get_object_or_404(visible, public_id=public_id)
    return appointment


def journey_picker(
    request: HttpRequest, actor: Actor, journey: Journey, data: QueryDict, *, error: str = "", status: int = 200
) -> HttpResponse:
    """The free times of a week for a new meeting; what fits none of what is offered becomes what is usual."""
    allowed = bookable(actor, journey)
    context: dict[str, Any] = {"journey": journey, "actor": actor, "next_url": next_url(request, data)}
    context["joins_group"] = bool(kinds_to_join(actor, journey))
    if not allowed:
        return render(request, "appointments/nothing_to_book.html", context | {"error": error}, status=status)
    form = WishForm(data, journey=journey, actor=actor, allowed=allowed)
    context |= {"pick_url": reverse("appointments:pick", args=[journey.public_id]), "error": error}
    context["hold_url"] = reverse("appointments:hold", args=[journey.public_id])
    context |= _times(actor, wish_of(form), form, data, context["next_url"])
    return render(request, "appointments/pick.html", context, status=status)


def move_picker(
    request: HttpRequest, actor: Actor, appointment: Appointment, data: QueryDict, *, error: str = "", status: int = 200
) -> HttpResponse:
    """The free times of a week that a booked meeting may be moved to."""
    form = MoveForm(data, appointment=appointment, actor=actor)
    move_url = reverse("appointments:move", args=[appointment.public_id])
    context: dict[str, Any] = {"appointment": appointment, "journey": appointment.journey, "actor": actor}
    context |= {"pick_url": move_url, "hold_url": move_url, "error": error, "next_url": next_url(request, data)}
    context["joins_group"] = False
    context |= _times(actor, wish_of_move(appointment, form), form, data, context["next_url"])
    return render(request, "appointments/move.html", context, status=status)


def cannot_move(request: HttpRequest, actor: Actor, appointment: Appointment) -> HttpResponse:
    """Somebody changed it, it begins too soon, or it is not theirs to move."""
    if is_too_late_to_move(actor, appointment, now=timezone.now()):
        hours = appointment.journey.blueprint.booking.move_until_hours
        context = {"appointment": appointment, "actor": actor, "hours": hours}
        return render(request, "appointments/too_late_to_move.html", context, status=409)
    if appointment.is_booked:
        raise PermissionDenied
    if request.method == "POST":
        raise AlreadyDone
    return redirect("appointments:detail", public_id=appointment.public_id)


def _times(actor: Actor, wish: Wish, form: UsualForm, data: QueryDict, back: str) -> dict[str, Any]:
    """What both pickers show."""
    found = picker(wish, data.get("week", ""), form.chosen | ({"next": back} if back else {}))
    own = Hold.objects.filter(journey=wish.journey, held_by=actor.person, is_offer=False)
    held = own.filter(expires_at__gt=timezone.now()).select_related("moves").first()
    return {
        "form": form,
        "wish": wish,
        "picker": found,
        "free_for": free_for(found, actor),
        "calendar_is_stale": calendar_is_stale(wish),
        "held": held,
        "held_url": held_url(held, data) if held else "",
    }


def again(request: HttpRequest, actor: Actor, wish: Wish, error: str) -> HttpResponse:
    """The picker the time was picked on, with what is left and why (409)."""
    if wish.moves:
        return move_picker(request, actor, wish.moves, request.POST, error=error, status=409)
    return journey_picker(request, actor, wish.journey, request.POST, error=error, status=409)


def picker_url(journey: Journey, moves: Appointment | None, data: QueryDict) -> str:
    """Return the picker for a meeting of the journey, or for moving one, with what was chosen there."""
    name, thing = ("appointments:move", moves) if moves else ("appointments:pick", journey)
    return f"{reverse(name, args=[thing.public_id])}?{handed_on(data)}"


def handed_on(data: QueryDict, **more: object) -> str:
    """Return what the pages hand on as the query of an address."""
    said = {name: data[name] for name in HANDED_ON if data.get(name)}
    return urlencode({**said, **more})


def held_url(held: Hold, data: QueryDict) -> str:
    """Return the page of a time that is held; its query says what leads back to the picker when it is gone."""
    about = {"moves": held.moves.public_id} if held.moves else {"journey": held.journey.public_id}
    slot = {"slot": held.starts_at.isoformat()}
    return f"{reverse('appointments:held', args=[held.public_id])}?{handed_on(data, **about, **slot)}"


def next_url(request: HttpRequest, data: Mapping[str, Any]) -> str:
    """Return the page of our own that sent the actor here, '' for none and for any other site."""
    url = str(data.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours else ""


def moment(text: str) -> datetime | None:
    """Return the instant of a slot's value in UTC, None for anything else."""
    try:
        at = parse_datetime(text)
        return at.astimezone(UTC) if at and is_aware(at) else None
    except (ValueError, OverflowError):
        return None
