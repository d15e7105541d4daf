"""Whose time is taken, by meetings, holds, absences and calendars elsewhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from appointments.slots import Span, merged

#: One row a person and sort of time. A hold that has expired takes nobody's time; the booking that is being moved does
#: not stand in its own way. Whole seconds, rounded outward.
_TAKEN = """
    select person_id, is_meeting,
        array_agg(floor(extract(epoch from starts_at))::bigint), array_agg(ceil(extract(epoch from ends_at))::bigint)
    from (
        select person_id, true as is_meeting, starts_at, ends_at from appointments_commitment
        where person_id = any(%(people)s) and active and (expires_at is null or expires_at > %(now)s)
            and booking is distinct from %(moves)s
        union all
        select membership.person_id, false, absence.starts_at, absence.ends_at
        from appointments_absence absence join accounts_membership membership on membership.id = absence.membership_id
        where membership.person_id = any(%(people)s)
        union all
        select calendar.person_id, false, busy.starts_at, busy.ends_at
        from appointments_externalbusy busy
        join appointments_externalcalendar calendar on calendar.id = busy.calendar_id
        where calendar.person_id = any(%(people)s)
    ) taken
    where starts_at < %(end)s and ends_at > %(start)s
    group by person_id, is_meeting
"""


@dataclass
class Taken:
    """One person's taken time in whole seconds: meetings, which want room around them, and the rest."""

    meetings: list[Span] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)

    def spans(self, buffer: int = 0) -> list[Span]:
        """Return all of it, meetings with `buffer` seconds of room on both sides. Not merged."""
        return [*((start - buffer, end + buffer) for start, end in self.meetings), *self.away]


def taken(
    people: Collection[int], start: datetime, end: datetime, *, now: datetime, moves: UUID | None = None
) -> Mapping[int, Taken]:
    """Return what is taken of these people's time within `[start, end)` at `now` (all aware), by person. One query."""
    found = {person: Taken() for person in people}
    parameters: dict[str, Any] = {"people": list(people), "start": start, "end": end, "now": now, "moves": moves}
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, parameters)
        for person, is_meeting, starts, ends in cursor.fetchall():
            spans = list(zip(starts, ends, strict=True))
            if is_meeting:
                found[person].meetings = spans
            else:
                found[person].away = spans
    return found


def together(taken: Mapping[int, Taken], people: Collection[int]) -> list[Span]:
    """Return when at least one of these people is taken, merged."""
    return merged(span for person in people for span in taken[person].spans())
