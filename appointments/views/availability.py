"""When a career counsellor can be met: weekly hours, single times, and the rules for booking."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments import actions
from appointments.availability_forms import (
    AHEAD,
    AddHoursForm,
    ChangeHoursForm,
    HoursForm,
    PublishForm,
    SettingsForm,
    StopForm,
)
from appointments.enums import Weekday
from appointments.models import PublishedTime, WeeklyPattern
from appointments.public_holidays import closed_days
from appointments.queries.lists import booked_within
from appointments.queries.own_times import (
    WORKING_DAYS,
    absences_ahead,
    booked_in_pattern,
    published_ahead,
    rules_in_force,
    week_of,
)
from common.dates import format_time_range
from common.forms import posted

PAGE_SIZE = 25
#: How many closed days ahead the page tells about.
CLOSED_SHOWN = 5


def _counsellor(request: HttpRequest) -> tuple[Actor, Membership]:
    """Return who acts, with the membership as a career counsellor; 403 for everybody else."""
    actor = actor_of(request)
    if actor.party != Party.CAREER_COUNSELLOR or actor.membership is None:
        raise PermissionDenied
    return actor, actor.membership


@require_safe
def times(request: HttpRequest) -> HttpResponse:
    """When the counsellor can be met: the week, single times, absences, the rules, and the holidays ahead."""
    actor, membership = _counsellor(request)
    now, today = timezone.now(), timezone.localdate()
    week = week_of(membership, today=today)
    used = {*WORKING_DAYS, *(day.weekday for day in week)}
    context = {
        "week": week,
        "has_week": any(day.patterns for day in week),
        "page": Paginator(published_ahead(membership, now=now), PAGE_SIZE).get_page(request.GET.get("page")),
        "absences": absences_ahead(actor, now=now),
        "membership": membership,
        "today": today,
        "rules": rules_in_force(membership),
        "closed": closed_days(today, today + AHEAD, used)[:CLOSED_SHOWN],
    }
    return render(request, "appointments/times.html", context)


# Every week -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def hours_add(request: HttpRequest) -> HttpResponse:
    """Offer hours on one or several weekdays."""
    actor, membership = _counsellor(request)
    form = AddHoursForm(posted(request), membership=membership)
    if request.method == "POST" and form.is_valid() and _added(form, actor, membership):
        messages.success(request, _("Your hours are saved. People can book them now."))
        return redirect("appointments:times")
    return _hours_page(request, form)


def _added(form: AddHoursForm, actor: Actor, membership: Membership) -> bool:
    weekdays = form.cleaned_data["weekdays"]
    try:
        actions.add_patterns(membership=membership, weekdays=weekdays, hours=form.hours(), by=actor)
    except actions.PatternsOverlap as clash:
        _say_overlap(form, clash.other)
        return False
    return True


def _say_overlap(form: HoursForm, other: WeeklyPattern) -> None:
    said = {"weekday": str(Weekday(other.weekday).label).lower(), "time": format_time_range(other.start, other.end)}
    form.add_error("start", _("You offer hours on %(weekday)s %(time)s already. Change those, or choose others") % said)


def _hours_page(request: HttpRequest, form: HoursForm, pattern: WeeklyPattern | None = None) -> HttpResponse:
    context = {"form": form, "pattern": pattern}
    return render(request, "appointments/times_hours.html", context, status=422 if form.errors else 200)


def _load_pattern(request: HttpRequest, public_id: UUID) -> tuple[Actor, WeeklyPattern]:
    actor, _membership = _counsellor(request)
    visible = WeeklyPattern.objects.visible_to(actor).select_related("membership__office__county", "place")
    pattern: WeeklyPattern = get_object_or_404(visible, public_id=public_id)
    return actor, pattern


@require_http_methods(["GET", "HEAD", "POST"])
def hours_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change weekly hours; meetings booked in the old ones stay."""
    actor, pattern = _load_pattern(request, public_id)
    form = ChangeHoursForm(posted(request), pattern=pattern)
    if request.method == "POST" and form.is_valid() and _changed(form, actor, pattern):
        messages.success(request, _("Your hours are changed. Meetings already booked stand."))
        return redirect("appointments:times")
    return _hours_page(request, form, pattern)


def _changed(form: ChangeHoursForm, actor: Actor, pattern: WeeklyPattern) -> bool:
    try:
        actions.change_pattern(pattern=pattern, weekday=form.cleaned_data["weekday"], hours=form.hours(), by=actor)
    except actions.PatternsOverlap as clash:
        _say_overlap(form, clash.other)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def hours_stop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop offering weekly hours, at once or after a day; shows the meetings that stay."""
    actor, pattern = _load_pattern(request, public_id)
    form = StopForm(posted(request), pattern=pattern)
    if request.method == "POST" and form.is_valid():
        if last := form.last_offered:
            actions.end_pattern(pattern=pattern, last_day=last, by=actor)
        else:
            actions.remove_pattern(pattern=pattern, by=actor)
        messages.success(request, _("Your hours are changed. Meetings already booked stand."))
        return redirect("appointments:times")
    staying = booked_in_pattern(actor, pattern, now=timezone.now())
    context = {"form": form, "pattern": pattern, "staying": staying}
    return render(request, "appointments/times_stop.html", context, status=422 if form.errors else 200)


# Single times ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def times_publish(request: HttpRequest) -> HttpResponse:
    """Publish single times, also on public holidays."""
    actor, membership = _counsellor(request)
    form = PublishForm(posted(request), membership=membership)
    if request.method == "POST" and form.is_valid() and _published(request, actor, membership, form):
        return redirect("appointments:times")
    return render(request, "appointments/times_publish.html", {"form": form}, status=422 if form.errors else 200)


def _published(request: HttpRequest, actor: Actor, membership: Membership, form: PublishForm) -> bool:
    place, modes = form.cleaned_data["place"], form.cleaned_data["modes"]
    try:
        count = actions.publish(membership=membership, stretches=form.stretches(), modes=modes, place=place, by=actor)
    except actions.TimesOverlap:
        form.add_error("start", _("This overlaps with a time you have published already"))
        return False
    text = ngettext("%(count)d time is published.", "%(count)d times are published.", count)
    messages.success(request, text % {"count": count})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def times_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, with the meetings that stay, then stop offering a single time."""
    actor, _membership = _counsellor(request)
    visible = PublishedTime.objects.visible_to(actor).select_related("membership__office", "place")
    time = get_object_or_404(visible, public_id=public_id)
    if request.method == "POST":
        actions.unpublish(time=time, by=actor)
        messages.success(request, _("The time is no longer offered. Meetings already booked stand."))
        return redirect("appointments:times")
    start = max(time.starts_at, timezone.now())
    staying = booked_within(actor, start, time.ends_at, membership=time.membership)
    return render(request, "appointments/times_remove.html", {"time": time, "staying": staying})


# How one is booked ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def times_settings(request: HttpRequest) -> HttpResponse:
    """Room between meetings, notice, how far ahead, and the link to the video meeting room."""
    actor, membership = _counsellor(request)
    form = SettingsForm(posted(request), membership=membership)
    if request.method == "POST" and form.is_valid():
        actions.save_settings(membership=membership, rules=form.as_rules(), by=actor)
        messages.success(request, _("Saved. It applies to what is booked from now on."))
        return redirect("appointments:times")
    return render(request, "appointments/times_settings.html", {"form": form}, status=422 if form.errors else 200)
