"""A group session at a Nav office in Rogaland: planned, joined, seen on a phone, and closed for all at once.

Source: DOMAIN, table, Rogaland: a group session first, at the Nav office, on dates centre and office have agreed.
"""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.actors import Actor, System
from accounts.enums import Party
from appointments.enums import Status
from appointments.models import Appointment, GroupSession
from journeys import actions, kinds
from journeys.models import Journey
from tests.browser.conftest import Open
from tests.browser.visitor import Visitor, said
from tests.browser.worker import send_mail
from tests.browser.world import Staff, may_sign_in, staff_of
from tests.conftest import owner
from tests.factories import county, participant, staff

OWN, OTHERS = "Gunnhild Gruppestad", "Ola Andrestad"


@pytest.fixture
def there(transactional_db: None) -> Staff:
    return staff_of("rogaland")


def start_journey(there: Staff, nav: Actor, name: str) -> Journey:
    """A participant whose referral is registered, so that the group session fits."""
    person = may_sign_in(participant(name=name)).person
    journey = actions.start(
        county=county("rogaland"),
        participant=person,
        origin=Party.NAV_COUNSELLOR,
        by=System("test"),
        nav_counsellor=nav.membership,
        career_centre=there.career.office,
    )
    actions.record(journey=journey, kind=kinds.REFERRAL_REGISTERED, by=System("test"))
    return journey


def test_from_plan_to_attendance(browse: Open, there: Staff):
    other_nav = may_sign_in(staff(Party.NAV_COUNSELLOR, county_code="rogaland", office_name="Nav Prøvebygd"))
    own, others = start_journey(there, there.nav, OWN), start_journey(there, other_nav, OTHERS)
    career, nav, other = browse(actor=there.career), browse(actor=there.nav), browse(actor=other_nav)
    phone = browse(phone=True, actor=Actor(own.participant))
    session = plan(career, there)
    put_on_from_the_session(nav, session, own)
    put_on_from_the_journey(other, session, others)
    nav.open("appointments:group", session.public_id).sees(OWN).does_not_see(OTHERS).passes()
    see_it_on_the_phone(phone, own, there)
    has_begun(session)
    note_who_came(career, session, others)
    nav.open("appointments:group", session.public_id).sees(said("Came")).does_not_see(OTHERS).passes()


def plan(career: Visitor, there: Staff) -> GroupSession:
    career.open("appointments:groups").passes().follow("Plan a session").at("appointments:group_plan").passes()
    assert there.nav.office
    assert there.nav.membership
    career.fill(
        day=timezone.localdate() + timedelta(days=3),
        start="12.00",
        minutes="120",
        place=str(there.nav.office.public_id),
        nav_contact=str(there.nav.membership.public_id),
        capacity="6",
    )
    career.press("Plan the session").told("The session is planned. Now participants can be put on the list.").passes()
    with owner():
        return GroupSession.objects.get()


def put_on_from_the_session(nav: Visitor, session: GroupSession, journey: Journey) -> None:
    nav.open("appointments:groups").go("appointments:group", session.public_id).passes()
    nav.does_not_see(OTHERS).fill(journey=str(journey.public_id)).press("Put on the list")
    nav.told("%(name)s is on the list, and is told by e-mail.", name=OWN)


def put_on_from_the_journey(other: Visitor, session: GroupSession, journey: Journey) -> None:
    other.open("workspace:journey", journey.public_id).go("appointments:group_pick", journey.public_id).passes()
    other.press("Put on the list").at("appointments:group", session.public_id).sees(OTHERS).does_not_see(OWN)


def see_it_on_the_phone(phone: Visitor, journey: Journey, there: Staff) -> None:
    """The mail, the journey, and the appointment with whom they meet, and nobody who else comes."""
    messages = [message for message in send_mail() if journey.participant.email in message.to]
    assert [OTHERS in str(message.body) for message in messages] == [False]
    appointment = journey.appointments.get()
    phone.open("workspace:home").passes().go("appointments:detail", appointment.public_id).passes()
    phone.sees(there.career.person.name).sees(there.nav.person.name)
    phone.sees(said("It is a group session: other participants are there too.")).does_not_see(OTHERS)


def has_begun(session: GroupSession) -> None:
    """Let three days pass for the session and those on its list."""
    earlier = {"starts_at": F("starts_at") - timedelta(days=4), "ends_at": F("ends_at") - timedelta(days=4)}
    with owner():
        GroupSession.objects.filter(pk=session.pk).update(**earlier)
        Appointment.objects.filter(group=session).update(**earlier)


def note_who_came(career: Visitor, session: GroupSession, absent: Journey) -> None:
    """It waits in my day; everybody came but one, who had sent word."""
    career.open("workspace:home").go("appointments:group_attendance", session.public_id).passes()
    appointment = absent.appointments.get()
    career.page.locator(f'[name="a-{appointment.public_id}"][value="excused"]').check(force=True)
    career.press("Save who came").told("Attendance is noted.").passes()
    with owner():
        came = dict(Appointment.objects.values_list("journey__participant__name", "status"))
    assert came == {OWN: Status.HELD, OTHERS: Status.MISSED}
