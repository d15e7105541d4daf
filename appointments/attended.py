"""What staff reads of an appointment afterwards, and participants do not: who came, whether it was cancelled late."""

from typing import Any

from accounts.actors import Actor
from appointments.enums import Attendance, Status
from appointments.models import Appointment, GroupSession


def attended(actor: Actor, appointment: Appointment) -> dict[str, Any]:
    """Return what the appointment's page adds: `session` it is a part of, `contact` who comes from Nav for the others
    in it, whether participant and Nav counsellor came ('' when nothing is noted), and `late_hours`, within how many it
    was cancelled (None: in time).

    One query when it is over, for staff; one for a group session.
    """
    session, nav = appointment.group, appointment.nav_counsellor
    came = {} if actor.is_participant else _came(appointment)
    return {
        "session": None if actor.is_participant else session,
        "contact": _contact(appointment, session),
        "participant_came": came.get(appointment.journey.participant_id, ""),
        "nav_came": came.get(nav.person_id, "") if nav else "",
        "late_hours": None if actor.is_participant else _late_hours(appointment),
    }


def _contact(appointment: Appointment, session: GroupSession | None) -> Any:
    follows_others = session is not None and session.nav_contact_id != appointment.nav_counsellor_id
    return session.nav_contact if session and follows_others else None


def _came(appointment: Appointment) -> dict[int, str]:
    if appointment.status not in (Status.HELD, Status.MISSED):
        return {}
    noted = appointment.commitments.exclude(attendance="").values_list("person", "attendance")
    return {person: str(Attendance(came).label) for person, came in noted}


def _late_hours(appointment: Appointment) -> int | None:
    return appointment.journey.blueprint.booking.late_hours if appointment.cancelled_late else None
