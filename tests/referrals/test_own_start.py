"""Beginning without Nav: the county's page, the mail, the link, and what a stranger can do with it (nothing)."""

import datetime
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor, as_participant
from accounts.enums import Party
from accounts.models import Person
from common import outbox
from common.models import OutboxMessage
from journeys import kinds
from journeys.actions import AlreadyInJourney, close
from journeys.models import Journey
from referrals import actions, limits, notifications
from referrals.models import OwnStart, PendingStart
from referrals.tasks import forget_expired_starts_each_night
from referrals.tokens import link_of, token_of
from tests.factories import PASSWORD, PersonFactory, county, participant, staff
from tests.referrals.conftest import BIRTH, TOPIC, start_form

pytestmark = pytest.mark.django_db

SignIn = Callable[[Actor], Client]
NEW_PASSWORD = "et-nytt-oppdiktet-passord"


@pytest.fixture(autouse=True)
def trondelag(db: None, settings: Any) -> str:
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English")]
    return reverse("referrals:start", args=[county("trondelag").code])


def ask(browser: Client, url: str, **changes: Any) -> Any:
    return browser.post(url, start_form(**changes))


def mailed_link() -> str:
    """Send what is due, and return the path of the link in the last mail."""
    outbox.send_due()
    (found,) = re.findall(r"https?://[^/\s]+(/start/bekreft/\S+)", str(mail.outbox[-1].body))
    return str(found)


def pending(**fields: Any) -> PendingStart:
    request = {"name": "Grete Prøvesen", "birth_date": BIRTH, "email": "grete@example.test", "phone": ""}
    actions.request_start(
        county=county("trondelag"),
        request=actions.StartRequest(**{**request, "language": "nb", "topic": TOPIC, **fields}),
    )
    return PendingStart.objects.first()  # type: ignore[return-value]


def confirm_url(start: PendingStart) -> str:
    return reverse("referrals:confirm", args=[token_of(start)])


