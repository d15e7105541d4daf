"""The county's own page for those who begin without Nav, and the link in the mail that follows."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import acting
from accounts.actors import Actor, as_participant
from accounts.enums import Party
from accounts.models import County, Person
from accounts.signin import sign_in
from common.forms import posted
from journeys import blueprints
from journeys.actions import AlreadyInJourney
from journeys.models import Journey
from referrals import actions
from referrals.actions.start import may_confirm
from referrals.forms import ConfirmForm, OwnTopicForm, StartForm
from referrals.limits import check_place
from referrals.models import PendingStart
from referrals.permissions import starts_with
from referrals.queries import find_pending_start, open_journey_in


@login_not_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, county_code: str) -> HttpResponse:
    """What career guidance is in this county, and the way in. A signed-in participant needs no mail."""
    county = get_object_or_404(County, code=county_code)
    if not starts_with(county, Party.PARTICIPANT):
        raise Http404
    actor: Actor | None = getattr(request, "actor", None)
    if actor and actor.is_participant:
        return _start_signed_in(request, county, actor)
    form = StartForm(posted(request))
    if request.method == "POST" and form.is_valid() and _request(request, form, county):
        return redirect("referrals:start_sent")
    return _page(request, county, form)


def _request(request: HttpRequest, form: StartForm, county: County) -> bool:
    """Keep what was asked for and send the link; False when too much comes from this place on the network."""
    try:
        check_place(str(get_adapter(request).get_client_ip(request)))
    except actions.TooMany:
        form.add_error(None, _("Many have begun from this network in a short time. Try again in an hour."))
        return False
    actions.request_start(county=county, request=actions.StartRequest(**form.cleaned_data))
    return True


def _page(request: HttpRequest, county: County, form: StartForm | OwnTopicForm) -> HttpResponse:
    context = {"form": form, "county": county, "blueprint": blueprints.latest(county.code)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "referrals/start.html", context, status=status)


def _start_signed_in(request: HttpRequest, county: County, actor: Actor) -> HttpResponse:
    if existing := open_journey_in(county, actor.person):
        return _already(request, existing)
    cancel_url = reverse("workspace:home")
    form = OwnTopicForm(posted(request), county=county, person=actor.person, cancel_url=cancel_url)
    if request.method != "POST" or not form.is_valid():
        return _page(request, county, form)
    answers = {"birth_date": None, **form.cleaned_data}
    try:
        journey = actions.start_signed_in(county=county, by=actor, **answers)
    except AlreadyInJourney:
        return redirect("workspace:home")
    messages.success(request, _("You have begun. Choose a time that suits you."))
    return redirect("appointments:pick", journey.public_id)


def _already(request: HttpRequest, journey: Journey) -> HttpResponse:
    messages.info(request, _("You have begun already. Here is your journey."))
    return redirect("workspace:journey", journey.public_id)


@login_not_required
@require_safe
def start_sent(request: HttpRequest) -> HttpResponse:
    """The same answer for every address."""
    return render(request, "referrals/start_sent.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: opening it shows what will happen, and the button begins the journey."""
    pending = find_pending_start(token)
    if pending is None:
        return render(request, "referrals/start_gone.html", status=HTTPStatus.GONE)
    signed_in = request.user if request.user.is_authenticated else None
    person = Person.objects.filter(email=pending.email).first()
    if person and not may_confirm(pending, person, signed_in):
        return _cannot(request, pending, person, signed_in)
    return _confirm(request, pending, person, signed_in)


def _cannot(request: HttpRequest, pending: PendingStart, person: Person, signed_in: Person | None) -> HttpResponse:
    """Say how to go on to somebody who reads the mail of an account that this link alone does not open."""
    here = reverse("referrals:confirm", args=[_token(request)])
    context = {
        "county": pending.county,
        "must_sign_in": person.has_usable_password(),
        "signed_in": signed_in,
        "sign_in_url": f"{reverse('account_login')}?next={here}",
    }
    return render(request, "referrals/start_sign_in.html", context)


def _token(request: HttpRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""


def _confirm(
    request: HttpRequest, pending: PendingStart, person: Person | None, signed_in: Person | None
) -> HttpResponse:
    is_new = person is None or not person.has_usable_password()
    owner = person or Person(name=pending.name, email=pending.email)
    form = ConfirmForm(posted(request), county=pending.county, person=owner, needs_password=is_new)
    if request.method == "POST" and form.is_valid():
        return _begin(request, pending, form, signed_in)
    context = {"form": form, "pending": pending, "is_new": is_new, "blueprint": blueprints.latest(pending.county.code)}
    return render(request, "referrals/confirm.html", context, status=422 if form.errors else 200)


def _begin(request: HttpRequest, pending: PendingStart, form: ConfirmForm, signed_in: Person | None) -> HttpResponse:
    answers = actions.OwnStartAnswers(**form.cleaned_data)
    try:
        journey = actions.confirm_start(pending=pending, answers=answers, signed_in=signed_in)
    except (actions.LinkUsedUp, actions.LinkOfAnother):
        return render(request, "referrals/start_gone.html", status=HTTPStatus.GONE)
    person = journey.participant
    url = reverse("appointments:pick", args=[journey.public_id])
    if signed_in and signed_in.pk == person.pk:
        acting.take(request, as_participant(person))
        response: HttpResponse = redirect(url)
    else:
        response = sign_in(request, person, as_participant(person), to=url)
    messages.success(request, _("You have begun. Choose a time that suits you."))
    return response
