"""What is handed over and comes back before anybody was told of it, and whom nothing is handed over to."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments.actions.handing_over import transfer_caseload, transfer_journey
from common import outbox
from common.errors import AlreadyDone
from tests.appointments.conftest import Scene
from tests.factories import membership, staff


def member(actor: Actor) -> Membership:
    assert actor.membership is not None
    return actor.membership


def calendars(actor: Actor) -> list[str]:
    """What the files in the mails to this actor say: `CONFIRMED` or `CANCELLED`."""
    mails = [each for each in mail.outbox if isinstance(each, EmailMultiAlternatives) and actor.person.email in each.to]
    files = [str(content) for each in mails for _name, content, _type in each.attachments]
    return [line.partition(":")[2] for file in files for line in file.splitlines() if line.startswith("STATUS")]


def test_what_came_back_is_not_taken_out_of_the_calendar(nordland: Scene) -> None:
    nordland.book("11:00")
    outbox.send_due()
    mail.outbox.clear()
    colleague = staff(Party.CAREER_COUNSELLOR)
    transfer_caseload(of=member(nordland.career), to=member(colleague), by=nordland.career)
    transfer_caseload(of=member(colleague), to=member(nordland.career), by=colleague)
    outbox.send_due()
    assert calendars(nordland.career) == ["CONFIRMED"]
    assert calendars(colleague) == ["CANCELLED"]


def test_nobody_follows_the_own_journey(nordland: Scene) -> None:
    """A career counsellor who is a participant too."""
    nordland.book("11:00")
    nordland.journey.refresh_from_db()
    own = membership(Party.CAREER_COUNSELLOR, member(nordland.career).office, person=nordland.owner.person)
    with pytest.raises(AlreadyDone):
        transfer_journey(journey=nordland.journey, to=own, by=nordland.career)
    with pytest.raises(AlreadyDone):
        transfer_caseload(of=member(nordland.career), to=own, by=nordland.career)
    nordland.journey.refresh_from_db()
    assert nordland.journey.career_counsellor == nordland.career.membership
