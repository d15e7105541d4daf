"""What is offered, what is free, and what is booked."""

from appointments.queries.finding import CommonTimes, availability, monday_of, offered_at, slot_at
from appointments.queries.lists import Ahead, booked_within, kinds_ahead, lines_ahead, open_kinds, upcoming, with_people
from appointments.queries.offering import centres, counsellors
from appointments.queries.wishes import Slot, Wish, wish_to_move

__all__ = [
    "Ahead",
    "CommonTimes",
    "Slot",
    "Wish",
    "availability",
    "booked_within",
    "centres",
    "counsellors",
    "kinds_ahead",
    "lines_ahead",
    "monday_of",
    "offered_at",
    "open_kinds",
    "slot_at",
    "upcoming",
    "wish_to_move",
    "with_people",
]
