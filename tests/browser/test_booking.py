"""Finding a time that suits all three, holding, confirming, moving and cancelling it, each person in a browser."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.actors import Actor, System, as_participant
from accounts.enums import Party
from appointments import actions
from appointments.enums import Status
from appointments.models import Appointment, Hold, PublishedTime
from appointments.queries import Wish
from appointments.slots import is_public_holiday
from common.dates import format_day
from journeys import actions as journey_actions
from journeys import kinds
from journeys.models import Journey
from tests.browser.conftest import Open
from tests.browser.steps import take_a_time
from tests.browser.visitor import Visitor, said
from tests.browser.worker import link_in, send_mail, to
from tests.browser.world import Staff, staff_of
from tests.conftest import owner
from tests.factories import PersonFactory, county


@dataclass(frozen=True)
class Case:
    """A Nordland journey ready for its three-party meeting, and the day the career counsellor can be met."""

    journey: Journey
    there: Staff
    owner: Actor
    day: datetime

    def at(self, clock: str) -> datetime:
        return self.day.replace(hour=int(clock[:2]), minute=int(clock[3:]))

    def book(self, clock: str = "09.00") -> Appointment:
        """What the three have agreed already."""
        journey = self.journey
        kind = journey.blueprint.meeting_kinds[0]
        centre = self.there.career.office
        wish = Wish(journey, kind, kind.default_mode, nav=self.there.nav.membership, centre=centre)
        with owner():
            return actions.book(wish=wish, starts_at=self.at(clock), by=self.owner)


def next_workday() -> datetime:
    """A day on which the county's notice is kept, and which is in one week with nothing else offered."""
    day = timezone.localdate() + timedelta(days=3)
    while day.weekday() > 4 or is_public_holiday(day):
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time()))


def make_case(there: Staff, day: datetime) -> Case:
    """Another participant of the same counsellors."""
    participant = as_participant(PersonFactory())
    with owner():
        journey = journey_actions.start(
            county=county(),
            participant=participant.person,
            origin=Party.NAV_COUNSELLOR,
            by=System("test"),
            nav_counsellor=there.nav.membership,
            career_centre=there.career.office,
        )
        journey_actions.record(journey=journey, kind=kinds.REFERRAL_REGISTERED, by=System("test"))
    return Case(journey, there, participant, day)


@pytest.fixture
def case(transactional_db: None) -> Case:
    there, day = staff_of("nordland"), next_workday()
    with owner():
        PublishedTime.objects.create(
            membership=there.career.membership,
            starts_at=day.replace(hour=9),
            ends_at=day.replace(hour=12),
            modes=["in_person", "digital"],
        )
    return make_case(there, day)


def appointment(case: Case) -> Appointment:
    return Appointment.objects.get(journey=case.journey)


def times(visitor: Visitor) -> list[str]:
    return visitor.page.locator(".app-slot > span").all_inner_texts()


# --- finding and booking -------------------------------------------------------------------------------------------
def test_nav_picks_a_common_time_with_the_participant(browse: Open, case: Case):
    nav = browse(actor=case.there.nav).open("appointments:pick", case.journey.public_id).passes()
    for each in (case.owner, case.there.career):
        nav.sees(each.person.name)
    assert times(nav) == ["09.00", "10.00", "11.00"]
    take_a_time(nav)
    nav.at("appointments:detail", appointment(case).public_id)
    assert appointment(case).starts_at == case.at("09.00")
    assert appointment(case).commitments.count() == 3
    assert {each.to[0] for each in send_mail()} == {
        each.person.email for each in (case.owner, case.there.nav, case.there.career)
    }


def test_the_participant_books_on_a_phone(browse: Open, case: Case):
    participant = browse(phone=True, actor=case.owner).open("appointments:pick", case.journey.public_id)
    participant.passes().fill(mode="digital").press("Show times")
    participant.page.wait_for_url("**mode=digital**")
    take_a_time(participant)
    assert (appointment(case).mode, appointment(case).place) == ("digital", None)


def test_by_keyboard_alone(browse: Open, case: Case):
    nav = browse(actor=case.there.nav).open("appointments:pick", case.journey.public_id)
    name = f"{format_day(case.day)} kl. 10.00–11.00"
    nav.page.get_by_role("button", name=name).focus()
    nav.page.keyboard.press("Enter")
    nav.page.wait_for_url("**/holdt/**")
    nav.page.get_by_role("button", name=said("Confirm the appointment")).focus()
    nav.page.keyboard.press("Enter")
    nav.page.wait_for_url(lambda url: "holdt" not in url)
    assert appointment(case).starts_at == case.at("10.00")


def test_without_scripts(browse: Open, case: Case):
    nav = browse(actor=case.there.nav, scripts=False).open("appointments:pick", case.journey.public_id)
    nav.page.locator(".app-slot").first.click()
    nav.page.wait_for_url("**/holdt/**")
    nav.sees(timezone.localtime(Hold.objects.get().expires_at).strftime("%H.%M"))
    nav.press("Confirm the appointment").at("appointments:detail", appointment(case).public_id)


def test_thinking_it_over(browse: Open, case: Case):
    """Choosing another time gives the first one back; who has left the page finds the way to it."""
    nav = browse(actor=case.there.nav).open("appointments:pick", case.journey.public_id)
    nav.page.locator(".app-slot").first.click()
    nav.page.wait_for_url("**/holdt/**")
    nav.open("appointments:pick", case.journey.public_id).passes()
    assert times(nav) == ["10.00", "11.00"]
    nav.follow("Go on with that time").press("Choose another time")
    nav.page.wait_for_url("**/bestill/**")
    assert times(nav) == ["09.00", "10.00", "11.00"]
    assert not Hold.objects.exists()


