"""Pages about appointments that exist."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions
from appointments.attended import attended
from appointments.booking import bookable
from appointments.calendar import Reader, calendar_bytes, method, place_text, reader_of
from appointments.enums import Status
from appointments.handing_over_permissions import can_hand_over, is_ones_own
from appointments.models import Appointment
from appointments.permissions import can_cancel, can_close, can_move, follows, is_too_late_to_move
from appointments.queries import upcoming
from appointments.queries.groups import attended_by
from appointments.queries.waiting import place_of
from appointments.views.picking import load_appointment
from appointments.waiting_permissions import can_wait

PAGE_SIZE = 25
#: How many group sessions stand beside the appointments.
SESSIONS = 5


@require_safe
def upcoming_list(request: HttpRequest) -> HttpResponse:
    """The actor's booked appointments ahead, 25 at a time."""
    actor = actor_of(request)
    if actor.party == Party.COORDINATOR:
        raise PermissionDenied
    page = Paginator(upcoming(actor, now=timezone.now()), PAGE_SIZE).get_page(request.GET.get("page"))
    sessions = attended_by(actor, now=timezone.now())[:SESSIONS]
    return render(request, "appointments/upcoming.html", {"page": page, "actor": actor, "sessions": sessions})


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
        "video_link": appointment.video_link if appointment.is_booked and appointment.ends_at > now else "",
        "kind": appointment.meeting_kind,
        "place": place_text(appointment, Reader.PARTICIPANT if actor.is_participant else Reader.STAFF),
        "is_leader": actor.party == Party.CAREER_COUNSELLOR and appointment.is_booked,
        "questions": appointment.journey.blueprint.questions_to_think_about if actor.is_participant else (),
        "follows": follows(actor, appointment.journey),
        "place_in_line": place_of(actor, appointment),
        **attended(actor, appointment),
        **_may(actor, appointment),
    }
    return render(request, "appointments/detail.html", context)


def _may(actor: Actor, appointment: Appointment) -> dict[str, Any]:
    """What the actor may do about it now. Two queries more for one that did not take place: a new time."""
    now, is_off = timezone.now(), appointment.status in (Status.CANCELLED, Status.MISSED)
    return {
        "can_move": can_move(actor, appointment, now=now),
        "is_too_late_to_move": is_too_late_to_move(actor, appointment, now=now),
        "hours": appointment.journey.blueprint.booking.move_until_hours,
        "can_cancel": can_cancel(actor, appointment, now=now),
        "can_close": can_close(actor, appointment, now=now),
        "can_hand_over": is_ones_own(actor, appointment) and can_hand_over(actor, appointment, now=now),
        "can_wait": can_wait(actor, appointment, now=now),
        "can_book_again": is_off and any(kind.key == appointment.kind for kind in bookable(actor, appointment.journey)),
    }


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
        return redirect("appointments:detail", public_id=public_id)
    if not appointment.is_booked:
        return redirect("appointments:detail", public_id=public_id)
    context = {"appointment": appointment, "actor": actor, "told": _told(actor, appointment)}
    return render(request, "appointments/cancel.html", context | how_late(appointment))


def _told(actor: Actor, appointment: Appointment) -> str:
    """Who gets a message when it is cancelled, by name, the actor last as "you"."""
    staff = [member for member in (appointment.career_counsellor, appointment.nav_counsellor) if member]
    staff = [] if appointment.group_id else staff  # who leads a group has the list
    people = [appointment.journey.participant, *(member.person for member in staff)]
    others = [person.name for person in people if person != actor.person]
    return get_text_list([*others, *([_("you")] if len(others) < len(people) else [])], _("and"))


def how_late(appointment: Appointment) -> dict[str, Any]:
    """Return whether cancelling now is noted as late, and from how many hours before it is."""
    hours = appointment.journey.blueprint.booking.late_hours
    return {"is_late": appointment.starts_at - timezone.now() < timedelta(hours=hours), "hours": hours}


@require_POST
def missed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The career counsellor says that the participant did not come; with `excused`, that word was sent beforehand."""
    actor = actor_of(request)
    appointment = load_appointment(actor, public_id)
    if appointment.is_booked and not can_close(actor, appointment, now=timezone.now()):
        raise PermissionDenied
    if actor.party != Party.CAREER_COUNSELLOR:
        raise PermissionDenied
    actions.mark_missed(appointment=appointment, by=actor, excused=request.POST.get("excused") == "1")
    messages.success(request, _("Noted: the meeting did not take place. A new time can be booked."))
    return redirect("workspace:journey", public_id=appointment.journey.public_id)


@require_safe
def ics(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The appointment as a calendar file."""
    actor = actor_of(request)
    appointment = load_appointment(actor, public_id)
    return calendar_file(appointment, reader_of(actor))


def calendar_file(appointment: Appointment, reader: Reader) -> HttpResponse:
    """The appointment as a file to download, worded for this reader."""
    response = HttpResponse(
        calendar_bytes(appointment, reader),
        content_type=f"text/calendar; charset=utf-8; method={method(appointment)}",
    )
    response["Content-Disposition"] = 'attachment; filename="avtale.ics"'
    return response
