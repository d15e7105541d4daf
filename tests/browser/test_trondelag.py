"""The whole way in Trøndelag: the participant begins alone, on a phone; Nav knows nothing until invited.

Source: trondelag-model, *Brukerreisen*; DOMAIN, "The firewall".
"""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from careerplans.models import PlanVersion
from journeys.models import Journey
from tests.browser.conftest import Open
from tests.browser.steps import (
    SUMMARY,
    add_step,
    complete,
    nav_finds_nothing,
    publish_times,
    saved,
    share,
    take_a_time,
    take_the_pdf,
    withdraw,
    write_note,
)
from tests.browser.visitor import Visitor
from tests.browser.worker import link_in, send_mail, to
from tests.browser.world import Staff, staff_of
from tests.conftest import owner
from tests.factories import PASSWORD

EMAIL, NAME = "dag.demostad@example.test", "Dag Demostad"
TOPIC = "Jeg lurer på om jeg kan ta fagbrev."
NOTE = "Har lyst til å jobbe ute."


@pytest.fixture
def there(transactional_db: None) -> Staff:
    return staff_of("trondelag")


def test_from_the_county_page_to_a_shared_summary_note(browse: Open, there: Staff):
    participant, career, nav = browse(phone=True), browse(), browse()
    publish_times(career.sign_in(there.career_email), modes=["in_person", "phone", "digital"])
    begin_alone(participant)
    book_by_phone(participant)
    nav_knows_nothing(nav.sign_in(there.nav_email))
    write_note(career, journey(), NOTE)
    version = write_the_summary_note(career)
    take_the_pdf(participant, version)
    invite(participant, there)
    nav_finds_nothing(nav, version, NOTE)
    share(participant, version)
    read(nav, version)
    withdraw(participant, version)
    nav_finds_nothing(nav, version, NOTE)


def journey() -> Journey:
    return Journey.objects.get(participant__email=EMAIL)


def begin_alone(participant: Visitor) -> None:
    """The county's page, a link to the address, a password."""
    participant.open("workspace:home").go("workspace:model", "trondelag").passes().go(
        "referrals:start", "trondelag"
    ).passes().press("Send me the link")
    expect(participant.page.locator(".ds-error-summary")).to_be_focused()
    participant.passes()
    participant.fill(topic=TOPIC, name=NAME, birth_date=date(2003, 11, 5), email=EMAIL, phone="900 00 001")
    participant.press("Send me the link").at("referrals:start_sent").passes()
    participant.open(link_in(to(send_mail(), EMAIL), "/start/bekreft/")).passes()
    participant.fill(password=PASSWORD).press("Begin and choose a time")
    participant.page.wait_for_url("**/avtaler/bestill/**")


def book_by_phone(participant: Visitor) -> None:
    participant.passes()
    if participant.page.locator('main select[name="centre"]').count():
        participant.page.locator('main select[name="centre"]').select_option(label="Karriere Prøvebygd")
    participant.fill(mode="phone").press("Show times")
    take_a_time(participant)
    appointment = journey().appointments.get()
    assert (appointment.mode, appointment.nav_counsellor) == ("phone", None)
    assert appointment.ends_at - appointment.starts_at == timedelta(minutes=45)
    confirmation = to([each for each in send_mail() if each.attachments], EMAIL)
    assert TOPIC not in str(confirmation.body)
    participant.open(link_in(confirmation, "/avtaler/avbestill/")).passes()
    participant.open("workspace:home").passes()


def nav_knows_nothing(nav: Visitor) -> None:
    """Nobody invited Nav: no trace of the journey anywhere."""
    nav.open("workspace:home").passes().does_not_see(NAME)
    nav.open("workspace:journeys").passes().does_not_see(NAME)
    assert nav.status_of("workspace:journey", journey().public_id) == 404
    nav.passes().go("referrals:information").passes()


def write_the_summary_note(career: Visitor) -> PlanVersion:
    career.press("Begin the plan")
    career.page.wait_for_url("**/planer/**")
    for key, text in (("school_and_work", SUMMARY), ("way_forward", "Ring to bedrifter før jul.")):
        career.page.locator(f"#section-{key} textarea").fill(text)
        saved(career, f"#section-{key}")
    add_step(career, "Ringe tre bedrifter", "participant")
    complete(career)
    with owner():
        return PlanVersion.objects.get(journey=journey())


def invite(participant: Visitor, there: Staff) -> None:
    """First the office, then the person; the journey's page says what Nav sees then."""
    case = journey()
    office = there.nav.office
    assert office is not None
    assert there.nav.membership is not None
    participant.open("workspace:home").go("workspace:nav_invite", case.public_id).passes().fill(office=office.public_id)
    participant.press("Show counsellors").passes().fill(counsellor=there.nav.membership.public_id)
    participant.press("Invite").at("workspace:journey", case.public_id).passes()


def read(nav: Visitor, version: PlanVersion) -> None:
    nav.open("workspace:home").passes().sees(NAME)
    nav.go("careerplans:version", version.public_id).passes().sees(SUMMARY).does_not_see(NOTE)
    nav.does_not_see(TOPIC)
