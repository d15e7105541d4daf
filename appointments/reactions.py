"""What appointments do when something happens to a journey; registered when the app is ready."""

from django.utils import timezone

from accounts.actors import Actor
from accounts.signals import profile_changed
from appointments.actions import cancel
from appointments.enums import Status
from appointments.notifications import remind_of_all_ahead
from journeys import kinds
from journeys.events import subscribe
from journeys.models import Event


def cancel_what_is_ahead(event: Event) -> None:
    """A closed journey has no meetings ahead: cancel them in the name of who closed it, and tell everybody."""
    if event.by_person is None:
        return
    ahead = event.journey.appointments.filter(status=Status.BOOKED, starts_at__gt=timezone.now())
    for appointment in ahead.select_related("journey"):
        cancel(appointment=appointment, by=Actor(event.by_person, event.by_membership))


def register() -> None:
    """Subscribe to the journey's events, and to what people change about themselves."""
    subscribe(kinds.JOURNEY_CLOSED, cancel_what_is_ahead)
    profile_changed.connect(remind_of_all_ahead)