class TestCountyPage:
    def test_explains_in_the_open(self, client: Client, trondelag: str) -> None:
        page = client.get(trondelag)
        assert page.status_code == 200
        assert "duty of confidentiality" in page.text

    @pytest.mark.parametrize("code", ["nordland", "oslo"])
    def test_is_not_there_where_one_cannot_begin_alone(self, client: Client, code: str) -> None:
        county("nordland")
        assert client.get(reverse("referrals:start", args=[code])).status_code == 404

    def test_nobody_at_nav_is_listed_in_the_open(self, client: Client, trondelag: str) -> None:
        counsellor = staff(Party.NAV_COUNSELLOR, county_code="trondelag")
        assert counsellor.person.name not in client.get(trondelag).text

    def test_answers_the_same_whether_the_address_has_an_account(self, client: Client, trondelag: str) -> None:
        PersonFactory(email="kjent@example.test")
        answers = [ask(client, trondelag, email=email) for email in ("kjent@example.test", "ukjent@example.test")]
        assert {answer.url for answer in answers} == {reverse("referrals:start_sent")}
        assert OutboxMessage.objects.filter(kind=notifications.START_LINK).count() == 2
        assert client.get(answers[0].url).status_code == 200

    def test_makes_nobody_before_the_address_is_proved(self, client: Client, trondelag: str) -> None:
        ask(client, trondelag, email="Grete@Example.Test", name="  Grete   Prøvesen ")
        assert not Person.objects.exists()
        start = PendingStart.objects.get()
        assert (start.email, start.name, start.topic) == ("grete@example.test", "Grete Prøvesen", TOPIC)
        assert start.expires_at - start.created_at == datetime.timedelta(days=3)

    @pytest.mark.parametrize("field", ["topic", "name", "email", "birth_date_2"])
    def test_bad_input_keeps_what_was_typed(self, client: Client, trondelag: str, field: str) -> None:
        page = ask(client, trondelag, **{field: "", "phone": "68 05 00 02"})
        assert page.status_code == 422
        assert "68 05 00 02" in page.text
        assert not PendingStart.objects.exists()

    def test_an_address_gets_only_so_many_mails_an_hour(self, client: Client, trondelag: str, at: Any) -> None:
        at("2026-03-02 09:00")
        for _ in range(limits.STARTS_PER_ADDRESS + 2):
            assert ask(client, trondelag).url == reverse("referrals:start_sent")
        assert OutboxMessage.objects.count() == limits.STARTS_PER_ADDRESS
        at("2026-03-02 10:01")
        ask(client, trondelag)
        assert OutboxMessage.objects.count() == limits.STARTS_PER_ADDRESS + 1

    def test_a_network_is_stopped_and_told(
        self, client: Client, trondelag: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "STARTS_PER_PLACE", 1)
        ask(client, trondelag, email="a@example.test")
        page = ask(client, trondelag, email="b@example.test")
        assert page.status_code == 422
        assert TOPIC in page.text
        assert PendingStart.objects.count() == 1

    def test_counting_goes_on_when_the_count_ran_out_between_two_calls(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(_key: str) -> int:
            raise ValueError

        monkeypatch.setattr(limits.cache, "incr", gone)
        limits.check_place("192.0.2.1")

    def test_nav_at_the_keyboard_sends_the_link_as_anybody(self, sign_in: SignIn, trondelag: str) -> None:
        browser = sign_in(staff(Party.NAV_COUNSELLOR, county_code="trondelag"))
        assert ask(browser, trondelag).url == reverse("referrals:start_sent")


class TestMail:
    def test_holds_a_link_and_no_topic(self) -> None:
        pending(name="Grete O'Prøvesen")
        outbox.send_due()
        assert TOPIC not in mail.outbox[0].body
        assert "O'Prøvesen" not in mail.outbox[0].body
        assert "Grete" in mail.outbox[0].body

    def test_is_dropped_when_used_too_old_or_gone(self) -> None:
        start = pending()
        message = OutboxMessage.objects.get()
        assert notifications.is_start_open(message)
        PendingStart.objects.update(expires_at=timezone.now())
        assert not notifications.is_start_open(message)
        PendingStart.objects.update(expires_at=start.expires_at, completed_at=timezone.now())
        assert not notifications.is_start_open(message)
        PendingStart.objects.all().delete()
        assert not notifications.is_start_open(message)
        assert notifications.render_start_link(message) is None

    def test_is_not_sent_with_a_link_that_would_not_work(self, settings: Any) -> None:
        start = pending()
        settings.SECRET_KEY = "another-secret"
        assert link_of(start) == ""
        assert notifications.render_start_link(OutboxMessage.objects.get()) is None


class TestConfirm:
    def test_a_new_person_begins(self, client: Client, trondelag: str) -> None:
        counsellor = staff(Party.NAV_COUNSELLOR, county_code="trondelag")
        ask(client, trondelag)
        link = mailed_link()
        page = client.get(link)
        assert page.status_code == 200
        assert counsellor.person.name in page.text
        assert not Person.objects.filter(email="grete@example.test").exists()

        answer = client.post(link, {"password": NEW_PASSWORD, "nav_counsellor": ""})
        journey = Journey.objects.get()
        person = journey.participant
        assert answer.url == reverse("appointments:pick", args=[journey.public_id])
        assert (person.email, person.birth_date) == ("grete@example.test", BIRTH)
        assert person.check_password(NEW_PASSWORD)
        assert EmailAddress.objects.get(user=person).verified
        assert OwnStart.objects.get(journey=journey).topic == TOPIC
        assert [(event.kind, event.data) for event in journey.events.all()] == [
            (kinds.JOURNEY_STARTED, {"origin": "participant"})
        ]
        assert (journey.nav_counsellor, journey.career_counsellor) == (None, None)
        assert client.get(reverse("workspace:home")).status_code == 200

    def test_a_nav_counsellor_is_invited_when_named(self, client: Client) -> None:
        counsellor = staff(Party.NAV_COUNSELLOR, county_code="trondelag")
        assert counsellor.membership
        data = {"password": NEW_PASSWORD, "nav_counsellor": str(counsellor.membership.public_id)}
        client.post(confirm_url(pending()), data)
        journey = Journey.objects.get()
        assert journey.nav_counsellor == counsellor.membership
        assert journey.events.filter(kind=kinds.NAV_INVITED, data={"nav": counsellor.membership.pk}).exists()

    def test_a_nav_counsellor_of_another_county_is_no_choice(self, client: Client) -> None:
        elsewhere = staff(Party.NAV_COUNSELLOR)
        assert elsewhere.membership
        data = {"password": NEW_PASSWORD, "nav_counsellor": str(elsewhere.membership.public_id)}
        assert client.post(confirm_url(pending()), data).status_code == 422
        assert not Journey.objects.exists()

    def test_a_poor_password_is_explained(self, client: Client) -> None:
        page = client.post(confirm_url(pending()), {"password": "kort"})
        assert page.status_code == 422
        assert "password" in page.context["form"].errors
        assert not Person.objects.exists()

    def test_opening_the_link_changes_nothing(self, client: Client) -> None:
        start = pending()
        client.get(confirm_url(start))
        client.get(confirm_url(start))
        start.refresh_from_db()
        assert start.completed_at is None

    def test_the_link_works_once(self, client: Client) -> None:
        link = confirm_url(pending())
        client.post(link, {"password": NEW_PASSWORD})
        for answer in (Client().get(link), Client().post(link, {"password": "noe-helt-annet-langt"})):
            assert answer.status_code == 410
        assert Journey.objects.get().participant.check_password(NEW_PASSWORD)

    def test_the_link_works_for_three_days(self, client: Client, at: Any) -> None:
        at("2026-03-02 09:00")
        link = confirm_url(pending())
        at("2026-03-05 08:59")
        assert client.get(link).status_code == 200
        at("2026-03-05 09:00")
        assert client.get(link).status_code == 410

    @pytest.mark.parametrize("tampered", ["x", "0" * 32 + ".abc"])
    def test_a_tampered_link_is_friendly(self, client: Client, tampered: str) -> None:
        assert client.get(reverse("referrals:confirm", args=[tampered])).status_code == 410
        link = confirm_url(pending())
        other = "B" if link[-2] == "A" else "A"
        assert client.get(f"{link[:-2]}{other}/").status_code == 410

    def test_an_account_with_a_password_must_sign_in_first(self, client: Client) -> None:
        owner = PersonFactory(email="grete@example.test")
        link = confirm_url(pending())
        page = client.get(link)
        assert f"{reverse('account_login')}?next={link}" in page.text
        client.post(link, {"password": NEW_PASSWORD})
        owner.refresh_from_db()
        assert owner.check_password(PASSWORD)
        assert not Journey.objects.exists()

    def test_signed_in_it_begins_without_a_new_password(self, sign_in: SignIn) -> None:
        owner = participant(email="grete@example.test", birth_date=None)
        browser = sign_in(owner)
        link = confirm_url(pending())
        assert "password" not in browser.get(link).context["form"].fields
        assert browser.post(link, {"nav_counsellor": ""}).status_code == 302
        owner.person.refresh_from_db()
        assert owner.person.birth_date == BIRTH
        assert Journey.objects.get().participant == owner.person

    def test_a_member_of_staff_begins_as_participant(self, sign_in: SignIn) -> None:
        counsellor = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
        browser = sign_in(counsellor)
        link = confirm_url(pending(email=counsellor.person.email))
        assert browser.post(link, {"nav_counsellor": ""}).status_code == 302
        assert browser.session["acting_as"] == "participant"

    def test_signing_in_leads_back_to_the_link(self, client: Client) -> None:
        """Somebody who has been through it once, and comes again after the first journey is closed."""
        client.post(confirm_url(pending()), {"password": NEW_PASSWORD})
        first = Journey.objects.get()
        close(journey=first, reason="in_work", by=as_participant(first.participant))
        link = confirm_url(pending())
        browser = Client()
        (sign_in_url,) = re.findall(r'href="([^"]*next=[^"]*)"', browser.get(link).text)
        credentials = {"login": "grete@example.test", "password": NEW_PASSWORD}
        assert browser.post(sign_in_url, credentials).url == link
        assert browser.post(link, {"nav_counsellor": ""}).status_code == 302
        assert Journey.objects.filter(closed_at=None, participant=first.participant).count() == 1

    def test_signed_in_as_another_is_asked_to_sign_out(self, sign_in: SignIn) -> None:
        PersonFactory(email="grete@example.test")
        other = participant()
        page = sign_in(other).get(confirm_url(pending()))
        assert reverse("account_logout") in page.text

    def test_somebody_invited_before_gets_a_password_when_the_birth_date_fits(self, client: Client) -> None:
        known = PersonFactory(email="grete@example.test", name="Grete Kjent", birth_date=BIRTH, password="!")
        Person.objects.update(password="!")
        client.post(confirm_url(pending(name="Grete")), {"password": NEW_PASSWORD})
        known.refresh_from_db()
        assert (known.name, known.check_password(NEW_PASSWORD)) == ("Grete Kjent", True)

    @pytest.mark.parametrize("birth_date", [None, datetime.date(1990, 1, 1)])
    def test_somebody_invited_with_another_birth_date_stays_theirs(
        self, client: Client, birth_date: datetime.date | None
    ) -> None:
        known = PersonFactory(email="grete@example.test", birth_date=birth_date)
        Person.objects.update(password="!")
        page = client.post(confirm_url(pending()), {"password": NEW_PASSWORD})
        assert page.status_code == 200
        assert not Journey.objects.exists()
        known.refresh_from_db()
        assert not known.has_usable_password()

    def test_a_closed_account_stays_closed(self, client: Client) -> None:
        PersonFactory(email="grete@example.test", birth_date=BIRTH, is_active=False)
        Person.objects.update(password="!")
        assert client.post(confirm_url(pending()), {"password": NEW_PASSWORD}).status_code == 200
        assert not Journey.objects.exists()

    def test_an_open_journey_is_gone_on_with(self, sign_in: SignIn) -> None:
        owner = participant(email="grete@example.test")
        start_signed_in(owner)
        answer = sign_in(owner).post(confirm_url(pending()), {"nav_counsellor": ""})
        assert answer.status_code == 302
        assert Journey.objects.count() == 1

    def test_a_lost_race_gets_the_friendly_page(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        link = confirm_url(pending())

        def lost(**_: Any) -> None:
            raise actions.LinkUsedUp

        monkeypatch.setattr("referrals.actions.confirm_start", lost)
        assert client.post(link, {"password": NEW_PASSWORD}).status_code == 410

    def test_the_action_itself_looks_again(self) -> None:
        start = pending()
        answers = actions.OwnStartAnswers(password=NEW_PASSWORD)
        actions.confirm_start(pending=start, answers=answers, signed_in=None)
        with pytest.raises(actions.LinkUsedUp):
            actions.confirm_start(pending=start, answers=answers, signed_in=None)
        second = pending(email="grete@example.test")
        with pytest.raises(actions.LinkOfAnother):
            actions.confirm_start(pending=second, answers=answers, signed_in=None)


def start_signed_in(owner: Actor, **fields: Any) -> Journey:
    answers = {"topic": TOPIC, "birth_date": None, "nav_counsellor": None, **fields}
    return actions.start_signed_in(county=county("trondelag"), by=owner, **answers)


class TestSignedIn:
    def test_needs_no_mail(self, sign_in: SignIn, trondelag: str) -> None:
        owner = participant()
        browser = sign_in(owner)
        assert "birth_date" not in browser.get(trondelag).context["form"].fields
        answer = browser.post(trondelag, {"topic": TOPIC, "nav_counsellor": ""})
        assert answer.url == reverse("appointments:pick", args=[Journey.objects.get().public_id])
        assert not OutboxMessage.objects.filter(kind=notifications.START_LINK).exists()

    def test_is_asked_for_a_birth_date_that_is_not_known(self, sign_in: SignIn, trondelag: str) -> None:
        owner = participant(birth_date=None)
        browser = sign_in(owner)
        assert browser.post(trondelag, {"topic": TOPIC}).status_code == 422
        date = {"birth_date_0": "17", "birth_date_1": "5", "birth_date_2": "2004"}
        assert browser.post(trondelag, {"topic": TOPIC, **date}).status_code == 302
        owner.person.refresh_from_db()
        assert owner.person.birth_date == BIRTH

    def test_in_a_journey_already_goes_to_it(self, sign_in: SignIn, trondelag: str) -> None:
        owner = participant()
        journey = start_signed_in(owner)
        answer = sign_in(owner).get(trondelag)
        assert answer.url == reverse("workspace:journey", args=[journey.public_id])
        with pytest.raises(AlreadyInJourney):
            start_signed_in(owner)

    def test_a_lost_race_goes_home(self, sign_in: SignIn, trondelag: str, monkeypatch: pytest.MonkeyPatch) -> None:
        owner = participant()
        monkeypatch.setattr(import_module("referrals.views.start"), "open_journey_in", lambda *_: None)
        start_signed_in(owner)
        answer = sign_in(owner).post(trondelag, {"topic": TOPIC})
        assert answer.url == reverse("workspace:home")

    def test_the_topic_is_for_the_career_counsellor_and_not_for_nav(self, sign_in: SignIn) -> None:
        owner = participant()
        nav = staff(Party.NAV_COUNSELLOR, county_code="trondelag")
        career = staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
        journey = start_signed_in(owner, nav_counsellor=nav.membership)
        Journey.objects.update(career_counsellor=career.membership)
        url = reverse("workspace:journey", args=[journey.public_id])
        assert TOPIC in sign_in(career).get(url).text
        assert TOPIC in sign_in(owner).get(url).text
        seen_by_nav = sign_in(nav).get(url).text
        assert TOPIC not in seen_by_nav
        assert owner.person.email not in seen_by_nav


def test_starts_are_forgotten_when_their_time_is_over() -> None:
    pending()
    pending(email="ny@example.test")
    now = timezone.now()
    PendingStart.objects.filter(email="ny@example.test").update(expires_at=now)
    assert actions.forget_expired_starts(now=now) == 1
    assert actions.forget_expired_starts(now=now) == 0
    assert PendingStart.objects.get().email == "grete@example.test"


def test_the_worker_forgets_them_each_night() -> None:
    pending()
    PendingStart.objects.update(expires_at=timezone.now())
    forget_expired_starts_each_night(timestamp=0)
    assert not PendingStart.objects.exists()


def test_who_is_who_for_the_actor_of_a_start() -> None:
    owner = participant()
    journey = start_signed_in(owner)
    assert journey.events.get().by_person == as_participant(owner.person).person
