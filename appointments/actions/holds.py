"""Holding a time for ten minutes.

A hold takes everybody's time, so confirming one cannot fail because of another booker.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Person
from appointments.actions.freed import time_freed
from appointments.actions.locks import TimeTaken, drop_expired, give_back, lock_people, retrying, take
from appointments.enums import Status
from appointments.models import Appointment, Commitment, Hold
from appointments.queries import Slot, Wish, kinds_ahead, offered_at, open_kinds, slot_at
from common.errors import AlreadyDone
from journeys.actions import lock
from journeys.progress import progress

#: How long a time is kept for whoever picked it.
HOLD = timedelta(minutes=10)


class BeingBooked(Exception):
    """Another party of the journey is picking a time right now, kept until `until` (aware)."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


def hold(*, wish: Wish, starts_at: datetime, by: Actor, keep: timedelta = HOLD, offer_to: Person | None = None) -> Hold:
    """Keep the time (aware) for everybody the wish names for `keep`, with a career counsellor who offers it.

    Saves the hold and everybody's commitment; records and sends nothing, since nothing is agreed yet. A new pick by the
    same person in the journey gives the earlier one back. `offer_to`: the waiting list offers it to this person.
    TimeTaken when somebody is not free; BeingBooked when another party of the journey holds a time; AlreadyDone when
    the meeting wished for does not fit any more.
    """
    return retrying(lambda: _hold(wish, starts_at, by, keep, offer_to))


def _hold(wish: Wish, starts_at: datetime, by: Actor, keep: timedelta, offer_to: Person | None) -> Hold:
    """Lock the journey, then the people in order; whatever is decided is decided on what stands after that."""
    lock(wish.journey)
    wish.journey.refresh_from_db()
    if _nav_has_changed(wish):
        raise TimeTaken
    now = timezone.now()
    own = Q(journey=wish.journey, is_offer=offer_to is not None)
    _respect_others(own, by.person, now=now)
    candidates = offered_at(wish, starts_at, now=now)
    people = wish.people | {each.offer.counsellor.person_id for each in candidates}
    lock_people(people)
    drop_expired(people, now=now, besides=own)
    _check_wanted(wish, starts_at, Party.CAREER_COUNSELLOR if offer_to else by.party)
    slot = slot_at(wish, starts_at, candidates, now=now)
    if slot is None:
        raise TimeTaken
    return _keep(wish, slot, offer_to or by.person, now=now, until=now + keep, is_offer=offer_to is not None)


def _nav_has_changed(wish: Wish) -> bool:
    """Whether another Nav counsellor follows the locked journey than when the time was looked for."""
    if wish.nav is None or wish.journey.nav_counsellor_id in {None, wish.nav.pk}:
        return False
    own = wish.journey.nav_counsellor
    return own is not None and own.is_in_force()


def _respect_others(own: Q, person: Person, *, now: datetime) -> None:
    """Raise BeingBooked when somebody else holds a time in the locked journey. What this person holds is given back."""
    if other := Hold.objects.filter(own, expires_at__gt=now).exclude(held_by=person).first():
        raise BeingBooked(other.expires_at)


def _check_wanted(wish: Wish, starts_at: datetime, party: str) -> None:
    """Raise AlreadyDone when what is wished for does not fit any more, as after a second press of the button.

    One meeting of a kind ahead is enough, except for the career counsellor, who agrees the next one before this ends;
    and for the waiting list, where that counsellor may have put the participant in line for the next one.
    """
    if wish.moves:
        _check_moves(wish, wish.moves, starts_at)
        return
    journey = wish.journey
    state = progress(journey.blueprint, journey.events.all())
    if wish.kind.key not in open_kinds(journey, state, party):
        raise AlreadyDone
    if wish.kind.key in kinds_ahead(journey, party, now=timezone.now()):
        raise AlreadyDone
    if journey.appointments.filter(status=Status.BOOKED, starts_at=starts_at).exists():
        raise AlreadyDone


def _check_moves(wish: Wish, appointment: Appointment, starts_at: datetime) -> None:
    """Only a booked meeting that has not begun is moved, and not to how it is."""
    appointment.refresh_from_db(fields=["status", "starts_at", "mode"])
    is_there = (appointment.starts_at, appointment.mode) == (starts_at, wish.mode)
    if not appointment.is_booked or is_there or appointment.starts_at <= timezone.now():
        raise AlreadyDone


def _keep(wish: Wish, slot: Slot, person: Person, *, now: datetime, until: datetime, is_offer: bool) -> Hold:
    kept = Hold.objects.create(
        journey=wish.journey,
        kind=wish.kind.key,
        mode=wish.mode,
        starts_at=slot.start,
        ends_at=slot.end,
        career_counsellor=slot.counsellor,
        nav_counsellor=wish.nav,
        place=slot.place,
        moves=wish.moves,
        held_by=person,
        held_at=now,
        expires_at=until,
        is_offer=is_offer,
    )
    span = {"starts_at": slot.start, "ends_at": slot.end, "expires_at": until, "booking": kept.booking}
    people = wish.people | {slot.counsellor.person_id}
    take([Commitment(hold=kept, person_id=person, **span) for person in people])
    return kept


def release(*, hold: Hold) -> None:
    """Give the time back, for whoever wants it. Does nothing when it is given back or confirmed already."""
    for gone in give_back(Hold.objects.filter(pk=hold.pk)):
        time_freed(gone.career_counsellor)


def release_expired(*, now: datetime | None = None) -> int:
    """Give back every hold that has expired at `now` (aware, default now); return how many. A job does this.

    Nothing depends on it: an expired hold is in nobody's way. It keeps the table small.
    """
    gone = give_back(Hold.objects.filter(expires_at__lte=now or timezone.now()), skip_locked=True)
    for member in {each.career_counsellor for each in gone}:
        time_freed(member)
    return len(gone)
