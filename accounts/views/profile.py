"""One's own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.acting import actor_of
from accounts.forms import ProfileForm
from accounts.permissions import COVERED_ROLES
from accounts.queries import covers_of
from accounts.signin import remember_language
from common.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What is known about oneself, and what of it one may change."""
    actor = actor_of(request)
    form = ProfileForm(posted(request), actor=actor)
    if form.is_bound and form.is_valid():
        actions.change_profile(**form.cleaned_data, by=actor)
        messages.success(request, _("Your profile is saved."))
        response = redirect("accounts:profile")
        remember_language(response, actor.person.language)
        return response
    member = actor.membership if actor.membership and actor.party in COVERED_ROLES else None
    context = {"form": form, "actor": actor, "member": member, "covers": covers_of(member) if member else []}
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)
