"""The career counsellor's published times."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import actor_of
from accounts.enums import Party
from accounts.models import Membership
from appointments import actions
from appointments.forms import PublishForm
from appointments.models import PublishedTime
from common.forms import posted

PAGE_SIZE = 25


def _counsellor(request: HttpRequest) -> Membership:
    """Return the membership of a career counsellor; 403 for everybody else."""
    actor = actor_of(request)
    if actor.party != Party.CAREER_COUNSELLOR or actor.membership is None:
        raise PermissionDenied
    return actor.membership


@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest) -> HttpResponse:
    """Publish stretches, and see those ahead."""
    membership = _counsellor(request)
    form = PublishForm(posted(request))
    if request.method == "POST" and form.is_valid() and _published(request, membership, form):
        return redirect("appointments:times")
    ahead = PublishedTime.objects.filter(membership=membership, ends_at__gt=timezone.now())
    page = Paginator(ahead, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "appointments/times.html", {"form": form, "page": page}, status=422 if form.errors else 200)


def _published(request: HttpRequest, membership: Membership, form: PublishForm) -> bool:
    try:
        count = actions.publish(
            membership=membership,
            stretches=form.stretches(),
            modes=form.cleaned_data["modes"],
            by=actor_of(request),
        )
    except actions.TimesOverlap:
        form.add_error("start", _("This overlaps with a time you have published already"))
        return False
    text = ngettext("%(count)d time is published.", "%(count)d times are published.", count)
    messages.success(request, text % {"count": count})
    return True


@require_POST
def times_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop offering a stretch; meetings booked in it stay."""
    time = get_object_or_404(PublishedTime, public_id=public_id, membership=_counsellor(request))
    actions.unpublish(time=time, by=actor_of(request))
    messages.success(request, _("The time is no longer offered. Meetings already booked stand."))
    return redirect("appointments:times")
