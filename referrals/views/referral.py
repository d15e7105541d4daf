"""Nav registers a referral; Nav and the participant change what was agreed."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import actor_of
from accounts.actors import Actor
from common.errors import AlreadyDone
from common.forms import posted
from journeys import blueprints
from journeys.actions import AlreadyInJourney
from journeys.models import Journey
from referrals import actions
from referrals.forms import AgreedInformationForm, RegistrationForm
from referrals.forms.referral import SECTIONS
from referrals.models import AgreedInformation
from referrals.permissions import (
    acts_for_nav,
    can_change_agreed_information,
    can_refer,
    county_of,
    writes_agreed_information,
)
from referrals.queries import Match, has_met

TOO_MANY = "too_many"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a referral, and go on to book a time together."""
    actor = actor_of(request)
    if not can_refer(actor):
        raise PermissionDenied
    county = county_of(actor)
    blueprint = blueprints.latest(county.code)
    form = RegistrationForm(posted(request), county=county, blueprint=blueprint, cancel_url=reverse("workspace:home"))
    if request.method == "POST" and form.is_valid() and (journey := _register(form, actor)):
        messages.success(request, _("The referral is registered, and the participant gets an e-mail. Book a time now."))
        return redirect("appointments:pick", journey.public_id)
    context = {"form": form, "contents": SECTIONS}
    return render(request, "referrals/new.html", context, status=_status(form))


def _register(form: RegistrationForm, actor: Actor) -> Journey | None:
    """Look the person up, then register; None when the form has got an error that says why not."""
    registration = form.registration()
    try:
        match = actions.look_up(applicant=registration.applicant, by=actor)
        if match and (match.is_certain or not form.is_namesake):
            _say_already(form, actor, match)
            return None
        return actions.register(registration=registration, by=actor)
    except actions.TooMany:
        message = _("You have registered many in a short time. Try again in an hour. What you have written stays here.")
        form.add_error(None, ValidationError(message, code=TOO_MANY))
    except actions.AddressOfAnother:
        form.add_error("email", _("Check the e-mail address and the birth date with the participant"))
    except AlreadyInJourney:
        _say_already(form, actor, None)
    return None


def _say_already(form: RegistrationForm, actor: Actor, match: Match | None) -> None:
    """Tell that there is a journey, and no more; the actor's own is one click away (DOMAIN, firewall 7)."""
    form.add_error(None, _("This person is already in a journey in the county."))
    if match and not match.is_certain:
        form.ask_about_namesake()
    if match and acts_for_nav(actor, match.journey):
        form.own_journey = match.journey


def _status(form: RegistrationForm) -> int:
    if form.has_error(NON_FIELD_ERRORS, code=TOO_MANY):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@require_http_methods(["GET", "POST"])
def agreed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what Nav tells the career centre; afterwards, or when the time for it is over, back to the journey."""
    actor = actor_of(request)
    found = _load_agreed(actor, public_id)
    journey = found.journey
    if not writes_agreed_information(actor, journey):
        raise PermissionDenied
    if not can_change_agreed_information(actor, journey, met=has_met(journey)):
        raise AlreadyDone
    back = reverse("workspace:journey", args=[public_id])
    initial = {"text": found.text, "seen": found.changed_at.isoformat()}
    form = AgreedInformationForm(posted(request), initial=initial, cancel_url=back)
    if request.method == "POST" and form.is_valid() and _change(form, found, actor):
        messages.success(request, _("The text is saved."))
        return redirect(f"{back}#agreed-information")
    context = {"form": form, "journey": journey, "theirs": form.theirs}
    return render(request, "referrals/agreed.html", context, status=422 if form.errors else 200)


def _load_agreed(actor: Actor, public_id: UUID) -> AgreedInformation:
    rows = AgreedInformation.objects.visible_to(actor).select_related("journey__participant", "changed_by")
    found: AgreedInformation = get_object_or_404(rows, journey__public_id=public_id)
    return found


def _change(form: AgreedInformationForm, found: AgreedInformation, actor: Actor) -> bool:
    """Save; False when somebody else saved first, with an error that lets the writer choose."""
    data = form.cleaned_data
    try:
        actions.change_agreed_information(agreed=found, text=data["text"], seen=data["seen"], by=actor)
    except actions.ChangedMeanwhile as error:
        form.see(error.current)
        return False
    return True
