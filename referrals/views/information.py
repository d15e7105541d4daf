"""Where participants begin on their own: Nav notes that it told about guidance."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import actor_of
from common.forms import posted
from referrals import actions
from referrals.forms import InformationForm
from referrals.models import InformationGiven
from referrals.permissions import can_record_information, county_of

SHOWN = 10


@require_http_methods(["GET", "POST"])
def information(request: HttpRequest) -> HttpResponse:
    """Record that information was given, and send the link when there is an address; below it the actor's own last."""
    actor = actor_of(request)
    if not can_record_information(actor):
        raise PermissionDenied
    form = InformationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.record_information(**data, language=get_language() or "nb", by=actor)
        sent = _("Noted, and the link is on its way.") if data["email"] else _("Noted.")
        messages.success(request, sent)
        return redirect("referrals:information")
    own = InformationGiven.objects.visible_to(actor)[:SHOWN]
    context = {"form": form, "own": own, "county": county_of(actor)}
    return render(request, "referrals/information.html", context, status=422 if form.errors else 200)
