"""The calendar a counsellor keeps elsewhere, read as free or busy."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import actor_of
from accounts.actors import Actor
from appointments import actions, elsewhere, tasks
from appointments.calendar_forms import OtherCalendarForm
from appointments.models import ExternalCalendar
from appointments.permissions import can_connect_calendar
from appointments.queries.calendars import other_calendar_of
from common.errors import AlreadyDone
from common.forms import posted


def _counsellor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not can_connect_calendar(actor):
        raise PermissionDenied
    return actor


def _calendar(actor: Actor) -> ExternalCalendar:
    calendar = other_calendar_of(actor)
    if calendar is None:
        raise AlreadyDone
    return calendar


@require_http_methods(["GET", "HEAD", "POST"])
def other_calendar(request: HttpRequest) -> HttpResponse:
    """How the reading goes; POST takes an address, in place of the one before."""
    actor = _counsellor(request)
    form = OtherCalendarForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.connect_calendar(url=form.cleaned_data["url"], by=actor)
        messages.success(request, _("The address is saved. We are reading the calendar now."))
        return redirect("appointments:other_calendar")
    calendar, now = other_calendar_of(actor), timezone.now()
    context = {
        "actor": actor,
        "form": form,
        "calendar": calendar,
        "host": urlsplit(calendar.url).hostname if calendar else "",
        "is_old": calendar and now - (calendar.fetched_at or calendar.added_at) > elsewhere.FRESH,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "appointments/calendar_elsewhere.html", context, status=status)


@require_POST
def other_calendar_read(request: HttpRequest) -> HttpResponse:
    """Have it read now, unless it was tried a moment ago."""
    actor = _counsellor(request)
    calendar = _calendar(actor)
    if calendar.tried_at and timezone.now() - calendar.tried_at < elsewhere.PAUSE:
        messages.info(request, _("We tried a moment ago. Wait a minute, and try again."))
    else:
        tasks.defer_reading(actor.person)
        messages.success(request, _("We are reading it now. Open the page again in a moment."))
    return redirect("appointments:other_calendar")


@require_POST
def other_calendar_remove(request: HttpRequest) -> HttpResponse:
    """Forget the address, and all that was read there."""
    actor = _counsellor(request)
    actions.disconnect_calendar(calendar=_calendar(actor), by=actor)
    messages.success(request, _("The address and the busy times we read there are removed."))
    return redirect("appointments:other_calendar")
