"""Saving while somebody writes: the same answer as JSON for the script and as a page for a plain form."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from careerplans import actions
from careerplans.forms import RevisionForm
from careerplans.models import CareerPlan
from careerplans.views.editor import Goal, Row, editor
from common.dates import format_clock
from common.errors import AlreadyDone

#: Somebody who saved this short a time ago is still writing.
STILL_WRITING = timedelta(minutes=5)


def revision_of(form: RevisionForm) -> int:
    """Return the revision a sent form carries, 0 when it carries none that can be read. Validates the form."""
    form.is_valid()
    revision: int = form.cleaned_data.get("revision", 0)
    return revision


def saving(
    request: HttpRequest,
    actor: Actor,
    plan: CareerPlan,
    row: Row | Goal,
    *,
    save: Callable[[], int],
    page: dict[str, Any],
    anchor: str,
) -> HttpResponseBase:
    """Save a valid form by `save` (which returns the new revision) and answer; `page` shows what was sent once more.

    Bad input 422, somebody else's newer text 409 with both texts, a plan no longer being written 409.
    """
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not row.form.is_valid():
        return _refused(row.form) if wants_json else editor(request, plan, **page, status=422)
    try:
        revision = save()
    except actions.EditConflict as conflict:
        row.revision, row.theirs = conflict.revision, conflict.text
        return _conflict(conflict, row) if wants_json else editor(request, plan, **page, status=409)
    except AlreadyDone:
        if not wants_json:
            raise
        return _not_written()
    if wants_json:
        return _saved(actor, plan, revision)
    messages.success(request, _("Saved"))
    return redirect(reverse("careerplans:edit", args=[plan.journey.public_id]) + f"#{anchor}")


def _not_written() -> JsonResponse:
    return JsonResponse({"message": _("The plan is not being written any more. Load the page again.")}, status=400)


def _refused(form: RevisionForm) -> JsonResponse:
    errors = [str(error) for field_errors in form.errors.values() for error in field_errors]
    return JsonResponse({"message": " ".join(errors)}, status=422)


def _conflict(conflict: actions.EditConflict, row: Row | Goal) -> JsonResponse:
    message = _("Somebody else has changed this text. Choose which one to keep.")
    field = "text" if isinstance(row, Row) else "end_goal"
    answer = {"revision": conflict.revision, "text": conflict.text, "message": message, "field": field}
    return JsonResponse(answer, status=409)


def _saved(actor: Actor, before: CareerPlan, revision: int) -> JsonResponse:
    """`before` is the plan as it was loaded: who saved last before this."""
    now = timezone.now()
    other = before.changed_by_id != actor.person.pk and now - before.changed_at < STILL_WRITING
    return JsonResponse(
        {
            "revision": revision,
            "saved_at": now.isoformat(),
            "saved_label": _("Saved at %(time)s") % {"time": format_clock(now)},
            "other_writer": before.changed_by.name if other else None,
        }
    )
