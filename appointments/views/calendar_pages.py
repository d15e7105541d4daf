"""The calendar of a counsellor, and of a career centre."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.acting import actor_of
from accounts.enums import Party
from appointments.calendar_page import calendar_page, look_of


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A week or a day: `?vis=uke|dag&dato=2026-03-02&hvem=meg|senter`; the centre is for its career counsellors."""
    actor = actor_of(request)
    if actor.party not in (Party.CAREER_COUNSELLOR, Party.NAV_COUNSELLOR):
        raise PermissionDenied
    look = look_of(request.GET, actor)
    context = {"actor": actor, "calendar": calendar_page(actor, look, now=timezone.now()), "look": look}
    return render(request, "appointments/calendar.html", context)
