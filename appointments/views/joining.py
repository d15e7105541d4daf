"""The sessions a journey's participant may join."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import actor_of
from accounts.actors import Actor
from appointments.actions import TimeTaken, groups
from appointments.group_permissions import kinds_to_join
from appointments.models import Appointment, GroupSession
from appointments.queries.groups import joinable, on_list
from appointments.views.groups import READ_POST, refusal
from common import dates
from common.errors import AlreadyDone
from journeys.models import Journey


def _load(actor: Actor, public_id: UUID) -> Journey:
    people = ("participant", "county", "career_centre", "career_counsellor", "nav_counsellor")
    journeys = Journey.objects.visible_to(actor).select_related(*people)
    journey: Journey = get_object_or_404(journeys, public_id=public_id)
    return journey


@require_http_methods(READ_POST)
def group_pick(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sessions ahead that fit the journey's step, and joining one of them."""
    actor = actor_of(request)
    journey = _load(actor, public_id)
    if request.method != "POST":
        return _page(request, actor, journey)
    sessions = {str(session.public_id): session for session in _sessions(actor, journey)}
    session = sessions.get(request.POST.get("session", ""))
    if session is None:
        return _page(request, actor, journey, error=_("That session is not open any more."), status=409)
    try:
        appointment = groups.add_participant(session=session, journey=journey, by=actor)
    except (groups.SessionFull, TimeTaken) as refused:
        name = "" if actor.is_participant else journey.participant.name
        return _page(request, actor, journey, error=refusal(refused, name), status=409)
    return _joined(request, actor, appointment)


def _sessions(actor: Actor, journey: Journey) -> list[GroupSession]:
    """Return those of the kinds that fit now which the actor may book."""
    keys = kinds_to_join(actor, journey)
    return list(joinable(journey, keys, now=timezone.now())) if keys else []


def _page(request: HttpRequest, actor: Actor, journey: Journey, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "journey": journey,
        "actor": actor,
        "sessions": _sessions(actor, journey),
        "joined": on_list(journey),
        "error": error,
    }
    return render(request, "appointments/group_pick.html", context, status=status)


def _joined(request: HttpRequest, actor: Actor, appointment: Appointment) -> HttpResponse:
    """Nav that is not there does not see the appointment, but finds the participant on the session's list."""
    if appointment.group is None:
        raise AlreadyDone
    when = dates.format_long_datetime(appointment.starts_at)
    messages.success(request, _("Joined: %(when)s. A confirmation is on its way by e-mail.") % {"when": when})
    if actor.is_participant:
        return redirect("appointments:detail", appointment.public_id)
    return redirect("appointments:group", appointment.group.public_id)
