"""After the plan: how the steps go, applications, what came of it, a changed end goal."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import actor_of
from accounts.actors import Actor
from careerplans import actions, permissions
from careerplans.enums import Going, StepStatus
from careerplans.forms import ApplicationForm, CheckInForm, OutcomeForm, StepStatusForm
from careerplans.models import EducationApplication, PlanVersion, StepProgress
from careerplans.views.loading import journey_for, permit, version_for
from common.forms import posted


@require_POST
def step_status(request: HttpRequest, version: UUID, key: UUID) -> HttpResponse:
    """Set how one step goes; when somebody else did meanwhile, say so and change nothing."""
    actor = actor_of(request)
    found = version_for(actor, version)
    permit(permissions.can_follow_up(actor, found))
    form = StepStatusForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how the step is going."))
        return redirect(_version_url(found, f"step-{key}"))
    try:
        status, seen = (StepStatus(form.cleaned_data[name]) for name in ("status", "seen"))
        actions.set_step_status(version=found, key=key, status=status, seen=seen, by=actor)
        messages.success(request, _("The step is updated"))
    except KeyError as error:
        raise Http404 from error
    except actions.StepChanged as changed:
        messages.warning(request, _changed_meanwhile(changed.progress, status, actor))
    return redirect(_version_url(found, f"step-{key}"))


@require_POST
def check_in(request: HttpRequest, version: UUID) -> HttpResponse:
    """Keep what the participant taps."""
    actor = actor_of(request)
    found = version_for(actor, version)
    permit(permissions.can_check_in(actor, found))
    form = CheckInForm(request.POST)
    if form.is_valid():
        actions.check_in(version=found, answer=Going(form.cleaned_data["answer"]), by=actor)
        messages.success(request, _("Thank you. Your answer is kept."))
    else:
        messages.error(request, _("Choose one of the answers in the list"))
    return redirect(_version_url(found, "going"))


@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, version: UUID) -> HttpResponse:
    """Register an application for education."""
    actor = actor_of(request)
    found = version_for(actor, version)
    permit(permissions.can_follow_up(actor, found))
    form = ApplicationForm(posted(request), cancel_url=_version_url(found, "applications"))
    if form.is_valid():
        actions.register_application(version=found, **form.cleaned_data, by=actor)
        messages.success(request, _("The application is registered"))
        return redirect(_version_url(found, "applications"))
    return _form_page(request, found, form, _("Application for education"))


@require_http_methods(["GET", "HEAD", "POST"])
def application_edit(request: HttpRequest, application: UUID) -> HttpResponse:
    """Change an application, for example when it has been sent."""
    actor = actor_of(request)
    applications = EducationApplication.objects.visible_to(actor)
    found = get_object_or_404(applications.select_related("version__journey__participant"), public_id=application)
    permit(permissions.can_change_application(actor, found))
    form = ApplicationForm(posted(request), application=found, cancel_url=_version_url(found.version, "applications"))
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("what", "deadline", "applied_on")}
        actions.change_application(application=found, **fields, by=actor)
        messages.success(request, _("The application is saved"))
        return redirect(_version_url(found.version, "applications"))
    return _form_page(request, found.version, form, _("Application for education"))


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, version: UUID) -> HttpResponse:
    """Record what came of the guidance."""
    actor = actor_of(request)
    found = version_for(actor, version)
    permit(permissions.can_record_outcome(actor, found))
    form = OutcomeForm(found.journey.blueprint, posted(request), cancel_url=_version_url(found))
    if form.is_valid():
        actions.record_outcome(version=found, outcome=form.cleaned_data["outcome"], by=actor)
        messages.success(request, _("What came of it is recorded"))
        return redirect(_version_url(found, "outcomes"))
    return _form_page(request, found, form, _("What came of it"))


@require_http_methods(["GET", "HEAD", "POST"])
def goal_changed(request: HttpRequest, journey: UUID) -> HttpResponse:
    """Say that the end goal has changed: the participant and the career centre meet again."""
    actor = actor_of(request)
    found = journey_for(actor, journey)
    permit(permissions.can_change_goal(actor, found))
    if request.method == "POST":
        actions.change_goal(journey=found, by=actor)
        messages.success(request, _("Noted. The next step is a new meeting with the career counsellor."))
        return redirect("workspace:journey", found.public_id)
    return render(request, "careerplans/goal_changed.html", {"journey": found})


def _changed_meanwhile(progress: StepProgress, wanted: StepStatus, actor: Actor) -> str:
    message = _(
        "%(name)s changed this step to “%(now)s” meanwhile. Your choice “%(wanted)s” is not saved. "
        "Choose it again if it still holds."
    )
    name = _("You") if progress.changed_by_id == actor.person.pk else progress.changed_by.name
    return message % {"name": name, "now": progress.get_status_display(), "wanted": wanted.label}


def _version_url(version: PlanVersion, anchor: str = "") -> str:
    url = reverse("careerplans:version", args=[version.public_id])
    return f"{url}#{anchor}" if anchor else url


def _form_page(
    request: HttpRequest, version: PlanVersion, form: ApplicationForm | OutcomeForm, title: str
) -> HttpResponse:
    context = {"form": form, "version": version, "journey": version.journey, "title": title}
    return render(request, "careerplans/follow_up_form.html", context, status=422 if form.is_bound else 200)
