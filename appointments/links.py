"""The links of a mail: signed for one purpose, one appointment and one person, good until the meeting begins."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
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
    """Whose link it is, and about which revision of the appointment the mail was."""

    appointment: Appointment
    person: Person
    sequence: int

    @property
    def is_current(self) -> bool:
        """Whether nothing was changed since the mail was sent."""
        return self.sequence == self.appointment.sequence


def token_of(purpose: Purpose, appointment: Appointment, person: Person) -> str:
    """Return the token of the link; it names ids and a revision, and is worth nothing once the meeting has begun."""
    said = [str(appointment.public_id), str(person.public_id), appointment.sequence]
    return signing.dumps(said, salt=purpose, compress=True)


def url_of(purpose: Purpose, appointment: Appointment, person: Person) -> str:
    """Return the whole address for a mail. Opening it changes nothing; a button there does."""
    return settings.SITE_URL + reverse(PAGES[purpose], args=[token_of(purpose, appointment, person)])


def read_token(purpose: Purpose, token: str) -> SignedLink | None:
    """Return what the link is for; None when it was changed or is about something that is not there."""
    try:
        appointment_key, person_key, sequence = signing.loads(token, salt=purpose)
        appointment = _appointments().filter(public_id=appointment_key).first()
        person = Person.objects.filter(public_id=person_key, is_active=True).first()
    except (signing.BadSignature, ValueError, ValidationError):
        return None
    if appointment is None or person is None or appointment.journey.participant_id != person.pk:
        return None
    return SignedLink(appointment, person, sequence)


def _appointments() -> QuerySet[Appointment]:
    return Appointment.objects.select_related(
        "journey__participant",
        "career_counsellor__person",
        "career_counsellor__office",
        "nav_counsellor__person",
        "place",
    )
