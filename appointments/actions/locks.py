"""Locks, always in one order: the journey, then the people by id. Nobody can be in two places: locks first, the
database last.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from appointments.models import Commitment, Hold

#: Advisory locks of this room: the second number is the person.
PERSON_LOCK = 7301
DEADLOCK = "40P01"
TRIES = 3
Result = TypeVar("Result")


class TimeTaken(Exception):
    """The time is no longer free for everybody; nothing was saved."""


def retrying(act: Callable[[], Result]) -> Result:
    """Run `act` in a savepoint, up to TRIES times when PostgreSQL broke a deadlock by stopping it."""
    for _attempt in range(1, TRIES):
        try:
            with transaction.atomic():
                return act()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                raise
    with transaction.atomic():
        return act()


def lock_people(people: Iterable[int]) -> None:
    """Serialise bookings of these people, always in the same order; released with the transaction."""
    with connection.cursor() as cursor:
        in_order = "select pg_advisory_xact_lock(%s, person) from unnest(%s::int[]) as person"
        cursor.execute(in_order, [PERSON_LOCK, sorted(set(people))])


@transaction.atomic
def give_back(holds: QuerySet[Hold], *, skip_locked: bool = False) -> list[Hold]:
    """Delete the holds with everybody's commitments; return those that were there, with their career counsellor.

    Locks the holds first, always in the same order, as whoever confirms one does: an appointment that is just being
    made of a hold must not lose its commitments. `skip_locked` leaves alone what somebody is dealing with.
    """
    locked = holds.select_for_update(of=("self",), skip_locked=skip_locked).select_related("career_counsellor")
    found = list(locked.order_by("pk"))
    Hold.objects.filter(pk__in=[each.pk for each in found]).delete()
    return found


def drop_expired(people: Iterable[int], *, now: datetime | None = None, besides: Q | None = None) -> None:
    """Give back the holds on these people's time that have expired, and those `besides`. Call it with the people
    locked: who has locked a hold waits for nobody's lock any more.
    """
    late = Hold.objects.filter(expires_at__lte=now or timezone.now(), commitments__person__in=set(people)).order_by()
    give_back(Hold.objects.filter(Q(pk__in=late.values("pk")) | (besides or Q(pk=None))))


def take(commitments: Sequence[Commitment]) -> None:
    """Save everybody's commitment to one booking, or nothing and TimeTaken.

    The locks make a conflict impossible; should one arise all the same, its error is not waited for.
    """
    wanted = sorted(commitments, key=lambda each: each.person_id)
    people = [each.person_id for each in wanted]
    theirs = Commitment.objects.filter(booking=wanted[0].booking, person__in=people, active=True)
    before = theirs.count()
    Commitment.objects.bulk_create(wanted, ignore_conflicts=True)
    if theirs.count() != before + len(wanted):
        raise TimeTaken
