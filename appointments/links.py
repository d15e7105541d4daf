"""The cancel link of a mail: signed for one appointment and one person, good until the meeting begins."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Person
from appointments.models import Appointment

SALT = "appointments.cancel"


@dataclass(frozen=True)
class CancelLink:
    """Whose link it is."""

    appointment: Appointment
    person: Person


def cancel_token(appointment: Appointment, person: Person) -> str:
    """Return the token of the link; it names ids only and is worth nothing once the meeting has begun."""
    return signing.dumps([str(appointment.public_id), str(person.public_id)], salt=SALT, compress=True)


def cancel_url(appointment: Appointment, person: Person) -> str:
    """Return the whole address for a mail. Opening it changes nothing; a button there does."""
    return settings.SITE_URL + reverse("appointments:cancel_link", args=[cancel_token(appointment, person)])


def read_token(token: str) -> CancelLink | None:
    """Return what the link is for; None when it was changed or is about something that is not there."""
    try:
        appointment_key, person_key = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    appointment = Appointment.objects.select_related("journey__participant").filter(public_id=appointment_key).first()
    person = Person.objects.filter(public_id=person_key, is_active=True).first()
    if appointment is None or person is None or appointment.journey.participant_id != person.pk:
        return None
    return CancelLink(appointment, person)
