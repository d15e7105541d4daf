"""The pages anybody may open, and the door in."""

import pytest
from playwright.sync_api import expect

from accounts.enums import OfficeKind, Party
from tests.browser.conftest import Open
from tests.browser.visitor import said
from tests.browser.world import may_sign_in
from tests.factories import county, office, staff

PUBLIC = (
    "workspace:home",
    "workspace:privacy",
    "workspace:accessibility",
    "account_login",
    "account_reset_password",
    "referrals:start_sent",
)


@pytest.fixture(autouse=True)
def _counties(transactional_db: None) -> None:
    county("nordland")
    county("trondelag")
    office(OfficeKind.CAREER_CENTRE, county_code="trondelag")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_accessible(browse: Open, name: str):
    browse().open(name).passes()


def test_a_page_with_a_fault_would_not_pass(browse: Open):
    visitor = browse().open("workspace:privacy")
    visitor.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/x.png\">')"
    )
    with pytest.raises(AssertionError, match="image-alt"):
        visitor.passes()


def test_the_county_pages_are_accessible(browse: Open):
    browse(phone=True).open("workspace:model", "nordland").passes().open("referrals:start", "trondelag").passes()


def test_a_page_that_is_not_there_says_so_in_our_own_frame(browse: Open):
    visitor = browse()
    assert visitor.page.goto("/finnes-ikke/").status == 404  # type: ignore[union-attr]
    visitor.passes()


def test_signing_in_with_a_wrong_password_keeps_the_address_and_says_what_to_do(browse: Open):
    visitor = browse(phone=True).open("account_login").fill(login="ingen@example.test", password="feil-passord")
    visitor.page.locator("main form button[type=submit]").first.click()
    expect(visitor.page.locator(".ds-error-summary")).to_be_focused()
    expect(visitor.field("login")).to_have_value("ingen@example.test")
    visitor.passes()


def test_signing_in_and_out(browse: Open):
    nav = may_sign_in(staff(Party.NAV_COUNSELLOR))
    visitor = browse().sign_in(nav.person.email)
    expect(visitor.page.get_by_role("banner")).to_contain_text(nav.place)
    visitor.passes()
    visitor.page.get_by_role("button", name=said("Your account and roles")).click()
    visitor.page.get_by_role("button", name=said("Sign out")).click()
    visitor.page.wait_for_url(lambda url: url.endswith("/"))
    expect(visitor.page.get_by_role("main")).to_contain_text(said("Sign in"))
