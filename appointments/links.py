"""The links of a mail: signed for one purpose, one appointment and one person, good until the meeting begins."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Person
from appointments.models import Appointment


class Purpose(StrEnum):
    """What a link is for; one signed for another purpose is worth nothing. Its value is also the signature's salt."""

    CANCEL = "appointments.cancel"
    MOVE = "appointments.move"


#: The page each purpose leads to.
PAGES = {Purpose.CANCEL: "appointments:cancel_link", Purpose.MOVE: "appointments:move_link"}


@dataclass(frozen=True)
class SignedLink:
    """Whose link it is."""

    appointment: Appointment
    person: Person


def token_of(purpose: Purpose, appointment: Appointment, person: Person) -> str:
    """Return the token of the link; it names ids only and is worth nothing once the meeting has begun."""
    return signing.dumps([str(appointment.public_id), str(person.public_id)], salt=purpose, compress=True)


def url_of(purpose: Purpose, appointment: Appointment, person: Person) -> str:
    """Return the whole address for a mail. Opening it changes nothing; a button there does."""
    return settings.SITE_URL + reverse(PAGES[purpose], args=[token_of(purpose, appointment, person)])


def read_token(purpose: Purpose, token: str) -> SignedLink | None:
    """Return what the link is for; None when it was changed or is about something that is not there."""
    try:
        appointment_key, person_key = signing.loads(token, salt=purpose)
    except (signing.BadSignature, ValueError):
        return None
    appointments = Appointment.objects.select_related("journey__participant", "career_counsellor__office")
    appointment = appointments.filter(public_id=appointment_key).first()
    person = Person.objects.filter(public_id=person_key, is_active=True).first()
    if appointment is None or person is None or appointment.journey.participant_id != person.pk:
        return None
    return SignedLink(appointment, person)
