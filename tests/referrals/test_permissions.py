"""Who may do what, party by party."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import County
from journeys import actions as journeys
from referrals import permissions
from referrals.models import InformationGiven, MissingDocument, Referral
from tests.factories import actor_of, county, cover, membership, office, participant, staff
from tests.referrals.conftest import World

pytestmark = pytest.mark.django_db


def stranger(world: World, party: str) -> Actor:
    """Somebody of the same party at the same office, or another participant."""
    return participant() if party == Party.PARTICIPANT else staff(party)


def party_to(world: World, party: str) -> Actor:
    return {Party.PARTICIPANT: world.owner, Party.NAV_COUNSELLOR: world.nav, Party.CAREER_COUNSELLOR: world.career}[
        Party(party)
    ]


THREE = [Party.PARTICIPANT, Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR]


@pytest.mark.parametrize(
    ("predicate", "allowed"),
    [
        (permissions.can_read_referral, set(THREE)),
        (permissions.can_read_own_start, {Party.PARTICIPANT, Party.CAREER_COUNSELLOR}),
        (permissions.writes_agreed_information, {Party.PARTICIPANT, Party.NAV_COUNSELLOR}),
        (permissions.acts_for_nav, {Party.NAV_COUNSELLOR}),
        (permissions.acts_for_centre, {Party.CAREER_COUNSELLOR}),
        (permissions.is_own, {Party.PARTICIPANT}),
    ],
)
def test_reading_is_for_the_parties_by_name(world: World, predicate: object, allowed: set[Party]) -> None:
    for party in THREE:
        assert predicate(party_to(world, party), world.journey) is (party in allowed)  # type: ignore[operator]
        assert predicate(stranger(world, party), world.journey) is False  # type: ignore[operator]
    assert predicate(staff(Party.COORDINATOR), world.journey) is False  # type: ignore[operator]


def test_who_covers_may_what_the_covered_one_may(world: World) -> None:
    covering = cover(world.nav, staff(Party.NAV_COUNSELLOR))
    assert permissions.writes_agreed_information(covering, world.journey)


def test_a_counsellor_who_is_the_participant_reads_it_only_as_participant(world: World) -> None:
    as_staff = actor_of(
        membership(Party.CAREER_COUNSELLOR, office(OfficeKind.CAREER_CENTRE), person=world.owner.person)
    )
    assert not permissions.can_read_referral(as_staff, world.journey)
    assert permissions.can_read_referral(world.owner, world.journey)


def test_agreed_information_is_changed_until_the_first_meeting_in_an_open_journey(world: World) -> None:
    may = permissions.can_change_agreed_information
    for party, expected in zip(THREE, (True, True, False), strict=True):
        assert may(party_to(world, party), world.journey, met=False) is expected
        assert may(party_to(world, party), world.journey, met=True) is False
    journeys.close(journey=world.journey, reason="moved", by=world.owner)
    assert not may(world.owner, world.journey, met=False)


def test_contact_is_for_the_career_counsellor_and_for_nav_who_referred(world: World) -> None:
    may = permissions.can_see_contact
    assert may(world.career, world.journey, referred=True)
    assert may(world.career, world.journey, referred=False)
    assert may(world.nav, world.journey, referred=True)
    assert not may(world.nav, world.journey, referred=False)
    assert not may(world.owner, world.journey, referred=True)
    assert not may(staff(Party.CAREER_COUNSELLOR), world.journey, referred=True)


def test_documents_are_ordered_by_the_participant_and_brought_to_the_centre(world: World) -> None:
    document = world.document
    ordered = [permissions.can_mark_ordered(party_to(world, party), document) for party in THREE]
    brought = [permissions.can_mark_brought(party_to(world, party), document) for party in THREE]
    assert (ordered, brought) == ([True, False, False], [True, False, True])
    journeys.close(journey=document.journey, reason="moved", by=world.owner)
    assert not permissions.can_mark_ordered(world.owner, document)
    assert not permissions.can_mark_brought(world.owner, document)


def test_only_nav_refers_and_only_where_the_model_begins_so() -> None:
    nordland, trondelag = (staff(Party.NAV_COUNSELLOR, county_code=code) for code in ("nordland", "trondelag"))
    assert permissions.can_refer(nordland)
    assert not permissions.can_refer(trondelag)
    assert not permissions.can_record_information(nordland)
    assert permissions.can_record_information(trondelag)
    for other in (staff(Party.CAREER_COUNSELLOR, county_code="trondelag"), participant()):
        assert not permissions.can_refer(other)
        assert not permissions.can_record_information(other)


def test_a_county_without_a_model_starts_with_nobody() -> None:
    assert not permissions.starts_with(County(code="oslo"), Party.NAV_COUNSELLOR)
    assert not permissions.starts_with(None, Party.PARTICIPANT)
    assert permissions.starts_with(county("trondelag"), Party.PARTICIPANT)


def test_a_participant_has_no_county() -> None:
    with pytest.raises(PermissionDenied):
        permissions.county_of(participant())


class TestQuerysets:
    def test_referral_and_documents_by_party(self, world: World) -> None:
        for rows, career_sees in ((Referral.objects, True), (MissingDocument.objects, False)):
            assert rows.visible_to(world.owner).count() == 1  # type: ignore[attr-defined]
            assert rows.visible_to(world.nav).count() == 1  # type: ignore[attr-defined]
            assert rows.visible_to(world.career).exists() is career_sees  # type: ignore[attr-defined]
            for party in (*THREE, Party.COORDINATOR):
                assert not rows.visible_to(stranger(world, party)).exists()  # type: ignore[attr-defined]

    @pytest.mark.parametrize("column", ["ordered_at", "brought_at"])
    def test_the_career_counsellor_sees_documents_the_participant_spoke_of(self, world: World, column: str) -> None:
        MissingDocument.objects.update(**{column: world.document.registered_at})
        assert MissingDocument.objects.visible_to(world.career).count() == 1  # type: ignore[attr-defined]

    def test_information_given_is_the_own(self, world: World) -> None:
        assert not InformationGiven.objects.visible_to(world.owner).exists()  # type: ignore[attr-defined]
