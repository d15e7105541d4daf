"""Handing over: the meetings in an absence, one meeting, one participant, and a whole caseload."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.models import Membership
from accounts.permissions import can_coordinate
from accounts.queries import colleagues_for_cover
from appointments import actions
from appointments.actions import handing_over
from appointments.enums import GroupStatus
from appointments.handing_over_forms import ColleagueForm
from appointments.handing_over_permissions import (
    absences_of,
    appointments_of,
    can_hand_over,
    can_transfer,
    in_absence,
    memberships_of,
    role_of,
)
from appointments.models import Absence, Appointment, GroupSession
from appointments.permissions import can_cancel, can_move
from appointments.queries import with_people
from appointments.queries.caseloads import caseloads as numbers_of
from appointments.queries.caseloads import groups_led, left_behind
from appointments.queries.colleagues import attending, free_colleagues, free_for, journeys_of, meetings_of, side
from appointments.queries.own_times import Away
from appointments.views.picking import load_journey, next_url
from common import dates
from common.errors import AlreadyDone
from common.forms import posted
from journeys.models import Journey

PAGE_SIZE = 25
READ_POST = ["GET", "HEAD", "POST"]


# The meetings in an absence -------------------------------------------------------------------------------------------


@require_safe
def affected(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each meeting booked in an absence, and what can be done about it: hand over, move, cancel."""
    actor, now = actor_of(request), timezone.now()
    absence = get_object_or_404(absences_of(actor), public_id=public_id)
    meetings = list(meetings_of(absence.membership, now=now).filter(in_absence(absence)))
    context = {
        "away": Away(absence),
        "rows": _rows(actor, absence.membership, meetings),
        "groups": _groups(absence, actor),
        "here": request.path,
        **_who(actor, absence.membership),
    }
    return render(request, "appointments/affected.html", context)


def _rows(actor: Actor, member: Membership, meetings: list[Appointment]) -> list[dict[str, Any]]:
    """What the actor may do about each meeting; as many queries for many as for one."""
    now = timezone.now()
    free = free_for(meetings, member.role, now=now)
    return [
        {
            "appointment": each,
            "form": ColleagueForm(colleagues=free[each.pk], auto_id=f"id_{each.public_id}_%s"),
            "can_move": can_move(actor, each, now=now),
            "can_cancel": can_cancel(actor, each, now=now),
        }
        for each in meetings
    ]


def _groups(absence: Absence, actor: Actor) -> QuerySet[GroupSession]:
    """The group sessions in it that the absent one leads or comes to from Nav: their own pages say who can change that.
    None for a coordinator.
    """
    attends = Q(career_counsellor=absence.membership) | Q(nav_contact=absence.membership)
    planned = GroupSession.objects.visible_to(actor).filter(attends, in_absence(absence), status=GroupStatus.PLANNED)
    return planned.select_related("county").order_by("starts_at")


def _who(actor: Actor, member: Membership) -> dict[str, Any]:
    """Who this is about, and whether the actor may read participants' names."""
    return {
        "actor": actor,
        "member": member,
        "is_own": member.pk == actor.membership_id,
        "shows_names": not can_coordinate(actor),
    }


# One meeting ----------------------------------------------------------------------------------------------------------


