"""Group sessions: the county's list, planning, the page of one, who is on its list, and who came."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions
from appointments.actions import TimeTaken, groups
from appointments.calendar import Reader, place_text
from appointments.enums import Attendance
from appointments.group_forms import AddForm, AttendanceForm, SessionForm
from appointments.group_permissions import (
    can_add,
    can_change,
    can_join,
    can_note_attendance,
    can_plan,
    can_take_off,
    leads,
)
from appointments.models import Appointment, GroupSession
from appointments.permissions import follows
from appointments.queries.groups import (
    coming_sessions,
    contact_came,
    group_kinds,
    knows_of,
    may_be_added,
    past_sessions,
    to_lead,
    who_comes,
    with_places,
)
from common import dates
from common.forms import posted

PAGE_SIZE = 25
COUNSELLORS = frozenset({Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR})
READ_POST = ["GET", "HEAD", "POST"]


def _load(actor: Actor, public_id: UUID) -> GroupSession:
    """Return the session with its places; 404 for everybody but the county's counsellors."""
    visible: QuerySet[GroupSession] = with_places(GroupSession.objects.visible_to(actor))
    return get_object_or_404(visible, public_id=public_id)


# --- the list ------------------------------------------------------------------------------------------------------
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """The county's sessions ahead, 25 at a time; with `vis=tidligere` those that have been."""
    actor, now = actor_of(request), timezone.now()
    if actor.party not in COUNSELLORS:
        raise PermissionDenied
    earlier = request.GET.get("vis") == "tidligere"
    closing = [] if earlier else list(to_lead(actor, until=now))
    listed = past_sessions(actor, now=now) if earlier else coming_sessions(actor, now=now)
    shown = listed.exclude(pk__in=[session.pk for session in closing])
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "closing": closing,
        "earlier": earlier,
        "can_plan": can_plan(actor),
        "has_kinds": bool(group_kinds(actor.county)),
    }
    return render(request, "appointments/groups.html", context)


# --- planning and changing -----------------------------------------------------------------------------------------
@require_http_methods(READ_POST)
def group_plan(request: HttpRequest) -> HttpResponse:
    """Plan a session; where the county's model has none, the page says so."""
    actor = actor_of(request)
    if actor.party != Party.CAREER_COUNSELLOR or actor.county is None or actor.membership is None:
        raise PermissionDenied
    if not can_plan(actor):
        return render(request, "appointments/group_none.html")
    back = reverse("appointments:groups")
    form = SessionForm(posted(request), county=actor.county, leader=actor.membership, cancel_url=back)
    if request.method == "POST" and form.is_valid() and (session := _planned(form, actor)):
        messages.success(request, _("The session is planned. Now participants can be put on the list."))
        return redirect("appointments:group", session.public_id)
    return render(request, "appointments/group_plan.html", {"form": form}, status=422 if form.errors else 200)


def _planned(form: SessionForm, actor: Actor) -> GroupSession | None:
    try:
        return groups.plan(wanted=form.wanted(), by=actor)
    except TimeTaken:
        form.add_error("start", _taken_text())
        return None


def _taken_text() -> str:
    return _("Who leads it, or who comes from Nav, has something else then. Choose another time.")


@require_http_methods(READ_POST)
def group_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another time or place, another contact at Nav, more or fewer places. Everybody it concerns is told."""
    actor, now = actor_of(request), timezone.now()
    session = _load(actor, public_id)
    if not leads(actor, session):
        raise PermissionDenied
    if not can_change(actor, session, now=now):
        return redirect("appointments:group", public_id)
    back = reverse("appointments:group", args=[public_id])
    leader = session.career_counsellor
    form = SessionForm(posted(request), county=session.county, leader=leader, session=session, cancel_url=back)
    if request.method == "POST" and form.is_valid() and _moved(form, session, actor):
        messages.success(request, _("The session is changed, and everybody is told what is different."))
        return redirect(back)
    context = {"form": form, "session": session}
    return render(request, "appointments/group_move.html", context, status=422 if form.errors else 200)


def _moved(form: SessionForm, session: GroupSession, actor: Actor) -> bool:
    try:
        groups.move(session=session, to=form.wanted(), by=actor)
    except TimeTaken:
        form.add_error("start", _taken_text())
    except groups.SessionFull:
        form.add_error("capacity", _("More participants than that are on the list"))
    except groups.ParticipantsBusy as busy:
        names = ", ".join(busy.names)
        text = _("Has another appointment then: %(names)s. Choose another time, or take them off the list first.")
        form.add_error("start", text % {"names": names})
    else:
        return True
    return False


@require_http_methods(READ_POST)
def group_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, then cancel the session for everybody."""
    actor = actor_of(request)
    session = _load(actor, public_id)
    if not leads(actor, session):
        raise PermissionDenied
    if request.method == "POST":
        groups.cancel_session(session=session, by=actor)
        messages.success(request, _("The session is cancelled, and everybody is told."))
        return redirect("appointments:groups")
    if not can_change(actor, session, now=timezone.now()):
        return redirect("appointments:group", public_id)
    return render(request, "appointments/group_cancel.html", {"session": session})


