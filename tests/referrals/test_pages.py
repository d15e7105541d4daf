"""The pages of a referral and the cards on the journey page: who gets what, and what stays typed."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import Invitation
from common.models import AuditEntry
from journeys import actions as journeys
from journeys.models import Journey
from journeys.progress import progress, seen_by
from referrals import limits, sections
from referrals.models import AgreedInformation, NavAssessment
from tests.factories import PASSWORD, PersonFactory, acting, cover, office, participant, staff
from tests.referrals.conftest import AGREED, DOCUMENTS, FRAME, PURPOSE, REASON, World, filled_in

pytestmark = pytest.mark.django_db

SignIn = Callable[[Actor], Client]
ALREADY = "This person is already in a journey in the county."


@pytest.fixture(autouse=True)
def _in_msgids(settings: Any) -> None:
    """The words are looked for as they stand in the code, whatever the catalogues say."""
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English")]


def post(browser: Client, **changes: Any) -> Any:
    return browser.post(reverse("referrals:new"), filled_in(**changes))


class TestNew:
    def test_the_form_says_what_crosses_and_what_stays(self, nav: Actor, sign_in: SignIn) -> None:
        office(OfficeKind.CAREER_CENTRE)
        page = sign_in(nav).get(reverse("referrals:new"))
        assert page.status_code == 200
        for text in ("The career centre gets", "Stays at Nav", 'href="#frame"', 'id="frame"', 'name="acting_as"'):
            assert text in page.text

    def test_registers_and_goes_on_to_booking(self, nav: Actor, sign_in: SignIn) -> None:
        answer = post(sign_in(nav))
        journey = Journey.objects.get()
        assert answer.status_code == 302
        assert answer.url == reverse("appointments:pick", args=[journey.public_id])
        with acting(nav):
            assert AgreedInformation.objects.get().text == AGREED

    def test_the_checklist_is_kept(self, nav: Actor, sign_in: SignIn) -> None:
        post(sign_in(nav), check_wishes_to_complete="no", reason_against=REASON)
        assessment = NavAssessment.objects.get()
        assert assessment.checklist["wishes_to_complete"] is False
        assert assessment.checklist["has_completed"] is False
        assert assessment.reason_against == REASON

    @pytest.mark.parametrize(
        ("changes", "differs"),
        [
            ({"check_has_completed": "yes"}, "completed upper secondary"),
            ({"birth_date_2": "1980"}, "years (the model"),
            ({"birth_date_2": "2015"}, "years (the model"),
        ],
    )
    def test_what_differs_asks_for_a_reason_and_keeps_what_was_typed(
        self, nav: Actor, sign_in: SignIn, changes: dict[str, str], differs: str
    ) -> None:
        page = post(sign_in(nav), **changes)
        assert page.status_code == 422
        assert differs in str(page.context["form"].errors["reason_against"])
        for typed in (PURPOSE, AGREED, FRAME, DOCUMENTS, "grete@example.test", 'value="36"'):
            assert typed in page.text
        assert not Journey.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("birth_date_0", "32"),
            ("email", "grete"),
            ("phone", "ring meg"),
            ("purpose", "  "),
            ("is_agreed", ""),
            ("career_centre", "tull"),
            ("check_under_30", ""),
            ("income_support", ""),
            ("support_months", "mange"),
        ],
    )
    def test_bad_input_is_explained_at_the_field(self, nav: Actor, sign_in: SignIn, field: str, value: str) -> None:
        page = post(sign_in(nav), **{field: value})
        assert page.status_code == 422
        assert field.removesuffix("_0") in page.context["form"].errors
        assert "ds-error-summary" in page.text

    def test_a_centre_of_another_county_is_no_choice(self, nav: Actor, sign_in: SignIn) -> None:
        elsewhere = office(OfficeKind.CAREER_CENTRE, county_code="trondelag")
        assert "career_centre" in post(sign_in(nav), centre=elsewhere).context["form"].errors

    def test_an_address_of_somebody_else_is_said_without_saying_whose(self, nav: Actor, sign_in: SignIn) -> None:
        PersonFactory(email="grete@example.test", name="Hemmelig Person", birth_date=None)
        page = post(sign_in(nav))
        assert "email" in page.context["form"].errors
        assert "Hemmelig Person" not in page.text

    def test_twice_says_already_and_leads_to_the_own_journey(self, nav: Actor, sign_in: SignIn) -> None:
        browser = sign_in(nav)
        post(browser)
        page = post(browser)
        assert page.status_code == 422
        assert ALREADY in page.text
        assert str(Journey.objects.get().public_id) in page.text
        assert Journey.objects.count() == 1

    def test_another_counsellor_learns_only_that_there_is_one(self, world: World, sign_in: SignIn) -> None:
        page = post(sign_in(staff(Party.NAV_COUNSELLOR)))
        assert ALREADY in page.text
        for secret in (str(world.journey.public_id), world.nav.person.name, world.owner.person.email + "x"):
            assert secret not in page.text

    def test_a_namesake_can_be_registered_when_asked_about(self, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.nav)
        page = post(browser, email="en.annen@example.test")
        assert ALREADY in page.text
        assert 'name="is_another_person"' in page.text
        assert post(browser, email="en.annen@example.test", is_another_person="on").status_code == 302
        assert Journey.objects.count() == 2

    def test_the_question_is_asked_until_it_is_answered(self, world: World, sign_in: SignIn) -> None:
        page = post(sign_in(world.nav), email="en.annen@example.test", is_another_person="")
        assert page.status_code == 422
        assert page.text.count('name="is_another_person"') == 1

    def test_the_same_address_is_never_a_namesake(self, world: World, sign_in: SignIn) -> None:
        assert post(sign_in(world.nav), is_another_person="on").status_code == 422

    def test_a_race_that_was_lost_gets_the_same_answer(
        self, world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("referrals.actions.registration.find_open_journey", lambda **_: None)
        page = post(sign_in(world.nav))
        assert page.status_code == 422
        assert ALREADY in page.text

    def test_the_limit_keeps_what_was_typed(self, nav: Actor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "LOOKUPS", 0)
        page = post(sign_in(nav))
        assert page.status_code == 429
        assert PURPOSE in page.text
        assert not AuditEntry.objects.filter(kind=limits.LOOKUP).exists()

    @pytest.mark.parametrize("party", [Party.CAREER_COUNSELLOR, Party.COORDINATOR, Party.PARTICIPANT])
    def test_is_nav_only(self, party: Party, sign_in: SignIn) -> None:
        actor = participant() if party == Party.PARTICIPANT else staff(party)
        assert sign_in(actor).get(reverse("referrals:new")).status_code == 403
        assert post(sign_in(actor)).status_code == 403

    def test_is_not_for_counties_that_begin_otherwise(self, sign_in: SignIn) -> None:
        browser = sign_in(staff(Party.NAV_COUNSELLOR, county_code="trondelag"))
        assert browser.get(reverse("referrals:new")).status_code == 403


def agreed_url(world: World) -> str:
    return reverse("referrals:agreed", args=[world.journey.public_id])


class TestAgreed:
    def data(self, world: World, text: str) -> dict[str, str]:
        return {"text": text, "seen": world.agreed.changed_at.isoformat()}

    @pytest.mark.parametrize("who", ["owner", "nav"])
    def test_the_two_who_agree_change_it(self, world: World, sign_in: SignIn, who: str) -> None:
        browser = sign_in(getattr(world, who))
        assert AGREED in browser.get(agreed_url(world)).text
        answer = browser.post(agreed_url(world), self.data(world, "Ny tekst"))
        assert answer.url == reverse("workspace:journey", args=[world.journey.public_id]) + "#agreed-information"
        assert world.agreed.text == "Ny tekst"

    def test_the_career_counsellor_reads_but_does_not_change(self, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.career)
        assert browser.get(agreed_url(world)).status_code == 403
        assert browser.post(agreed_url(world), self.data(world, "x")).status_code == 403

    @pytest.mark.parametrize("party", [Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.COORDINATOR, None])
    def test_outsiders_get_404(self, world: World, sign_in: SignIn, party: Party | None) -> None:
        browser = sign_in(staff(party) if party else participant())
        assert browser.get(agreed_url(world)).status_code == 404
        assert browser.post(agreed_url(world), self.data(world, "x")).status_code == 404

    def test_who_covers_for_nav_may_change_it(self, world: World, sign_in: SignIn) -> None:
        covering = cover(world.nav, staff(Party.NAV_COUNSELLOR))
        assert sign_in(covering).post(agreed_url(world), self.data(world, "Vikar")).status_code == 302
        assert world.agreed.text == "Vikar"

    def test_a_second_writer_sees_both_texts_and_may_save_again(self, world: World, sign_in: SignIn) -> None:
        mine = self.data(world, "Min tekst")
        sign_in(world.owner).post(agreed_url(world), self.data(world, "Deltakerens tekst"))
        browser = sign_in(world.nav)
        page = browser.post(agreed_url(world), mine)
        assert page.status_code == 422
        assert "Min tekst" in page.text
        assert "Deltakerens tekst" in page.text
        again = {"text": "Min tekst", "seen": page.context["form"]["seen"].value()}
        assert browser.post(agreed_url(world), again).status_code == 302
        assert world.agreed.text == "Min tekst"

    def test_after_the_first_meeting_it_says_that_it_is_too_late(self, world: World, sign_in: SignIn) -> None:
        data = self.data(world, "x")
        world.hold_meeting()
        assert sign_in(world.owner).post(agreed_url(world), data).status_code == 409


class TestDocuments:
    def url(self, world: World, what: str) -> str:
        return reverse(f"referrals:document_{what}", args=[world.document.public_id])

    def test_the_participant_ticks(self, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.owner)
        answer = browser.post(self.url(world, "ordered"))
        assert answer.url.endswith("#missing-documents")
        assert browser.post(self.url(world, "brought")).status_code == 302
        assert browser.post(self.url(world, "brought")).status_code == 409
        assert world.document.ordered_at
        assert world.document.brought_at

    def test_the_career_counsellor_ticks_what_the_participant_told_of(self, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.career)
        assert browser.post(self.url(world, "brought")).status_code == 404
        sign_in(world.owner).post(self.url(world, "ordered"))
        assert browser.post(self.url(world, "ordered")).status_code == 403
        assert browser.post(self.url(world, "brought")).status_code == 302

    def test_nav_does_not_tick_for_them(self, world: World, sign_in: SignIn) -> None:
        browser = sign_in(world.nav)
        assert browser.post(self.url(world, "ordered")).status_code == 403
        assert browser.post(self.url(world, "brought")).status_code == 403

    def test_outsiders_get_404_and_reading_does_nothing(self, world: World, sign_in: SignIn) -> None:
        for outsider in (participant(), staff(Party.NAV_COUNSELLOR), staff(Party.CAREER_COUNSELLOR)):
            assert sign_in(outsider).post(self.url(world, "ordered")).status_code == 404
        assert sign_in(world.owner).get(self.url(world, "ordered")).status_code == 405


class TestJourneyPage:
    """What crosses, on the page where the parties meet (DOMAIN, firewall 1)."""

    def page(self, world: World, browser: Client) -> str:
        answer = browser.get(reverse("workspace:journey", args=[world.journey.public_id]))
        assert answer.status_code == 200
        return str(answer.text)

    def test_nav_reads_all_it_wrote(self, world: World, sign_in: SignIn) -> None:
        page = self.page(world, sign_in(world.nav))
        for text in (PURPOSE, AGREED, REASON, FRAME, DOCUMENTS, "grete@example.test", 'id="agreed-information"'):
            assert text in page

    def test_the_career_counsellor_reads_what_crosses_and_nothing_else(self, world: World, sign_in: SignIn) -> None:
        page = self.page(world, sign_in(world.career))
        for text in (PURPOSE, AGREED, "grete@example.test", "tigrinja", "17.05.2004"):
            assert text in page
        for secret in (REASON, FRAME, "(AAP)", "36 months", DOCUMENTS, "Stays at Nav"):
            assert secret not in page

    def test_the_participant_reads_the_agreement_and_the_documents(self, world: World, sign_in: SignIn) -> None:
        page = self.page(world, sign_in(world.owner))
        for text in (PURPOSE, AGREED, DOCUMENTS, 'id="missing-documents"', "nfk.no", "I have ordered them"):
            assert text in page
        for secret in (REASON, FRAME, "Stays at Nav"):
            assert secret not in page

    def test_a_colleague_at_the_centre_reads_nothing_before_it_is_theirs(self, world: World, sign_in: SignIn) -> None:
        Journey.objects.update(career_counsellor=None)
        page = self.page(world, sign_in(world.career))
        for secret in (PURPOSE, AGREED, REASON, "grete@example.test"):
            assert secret not in page

    def test_nav_is_not_told_what_was_brought(self, world: World, sign_in: SignIn) -> None:
        sign_in(world.owner).post(reverse("referrals:document_brought", args=[world.document.public_id]))
        assert "Brought along" not in self.page(world, sign_in(world.nav))
        assert "Brought along" in self.page(world, sign_in(world.career))

    def test_two_queries_whoever_looks(self, world: World, django_assert_num_queries: Any) -> None:
        for actor in (world.owner, world.nav, world.career):
            journey = Journey.objects.select_related("participant").get(pk=world.journey.pk)
            state = seen_by(progress(journey.blueprint, journey.events.all()), actor.party, actor.recipients)
            with acting(actor), django_assert_num_queries(2):
                found = sections.journey_sections(journey, actor, state)
            assert found

    def test_the_change_link_goes_with_the_time_for_it(self, world: World, sign_in: SignIn) -> None:
        assert agreed_url(world) in self.page(world, sign_in(world.owner))
        assert agreed_url(world) not in self.page(world, sign_in(world.career))
        world.hold_meeting()
        assert agreed_url(world) not in self.page(world, sign_in(world.owner))

    def test_a_closed_journey_has_nothing_to_tick(self, world: World, sign_in: SignIn) -> None:
        journeys.close(journey=world.journey, reason="moved", by=world.owner)
        assert "I have ordered them" not in self.page(world, sign_in(world.owner))

    def test_a_meeting_has_at_hand_why_the_participant_comes(self, world: World) -> None:
        with acting(world.career):
            keys = [section.key for section in sections.meeting_sections(world.journey, world.career)]
        assert keys == ["purpose", "agreed-information"]


class TestInvitingAgain:
    def url(self, world: World) -> str:
        return reverse("referrals:invite_again", args=[world.journey.public_id])

    def lose(self) -> None:
        """Two weeks go by without the invitation being used."""
        long_ago = timezone.now() - datetime.timedelta(days=15)
        Invitation.objects.update(created_at=long_ago, expires_at=long_ago + datetime.timedelta(days=14))

    def test_nav_sends_a_new_one(self, world: World, sign_in: SignIn) -> None:
        self.lose()
        browser = sign_in(world.nav)
        page = browser.get(reverse("workspace:journey", args=[world.journey.public_id])).text
        assert "Has not signed in yet." in page
        assert browser.post(self.url(world)).status_code == 302
        assert Invitation.objects.count() == 2

    def test_not_twice_in_a_moment(self, world: World, sign_in: SignIn) -> None:
        assert sign_in(world.nav).post(self.url(world)).status_code == 409

    def test_not_to_somebody_who_came_in_or_when_closed(self, world: World, sign_in: SignIn) -> None:
        self.lose()
        browser = sign_in(world.nav)
        journeys.close(journey=world.journey, reason="moved", by=world.owner)
        assert browser.post(self.url(world)).status_code == 409
        journeys.reopen(journey=world.journey, by=world.owner)
        world.owner.person.set_password(PASSWORD)
        world.owner.person.save()
        assert browser.post(self.url(world)).status_code == 409
        page = browser.get(reverse("workspace:journey", args=[world.journey.public_id])).text
        assert self.url(world) not in page

    def test_is_nav_only(self, world: World, sign_in: SignIn) -> None:
        for actor, status in (
            (world.owner, 403),
            (world.career, 403),
            (staff(Party.NAV_COUNSELLOR), 404),
            (participant(), 404),
        ):
            assert sign_in(actor).post(self.url(world)).status_code == status

    def test_my_day_reminds_nav_in_one_query(self, world: World, django_assert_num_queries: Any) -> None:
        now = timezone.now()
        assert sections.tasks(world.nav, now) == []
        self.lose()
        with django_assert_num_queries(1):
            (task,) = sections.tasks(world.nav, now)
        assert task.about == world.owner.person.name
        assert sections.tasks(staff(Party.NAV_COUNSELLOR), now) == []
        with django_assert_num_queries(0):
            assert sections.tasks(world.career, now) == []
        Invitation.objects.update(accepted_at=now)
        world.owner.person.set_password(PASSWORD)
        world.owner.person.save()
        assert sections.tasks(world.nav, now) == []
