"""What the links of a mail lead to, without sign-in. Opening one changes nothing; the buttons do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actors import as_participant
from appointments import actions
from appointments.booking import picker, wish_of_move
from appointments.calendar import Reader, place_text, reader_of
from appointments.forms import MoveForm
from appointments.links import Purpose, SignedLink, read_token, token_of
from appointments.models import Hold
from appointments.permissions import can_move
from appointments.queries import Wish
from appointments.views.existing import calendar_file, how_late
from appointments.views.picking import moment
from common.errors import AlreadyDone
from common.rls import person_context

LinkView = Callable[[HttpRequest, SignedLink | None], HttpResponse]
#: Why a link leads nowhere any more.
UNKNOWN, ENDED, BEGUN, CHANGED, TOO_LATE = "unknown", "ended", "begun", "changed", "too_late"


def link_page(purpose: Purpose, *methods: str) -> Callable[[LinkView], Callable[..., HttpResponse]]:
    """A page of a link for this purpose: in the participant's own language, whatever the browser asks for."""

    def decorate(view: LinkView) -> Callable[..., HttpResponse]:
        @login_not_required
        @never_cache
        @require_http_methods(["GET", "HEAD", *methods])
        @wraps(view)
        def page(request: HttpRequest, token: str) -> HttpResponse:
            link = read_token(purpose, token)
            language = link.person.language if link else translation.get_language()
            with translation.override(language):
                response = view(request, link)
            response.headers["Content-Language"] = language
            return response

        return page

    return decorate


def _over(request: HttpRequest, reason: str, link: SignedLink | None = None) -> HttpResponse:
    context: dict[str, Any] = {"reason": reason}
    if link:
        hours = link.appointment.journey.blueprint.booking.move_until_hours
        context |= {"appointment": link.appointment, "hours": hours, "neutral": link.person.neutral_wording}
    return render(request, "appointments/link_over.html", context, status=410)


def _end_of(link: SignedLink | None) -> str:
    """Why there is nothing left to do with the appointment, '' when there is."""
    if link is None:
        return UNKNOWN
    if not link.appointment.is_booked:
        return ENDED
    return BEGUN if link.appointment.starts_at <= timezone.now() else ""


# --- cancelling ----------------------------------------------------------------------------------------------------
@link_page(Purpose.CANCEL, "POST")
def cancel_link(request: HttpRequest, link: SignedLink | None) -> HttpResponse:
    """Ask, and cancel when the button is pressed."""
    reason = _end_of(link)
    if link is None or reason:
        return _over(request, reason, link)
    if request.method != "POST":
        context = {"appointment": link.appointment, "actor": as_participant(link.person)}
        return render(request, "appointments/cancel_link.html", context | how_late(link.appointment))
    try:
        with person_context(link.person.pk):
            actions.cancel(appointment=link.appointment, by=as_participant(link.person))
    except AlreadyDone:
        return _over(request, ENDED, link)
    return render(request, "appointments/cancelled_by_link.html", {"appointment": link.appointment})


# --- moving --------------------------------------------------------------------------------------------------------
@link_page(Purpose.MOVE, "POST")
def move_link(request: HttpRequest, link: SignedLink | None) -> HttpResponse:
    """The free times of a week; picking one holds it, confirming moves the appointment.

    The address says which step one is at: `hold` names the time that is held, `moved` that it is done. The link is over
    when the appointment was changed in any other way, as the newer mail tells.
    """
    shows_result = request.method != "POST" and "moved" in request.GET
    reason = _end_of(link) or _end_of_move(link, is_done=shows_result)
    if link is None or reason:
        return _over(request, reason, link)
    if request.method == "POST":
        with person_context(link.person.pk):
            return _press(request, link)
    if shows_result:
        return _done(request, link)
    if "hold" in request.GET:
        return _held(request, link)
    return _picker(request, link, request.GET)


def _end_of_move(link: SignedLink | None, *, is_done: bool) -> str:
    """Why it cannot be moved; one that was just moved may begin too soon to be moved again."""
    if link is None:
        return UNKNOWN
    if not link.is_current:
        return CHANGED
    by = as_participant(link.person)
    return "" if is_done or can_move(by, link.appointment, now=timezone.now()) else TOO_LATE


def _url(link: SignedLink, name: str = "move_link", query: str = "") -> str:
    """An address of the link as the appointment is now, so that it still works after it was moved."""
    token = token_of(Purpose.MOVE, link.appointment, link.person)
    return reverse(f"appointments:{name}", args=[token]) + query


