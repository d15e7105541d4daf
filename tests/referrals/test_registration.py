"""Registering a referral: what is saved and recorded, duplicates, limits, and two at once."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import Invitation, Person
from common.models import AuditEntry, OutboxMessage
from journeys import actions as journeys
from journeys import kinds
from journeys.models import Journey
from referrals import actions, limits
from referrals.models import AgreedInformation, MissingDocument, NavAssessment, Referral
from tests.factories import PersonFactory, acting, office, staff
from tests.referrals.conftest import AGREED, DOCUMENTS, FRAME, GRETE, PURPOSE, REASON, registration

pytestmark = pytest.mark.django_db


def register(nav: Actor, **changes: object) -> Journey:
    with acting(nav):
        return actions.register(registration=registration(**changes), by=nav)  # type: ignore[arg-type]


def test_saves_person_referral_assessment_agreed_text_and_documents(nav: Actor) -> None:
    journey = register(nav)

    person = journey.participant
    assert (person.name, person.email, person.birth_date) == (GRETE.name, GRETE.email, GRETE.birth_date)
    assert (person.phone, person.spoken_language, person.needs_interpreter) == ("68 05 00 01", "tigrinja", True)
    assert not person.has_usable_password()
    referral = Referral.objects.get(journey=journey)
    assert (referral.purpose, referral.registered_by) == (PURPOSE, nav.membership)
    assessment = NavAssessment.objects.get(referral=referral)
    assert (assessment.reason_against, assessment.frame_note, assessment.support_months) == (REASON, FRAME, 36)
    assert assessment.checklist == {"under_30": True, "has_completed": True}
    assert MissingDocument.objects.get(journey=journey).description == DOCUMENTS
    with acting(nav):
        agreed = AgreedInformation.objects.get(journey=journey)
    assert (agreed.text, agreed.participant, agreed.changed_by) == (AGREED, person, nav.person)


def test_the_journey_begins_with_nav_and_waits_for_the_participant_to_book(nav: Actor) -> None:
    journey = register(nav)
    assert journey.nav_counsellor == nav.membership
    assert journey.career_centre == office(OfficeKind.CAREER_CENTRE)
    assert (journey.current_step, journey.waiting_for) == ("booking", Party.PARTICIPANT)


def test_records_two_events_with_ids_only(nav: Actor) -> None:
    journey = register(nav)
    started, registered = journey.events.all()
    assert (started.kind, started.data) == (kinds.JOURNEY_STARTED, {"origin": "nav_counsellor"})
    assert registered.kind == kinds.REFERRAL_REGISTERED
    assert registered.data == {
        "referral": str(Referral.objects.get().public_id),
        "nav": nav.membership_id,
        "documents_missing": True,
        "career_centre": office(OfficeKind.CAREER_CENTRE).pk,
    }


def test_invites_the_participant_by_mail(nav: Actor) -> None:
    journey = register(nav)
    assert Invitation.objects.get().person == journey.participant
    assert OutboxMessage.objects.get().address == GRETE.email


def test_no_documents_missing_makes_no_row(nav: Actor) -> None:
    journey = register(nav, missing_documents="")
    assert not MissingDocument.objects.exists()
    assert journey.events.get(kind=kinds.REFERRAL_REGISTERED).data["documents_missing"] is False


def test_the_same_address_and_birth_date_is_the_same_person(nav: Actor) -> None:
    known = PersonFactory(
        email=GRETE.email, birth_date=GRETE.birth_date, name="Grete P", phone="", spoken_language="norsk"
    )
    journey = register(nav)
    known.refresh_from_db()
    assert journey.participant == known
    assert (known.name, known.phone, known.spoken_language) == ("Grete P", GRETE.phone, "norsk")
    assert known.needs_interpreter


def test_the_same_address_with_another_birth_date_is_refused(nav: Actor) -> None:
    PersonFactory(email=GRETE.email, birth_date=datetime.date(1999, 1, 1))
    with pytest.raises(actions.AddressOfAnother):
        register(nav)
    assert not Journey.objects.exists()


def test_a_second_one_in_the_county_is_refused(nav: Actor) -> None:
    register(nav)
    with pytest.raises(journeys.AlreadyInJourney):
        register(nav)
    assert Journey.objects.count() == Referral.objects.count() == 1


def test_the_centre_must_be_in_the_county(nav: Actor) -> None:
    elsewhere = office(OfficeKind.CAREER_CENTRE, county_code="trondelag")
    with pytest.raises(PermissionDenied):
        register(nav, centre=elsewhere)


def test_a_participant_registers_nothing(nav: Actor) -> None:
    with pytest.raises(PermissionDenied):
        actions.register(registration=registration(), by=Actor(nav.person))


def test_the_database_lets_nobody_else_add_agreed_information(nav: Actor, as_owner: object) -> None:
    journey = register(nav)
    with as_owner():  # type: ignore[operator]
        AgreedInformation.objects.all().delete()
    other = staff(Party.NAV_COUNSELLOR)
    with pytest.raises(DatabaseError), acting(other):
        AgreedInformation.objects.create(
            journey=journey,
            participant=journey.participant,
            text="x",
            changed_by=other.person,
            changed_at=journey.started_at,
        )


class TestLookUp:
    def test_finds_an_open_journey_by_address_and_birth_date(self, nav: Actor) -> None:
        journey = register(nav)
        match = actions.look_up(applicant=replace(GRETE, name="Noe annet"), by=nav)
        assert match
        assert (match.journey, match.is_certain) == (journey, True)

    def test_finds_by_name_and_birth_date_without_certainty(self, nav: Actor) -> None:
        journey = register(nav)
        match = actions.look_up(applicant=replace(GRETE, name="grete prøvesen", email="ny@example.test"), by=nav)
        assert match
        assert (match.journey, match.is_certain) == (journey, False)

    @pytest.mark.parametrize(
        "applicant",
        [
            replace(GRETE, birth_date=datetime.date(2004, 5, 18)),
            replace(GRETE, name="Grete", email="ny@example.test"),
        ],
    )
    def test_finds_exact_matches_only(self, nav: Actor, applicant: object) -> None:
        register(nav)
        assert actions.look_up(applicant=applicant, by=nav) is None  # type: ignore[arg-type]

    def test_does_not_look_into_other_counties_or_closed_journeys(self, nav: Actor) -> None:
        journey = register(nav)
        assert actions.look_up(applicant=GRETE, by=staff(Party.NAV_COUNSELLOR, county_code="trondelag")) is None
        journeys.close(journey=journey, reason="moved", by=nav)
        assert actions.look_up(applicant=GRETE, by=nav) is None

    def test_leaves_one_audit_row_without_a_name(self, nav: Actor) -> None:
        journey = register(nav)
        actions.look_up(applicant=GRETE, by=nav)
        row = AuditEntry.objects.get(kind=limits.LOOKUP)
        assert nav.membership
        assert (row.by_person, row.by_membership) == (nav.person, nav.membership.public_id)
        assert (row.subject, row.data) == (str(journey.public_id), {})

    def test_is_limited_within_an_hour_per_membership(self, nav: Actor, at: object) -> None:
        at("2026-03-02 09:00")  # type: ignore[operator]
        for _ in range(limits.LOOKUPS):
            actions.look_up(applicant=GRETE, by=nav)
        with pytest.raises(actions.TooMany):
            actions.look_up(applicant=GRETE, by=nav)
        actions.look_up(applicant=GRETE, by=staff(Party.NAV_COUNSELLOR))
        at("2026-03-02 10:01")  # type: ignore[operator]
        actions.look_up(applicant=GRETE, by=nav)


def test_a_person_may_be_made_by_another_request_meanwhile(nav: Actor) -> None:
    """The same person from two offices at once: one person, and the second is told there is a journey."""
    register(nav)
    with pytest.raises(journeys.AlreadyInJourney):
        register(staff(Party.NAV_COUNSELLOR, office_name="Et annet Nav-kontor"))
    assert Person.objects.filter(email=GRETE.email).count() == 1
