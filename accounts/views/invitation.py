"""Coming in by an invitation. A link that opens nothing looks the same whatever was wrong with it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import acting, actions
from accounts.actors import Actor, as_participant, for_membership
from accounts.forms import AcceptForm
from accounts.models import Invitation, Membership, Person
from accounts.signin import sign_in
from accounts.tokens import find_open


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what one is invited to; POST accepts. Whoever has a password must sign in as that person first.

    Nothing of a participant is shown before the birth date is given: the address may have been mistyped.
    """
    found = find_open(token)
    actor: Actor | None = getattr(request, "actor", None)
    if found is None:
        return render(request, "accounts/invitation_closed.html", status=404)
    if not found.person.has_usable_password():
        return _newcomer(request, found)
    if actor is None or actor.person.pk != found.person_id:
        context = {"invitation": found, "somebody_else": actor is not None}
        return render(request, "accounts/invitation_sign_in.html", context)
    return _colleague(request, found, actor)


def _newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST or None, person=found.person, initial={"name": found.person.name})
    if request.method == "POST" and form.is_valid() and _is_invited(found, form):
        name, password = form.cleaned_data.get("name", ""), form.cleaned_data["password"]
        member = actions.accept(invitation=found, name=name, password=password)
        person = Person.objects.get(pk=found.person_id)
        return sign_in(request, person, _in(member, person))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/invitation.html", {"invitation": found, "form": form}, status=status)


def _is_invited(found: Invitation, form: AcceptForm) -> bool:
    """Whether the birth date is right, where one was asked for; else the form says so."""
    answer = form.cleaned_data.get("birth_date")
    if answer is None or actions.knows_birth_date(invitation=found, answer=answer):
        return True
    form.add_error("birth_date", _("This is not the birth date we have. Ask whoever invited you to check it"))
    return False


def _colleague(request: HttpRequest, found: Invitation, actor: Actor) -> HttpResponse:
    if request.method == "POST":
        member = actions.accept_signed_in(invitation=found, by=actor)
        acting.take(request, _in(member, actor.person) or actor)
        return redirect("/")
    return render(request, "accounts/invitation_accept.html", {"invitation": found})


def _in(member: Membership | None, person: Person) -> Actor | None:
    return for_membership(person, member.public_id) if member else as_participant(person)
