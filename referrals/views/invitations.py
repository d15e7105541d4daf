"""Sending the participant's invitation once more, from the journey page."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.acting import actor_of
from referrals import actions
from referrals.models import Referral
from referrals.permissions import acts_for_nav


@require_POST
def invite_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Nav, who registered the referral, sends the participant a new link."""
    actor = actor_of(request)
    referrals = Referral.objects.visible_to(actor).select_related("journey")
    journey = get_object_or_404(referrals, journey__public_id=public_id).journey
    if not acts_for_nav(actor, journey):
        raise PermissionDenied
    actions.invite_again(journey=journey, by=actor)
    messages.success(request, _("The participant gets a new e-mail with a link."))
    return redirect("workspace:journey", public_id)
