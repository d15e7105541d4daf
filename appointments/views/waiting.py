"""The waiting list: joining and leaving, the centre's line, and the answer to a time that is offered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor, as_participant
from accounts.enums import Party
from appointments import actions
from appointments.actions import waiting
from appointments.booking import bookable, wish_of
from appointments.forms import WishForm
from appointments.models import Appointment, Hold, WaitingEntry
from appointments.offer_links import read_offer
from appointments.queries import wish_to_move
from appointments.queries.waiting import line, with_case
from appointments.views.booking import refuse
from appointments.views.picking import load_appointment, load_journey
from appointments.waiting_permissions import can_answer, can_leave, can_wait
from common import dates
from common.errors import AlreadyDone
from common.rls import person_context
from journeys.models import Journey

PAGE_SIZE = 25


# The line of a centre -------------------------------------------------------------------------------------------------


@require_safe
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Who waits at the counsellor's centre, in order. Names only of those the counsellor follows."""
    actor = actor_of(request)
    if actor.party != Party.CAREER_COUNSELLOR or actor.office is None:
        raise PermissionDenied
    page = Paginator(line(actor.office), PAGE_SIZE).get_page(request.GET.get("page"))
    own = _own(actor, [entry.journey_id for entry in page.object_list])
    rows = [
        {"entry": entry, "number": number, "is_own": entry.journey_id in own, "can_leave": can_leave(actor, entry)}
        for number, entry in enumerate(page.object_list, start=page.start_index())
    ]
    context = {"rows": rows, "page": page, "centre": actor.office}
    return render(request, "appointments/waiting_list.html", context)


def _own(actor: Actor, journeys: list[int]) -> set[int]:
    visible = Journey.objects.visible_to(actor).filter(pk__in=journeys)
    return set(visible.order_by().values_list("pk", flat=True))


# Joining and leaving --------------------------------------------------------------------------------------------------


@require_POST
def waiting_join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Wait for an earlier time than an appointment's."""
    actor = actor_of(request)
    appointment = load_appointment(actor, public_id)
    if appointment.is_booked and not can_wait(actor, appointment, now=timezone.now()):
        raise PermissionDenied
    waiting.join(wish=wish_to_move(appointment), centre=appointment.career_counsellor.office, by=actor)
    messages.success(request, _joined(actor))
    return redirect("appointments:detail", public_id=public_id)


@require_POST
def waiting_join_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Wait for a time where nothing is free: what was looked for in the picker."""
    actor = actor_of(request)
    journey = load_journey(actor, public_id)
    allowed = bookable(actor, journey)
    if request.POST.get("kind") not in {kind.key for kind in allowed}:
        refuse(actor, journey, request.POST.get("kind", ""))
    wish = wish_of(WishForm(request.POST, journey=journey, actor=actor, allowed=allowed))
    if wish.centre is None:
        raise PermissionDenied
    waiting.join(wish=wish, centre=wish.centre, by=actor)
    messages.success(request, _joined(actor))
    return redirect("workspace:journey", public_id=public_id)


def _joined(actor: Actor) -> str:
    if actor.is_participant:
        return _("You are on the waiting list. You get an e-mail when a time is free.")
    return _("The participant is on the waiting list, and gets an e-mail when a time is free.")


@require_POST
def waiting_leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End the wait. The appointment stands as it is."""
    actor = actor_of(request)
    entry = _load(actor, public_id)
    if not can_leave(actor, entry):
        raise PermissionDenied
    waiting.leave(entry=entry, by=actor)
    messages.success(request, _("No longer on the waiting list. The appointment stands as it is."))
    return redirect("workspace:journey", public_id=entry.journey.public_id)


def _load(actor: Actor, public_id: UUID) -> WaitingEntry:
    visible = with_case(WaitingEntry.objects.visible_to(actor))
    return get_object_or_404(visible, public_id=public_id)


# The answer -----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The time offered, for the participant who is signed in: yes or no."""
    actor = actor_of(request)
    entry = _load(actor, public_id)
    if not can_answer(actor, entry):
        raise PermissionDenied
    if entry.hold is None:
        return _over(request, 410)
    if not _has_answer(request):
        return _offer_page(request, entry, entry.hold)
    try:
        appointment = _answer(request, entry, entry.hold, actor)
    except (actions.HoldExpired, AlreadyDone):
        return _over(request, 409)
    if appointment is None:
        messages.success(request, _("You said no. Your place in line is kept."))
        return redirect("workspace:journey", public_id=entry.journey.public_id)
    when = dates.format_long_datetime(appointment.starts_at)
    messages.success(request, _("It is yours: %(when)s. A confirmation is on its way by e-mail.") % {"when": when})
    return redirect("appointments:detail", public_id=appointment.public_id)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail, without sign-in: opening it changes nothing, the buttons do. In the participant's language,
    whatever the browser asks for.
    """
    entry = read_offer(token)
    if entry is None or entry.hold is None:
        return _over(request, 410)
    language = entry.journey.participant.language
    with translation.override(language):
        response = _by_link(request, entry, entry.hold)
    response.headers["Content-Language"] = language
    return response


def _by_link(request: HttpRequest, entry: WaitingEntry, held: Hold) -> HttpResponse:
    if not _has_answer(request):
        return _offer_page(request, entry, held)
    participant = entry.journey.participant
    try:
        with person_context(participant.pk):
            appointment = _answer(request, entry, held, as_participant(participant))
    except (actions.HoldExpired, AlreadyDone):
        return _over(request, 409)
    return render(request, "appointments/offer_answered.html", {"appointment": appointment})


def _has_answer(request: HttpRequest) -> bool:
    """Only a button that says yes or no counts: anything else asks again."""
    return request.method == "POST" and request.POST.get("answer") in {"yes", "no"}


def _answer(request: HttpRequest, entry: WaitingEntry, held: Hold, by: Actor) -> Appointment | None:
    """Take the time and return the appointment, or None for no."""
    if request.POST.get("answer") == "yes":
        return actions.confirm(hold=held, by=by)
    waiting.decline(entry=entry, offered=held, by=by)
    return None


def _offer_page(request: HttpRequest, entry: WaitingEntry, held: Hold) -> HttpResponse:
    context: dict[str, Any] = {"entry": entry, "hold": held, "neutral": entry.journey.participant.neutral_wording}
    return render(request, "appointments/offer.html", context)


def _over(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "appointments/offer_over.html", status=status)
