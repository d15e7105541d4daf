"""Who could take over a meeting, and what there is to take over."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership
from appointments.models import Appointment
from appointments.queries.lists import with_people
from appointments.queries.taken import Taken, taken
from appointments.slots import is_free, merged, seconds
from journeys.models import Journey

#: Which counsellor of a journey or an appointment somebody of this role is.
SIDES = {Party.CAREER_COUNSELLOR: "career_counsellor", Party.NAV_COUNSELLOR: "nav_counsellor"}
WEEK = timedelta(weeks=1)


def side(role: str) -> str:
    """Return which counsellor of a journey or an appointment somebody of this role is. KeyError for other roles."""
    return SIDES[Party(role)]


def attending(appointment: Appointment, role: str) -> Membership | None:
    """Return the counsellor of this role who attends, None when there is none."""
    found: Membership | None = getattr(appointment, side(role))
    return found


def free_colleagues(appointment: Appointment, role: str, *, now: datetime) -> list[Membership]:
    """Return who of the same office and role could attend instead; see `free_for`."""
    return free_for([appointment], role, now=now)[appointment.pk]


def free_for(appointments: Collection[Appointment], role: str, *, now: datetime) -> Mapping[int, list[Membership]]:
    """Return by appointment who of the same office and role is free then, least to do first. Two queries.

    Free means: in force on that day, with no meeting, absence or appointment elsewhere then, and for career counsellors
    with the room between meetings. What they have published does not matter: they are asked, not booked.
    """
    colleagues = _colleagues(appointments, role)
    busy = _busy(appointments, colleagues, now) if colleagues else {}
    order = sorted(colleagues, key=lambda each: (len(busy[each.person_id].meetings), each.person.name_sort, each.pk))
    return {each.pk: [who for who in order if _could(who, each, role, busy)] for each in appointments}


def _colleagues(appointments: Collection[Appointment], role: str) -> list[Membership]:
    offices = {member.office_id for each in appointments if (member := attending(each, role))}
    members = Membership.objects.in_force().filter(role=role, office__in=offices)
    return list(members.select_related("person", "office", "booking_settings"))


def _busy(
    appointments: Collection[Appointment], colleagues: Collection[Membership], now: datetime
) -> Mapping[int, Taken]:
    """A week to each side counts as how much somebody has to do."""
    first, last = min(each.starts_at for each in appointments), max(each.ends_at for each in appointments)
    return taken({each.person_id for each in colleagues}, first - WEEK, last + WEEK, now=now)


def _could(who: Membership, appointment: Appointment, role: str, busy: Mapping[int, Taken]) -> bool:
    member = attending(appointment, role)
    if member is None or member.office_id != who.office_id or member.person_id == who.person_id:
        return False
    return is_free_then(who, appointment, busy[who.person_id])


def is_free_then(who: Membership, appointment: Appointment, busy: Taken) -> bool:
    """Whether somebody whose time is taken like this could attend the appointment, beside what they have."""
    if not who.is_in_force(timezone.localdate(appointment.starts_at)):
        return False
    span = (seconds(appointment.starts_at), seconds(appointment.ends_at))
    return is_free(span, merged(busy.spans(buffer_of(who, appointment))))


def buffer_of(who: Membership, appointment: Appointment) -> int:
    """Return the room a career counsellor has between meetings, in seconds; Nav has none."""
    if who.role != Party.CAREER_COUNSELLOR:
        return 0
    own = getattr(who, "booking_settings", None)
    return max(appointment.journey.blueprint.booking.buffer_minutes, (own and own.buffer_minutes) or 0) * 60


def taken_of(who: Membership, appointment: Appointment, *, now: datetime) -> Taken:
    """Return what takes this person's time around the appointment at `now` (aware). One query."""
    room = timedelta(seconds=buffer_of(who, appointment))
    found = taken({who.person_id}, appointment.starts_at - room, appointment.ends_at + room, now=now)
    return found[who.person_id]


def journeys_of(member: Membership) -> QuerySet[Journey]:
    """Return the open journeys a counsellor follows."""
    journeys: QuerySet[Journey] = Journey.objects.open().filter(**{side(member.role): member})
    return journeys


def meetings_of(member: Membership, *, now: datetime) -> QuerySet[Appointment]:
    """Return the meetings a counsellor attends that have not begun at `now` (aware), soonest first, with people.

    Without group sessions: these go to another leader as a whole.
    """
    attends = Q(**{side(member.role): member})
    ahead = Appointment.objects.booked().filter(attends, starts_at__gt=now, group=None)
    return with_people(ahead).order_by("starts_at", "pk")
