"""Reading a version, on the page and as PDF. What Nav reads is logged in the same transaction, before it is sent."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from accounts.acting import actor_of
from accounts.actors import Actor
from accounts.enums import Party
from careerplans import permissions, queries
from careerplans.content import page_document
from careerplans.enums import FileState, Going, Responsible, StepStatus
from careerplans.models import CheckIn, EducationApplication, PlanFile, PlanVersion
from careerplans.views.loading import version_for
from sharing.actions import log_read
from sharing.models import ReadEntry

#: What the participant's log calls a document: its kind and number, never what it says.
DOCUMENT_KIND = "plan_version"
#: How many answers to “How is it going?” the page shows, the newest first.
SHOWN_CHECK_INS = 5


def log_if_shared(version: PlanVersion, actor: Actor, via: ReadEntry.Via) -> None:
    """Log the reading when it is Nav's: the participant and the career counsellor read what they wrote themselves."""
    if actor.party == Party.NAV_COUNSELLOR:
        log_read(
            journey=version.journey,
            document_kind=DOCUMENT_KIND,
            document_key=version.public_id,
            document_label=str(version.number),
            reader=actor,
            via=via,
        )


@require_GET
def version(request: HttpRequest, version: UUID) -> HttpResponse:
    """The version as a page, with how the steps go now. Never stored by the browser."""
    actor = actor_of(request)
    found = version_for(actor, version)
    log_if_shared(found, actor, ReadEntry.Via.PAGE)
    response = render(request, "careerplans/version.html", _context(found, actor))
    patch_cache_control(response, private=True, no_store=True)
    return response


def _context(version: PlanVersion, actor: Actor) -> dict[str, object]:
    journey = version.journey
    document = page_document(
        version.content, to_participant=actor.is_participant, statuses=queries.statuses_of(version)
    )
    applications = EducationApplication.objects.visible_to(actor).filter(journey=journey)
    return {
        "version": version,
        "journey": journey,
        "document": document,
        "statuses": StepStatus.choices,
        "can_follow_up": permissions.can_follow_up(actor, version),
        "can_record_outcome": permissions.can_record_outcome(actor, version),
        "can_change_goal": permissions.can_change_goal(actor, journey),
        "can_share": permissions.can_share(actor, version),
        "shares": queries.shares_of(actor, version) if actor.is_participant else (),
        "can_check_in": permissions.can_check_in(actor, version),
        "going": Going.choices,
        "check_ins": CheckIn.objects.visible_to(actor).filter(version=version)[:SHOWN_CHECK_INS],
        "newer": queries.newer_version(actor, version),
        "applications": applications.select_related("registered_by"),
        "outcomes": queries.outcomes_of(actor, journey),
        "nav_steps": document.waiting_for(Responsible.NAV),
        "today": timezone.localdate(),
    }


@require_GET
def pdf(request: HttpRequest, version: UUID) -> HttpResponse:
    """The stored PDF as a download with a neutral name, or a page that says it is being made."""
    actor = actor_of(request)
    found = version_for(actor, version)
    file = _file(found)
    if file is None or file.state != FileState.READY:
        context = {"version": found, "journey": found.journey, "file": file}
        return render(request, "careerplans/pdf_waiting.html", context)
    log_if_shared(found, actor, ReadEntry.Via.PDF)
    response = HttpResponse(bytes(file.data or b""), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="plan-{found.number}.pdf"'
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_GET
def pdf_status(request: HttpRequest, version: UUID) -> HttpResponse:
    """The part of the waiting page that htmx asks for until the PDF is there."""
    found = version_for(actor_of(request), version)
    return render(request, "careerplans/_pdf_state.html", {"version": found, "file": _file(found)})


def _file(version: PlanVersion) -> PlanFile | None:
    return PlanFile.objects.filter(version=version, language=version.language).first()
