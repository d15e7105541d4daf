"""Choosing which of one's capacities to act in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import acting


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The person's capacities, to choose one; a person with none is told what can be done about it."""
    actor = acting.actor_of(request)
    options = acting.capacities(actor.person)
    return render(request, "accounts/choose.html", {"options": options, "actor": actor})


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Change the session's capacity and go on to `next`, if that is an address here. Not one's own: 404."""
    person = acting.actor_of(request).person
    chosen = {each.key: each for each in acting.capacities(person)}.get(request.POST.get("actor", ""))
    actor = acting.find(person, chosen.key) if chosen else None
    if chosen is None or actor is None:
        raise Http404
    acting.take(request, actor)
    place = f" ({chosen.place})" if chosen.place else ""
    messages.success(request, _("You now act as: %(role)s%(place)s.") % {"role": chosen.label, "place": place})
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"
