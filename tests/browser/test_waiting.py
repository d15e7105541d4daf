"""The waiting list and handing over, each person in a browser: an earlier time by a link on a phone, a colleague who
takes a meeting.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions, tasks
from appointments.models import Appointment, PublishedTime, WaitingEntry
from tests.browser.conftest import Open
from tests.browser.test_booking import Case, make_case, next_workday
from tests.browser.visitor import said
from tests.browser.worker import as_worker, link_in, send_mail, to
from tests.browser.world import Staff, may_sign_in, staff_of
from tests.conftest import owner
from tests.factories import staff


@dataclass(frozen=True)
class TwoDays:
    """A career counsellor with one time soon, taken by somebody, and more two weeks later."""

    there: Staff
    soon: datetime
    later: datetime
    taken: Appointment
    other: Case


@pytest.fixture
def days(transactional_db: None) -> TwoDays:
    there, soon = staff_of("nordland"), next_workday()
    later = soon + timedelta(weeks=2)
    with owner():
        for day, end in ((soon, 10), (later, 12)):
            PublishedTime.objects.create(
                membership=there.career.membership,
                starts_at=day.replace(hour=9),
                ends_at=day.replace(hour=end),
                modes=["in_person"],
            )
    other = make_case(there, soon)
    return TwoDays(there, soon, later, other.book("09.00"), other)


def test_an_earlier_time_is_offered_and_taken_on_a_phone(browse: Open, days: TwoDays):
    """Staff books and leaves the box ticked; somebody else cancels; the participant says yes by the link."""
    case = make_case(days.there, days.soon)
    nav = browse(actor=days.there.nav)
    nav.open(reverse("appointments:pick", args=[case.journey.public_id]) + f"?week={days.later:%G-%m-%d}")
    nav.page.locator(".app-slot").first.click()
    nav.page.wait_for_url("**/holdt/**")
    expect(nav.field("earlier")).to_be_checked()
    nav.passes().press("Confirm the appointment")
    appointment = Appointment.objects.exclude(pk=days.taken.pk).get()
    nav.at("appointments:detail", appointment.public_id).passes()
    assert WaitingEntry.objects.get().added_by == days.there.nav.person
    send_mail()

    other = browse(phone=True, actor=days.other.owner).open("appointments:cancel", days.taken.public_id)
    other.press("Cancel the appointment").at("appointments:detail", days.taken.public_id)
    with as_worker():
        tasks.offer_times_everywhere(0)
    offer = to(send_mail(), case.owner.person.email)

    participant = browse(phone=True).open(link_in(offer, "/tilbud/")).passes()
    participant.press("Yes, I take it").sees(said("The time is yours")).passes()
    appointment.refresh_from_db()
    assert appointment.starts_at == days.soon.replace(hour=9)
    told = send_mail()
    assert {case.owner.person.email, days.there.nav.person.email, days.there.career.person.email} <= {
        each.to[0] for each in told
    }
    _the_old_time_is_free(browse, days)
    assert participant.page.goto(link_in(offer, "/tilbud/")).status == 410  # type: ignore[union-attr]


def _the_old_time_is_free(browse: Open, days: TwoDays) -> None:
    third = make_case(days.there, days.soon)
    picker = reverse("appointments:pick", args=[third.journey.public_id]) + f"?week={days.later:%G-%m-%d}"
    visitor = browse(actor=third.owner).open(picker)
    assert visitor.page.locator(".app-slot > span").all_inner_texts()[0] == "09.00"


def test_the_line_and_what_the_participant_sees(browse: Open, days: TwoDays):
    """Joining on the appointment's page, the centre's list, and leaving again."""
    participant = browse(phone=True, actor=days.other.owner).open("appointments:detail", days.taken.public_id)
    participant.press("Join the waiting list")
    participant.sees(said("You get an e-mail when an earlier time is free, and decide then.")).passes()
    career = browse(actor=days.there.career).open("appointments:upcoming").go("appointments:waiting_list")
    career.sees(days.other.owner.person.name).passes()
    participant.open("workspace:home").press("Leave the waiting list")
    participant.told("No longer on the waiting list. The appointment stands as it is.")


def test_a_colleague_takes_a_meeting_in_an_absence(browse: Open, days: TwoDays):
    colleague: Actor = may_sign_in(staff(Party.CAREER_COUNSELLOR, office_name="Karriere Prøvebygd"))
    with owner():
        absence = actions.add_absence(
            membership=days.there.career.membership,  # type: ignore[arg-type]
            starts_at=days.soon,
            ends_at=days.soon + timedelta(days=1),
            by=days.there.career,
        )
    career = browse(actor=days.there.career).open("appointments:absences")
    career.go("appointments:affected", absence.public_id).passes()
    career.page.get_by_label(said("Colleague")).select_option(label=colleague.person.name)
    career.press("Hand over").sees(said("No meeting is booked in it any more.")).passes()
    days.taken.refresh_from_db()
    assert days.taken.career_counsellor == colleague.membership
    phone = browse(phone=True, actor=colleague).open("appointments:detail", days.taken.public_id)
    phone.sees(days.other.owner.person.name).passes()
    assert colleague.person.email in {each.to[0] for each in send_mail()}


def test_a_coordinator_hands_over_a_caseload_on_a_phone(browse: Open, days: TwoDays):
    colleague: Actor = may_sign_in(staff(Party.CAREER_COUNSELLOR, office_name="Karriere Prøvebygd"))
    coordinator: Actor = may_sign_in(staff(Party.COORDINATOR))
    career = days.there.career.membership
    assert career is not None
    visitor = browse(phone=True, actor=coordinator).open("accounts:people").go("appointments:caseloads").passes()
    visitor.go("appointments:caseload", career.public_id).passes().does_not_see(days.other.owner.person.name)
    visitor.page.get_by_label(said("Colleague")).select_option(label=colleague.person.name)
    visitor.press("Hand over all of it").sees(said("Nobody is followed."))
    days.taken.refresh_from_db()
    assert days.taken.career_counsellor == colleague.membership
    messages = send_mail()
    assert colleague.person.name in to(messages, days.other.owner.person.email).body
