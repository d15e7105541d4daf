"""What an ordinary week has besides journeys: a cover, a shared position, an invited colleague, a mail that failed."""

import datetime

from accounts.enums import OfficeKind, Party
from accounts.models import Cover, Invitation, Membership, Office, Person
from common.models import MessageState, OutboxMessage
from workspace.demo.cast import Cast, staff_name

WEEK = datetime.timedelta(days=7)


def everyday(cast: Cast, now: datetime.datetime) -> None:
    """Save them as if it were `now` (aware). Records and sends nothing."""
    away, standing_in = cast.teams[0].career, cast.teams[-1].career
    if away != standing_in:
        Cover.objects.create(covered=away, covering=standing_in, valid_from=now.date(), valid_until=now.date() + WEEK)
    _shared_position(cast)
    _closed_office(cast)
    _invited_colleague(cast, now)
    _failed_message(cast, now)


def _shared_position(cast: Cast) -> None:
    """One person with two roles, who acts in one at a time."""
    member = cast.teams[0].nav
    Membership.objects.create(
        person=member.person, office=member.office, role=Party.COORDINATOR, valid_from=member.valid_from
    )


def _closed_office(cast: Cast) -> None:
    Office.objects.create(county=cast.county, kind=OfficeKind.CAREER_CENTRE, name="Nedlagt senter", is_active=False)


def _invited_colleague(cast: Cast, now: datetime.datetime) -> None:
    code = cast.county.code
    colleague = staff_name(code, "ny", 0)
    person = Person.objects.create(email=f"ny-kollega.{code}@example.test", name=colleague, password="!")  # noqa: S106
    Invitation.objects.create(
        person=person,
        office=cast.teams[0].career.office,
        role=Party.CAREER_COUNSELLOR,
        token_hash=f"demo-{code}",
        created_at=now,
        expires_at=now + 2 * WEEK,
    )


def _failed_message(cast: Cast, now: datetime.datetime) -> None:
    """A confirmation nobody could deliver: the coordinator sees kind, time and office, the booker for whom."""
    booker = cast.teams[0].nav
    OutboxMessage.objects.create(
        kind="appointment_booked",
        reference=f"demo-{cast.county.code}",
        address=f"finnes-ikke.{cast.county.code}@example.test",
        office=booker.office.public_id,
        booked_by=booker.person,
        state=MessageState.FAILED,
        attempts=6,
        created_at=now - WEEK,
        due_at=now - WEEK,
        error_class="SMTPRecipientsRefused",
    )
