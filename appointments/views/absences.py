"""When somebody cannot be booked: a career counsellor's absence, the times a Nav counsellor is busy."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions
from appointments.absence_forms import AbsenceForm
from appointments.models import Absence
from appointments.queries.own_times import absences_ahead, is_touched
from common.forms import posted

#: Those who can be booked.
BOOKED = (Party.CAREER_COUNSELLOR, Party.NAV_COUNSELLOR)


def _bookable(request: HttpRequest) -> Actor:
    """Return who acts; 403 for those nobody books."""
    actor = actor_of(request)
    if actor.party not in BOOKED:
        raise PermissionDenied
    return actor


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """The absences ahead with the meetings in them, and a new one."""
    actor = _bookable(request)
    submit = _("Add absence") if actor.party == Party.CAREER_COUNSELLOR else _("Add busy time")
    form = AbsenceForm(posted(request), actor=actor, submit=submit)
    if request.method == "POST" and form.is_valid():
        return _added(request, actor, form)
    context = {"form": form, "actor": actor, "absences": absences_ahead(actor, now=timezone.now())}
    return render(request, "appointments/absences.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, actor: Actor, form: AbsenceForm) -> HttpResponse:
    starts_at, ends_at = form.span()
    absence = actions.add_absence(membership=form.membership, starts_at=starts_at, ends_at=ends_at, by=actor)
    if is_touched(actor, absence, now=timezone.now()):
        messages.warning(request, _("Saved. Nobody can book you then, but meetings are booked in it already."))
        return redirect("appointments:affected", public_id=absence.public_id)
    messages.success(request, _("Saved. Nobody can book you then."))
    return redirect("appointments:absences")


@require_POST
def absence_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let people book that time again."""
    actor = _bookable(request)
    visible = Absence.objects.visible_to(actor).select_related("membership__office")
    actions.remove_absence(absence=get_object_or_404(visible, public_id=public_id), by=actor)
    messages.success(request, _("Removed. That time can be booked again."))
    return redirect("appointments:absences")
