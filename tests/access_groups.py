"""Group sessions of the access sweep's case: one ahead and one that has begun, with its participant on both lists."""

import datetime
from typing import Any

from accounts.actors import Actor
from appointments.models import Appointment, GroupSession
from journeys.models import Journey

HOUR = datetime.timedelta(hours=1)


def group_args(journey: Journey, nav: Actor, career: Actor, now: datetime.datetime) -> dict[str, tuple[Any, ...]]:
    """Make them, with the Nav counsellor as the contact; return the arguments of their addresses.

    Nordland's model has no group session: the kind is one Nav may book, as in Rogaland.
    """
    ahead = _session(journey, nav, career, now + 50 * HOUR)
    begun = _session(journey, nav, career, now - HOUR)
    _on_list(begun, journey, now)
    return {
        "group session": (ahead.public_id,),
        "group session that has begun": (begun.public_id,),
        "participant of a group session": (ahead.public_id, _on_list(ahead, journey, now).public_id),
    }


def _session(journey: Journey, nav: Actor, career: Actor, start: datetime.datetime) -> GroupSession:
    return GroupSession.objects.create(
        county=journey.county,
        kind="three_party",
        mode="in_person",
        starts_at=start,
        ends_at=start + 2 * HOUR,
        career_counsellor=career.membership,
        nav_contact=nav.membership,
        place=nav.office,
        capacity=8,
        created_by=career.person,
        created_at=start - 99 * HOUR,
    )


def _on_list(session: GroupSession, journey: Journey, now: datetime.datetime) -> Appointment:
    return Appointment.objects.create(
        journey=journey,
        group=session,
        kind=session.kind,
        mode=session.mode,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        career_counsellor=session.career_counsellor,
        nav_counsellor=session.nav_contact,
        place=session.place,
        booked_by=journey.participant,
        booked_at=now,
    )