# --- two who want the same -----------------------------------------------------------------------------------------
def test_two_browsers_pick_the_same_time(browse: Open, case: Case):
    other = make_case(case.there, case.day)
    first = browse(phone=True, actor=case.owner).open("appointments:pick", case.journey.public_id)
    second = browse(actor=other.owner).open("appointments:pick", other.journey.public_id)
    first.page.locator(".app-slot").first.click()
    first.page.wait_for_url("**/holdt/**")
    second.page.locator(".app-slot").first.click()
    expect(second.page.locator(".ds-error-summary")).to_be_focused()
    second.passes().sees(said("That time was just taken. Choose another one."))
    assert times(second) == ["10.00", "11.00"]
    take_a_time(second)
    first.press("Confirm the appointment").at("appointments:detail", appointment(case).public_id)
    assert {each.starts_at for each in Appointment.objects.all()} == {case.at("09.00"), case.at("10.00")}


def test_two_parties_of_one_journey_pick_at_once(browse: Open, case: Case):
    nav, participant = browse(actor=case.there.nav), browse(phone=True, actor=case.owner)
    for each in (nav, participant):
        each.open("appointments:pick", case.journey.public_id)
    nav.page.locator(".app-slot").first.click()
    nav.page.wait_for_url("**/holdt/**")
    participant.page.locator(".app-slot").last.click()
    participant.sees(case.there.nav.person.name).passes()
    nav.press("Confirm the appointment").at("appointments:detail", appointment(case).public_id)
    assert Appointment.objects.count() == 1


def test_an_expired_hold(browse: Open, case: Case):
    other = make_case(case.there, case.day)
    late = browse(actor=case.owner).open("appointments:pick", case.journey.public_id)
    late.page.locator(".app-slot").first.click()
    late.page.wait_for_url("**/holdt/**")
    expire()
    other.book("09.00")
    late.press("Confirm the appointment")
    expect(late.page.locator(".ds-error-summary")).to_be_focused()
    late.passes()
    assert times(late) == ["10.00", "11.00"]
    take_a_time(late)
    assert appointment(case).starts_at == case.at("10.00")


def expire() -> None:
    """Let ten minutes pass for whatever is held."""
    with owner():
        for held in Hold.objects.all():
            past = timezone.now() - timedelta(seconds=1)
            held.commitments.update(expires_at=past)
            Hold.objects.filter(pk=held.pk).update(expires_at=past)


def test_the_countdown_says_when_it_is_over(browse: Open, case: Case):
    nav = browse(actor=case.there.nav).open("appointments:pick", case.journey.public_id)
    nav.page.clock.install()
    nav.page.locator(".app-slot").first.click()
    nav.page.wait_for_url("**/holdt/**")
    status = nav.page.locator("[data-hold-said]")
    expect(status).to_be_empty()
    nav.page.clock.run_for("08:05")
    expect(status).to_have_text(said("You have two minutes left to confirm."))
    nav.page.clock.run_for("02:00")
    over = said("We no longer keep the time for you. It may still be free: try to confirm, or choose another time.")
    expect(status).to_have_text(over)
    expect(nav.page.locator("[data-hold-text]")).to_have_text(over)


# --- by the links of the mail --------------------------------------------------------------------------------------
def from_the_mail(case: Case, part: str) -> str:
    return link_in(to([each for each in send_mail() if each.attachments], case.owner.person.email), part)


def test_the_participant_moves_it_from_the_mail(browse: Open, case: Case):
    case.book("09.00")
    link = from_the_mail(case, "/flytt/")
    participant = browse(phone=True).open(link).passes()
    assert times(participant) == ["10.00", "11.00"]
    participant.page.locator(".app-slot").last.click()
    participant.page.wait_for_url("**hold=**")
    participant.passes()
    assert appointment(case).starts_at == case.at("09.00")
    participant.press("Move the appointment")
    participant.page.wait_for_url("**moved**")
    participant.passes().sees("kl. 11.00")
    with participant.page.expect_download() as download:
        participant.follow("Add to my calendar")
    assert b"SEQUENCE:1" in download.value.path().read_bytes()
    assert appointment(case).starts_at == case.at("11.00")
    assert len(send_mail()) == 3
    answer = participant.page.goto(link)
    assert answer is not None
    assert answer.status == 410
    participant.passes()


def test_the_participant_cancels_from_the_mail(browse: Open, case: Case):
    case.book("09.00")
    participant = browse(phone=True).open(from_the_mail(case, "/avbestill/")).passes()
    assert appointment(case).status == Status.BOOKED
    participant.press("Cancel the appointment").sees(said("Book a new time")).passes()
    assert appointment(case).status == Status.CANCELLED
    assert len(send_mail()) == 3


# --- signed in -----------------------------------------------------------------------------------------------------
def test_the_career_counsellor_moves_it(browse: Open, case: Case):
    booked = case.book("09.00")
    career = browse(actor=case.there.career).open("appointments:detail", booked.public_id).passes()
    career.go("appointments:move", booked.public_id).passes()
    career.page.locator(".app-slot").last.click()
    career.page.wait_for_url("**/holdt/**")
    career.passes().press("Move the appointment").at("appointments:detail", booked.public_id)
    assert appointment(case).starts_at == case.at("11.00")


def test_nav_cancels_it_and_books_a_new_one(browse: Open, case: Case):
    booked = case.book("09.00")
    nav = browse(actor=case.there.nav).open("appointments:detail", booked.public_id)
    nav.go("appointments:cancel", booked.public_id).passes().sees(case.there.career.person.name)
    nav.press("Cancel the appointment").at("appointments:detail", booked.public_id).passes()
    nav.follow("Book a new time").at("appointments:pick", case.journey.public_id)
    assert times(nav) == ["09.00", "10.00", "11.00"]
