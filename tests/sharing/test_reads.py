"""The log of reads: written by staff, added to only, read by the participant."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actors import Actor
from accounts.enums import Party
from journeys.models import Journey
from sharing.actions import log_read
from sharing.models import ReadEntry
from tests.factories import JourneyFactory, participant, staff

pytestmark = pytest.mark.django_db


def read(journey: Journey, reader: Actor) -> ReadEntry:
    return log_read(
        journey=journey,
        document_kind="plan_version",
        document_key=uuid.uuid4(),
        document_label="1",
        reader=reader,
        via=ReadEntry.Via.PAGE,
    )


def test_name_and_office_are_kept_as_they_were() -> None:
    nav = staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds")
    entry = read(JourneyFactory(), nav)
    before = nav.person.name
    nav.person.name = "Et Annet Navn"
    nav.person.save()
    entry.refresh_from_db()
    assert (entry.reader_name, entry.reader_office) == (before, "Nav Prøvesteds")
    assert nav.membership is not None
    assert entry.reader_membership == nav.membership.public_id


def test_a_participant_is_no_reader_of_shares() -> None:
    with pytest.raises(ValueError, match="staff"):
        read(JourneyFactory(), participant())
    assert not ReadEntry.objects.exists()


def test_only_the_participant_reads_the_log() -> None:
    owner, nav = participant(), staff(Party.NAV_COUNSELLOR)
    entry = read(JourneyFactory(participant=owner.person), nav)
    assert list(ReadEntry.objects.visible_to(owner)) == [entry]
    for actor in (nav, participant(), staff(Party.CAREER_COUNSELLOR), staff(Party.COORDINATOR)):
        assert not ReadEntry.objects.visible_to(actor).exists()


@pytest.mark.parametrize("change", ["update sharing_readentry set reader_name = ''", "delete from sharing_readentry"])
def test_the_serving_roles_cannot_change_it(change: str) -> None:
    read(JourneyFactory(), staff(Party.NAV_COUNSELLOR))
    for role in ("app_web", "app_job"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"set local role {role}; {change}")
    assert ReadEntry.objects.count() == 1
