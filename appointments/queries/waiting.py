"""The waiting list: what each place in line is waiting for, and the first time that would do."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership, Office
from appointments.models import Appointment, WaitingEntry
from appointments.queries.finding import availability
from appointments.queries.wishes import Slot, Wish, own_nav

#: A time is offered so long before it begins: people must be able to come.
OFFER_NOTICE = timedelta(hours=4)


def line(centre: Office) -> QuerySet[WaitingEntry]:
    """Return the places in line at a centre, first come first, with what a row or an offer needs."""
    entries: QuerySet[WaitingEntry] = with_case(WaitingEntry.objects.open().filter(centre=centre))
    return entries.order_by("added_at", "pk")


def with_case(entries: QuerySet[WaitingEntry]) -> QuerySet[WaitingEntry]:
    """Add the journey with its people, the appointment that is to be earlier, and what is offered."""
    return entries.select_related(
        "centre",
        "journey__participant",
        "journey__county",
        "journey__career_centre",
        "journey__career_counsellor__person",
        "journey__nav_counsellor__person",
        "appointment__nav_counsellor__person",
        "hold__career_counsellor__person",
        "hold__career_counsellor__office",
        "hold__place",
    )


def place_of(actor: Actor, appointment: Appointment) -> WaitingEntry | None:
    """Return the place in line for something earlier than this appointment, as far as the actor may know. One query."""
    visible = WaitingEntry.objects.visible_to(actor).open()
    return visible.filter(appointment=appointment).select_related("hold").first()


def wish_of_entry(entry: WaitingEntry) -> Wish:
    """Return what somebody in line waits for: with the journey's own counsellor, else anybody of the centre."""
    return Wish(
        journey=entry.journey,
        kind=entry.journey.blueprint.meeting_kind(entry.kind),
        mode=entry.mode,
        nav=_nav(entry),
        centre=entry.centre,
        length=entry.length,
        moves=entry.appointment,
    )


def _nav(entry: WaitingEntry) -> Membership | None:
    if entry.appointment:
        return own_nav(entry.appointment)
    return entry.journey.nav_counsellor if entry.with_nav else None


def is_over(entry: WaitingEntry, *, now: datetime) -> bool:
    """Whether there is nothing to wait for at `now` (aware): the journey is closed, or the meeting is not ahead."""
    if not entry.journey.is_open:
        return True
    booked = entry.appointment
    return booked is not None and (not booked.is_booked or booked.starts_at <= now)


def first_earlier(entry: WaitingEntry, *, now: datetime) -> Slot | None:
    """Return the first time that is free at `now` (aware), over before the present appointment begins and neither
    offered nor passed by before; None when there is none. Four queries.

    What overlaps a time that did not suit does not suit either.
    """
    wish = wish_of_entry(entry)
    for slot in free_before(wish, now=now):
        if not any(abs(slot.start - each) < wish.duration for each in entry.declined):
            return slot
    return None


def free_before(wish: Wish, *, now: datetime) -> Iterator[Slot]:
    """Yield what is free at `now` (aware), in time to be offered, before the appointment the wish moves. By time."""
    before = wish.moves.starts_at if wish.moves else None
    free = availability(wish, now=now, last=timezone.localdate(before) if before else None)
    for monday in free.mondays:
        for slot in free.week(monday):
            if slot.start >= now + OFFER_NOTICE and (before is None or slot.end <= before):
                yield slot
