"""Booking at once: for those who sit together and need not think it over."""

from datetime import datetime

from accounts.actors import Actor
from appointments.actions.confirming import confirm
from appointments.actions.holds import hold
from appointments.actions.locks import retrying
from appointments.models import Appointment
from appointments.queries import Wish


def book(*, wish: Wish, starts_at: datetime, by: Actor) -> Appointment:
    """Hold the time (aware) and confirm it, in one transaction: see `hold` and `confirm` for what is saved and sent.

    Moves the appointment the wish names, if any. TimeTaken when somebody is not free any more; AlreadyDone when the
    journey has its meeting of this kind, or has moved on from it; BeingBooked when another party holds a time.
    """
    return retrying(lambda: confirm(hold=hold(wish=wish, starts_at=starts_at, by=by), by=by))
