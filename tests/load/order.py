"""What must be so whatever happened: asked of the tables, not of the code."""

from typing import Any

from django.db import connection

#: Two commitments of one person at the same time, of different bookings.
_TWO_PLACES = """
    select a.id, b.id from appointments_commitment a join appointments_commitment b
        on a.person_id = b.person_id and a.id < b.id and a.booking <> b.booking
        and a.starts_at < b.ends_at and b.starts_at < a.ends_at
    where a.active and b.active
"""
_ATTENDING = """
    select appointment.id, appointment.starts_at, appointment.ends_at, person.id as person
    from appointments_appointment appointment
    join journeys_journey journey on journey.id = appointment.journey_id
    join accounts_membership staff on staff.id in (appointment.career_counsellor_id, appointment.nav_counsellor_id)
    join accounts_person person on person.id in (staff.person_id, journey.participant_id)
    where appointment.status = 'booked'
    group by appointment.id, person.id
"""
#: Two booked meetings of one person at the same time, whatever the commitments say.
_TWO_MEETINGS = f"""
    with attending as ({_ATTENDING})
    select a.id, b.id from attending a join attending b on a.person = b.person and a.id < b.id
        and a.starts_at < b.ends_at and b.starts_at < a.ends_at
"""
#: Somebody who attends and whose time is not taken, or whose time is taken and who does not attend.
_NOT_TAKEN = f"""
    with attending as ({_ATTENDING}), taken as (
        select appointment_id as id, starts_at, ends_at, person_id as person from appointments_commitment
        where active and appointment_id is not null
    )
    (table attending except table taken) union all (table taken except table attending)
"""


def disorder() -> dict[str, list[Any]]:
    """Return what is not in order: nothing, when nobody is in two places and everybody's time is taken."""
    questions = {"two places": _TWO_PLACES, "two meetings": _TWO_MEETINGS, "not taken": _NOT_TAKEN}
    found = {}
    with connection.cursor() as cursor:
        for name, question in questions.items():
            cursor.execute(question)
            if rows := cursor.fetchall():
                found[name] = rows
    return found
