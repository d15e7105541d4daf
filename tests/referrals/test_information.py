"""Nav notes that it told about guidance: how and when, naming nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from common import outbox
from common.models import AuditEntry, OutboxMessage
from journeys.models import Event
from referrals import actions, notifications
from referrals.models import InformationGiven
from tests.factories import county, participant, staff

pytestmark = pytest.mark.django_db

SignIn = Callable[[Actor], Client]
URL = "referrals:information"


@pytest.fixture(autouse=True)
def _in_msgids(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English")]


@pytest.fixture
def nav(db: None) -> Actor:
    return staff(Party.NAV_COUNSELLOR, county_code="trondelag")


def data(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    date = {"given_on_0": str(today.day), "given_on_1": str(today.month), "given_on_2": str(today.year)}
    return {"how": "told", "email": "", **date, **changes}


def test_records_how_and_when_and_one_audit_row(nav: Actor, sign_in: SignIn) -> None:
    browser = sign_in(nav)
    assert browser.get(reverse(URL)).status_code == 200
    assert browser.post(reverse(URL), data()).status_code == 302
    row = InformationGiven.objects.get()
    assert (row.membership, row.how, row.given_on) == (nav.membership, "told", timezone.localdate())
    assert AuditEntry.objects.get().kind == "information_given"
    assert not Event.objects.exists()
    assert "Told about the offer" in browser.get(reverse(URL)).text


def test_sends_the_link_without_keeping_the_address(nav: Actor, sign_in: SignIn) -> None:
    sign_in(nav).post(reverse(URL), data(how="sent_link", email="noen@example.test"))
    message = OutboxMessage.objects.get()
    assert (message.kind, message.address, message.recipient) == (notifications.COUNTY_PAGE, "noen@example.test", None)
    assert reverse("referrals:start", args=["trondelag"]) in notifications.render_county_page(message).body_text
    assert outbox.send_due() == 1
    assert all("noen@" not in str(value) for value in InformationGiven.objects.values().get().values())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"how": ""}, "how"),
        ({"how": "sent_link"}, "email"),
        ({"how": "sent_link", "email": "tull"}, "email"),
        ({"given_on_2": "2999"}, "given_on"),
    ],
)
def test_bad_input_is_explained(nav: Actor, sign_in: SignIn, changes: dict[str, str], field: str) -> None:
    page = sign_in(nav).post(reverse(URL), data(**changes))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not InformationGiven.objects.exists()


def test_each_sees_the_own_only(nav: Actor, sign_in: SignIn) -> None:
    colleague = staff(Party.NAV_COUNSELLOR, county_code="trondelag")
    actions.record_information(how="helped", given_on=timezone.localdate(), email="", language="nb", by=colleague)
    assert "You have noted nothing yet." in sign_in(nav).get(reverse(URL)).text


@pytest.mark.parametrize("party", [Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.COORDINATOR, None])
def test_is_for_nav_where_participants_begin(sign_in: SignIn, party: Party | None) -> None:
    code = "nordland" if party == Party.NAV_COUNSELLOR else "trondelag"
    browser = sign_in(staff(party, county_code=code) if party else participant())
    assert browser.get(reverse(URL)).status_code == 403
    assert browser.post(reverse(URL), data()).status_code == 403


def test_a_participant_records_nothing() -> None:
    with pytest.raises(PermissionDenied):
        actions.record_information(how="told", given_on=timezone.localdate(), email="", language="nb", by=participant())


def test_the_menu_and_my_day_offer_what_the_county_begins_with(nav: Actor, sign_in: SignIn) -> None:
    county("trondelag")
    here = sign_in(nav).get(reverse("workspace:home")).text
    assert reverse(URL) in here
    assert reverse("referrals:new") not in here
    there = sign_in(staff(Party.NAV_COUNSELLOR)).get(reverse("workspace:home")).text
    assert reverse("referrals:new") in there
    assert reverse(URL) not in there