def _picker(
    request: HttpRequest, link: SignedLink, data: QueryDict, *, error: str = "", status: int = 200
) -> HttpResponse:
    """No more than anybody may know who has the mail: times, and the address when that differs.

    Other ways to meet are for who signs in.
    """
    wish, url = _wish(link), _url(link)
    context = {
        "appointment": link.appointment,
        "wish": wish,
        "picker": picker(wish, data.get("week", ""), {}),
        "pick_url": url,
        "hold_url": url,
        "neutral": True,
        "error": error,
    }
    return render(request, "appointments/move_link.html", context, status=status)


def _wish(link: SignedLink) -> Wish:
    """As the appointment is, with whoever of the centre is free when its counsellor has left."""
    form = MoveForm({}, appointment=link.appointment, actor=as_participant(link.person))
    return wish_of_move(link.appointment, form)


def _own_hold(link: SignedLink, key: str) -> Hold | None:
    try:
        mine = Hold.objects.filter(public_id=UUID(key), moves=link.appointment, held_by=link.person, is_offer=False)
    except ValueError:
        return None
    return mine.select_related("journey", "moves", "place").first()


def _held(request: HttpRequest, link: SignedLink) -> HttpResponse:
    held = _own_hold(link, request.GET["hold"])
    if held is None:
        return _expired(request, link, request.GET)
    left = held.expires_at - timezone.now()
    context = {
        "appointment": link.appointment,
        "hold": held,
        "place": place_text(held, Reader.NEUTRAL),
        "seconds_left": max(0, int(left.total_seconds())),
        "link_url": _url(link),
    }
    return render(request, "appointments/move_link_held.html", context)


def _expired(request: HttpRequest, link: SignedLink, data: QueryDict) -> HttpResponse:
    error = _("We no longer keep the time for you, and nothing is changed. Choose a time.")
    return _picker(request, link, data, error=error, status=409)


def _press(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """One of the buttons: a time, confirm, or another time."""
    if "confirm" in request.POST:
        return _confirm(request, link)
    if "release" in request.POST:
        held = _own_hold(link, request.POST["release"])
        if held:
            actions.release(hold=held)
        return redirect(_url(link))
    starts_at = moment(request.POST.get("slot", ""))
    if starts_at is None:
        return _picker(request, link, request.POST, error=_("Choose a time"), status=422)
    return _hold(request, link, starts_at)


def _hold(request: HttpRequest, link: SignedLink, starts_at: datetime) -> HttpResponse:
    try:
        held = actions.hold(wish=_wish(link), starts_at=starts_at, by=as_participant(link.person))
    except actions.TimeTaken:
        error = _("That time was just taken. Choose another one.")
        return _picker(request, link, request.POST, error=error, status=409)
    except actions.BeingBooked as busy:
        context = {"until": busy.until, "again_url": _url(link)}
        return render(request, "appointments/being_booked.html", context, status=409)
    except AlreadyDone:
        return _over_since(request, link)
    return redirect(_url(link, query=f"?hold={held.public_id}"))


def _confirm(request: HttpRequest, link: SignedLink) -> HttpResponse:
    held = _own_hold(link, request.POST["confirm"])
    if held is None:
        return _expired(request, link, request.POST)
    try:
        moved = actions.confirm(hold=held, by=as_participant(link.person))
    except actions.HoldExpired:
        return _expired(request, link, request.POST)
    except AlreadyDone:
        return _over_since(request, link)
    return redirect(_url(replace(link, appointment=moved), query="?moved"))


def _over_since(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Somebody cancelled or moved it, or the button was pressed twice: say what stands now."""
    link.appointment.refresh_from_db()
    return _over(request, _end_of(link) or CHANGED, link)


def _done(request: HttpRequest, link: SignedLink) -> HttpResponse:
    context = {
        "appointment": link.appointment,
        "place": place_text(link.appointment, Reader.NEUTRAL),
        "file_url": _url(link, "move_link_ics"),
    }
    return render(request, "appointments/moved_by_link.html", context)


@link_page(Purpose.MOVE)
def move_link_ics(request: HttpRequest, link: SignedLink | None) -> HttpResponse:
    """The appointment as a calendar file, as long as the link is good."""
    reason = _end_of(link)
    if link is None or reason or not link.is_current:
        return _over(request, reason or CHANGED, link)
    return calendar_file(link.appointment, reader_of(as_participant(link.person)))
