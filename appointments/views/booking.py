"""Finding a time for a new meeting, and picking it."""

from typing import NoReturn
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from appointments.booking import bookable, wish_of
from appointments.forms import WishForm
from appointments.permissions import can_book
from appointments.queries import kinds_ahead
from appointments.views.held import keep
from appointments.views.picking import journey_picker, load_journey, moment
from common.errors import AlreadyDone
from journeys.models import Journey


@require_safe
def pick(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Free times of a week, for everybody who must attend. `next` is the page to come back to."""
    actor = actor_of(request)
    return journey_picker(request, actor, load_journey(actor, public_id), request.GET)


@require_POST
def hold(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the chosen time for ten minutes. When somebody was faster, the times that are left come back."""
    actor = actor_of(request)
    journey = load_journey(actor, public_id)
    allowed = bookable(actor, journey)
    if request.POST.get("kind") not in {kind.key for kind in allowed}:
        refuse(actor, journey, request.POST.get("kind", ""))
    starts_at = moment(request.POST.get("slot", ""))
    if starts_at is None:
        return journey_picker(request, actor, journey, request.POST, error=_("Choose a time"), status=422)
    form = WishForm(request.POST, journey=journey, actor=actor, allowed=allowed)
    return keep(request, actor, wish_of(form), starts_at)


def refuse(actor: Actor, journey: Journey, key: str) -> NoReturn:
    """AlreadyDone when such a meeting is booked already, by the other party or by pressing twice; else 403."""
    own = any(kind.key == key and can_book(actor, journey, kind) for kind in journey.blueprint.meeting_kinds)
    if own and key in kinds_ahead(journey, actor.party, now=timezone.now()):
        raise AlreadyDone
    raise PermissionDenied
