"""E-mail and password: who gets in, in which language, how often one may try, and what the mails say."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import notifications
from accounts.actions import set_up
from accounts.adapter import AccountAdapter
from accounts.enums import Party
from accounts.models import Person
from common import outbox
from common.models import MessageState, OutboxMessage
from tests.factories import PASSWORD, JourneyFactory, PersonFactory, staff

pytestmark = pytest.mark.django_db
NEW = "et-helt-nytt-passord-26"


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person() -> Person:
    found = PersonFactory(email="prove@example.test", language="nn")
    set_up(person=found, name=found.name, password=PASSWORD)
    JourneyFactory(participant=found)
    return found


def sign_in(client, password: str = PASSWORD, email: str = "Prove@Example.test", **fields):
    return client.post(reverse("account_login"), {"login": email, "password": password, **fields})


def test_signing_in_takes_the_default_capacity_and_the_persons_language(client, person):
    response = sign_in(client)
    assert response["Location"] == "/"
    assert response.cookies["django_language"].value == "nn"
    page = client.get(reverse("accounts:choose"))
    assert page.wsgi_request.actor.is_participant
    assert '<html lang="nn"' in page.content.decode()


def test_the_way_on_after_signing_in_stays_here(client, person):
    assert sign_in(client, next="/konto/profil/")["Location"] == "/konto/profil/"
    client.logout()
    assert sign_in(client, next="https://evil.example/")["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, person):
    wrong = sign_in(client, password="feil-passord-helt-klart")
    unknown = sign_in(client, email="finnes.ikke@example.test")
    said = [list(response.context["form"].errors.values()) for response in (wrong, unknown)]
    assert said[0] == said[1]
    assert said[0]


def test_after_five_wrong_attempts_the_right_password_must_wait(client, person):
    for _ in range(5):
        sign_in(client, password="feil-passord-helt-klart")
    assert sign_in(client).status_code == 200
    assert "_auth_user_id" not in client.session


def test_an_unproved_address_must_be_confirmed_first(client):
    PersonFactory(email="prove@example.test")
    assert sign_in(client)["Location"] == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert outbox.send_due() == 1
    path = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    assert client.get(path).status_code == 200
    client.post(path)
    assert EmailAddress.objects.get().verified
    assert sign_in(client)["Location"] == reverse("accounts:choose"), "nothing to do here yet"


def test_nobody_signs_up(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/konto/signup/").status_code == 404
    assert not AccountAdapter().is_open_for_signup(None)


def test_a_closed_account_stays_out(client, person):
    Person.objects.update(is_active=False)
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password(client, person):
    client.post(reverse("account_reset_password"), {"email": "PROVE@example.test"})
    message = OutboxMessage.objects.get()
    assert message.payload == {}
    outbox.send_due()
    body = mail.outbox[0].body
    path = re.search(r"http://[^/]+(/\S+)", body).group(1)
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert sign_in(client, password=NEW)["Location"] == "/"
    again = client.get(path, follow=True)
    assert again.context["token_fail"], "a link works once"


def test_a_new_password_by_mail_proves_the_address(client):
    """As for an account a superuser made by hand."""
    made = PersonFactory(email="ny@example.test", birth_date=None)
    made.set_unusable_password()
    made.save()
    client.post(reverse("account_reset_password"), {"email": "ny@example.test"})
    outbox.send_due()
    path = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    form = client.get(path, follow=True)
    assert not EmailAddress.objects.exists(), "looking at the link changes nothing"
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert sign_in(client, email="ny@example.test", password=NEW).status_code == 302
    assert "_auth_user_id" in client.session


def test_an_unknown_address_gets_no_mail_and_the_same_page(client, person):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})["Location"]
        for email in ("prove@example.test", "finnes.ikke@example.test")
    ]
    assert answers[0] == answers[1]
    assert OutboxMessage.objects.count() == 1


def test_a_mail_nobody_waits_for_any_more_is_not_sent(person):
    notifications.password_reset(person)
    OutboxMessage.objects.update(created_at=timezone.now() - notifications.FRESH)
    assert outbox.send_due() == 0
    assert OutboxMessage.objects.get().state == MessageState.VOID


def test_mails_whose_recipient_or_address_is_gone_are_void(person):
    address = EmailAddress.objects.get()
    notifications.confirm_email(address)
    address.delete()
    notifications.password_reset(person)
    OutboxMessage.objects.filter(kind=notifications.PASSWORD_RESET).update(recipient=None)
    assert outbox.send_due() == 0


def test_signing_out(client, person):
    client.force_login(person)
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:choose")).status_code == 302


def test_changing_the_password(client, person):
    client.force_login(person)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)


@pytest.mark.parametrize(
    "route",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive",
     "account_email_verification_sent", "account_reset_password_from_key_done"],
)  # fmt: skip
def test_the_doors_are_open_to_all(client, route):
    assert client.get(reverse(route)).status_code == 200


@pytest.mark.parametrize("route", ["account_change_password", "account_set_password", "accounts:profile"])
def test_the_rest_is_not(client, route):
    assert client.get(reverse(route))["Location"].startswith(reverse("account_login"))


def test_a_page_costs_people_with_one_capacity_no_more_than_who_they_are(client, django_assert_num_queries):
    actor = staff(Party.NAV_COUNSELLOR)
    client.force_login(actor.person)
    client.get(reverse("accounts:profile"))
    with django_assert_num_queries(7):  # savepoint, session, person, membership, who asks, covers, release
        client.get(reverse("accounts:profile"))


# --- profile -------------------------------------------------------------------------------------------------------
def test_a_person_changes_the_own_profile(client, person, audited):
    client.force_login(person)
    fields = {"name": "Nytt Navn", "phone": "00 00 00 00", "language": "nb", "neutral_wording": "on"}
    response = client.post(reverse("accounts:profile"), fields)
    assert response["Location"] == reverse("accounts:profile")
    assert response.cookies["django_language"].value == "nb"
    person.refresh_from_db()
    assert (person.name, person.phone, person.language, person.neutral_wording) == (
        "Nytt Navn", "00 00 00 00", "nb", True,
    )  # fmt: skip
    assert audited() == ["profile_changed"]


def test_a_profile_needs_a_name(client, person):
    client.force_login(person)
    response = client.post(reverse("accounts:profile"), {"name": "", "language": "xx", "phone": "1" * 21})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "language", "phone"}
    person.refresh_from_db()
    assert person.name


def test_participants_see_what_is_known_and_staff_do_not(client, person):
    person.spoken_language = "tigrinja"
    person.save()
    client.force_login(person)
    assert "tigrinja" in client.get(reverse("accounts:profile")).content.decode()
    person.memberships.create(
        office=staff(Party.NAV_COUNSELLOR).office, role=Party.NAV_COUNSELLOR, valid_from=timezone.localdate()
    )
    client.logout()
    client.force_login(person)
    assert "tigrinja" not in client.get(reverse("accounts:profile")).content.decode()
