"""Group sessions: which a journey may join, which are ahead, and who comes as far as the reader may know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from django.db.models import Count, F, Min, Q, QuerySet

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import County
from appointments.enums import GroupStatus, Status
from appointments.models import Appointment, GroupSession
from journeys import blueprints
from journeys.blueprints.types import Blueprint, MeetingKind
from journeys.models import Journey
from journeys.progress import Progress

#: How people stand in a list of appointments.
BY_NAME = ("journey__participant__name_sort", "pk")


def group_kinds(county: County | None) -> tuple[MeetingKind, ...]:
    """Return the kinds of group session the county's newest model has, none where there is no model."""
    if county is None or county.code not in blueprints.counties():
        return ()
    return tuple(kind for kind in blueprints.latest(county.code).meeting_kinds if kind.is_group)


def open_group_kinds(journey: Journey, state: Progress, party: str) -> tuple[str, ...]:
    """Return the keys of the kinds of group session that fit now.

    Those of the step itself and of optional ones beside it: such a step is passed over, yet open until a required one
    after it is done. The career counsellor signs people up before a meeting ends, for what comes after it too. Source:
    DOMAIN, table: Rogaland, group session first (optional); Innlandet, a course among the further meetings.
    """
    if state.current is None:
        return ()
    ends_soon = party == Party.CAREER_COUNSELLOR and bool(state.open_appointments)
    place = journey.blueprint.steps.index(state.current)
    return tuple(dict.fromkeys(_groups_around(journey.blueprint, place, ends_soon=ends_soon)))


def _groups_around(blueprint: Blueprint, place: int, *, ends_soon: bool = False) -> Iterator[str]:
    here = blueprint.steps[place]
    before = takewhile(lambda step: step.optional, reversed(blueprint.steps[:place]))
    after = takewhile(lambda step: step.optional, blueprint.steps[place + 1 :])
    for step in (here, *before, *(after if here.optional or ends_soon else ())):
        yield from (kind for kind in step.meeting_kinds if blueprint.meeting_kind(kind).is_group)


def steps_open_for(blueprint: Blueprint, kind: str) -> list[str]:
    """Return the keys of the steps at which a journey may join a session of this kind."""
    places = range(len(blueprint.steps))
    return [blueprint.steps[place].key for place in places if kind in _groups_around(blueprint, place)]


def with_places(sessions: QuerySet[GroupSession]) -> QuerySet[GroupSession]:
    """Add what a row or page of a session shows: `coming`, how many are on the list, and `free` places."""
    people = ("county", "career_counsellor__person", "career_counsellor__office", "nav_contact__person", "place")
    coming = Count("appointments", filter=~Q(appointments__status=Status.CANCELLED))
    return sessions.select_related(*people).annotate(coming=coming, free=F("capacity") - F("coming"))


def coming_sessions(actor: Actor, *, now: datetime) -> QuerySet[GroupSession]:
    """Return the county's sessions that have not ended at `now` (aware), soonest first, with places."""
    visible = GroupSession.objects.visible_to(actor).filter(status=GroupStatus.PLANNED, ends_at__gt=now)
    return with_places(visible).order_by("starts_at", "pk")


def past_sessions(actor: Actor, *, now: datetime) -> QuerySet[GroupSession]:
    """Return the county's sessions that have ended at `now` (aware) or are cancelled, newest first, with places."""
    over = ~Q(status=GroupStatus.PLANNED) | Q(ends_at__lte=now)
    return with_places(GroupSession.objects.visible_to(actor).filter(over)).order_by("-starts_at", "-pk")


def to_lead(actor: Actor, *, until: datetime) -> QuerySet[GroupSession]:
    """Return the sessions this actor leads that begin at `until` (aware) or before and are not over, oldest first.

    Over is a session when somebody noted who came. Empty, without a query, for everybody but a career counsellor whose
    county has group sessions.
    """
    if actor.party != Party.CAREER_COUNSELLOR or not group_kinds(actor.county):
        return GroupSession.objects.none()
    own = GroupSession.objects.filter(career_counsellor__in=actor.recipients, status=GroupStatus.PLANNED)
    return with_places(own.filter(starts_at__lte=until)).order_by("starts_at", "pk")


