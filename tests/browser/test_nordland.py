"""The whole way in Nordland, from referral to follow-up, by three people in three browsers; the participant's a phone.

Source: nordland-model, the steps *Forarbeid* to *Oppfølging*; DOMAIN, "The firewall".
"""

from datetime import date

import pytest
from django.utils import timezone
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
from tests.browser.worker import link_in, send_mail
from tests.browser.world import Staff, staff_of
from tests.conftest import owner
from tests.factories import PASSWORD

EMAIL, NAME = "aud.eksempelrud@example.test", "Aud Eksempelrud"
NOTE = "Trives best når hun får lage noe med hendene."


@pytest.fixture
def there(transactional_db: None) -> Staff:
    return staff_of("nordland")


def test_from_referral_to_follow_up(browse: Open, there: Staff):
    nav, career, participant = browse(), browse(), browse(phone=True)
    publish_times(career.sign_in(there.career_email), modes=["in_person"])
    refer(nav.sign_in(there.nav_email), there)
    book(nav)
    come_in_by_invitation(participant)
    write_note(career, journey(), NOTE)
    version = make_the_plan(career)
    take_the_pdf(participant, version)
    nav_finds_nothing(nav, version, NOTE)
    share(participant, version)
    read_and_tick(nav, version)
    see_who_has_read(participant, there)
    withdraw(participant, version)
    nav_finds_nothing(nav, version, NOTE)
    follow_up(participant, version)
    close(career)


def journey() -> Journey:
    return Journey.objects.get(participant__email=EMAIL)


def refer(nav: Visitor, there: Staff) -> None:
    nav.open("workspace:home").passes().follow("New referral").at("referrals:new")
    nav.press("Register and book a time")
    expect(nav.page.locator(".ds-error-summary")).to_be_focused()
    nav.passes()
    nav.fill(name=NAME, birth_date=date(2004, 3, 24), email=EMAIL, phone="900 00 000")
    for answer in nav.page.locator('main [name^="check_"][value="yes"]').all():
        answer.check()
    nav.fill(check_has_completed="no")
    nav.fill(
        purpose="Jeg vil ta fagbrev som kokk.",
        agreed_text="Har gått ett år på videregående.",
        is_agreed=True,
        career_centre=str(there.career.office.public_id if there.career.office else ""),
        missing_documents="Karakterutskrift fra Vg1",
        income_support="aap",
        support_months="36",
    )
    nav.press("Register and book a time")
    nav.page.wait_for_url("**/avtaler/bestill/**")


def book(visitor: Visitor) -> None:
    visitor.passes()
    take_a_time(visitor)


def come_in_by_invitation(participant: Visitor) -> None:
    messages = send_mail()
    calendar = [each for each in messages if EMAIL in each.to and each.attachments]
    assert calendar, [(each.to, each.subject) for each in messages]
    invitation = next(each for each in messages if EMAIL in each.to and "/konto/invitasjon/" in str(each.body))
    participant.open(link_in(invitation, "/konto/invitasjon/")).passes()
    participant.fill(birth_date=date(2004, 3, 24), password=PASSWORD, again=PASSWORD).press("Sign in")
    participant.page.wait_for_url(lambda url: "invitasjon" not in url)
    participant.passes().sees("Karriere Prøvebygd")


def make_the_plan(career: Visitor) -> PlanVersion:
    career.press("Begin the plan")
    career.page.wait_for_url("**/planer/**")
    career.fill(trade="Kokkfaget", end_goal="Kokk på et sted med god mat")
    saved(career, "#end-goal")
    career.page.locator("#section-summary textarea").fill(SUMMARY)
    saved(career, "#section-summary")
    for what, responsible in (("Ta med arbeidsattest", "participant"), ("Avklare støtte", "nav")):
        add_step(career, what, responsible)
    complete(career)
    with owner():
        return PlanVersion.objects.get(journey=journey())


def read_and_tick(nav: Visitor, version: PlanVersion) -> None:
    """The mail tells that there is something to read; the page is read, a step is ticked."""
    assert send_mail()
    nav.open("workspace:home").passes().go("workspace:journeys").passes()
    nav.go("workspace:journey", journey().public_id).passes()
    nav.go("careerplans:version", version.public_id).passes().sees(SUMMARY).does_not_see(NOTE)
    tick(nav, "Avklare støtte")


def tick(visitor: Visitor, step: str) -> None:
    line = visitor.page.locator("li, section, tr").filter(has_text=step).filter(has=visitor.page.locator("select")).last
    line.locator("select").select_option("done")
    line.locator("button").click()
    visitor.told("The step is updated")


def see_who_has_read(participant: Visitor, there: Staff) -> None:
    participant.open("workspace:home").go("careerplans:reads").passes().sees(there.nav.person.name).sees(
        "Nav Prøvebygd"
    )


def follow_up(participant: Visitor, version: PlanVersion) -> None:
    participant.open("workspace:home").go("careerplans:version", version.public_id)
    tick(participant, "Ta med arbeidsattest")
    participant.open("workspace:home").go("careerplans:application", version.public_id).passes()
    participant.fill(what="Vg1 restaurant- og matfag", deadline=date(timezone.localdate().year + 1, 3, 1))
    participant.press("Save the application").at("careerplans:version", version.public_id).passes()


def close(career: Visitor) -> None:
    case = journey()
    career.open("workspace:journey", case.public_id).go("workspace:close", case.public_id).passes()
    career.page.locator('main [name="reason"]').first.check()
    career.press("Close the journey").at("workspace:journey", case.public_id).passes()
    assert not journey().is_open
