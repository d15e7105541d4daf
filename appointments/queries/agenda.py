"""Calendars of counsellors: what takes their time, what they offer, day by day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership, Office
from appointments.models import (
    Absence,
    Appointment,
    Commitment,
    ExternalBusy,
    GroupSession,
    PublishedTime,
    WeeklyPattern,
)
from appointments.queries.lists import with_people
from appointments.slots import Span, days_of, merged, midnight, moment, on_day, seconds

DAY = timedelta(days=1)


class What(StrEnum):
    """What a stretch of a calendar is. `BUSY` says nothing more: the meeting of others, or a calendar elsewhere."""

    MEETING = "meeting"
    GROUP = "group"
    BUSY = "busy"
    AWAY = "away"
    FREE = "free"


@dataclass(frozen=True)
class Entry:
    """A stretch of one counsellor's day, `[start, end)`, aware. Entries of a day never overlap.

    `appointment` or `group` is there only when the actor may see it; `place` when something is offered elsewhere than
    at the counsellor's office; `in_absence` when the counsellor is away during the meeting.
    """

    what: What
    start: datetime
    end: datetime
    appointment: Appointment | None = None
    group: GroupSession | None = None
    place: Office | None = None
    in_absence: bool = False
    is_all_day: bool = False


@dataclass
class _Time:
    """What is known of one counsellor's time, in whole seconds, before it is put in layers."""

    meetings: list[tuple[Span, dict[str, Any]]] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)
    busy: list[Span] = field(default_factory=list)
    offered: list[tuple[Span, Office | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Agenda:
    """The calendars of some counsellors (`members`) on some days, as one actor may see them."""

    members: Sequence[Membership]
    days: Sequence[date]
    times: dict[int, _Time]
    now: int

    def entries(self, member: Membership, day: date) -> list[Entry]:
        """Return the counsellor's entries of the day, by time."""
        whole = midnight(day), midnight(day + DAY)
        return sorted(self._layers(self.times[member.pk], whole), key=lambda entry: entry.start)

    def is_used(self, day: date) -> bool:
        """Whether anybody has anything on this day."""
        return any(self.entries(member, day) for member in self.members)

    def _layers(self, known: _Time, day: Span) -> Iterator[Entry]:
        """Meetings lie on top of absences, these on other busy times, these on what is offered from now on."""
        away, taken = merged(known.away), []
        for span, what in known.meetings:
            for start, end in _within([span], day):
                taken.append((start, end))
                is_away = any(a < end and start < b for a, b in away)
                yield Entry(start=moment(start), end=moment(end), in_absence=is_away, **what)
        for kind, spans in ((What.AWAY, away), (What.BUSY, merged(known.busy))):
            for span in _within(spans, day):
                yield from (_plain(kind, rest, day) for rest in _without(span, merged(taken)))
            taken += spans
        ahead = (max(day[0], self.now), day[1])
        for span, place in known.offered:
            for within in _within([span], ahead):
                yield from (_plain(What.FREE, rest, day, place) for rest in _without(within, merged(taken)))
            taken.append(span)


def _plain(what: What, span: Span, day: Span, place: Office | None = None) -> Entry:
    return Entry(what, moment(span[0]), moment(span[1]), place=place, is_all_day=span == day)


def _within(spans: Iterable[Span], bounds: Span) -> Iterator[Span]:
    for start, end in spans:
        if start < bounds[1] and end > bounds[0]:
            yield max(start, bounds[0]), min(end, bounds[1])


def _without(span: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """Yield what is left of the span where nothing is taken (as `merged` returns it)."""
    at = span[0]
    for start, end in taken:
        if start >= span[1]:
            break
        if start > at:
            yield at, start
        at = max(at, end)
    if at < span[1]:
        yield at, span[1]


def agenda(actor: Actor, members: Sequence[Membership], first: date, last: date, *, now: datetime) -> Agenda:
    """Return the calendars of these memberships (with person and office) from `first` to `last`, both included.

    Appointments the actor may not see are busy and nothing more; so is what a person does in another capacity. Six
    queries, seven with a group session.
    """
    bounds = moment(midnight(first)), moment(midnight(last + DAY))
    times = {member.pk: _Time() for member in members}
    by_person: dict[int, list[Membership]] = defaultdict(list)
    for member in members:
        by_person[member.person_id].append(member)
    _add_meetings(actor, by_person, times, bounds)
    _add_absences(by_person, times, bounds)
    _add_elsewhere(by_person, times, bounds)
    _add_offered(members, times, first, last, bounds)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return Agenda(members, days, times, seconds(now))


def _span(row: Any) -> Span:
    """In whole seconds, rounded outward."""
    return seconds(row.starts_at), -int(-row.ends_at.timestamp() // 1)


def _add_meetings(
    actor: Actor,
    people: dict[int, list[Membership]],
    times: dict[int, _Time],
    bounds: tuple[datetime, datetime],
) -> None:
    rows = Commitment.objects.filter(
        person__in=people, active=True, hold=None, starts_at__lt=bounds[1], ends_at__gt=bounds[0]
    )
    commitments = list(rows)
    meetings, groups = _visible(actor, commitments)
    for each in commitments:
        for member in people[each.person_id]:
            said = _said(member, meetings.get(each.appointment_id or 0), groups.get(each.group_id or 0))
            times[member.pk].meetings.append((_span(each), said))


def _visible(actor: Actor, commitments: Iterable[Commitment]) -> tuple[dict[int, Appointment], dict[int, GroupSession]]:
    """Return what of these the actor may see, by id."""
    meetings = {each.appointment_id for each in commitments if each.appointment_id}
    groups = {each.group_id for each in commitments if each.group_id}
    seen = with_people(Appointment.objects.visible_to(actor).filter(pk__in=meetings))
    sessions = GroupSession.objects.visible_to(actor).filter(pk__in=groups)
    return {each.pk: each for each in seen}, {each.pk: each for each in sessions} if groups else {}


def _said(member: Membership, appointment: Appointment | None, group: GroupSession | None) -> dict[str, Any]:
    """What a calendar says of a commitment: a meeting the person attends in another capacity is only busy."""
    if appointment and member.pk in {appointment.career_counsellor_id, appointment.nav_counsellor_id}:
        return {"what": What.MEETING, "appointment": appointment}
    return {"what": What.GROUP, "group": group} if group else {"what": What.BUSY}


def _add_absences(
    people: dict[int, list[Membership]], times: dict[int, _Time], bounds: tuple[datetime, datetime]
) -> None:
    rows = Absence.objects.filter(membership__person__in=people, starts_at__lt=bounds[1], ends_at__gt=bounds[0])
    for row in rows.select_related("membership"):
        for member in people[row.membership.person_id]:
            time = times[member.pk]
            (time.away if row.membership_id == member.pk else time.busy).append(_span(row))


def _add_elsewhere(
    people: dict[int, list[Membership]], times: dict[int, _Time], bounds: tuple[datetime, datetime]
) -> None:
    rows = ExternalBusy.objects.filter(calendar__person__in=people, starts_at__lt=bounds[1], ends_at__gt=bounds[0])
    for row in rows.select_related("calendar"):
        for member in people[row.calendar.person_id]:
            times[member.pk].busy.append(_span(row))


def _add_offered(
    members: Sequence[Membership],
    times: dict[int, _Time],
    first: date,
    last: date,
    bounds: tuple[datetime, datetime],
) -> None:
    offices = {member.pk: member.office_id for member in members}
    patterns = WeeklyPattern.objects.filter(membership__in=offices, valid_from__lte=last)
    patterns = patterns.filter(Q(valid_until=None) | Q(valid_until__gt=first)).select_related("place")
    for pattern in patterns:
        until = min(last, pattern.last_day or last)
        for day in days_of(pattern.weekday, max(first, pattern.valid_from), until):
            span = on_day(day, pattern.start, pattern.end)
            place = pattern.place if pattern.place_id != offices[pattern.membership_id] else None
            times[pattern.membership_id].offered.append((span, place))
    published = PublishedTime.objects.filter(
        membership__in=offices, starts_at__lt=bounds[1], ends_at__gt=bounds[0]
    ).select_related("place")
    for row in published:
        place = row.place if row.place_id != offices[row.membership_id] else None
        times[row.membership_id].offered.append((_span(row), place))


def centre_of(actor: Actor) -> list[Membership]:
    """Return the career counsellors in force at the actor's centre, by name. One query."""
    found = Membership.objects.in_force(timezone.localdate()).filter(office=actor.office, role=Party.CAREER_COUNSELLOR)
    return list(found.select_related("person", "office"))