@require_http_methods(READ_POST)
def hand_over(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a colleague who is free attend one meeting. `next` is the page to come back to."""
    actor, now = actor_of(request), timezone.now()
    appointment: Appointment = get_object_or_404(with_people(appointments_of(actor)), public_id=public_id)
    member = None if actor.is_participant else attending(appointment, role_of(actor))
    if member is None or (appointment.is_booked and not can_hand_over(actor, appointment, now=now)):
        raise PermissionDenied
    if not appointment.is_booked:
        raise AlreadyDone
    colleagues = free_colleagues(appointment, member.role, now=now)
    back = next_url(request, request.POST or request.GET) or _back(actor, appointment, member)
    form = ColleagueForm(posted(request), colleagues=colleagues, cancel_url=back)
    if request.method == "POST" and form.is_valid() and _handed_over(request, appointment, form, actor):
        return redirect(back)
    context = {"form": form, "appointment": appointment, "back": back, **_who(actor, member)}
    return render(request, "appointments/hand_over.html", context, status=422 if form.errors else 200)


def _handed_over(request: HttpRequest, appointment: Appointment, form: ColleagueForm, actor: Actor) -> bool:
    to = form.cleaned_data["to"]
    try:
        handing_over.hand_over(appointment=appointment, to=to, by=actor)
    except actions.TimeTaken:
        form.add_error(
            "to", _("%(name)s was just booked at that time. Choose somebody else") % {"name": to.person.name}
        )
        return False
    said = {"name": to.person.name, "when": dates.format_long_datetime(appointment.starts_at)}
    messages.success(request, _("%(name)s takes the meeting %(when)s. Everybody is told.") % said)
    return True


def _back(actor: Actor, appointment: Appointment, member: Membership) -> str:
    """Who handed it over may not see the meeting any more."""
    if can_coordinate(actor):
        return reverse("appointments:caseload", args=[member.public_id])
    return reverse("appointments:upcoming")


# One participant ------------------------------------------------------------------------------------------------------


@require_http_methods(READ_POST)
def transfer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a colleague follow one participant from now on, with the meetings ahead."""
    actor = actor_of(request)
    journey = load_journey(actor, public_id)
    if not can_transfer(actor, journey):
        raise PermissionDenied
    of: Membership = getattr(journey, side(actor.party))
    back = reverse("workspace:journey", args=[journey.public_id])
    colleagues = colleagues_for_cover(of)
    form = ColleagueForm(posted(request), colleagues=colleagues, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        done = handing_over.transfer_journey(journey=journey, to=to, by=actor)
        _say(request, done, to)
        return redirect("workspace:journeys")
    context = {"form": form, "journey": journey, **_who(actor, of)}
    return render(request, "appointments/transfer.html", context, status=422 if form.errors else 200)


# A caseload -----------------------------------------------------------------------------------------------------------


@require_safe
def caseloads(request: HttpRequest) -> HttpResponse:
    """The own side's counsellors with numbers; first those who have left and still follow somebody."""
    actor, now = actor_of(request), timezone.now()
    if not can_coordinate(actor):
        raise PermissionDenied
    members = memberships_of(actor)
    here = members.exclude(valid_until__lte=timezone.localdate()).order_by("person__name_sort", "pk")
    page = Paginator(here, PAGE_SIZE).get_page(request.GET.get("page"))
    left = left_behind(members, now=now) if page.number == 1 else []
    context = {
        "left": left,
        "followed_by_nobody": sum(each.journeys for each in left),
        "rows": numbers_of(page.object_list, now=now),
        "page": page,
    }
    return render(request, "appointments/caseloads.html", context)


@require_http_methods(READ_POST)
def caseload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a counsellor follows, and handing all of it over to a colleague."""
    actor, now = actor_of(request), timezone.now()
    member = get_object_or_404(memberships_of(actor), public_id=public_id)
    form = ColleagueForm(posted(request), colleagues=colleagues_for_cover(member), submit=_("Hand over all of it"))
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        done = handing_over.transfer_caseload(of=member, to=to, by=actor)
        _say(request, done, to)
        return redirect("appointments:caseload", public_id=member.public_id)
    followed: QuerySet[Journey] = journeys_of(member).select_related("participant").order_by("participant__name_sort")
    context = {
        "form": form,
        "journeys": Paginator(followed, PAGE_SIZE).get_page(request.GET.get("page")),
        "meetings": list(meetings_of(member, now=now)[:PAGE_SIZE]),
        "groups": groups_led(member, now=now),
        "absences": absences_of(actor).filter(membership=member, ends_at__gt=now).order_by("starts_at"),
        **_who(actor, member),
    }
    return render(request, "appointments/caseload.html", context, status=422 if form.errors else 200)


def _say(request: HttpRequest, done: handing_over.Transfer, to: Membership) -> None:
    """How much went over, and what did not."""
    number = len(done.journeys)
    said = ngettext(
        "%(name)s takes over %(number)d participant. Everybody is told.",
        "%(name)s takes over %(number)d participants. Everybody is told.",
        number,
    )
    messages.success(request, said % {"name": to.person.name, "number": number})
    if done.left:
        number = len(done.left)
        left = ngettext(
            "%(number)d meeting needs a new time: %(name)s is busy then.",
            "%(number)d meetings need new times: %(name)s is busy then.",
            number,
        )
        messages.warning(request, left % {"name": to.person.name, "number": number})
