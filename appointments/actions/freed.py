"""Time that is free again: those who wait at the centre are offered it."""

from functools import partial

from django.db import transaction

from accounts.models import Membership
from appointments.models import WaitingEntry


def time_freed(member: Membership) -> None:
    """Have those in line at this career counsellor's centre offered what is free, once the transaction is through.

    Call it wherever a career counsellor's time becomes free. Should it go wrong, the worker looks by itself soon.
    """
    transaction.on_commit(partial(_wake, member.office_id), robust=True)


def _wake(centre: int) -> None:
    """Ask the worker only when somebody waits."""
    from appointments.tasks import defer_offers

    waiting = WaitingEntry.objects.open().filter(centre=centre)
    if found := waiting.values_list("centre__public_id", flat=True).first():
        defer_offers(found)