# --- one session ---------------------------------------------------------------------------------------------------
@require_safe
def group(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """When and where, how many come, and those of them the actor follows up; who leads it sees everybody."""
    actor = actor_of(request)
    return _page(request, actor, _load(actor, public_id))


def _page(
    request: HttpRequest, actor: Actor, session: GroupSession, form: AddForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    roll = who_comes(session, actor)
    free = session.capacity - len(roll.known) - roll.others
    adds = free > 0 and can_add(actor, session, now=now)
    context: dict[str, Any] = {
        "session": session,
        "actor": actor,
        "roll": roll,
        "contact_came": _attendance_label(contact_came(session)),
        "free": free,
        "rows": [_row(actor, session, each) for each in roll.known],
        "place": place_text(session, Reader.STAFF),
        "leads": leads(actor, session),
        "can_change": can_change(actor, session, now=now),
        "can_note": can_note_attendance(actor, session, now=now),
        "is_ahead": session.is_planned and session.starts_at > now,
        "form": form or (AddForm(journeys=may_be_added(session, actor)) if adds else None),
    }
    return render(request, "appointments/group.html", context, status=status)


def _row(actor: Actor, session: GroupSession, appointment: Appointment) -> dict[str, Any]:
    """A participant known to the actor; the way into the journey is for those who follow it up."""
    return {
        "appointment": appointment,
        "follows": follows(actor, appointment.journey),
        "came": _attendance_label(getattr(appointment, "attendance", "")),
        "can_take_off": can_take_off(actor, session, appointment, now=timezone.now()),
    }


def _attendance_label(noted: str) -> str:
    return str(Attendance(noted).label) if noted else ""


@require_POST
def group_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put one of the own participants on the list."""
    actor = actor_of(request)
    session = _load(actor, public_id)
    if not can_add(actor, session, now=timezone.now()):
        raise PermissionDenied
    form = AddForm(posted(request), journeys=may_be_added(session, actor))
    if not form.is_valid():
        return _page(request, actor, session, form, status=422)
    journey = form.chosen()
    if not can_join(actor, journey, session.kind):
        raise PermissionDenied
    try:
        groups.add_participant(session=session, journey=journey, by=actor)
    except (groups.SessionFull, TimeTaken) as refused:
        form.add_error("journey", refusal(refused, journey.participant.name))
        return _page(request, actor, session, form, status=409)
    messages.success(request, _("%(name)s is on the list, and is told by e-mail.") % {"name": journey.participant.name})
    return redirect("appointments:group", public_id)


def refusal(error: Exception, name: str = "") -> str:
    """Return why nobody could join just now; `name` is the participant's, '' for the reader."""
    if isinstance(error, groups.SessionFull):
        return _("The last place was just taken.")
    if name:
        return _("%(name)s has another appointment then.") % {"name": name}
    return _("You have another appointment then.")


@require_http_methods(READ_POST)
def group_remove(request: HttpRequest, public_id: UUID, appointment: UUID) -> HttpResponse:
    """Ask, then take a participant off the list: the appointment is cancelled and the place is free."""
    actor = actor_of(request)
    session = _load(actor, public_id)
    found = _on_list(actor, session, appointment)
    is_possible = can_take_off(actor, session, found, now=timezone.now())
    if request.method != "POST" and is_possible:
        return render(request, "appointments/group_remove.html", {"session": session, "appointment": found})
    if request.method == "POST":
        if found.is_booked and not is_possible:
            raise PermissionDenied
        actions.cancel(appointment=found, by=actor)
        messages.success(
            request, _("%(name)s is off the list, and is told.") % {"name": found.journey.participant.name}
        )
    return redirect("appointments:group", public_id)


def _on_list(actor: Actor, session: GroupSession, public_id: UUID) -> Appointment:
    """Return a participant's appointment; 404 for who may not know that the participant is there."""
    people = session.appointments.select_related("journey__participant", "journey__county", "career_counsellor__office")
    found: Appointment = get_object_or_404(people, public_id=public_id)
    if not knows_of(actor, session, found):
        raise Http404
    return found


# --- who came ------------------------------------------------------------------------------------------------------
@require_http_methods(READ_POST)
def group_attendance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say of everybody at once whether they came; before it begins there is nothing to say."""
    actor = actor_of(request)
    session = _load(actor, public_id)
    if not leads(actor, session):
        raise PermissionDenied
    if session.is_planned and not can_note_attendance(actor, session, now=timezone.now()):
        return redirect("appointments:group", public_id)
    coming = [each for each in who_comes(session, actor).known if each.is_booked]
    form = AttendanceForm(posted(request), session=session, coming=coming)
    if request.method == "POST" and form.is_valid():
        groups.record_attendance(session=session, attendance=form.attendance(), nav=form.nav(), by=actor)
        messages.success(request, _("Attendance is noted."))
        return redirect("appointments:group", public_id)
    if not session.is_planned:
        return redirect("appointments:group", public_id)
    context = {"form": form, "session": session, "when": dates.format_long_datetime(session.starts_at)}
    return render(request, "appointments/group_attendance.html", context, status=422 if form.errors else 200)