def attended_by(actor: Actor, *, now: datetime) -> QuerySet[GroupSession]:
    """Return the sessions ahead at `now` (aware) that this actor leads or comes to from Nav, soonest first.

    Empty, without a query, where the county has no group sessions.
    """
    if not group_kinds(actor.county):
        return GroupSession.objects.none()
    attends = Q(career_counsellor__in=actor.recipients) | Q(nav_contact__in=actor.recipients)
    return coming_sessions(actor, now=now).filter(attends)


def joinable(journey: Journey, keys: tuple[str, ...], *, now: datetime) -> QuerySet[GroupSession]:
    """Return the sessions of these kinds that have not begun at `now` (aware), with places, soonest first; full ones
    and those the participant is on the list of too.

    A session at a Nav office is for those who are followed up there.
    """
    nav = journey.nav_counsellor
    in_reach = Q(place=None) | ~Q(place__kind=OfficeKind.NAV_OFFICE) | Q(place=nav.office_id if nav else None)
    ahead = GroupSession.objects.filter(in_reach, county=journey.county_id, status=GroupStatus.PLANNED, kind__in=keys)
    return with_places(ahead.filter(starts_at__gt=now)).order_by("starts_at", "pk")


def on_list(journey: Journey) -> set[int]:
    """Return the ids of the sessions whose list the participant is on. One query."""
    booked = Appointment.objects.filter(journey=journey, status=Status.BOOKED, group__isnull=False)
    return set(booked.values_list("group", flat=True))


@dataclass(frozen=True)
class Roll:
    """Who is on a session's list: those the reader may know of, and how many others.

    `attendance` of an appointment is whether its participant came, '' or None when nothing is noted.
    """

    known: Sequence[Appointment]
    others: int


def who_comes(session: GroupSession, actor: Actor) -> Roll:
    """Return the list of a session as this actor may see it. One query.

    Who leads it sees everybody; a counsellor of either side sees those they follow up themselves (DOMAIN, firewall 2),
    Nav only where the model lets Nav put participants on the list or Nav is there. Not the cancelled ones.
    """
    people = ("journey__participant", "journey__county", "career_counsellor", "nav_counsellor")
    listed = session.appointments.exclude(status=Status.CANCELLED).select_related(*people)
    everybody = list(listed.annotate(attendance=Min("commitments__attendance")).order_by(*BY_NAME))
    known = [each for each in everybody if knows_of(actor, session, each)]
    for each in known:
        each.group = session
    return Roll(known, len(everybody) - len(known))


def contact_came(session: GroupSession) -> str:
    """Return whether the Nav contact came, '' when nothing is noted. One query once the session is over."""
    if session.nav_contact is None or session.status != GroupStatus.HELD:
        return ""
    own = session.commitments.filter(person=session.nav_contact.person_id)
    return own.values_list("attendance", flat=True).first() or ""


def knows_of(actor: Actor, session: GroupSession, appointment: Appointment) -> bool:
    """Whether this actor may know that the participant is on the list."""
    own = set(actor.recipients)
    if actor.party == Party.CAREER_COUNSELLOR:
        return bool(own & {session.career_counsellor_id, appointment.journey.career_counsellor_id})
    if actor.party != Party.NAV_COUNSELLOR:
        return False
    puts_on_list = Party.NAV_COUNSELLOR in appointment.meeting_kind.booked_by
    return appointment.nav_counsellor_id in own or (puts_on_list and appointment.journey.nav_counsellor_id in own)


def may_be_added(session: GroupSession, actor: Actor) -> QuerySet[Journey]:
    """Return the open journeys the actor sees whose step fits the session and who are not on its list, by name.

    Joining looks again: this goes by the step alone.
    """
    steps = steps_open_for(blueprints.latest(session.county.code), session.kind)
    listed = session.appointments.filter(status=Status.BOOKED).values("journey")
    journeys = Journey.objects.visible_to(actor).open().filter(county=session.county_id, current_step__in=steps)
    others = journeys.exclude(pk__in=listed).select_related("participant", "county")
    return others.order_by("participant__name_sort", "pk")
