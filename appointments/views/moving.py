"""Another time for a meeting that is booked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import actor_of
from appointments.booking import wish_of_move
from appointments.forms import MoveForm
from appointments.permissions import can_move
from appointments.views.held import keep
from appointments.views.picking import cannot_move, load_appointment, moment, move_picker


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Free times to move a meeting to; picking one holds it. Nothing is moved before that is confirmed."""
    actor = actor_of(request)
    appointment = load_appointment(actor, public_id)
    if not can_move(actor, appointment, now=timezone.now()):
        return cannot_move(request, actor, appointment)
    if request.method != "POST":
        return move_picker(request, actor, appointment, request.GET)
    starts_at = moment(request.POST.get("slot", ""))
    if starts_at is None:
        return move_picker(request, actor, appointment, request.POST, error=_("Choose a time"), status=422)
    form = MoveForm(request.POST, appointment=appointment, actor=actor)
    return keep(request, actor, wish_of_move(appointment, form), starts_at)
