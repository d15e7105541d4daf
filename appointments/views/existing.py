"""Pages about appointments that exist."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import as_participant
from accounts.enums import Party
from appointments import actions
from appointments.calendar import Reader, calendar_bytes, method, place_text, reader_of
from appointments.links import Purpose, SignedLink, read_token
from appointments.permissions import can_cancel, can_close
from appointments.queries import upcoming
from appointments.views.picking import load_appointment
from common.rls import person_context

PAGE_SIZE = 25


@require_safe
def upcoming_list(request: HttpRequest) -> HttpResponse:
    """The actor's booked appointments ahead, 25 at a time."""
    actor = actor_of(request)
    if actor.party == Party.COORDINATOR:
        raise PermissionDenied
    page = Paginator(upcoming(actor, now=timezone.now()), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "appointments/upcoming.html", {"page": page, "actor": actor})


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An appointment: when, where, who, and what the actor may do about it."""
    actor, now = actor_of(request), timezone.now()
    appointment = load_appointment(actor, public_id)
    context = {
        "appointment": appointment,
        "journey": appointment.journey,
        "actor": actor,
        "is_ahead": appointment.is_booked and appointment.starts_at > now,
        "kind": appointment.meeting_kind,
        "place": place_text(appointment, Reader.PARTICIPANT if actor.is_participant else Reader.STAFF),
        "can_cancel": can_cancel(actor, appointment, now=now),
        "can_close": can_close(actor, appointment, now=now),
        "is_leader": actor.party == Party.CAREER_COUNSELLOR and appointment.is_booked,
        "questions": appointment.journey.blueprint.questions_to_think_about if actor.is_participant else (),
    }
    return render(request, "appointments/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, then cancel. One that is not booked any more answers "already done", and there is nothing to ask."""
    actor = actor_of(request)
    appointment = load_appointment(actor, public_id)
    if appointment.is_booked and not can_cancel(actor, appointment, now=timezone.now()):
        raise PermissionDenied
    if request.method == "POST":
        actions.cancel(appointment=appointment, by=actor)
        messages.success(request, _("The appointment is cancelled, and everybody is told."))
        return redirect("workspace:journey", public_id=appointment.journey.public_id)
    if not appointment.is_booked:
        return redirect("appointments:detail", public_id=public_id)
    return render(request, "appointments/cancel.html", {"appointment": appointment, "actor": actor})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail, without sign-in: opening it changes nothing, the button does."""
    link = read_token(Purpose.CANCEL, token)
    if link is None or not link.appointment.is_booked or link.appointment.starts_at <= timezone.now():
        return render(request, "appointments/link_over.html", {"link": link}, status=410)
    if request.method == "POST":
        return _cancel_by_link(request, link)
    return render(request, "appointments/cancel_link.html", {"appointment": link.appointment})


def _cancel_by_link(request: HttpRequest, link: SignedLink) -> HttpResponse:
    with person_context(link.person.pk):
        actions.cancel(appointment=link.appointment, by=as_participant(link.person))
    return render(request, "appointments/cancelled_by_link.html", {"appointment": link.appointment})


@require_POST
def missed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The career counsellor says that the meeting did not take place."""
    actor = actor_of(request)
    appointment = load_appointment(actor, public_id)
    if appointment.is_booked and not can_close(actor, appointment, now=timezone.now()):
        raise PermissionDenied
    if actor.party != Party.CAREER_COUNSELLOR:
        raise PermissionDenied
    actions.mark_missed(appointment=appointment, by=actor)
    messages.success(request, _("Noted: the meeting did not take place. A new time can be booked."))
    return redirect("workspace:journey", public_id=appointment.journey.public_id)


@require_safe
def ics(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The appointment as a calendar file."""
    actor = actor_of(request)
    appointment = load_appointment(actor, public_id)
    response = HttpResponse(
        calendar_bytes(appointment, reader_of(actor)),
        content_type=f"text/calendar; charset=utf-8; method={method(appointment)}",
    )
    response["Content-Disposition"] = 'attachment; filename="avtale.ics"'
    return response
