"""Handing over: one meeting to a colleague, and all a counsellor follows. Everybody is told, nothing is opened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from appointments import actions, notifications
from appointments.actions.handing_over import hand_over, transfer_caseload, transfer_journey
from appointments.models import Absence, Appointment, BookingSettings, Commitment, Hold
from appointments.queries import wish_to_move
from appointments.queries.colleagues import free_colleagues
from appointments.snapshots import snapshot
from common import outbox
from common.dates import format_long_datetime
from common.errors import AlreadyDone
from common.models import OutboxMessage
from conversations.models import GuideVersion, Note
from journeys import kinds
from journeys.blueprints.types import Mode
from journeys.models import Journey
from tests.appointments.conftest import Scene, publish, start_journey, today
from tests.conftest import owner
from tests.factories import acting, actor_of, cover, membership, participant, staff

At = Callable[[str], datetime]
CAREER, NAV = Party.CAREER_COUNSELLOR, Party.NAV_COUNSELLOR


def member(actor: Actor) -> Membership:
    assert actor.membership is not None
    return actor.membership


def sent_to(actor: Actor) -> list[EmailMultiAlternatives]:
    outbox.send_due()
    return [each for each in mail.outbox if actor.person.email in each.to]  # type: ignore[misc]


def queued(actor: Actor) -> list[str]:
    rows = OutboxMessage.objects.filter(recipient=actor.person, due_at__lte=timezone.now())
    return list(rows.order_by("pk").values_list("kind", flat=True))


def forget() -> None:
    """Let what was sent until now be over."""
    OutboxMessage.objects.filter(due_at__lte=timezone.now()).delete()
    mail.outbox.clear()


@pytest.fixture
def colleague(nordland: Scene) -> Actor:
    return staff(CAREER)


@pytest.fixture
def meeting(nordland: Scene) -> Appointment:
    """A three-party meeting today at nine, and nothing said about it any more."""
    booked = nordland.book()
    forget()
    return booked


# --- who is free ----------------------------------------------------------------------------------------------------
def names(appointment: Appointment, role: str = CAREER) -> list[str]:
    return [each.person.name for each in free_colleagues(appointment, role, now=timezone.now())]


def test_colleagues_of_the_centre_who_are_free_least_to_do_first(nordland: Scene, meeting: Appointment):
    busy, idle = staff(CAREER), staff(CAREER)
    staff(CAREER, office_name="Karriere Nabobygd")
    staff(CAREER, county_code="trondelag")
    membership(CAREER, nordland.career.membership.office, valid_until=timezone.localdate())  # type: ignore[union-attr]
    publish(busy, "13:00", "15:00")
    journey = start_journey("nordland", participant(), member(nordland.nav))
    wish = nordland.wish(nav=member(nordland.nav), counsellor=member(busy))
    actions.book(wish=type(wish)(**{**vars(wish), "journey": journey}), starts_at=today("13:00"), by=nordland.nav)
    assert names(meeting) == [idle.person.name, busy.person.name]


@pytest.mark.parametrize("why", ["meeting", "hold", "absence", "leaves"])
def test_who_is_not_free_is_not_offered(nordland: Scene, meeting: Appointment, colleague: Actor, why: str):
    assert names(meeting) == [colleague.person.name]
    span = {"starts_at": today("09:45"), "ends_at": today("10:45")}
    match why:
        case "meeting":
            _occupy(nordland, colleague)
        case "hold":
            _occupy(nordland, colleague, hold=True)
        case "absence":
            Absence.objects.create(membership=member(colleague), **span)
        case "leaves":
            Appointment.objects.filter(pk=meeting.pk).update(
                starts_at=today("09:00") + timedelta(days=3), ends_at=today("10:00") + timedelta(days=3)
            )
            meeting.refresh_from_db()
            Membership.objects.filter(pk=colleague.membership_id).update(
                valid_until=timezone.localdate() + timedelta(days=3)
            )
    assert names(meeting) == []


def _occupy(scene: Scene, colleague: Actor, *, hold: bool = False, clock: str = "09:45") -> None:
    publish(colleague, clock, "12:00")
    journey = start_journey("nordland", participant(), member(staff(NAV)))
    wish = scene.wish(nav=journey.nav_counsellor, counsellor=member(colleague))
    wish = type(wish)(**{**vars(wish), "journey": journey})
    act = actions.hold if hold else actions.book
    act(wish=wish, starts_at=today(clock), by=Actor(journey.participant))  # type: ignore[operator]


def test_the_room_a_colleague_wants_between_meetings_counts(nordland: Scene, meeting: Appointment, colleague: Actor):
    _occupy(nordland, colleague, clock="10:15")
    assert names(meeting) == [colleague.person.name]
    BookingSettings.objects.create(membership=member(colleague), buffer_minutes=20)
    assert names(meeting) == []


def test_a_nav_colleague_of_the_office_may_come_instead(nordland: Scene, meeting: Appointment):
    other = staff(NAV)
    staff(NAV, office_name="Nav Nabobygd")
    assert names(meeting, NAV) == [other.person.name]


@pytest.mark.parametrize("number", [1, 3])
def test_many_meetings_and_colleagues_cost_two_queries(
    nordland: Scene, meeting: Appointment, number: int, django_assert_num_queries: Callable[[int], Any]
):
    from appointments.queries.colleagues import free_for, meetings_of

    for _each in range(number):
        staff(CAREER)
    rows = list(meetings_of(member(nordland.career), now=timezone.now())) * number
    with django_assert_num_queries(2):
        found = free_for(rows, CAREER, now=timezone.now())
        assert [len(each) for each in found.values()] == [number]


# --- one meeting ----------------------------------------------------------------------------------------------------
def test_a_colleague_takes_one_meeting(nordland: Scene, meeting: Appointment, colleague: Actor):
    handed = hand_over(appointment=meeting, to=member(colleague), by=nordland.career)
    handed.refresh_from_db()
    assert (handed.career_counsellor, handed.sequence) == (colleague.membership, 1)
    assert handed.journey.career_counsellor == nordland.career.membership
    people = {each.person for each in handed.commitments.filter(active=True)}
    assert people == {colleague.person, nordland.owner.person, nordland.nav.person}
    assert not Commitment.objects.filter(person=nordland.career.person, active=True).exists()
    assert nordland.kinds()[-1] == kinds.APPOINTMENT_HANDED_OVER


def test_everybody_is_told_of_it(nordland: Scene, meeting: Appointment, colleague: Actor):
    hand_over(appointment=meeting, to=member(colleague), by=nordland.career)
    told = {who: queued(who) for who in (nordland.owner, nordland.nav, colleague, nordland.career)}
    assert told == {
        nordland.owner: ["appointment_changed"],
        nordland.nav: ["appointment_changed_staff"],
        colleague: ["appointment_booked_staff"],
        nordland.career: ["appointment_released_staff"],
    }
    (message,) = sent_to(nordland.owner)
    assert colleague.person.name in message.body


def test_the_message_is_about_this_meeting_alone(nordland: Scene, meeting: Appointment, colleague: Actor):
    hand_over(appointment=meeting, to=member(colleague), by=nordland.career)
    said = _("%(name)s holds this meeting instead of %(before)s")
    said %= {"name": colleague.person.name, "before": nordland.career.person.name}
    for who in (nordland.owner, nordland.nav):
        (message,) = sent_to(who)
        assert f"- {said}\n" in message.body


def test_a_nav_colleague_is_named_for_this_meeting_alone(nordland: Scene, meeting: Appointment):
    other = staff(NAV)
    hand_over(appointment=meeting, to=member(other), by=nordland.nav)
    said = _("%(name)s from Nav takes part in this meeting instead of %(before)s")
    said %= {"name": other.person.name, "before": nordland.nav.person.name}
    (message,) = sent_to(nordland.owner)
    assert f"- {said}\n" in message.body


@pytest.mark.parametrize("moved", [False, True])
def test_staff_reads_that_it_is_now_only_of_a_new_time(
    nordland: Scene, meeting: Appointment, colleague: Actor, moved: bool
):
    before = snapshot(meeting)
    meeting.starts_at += timedelta(minutes=15) * moved
    meeting.career_counsellor = member(colleague)
    meeting.save()
    notifications.changed(meeting, before, by=nordland.career)
    (message,) = sent_to(nordland.nav)
    when = format_long_datetime(meeting.starts_at)
    assert ((_("It is now %(when)s.") % {"when": when}) in message.body) is moved
    assert (_("Time:") + f" {when}\n" in message.body) is not moved


def test_the_reminder_is_of_the_new_revision(nordland: Scene, colleague: Actor):
    publish(nordland.career, days=3)
    wish = nordland.wish(nav=member(nordland.nav), centre=nordland.career.office)
    booked = actions.book(wish=wish, starts_at=today("09:00") + timedelta(days=3), by=nordland.nav)
    hand_over(appointment=booked, to=member(colleague), by=nordland.career)
    reminders = OutboxMessage.objects.filter(kind="appointment_reminder").order_by("pk")
    assert [each.payload["sequence"] for each in reminders] == [0, 1]


def test_the_place_stays_unless_it_is_the_counsellors_own(nordland: Scene, meeting: Appointment, colleague: Actor):
    elsewhere = staff(CAREER, office_name="Karriere Nabobygd")
    assert meeting.place == nordland.career.office
    assert hand_over(appointment=meeting, to=member(colleague), by=nordland.career).place == nordland.career.office
    meeting.refresh_from_db()
    assert hand_over(appointment=meeting, to=member(elsewhere), by=colleague).place == elsewhere.office
    Appointment.objects.filter(pk=meeting.pk).update(place=nordland.nav.office)
    meeting.refresh_from_db()
    assert hand_over(appointment=meeting, to=member(colleague), by=elsewhere).place == nordland.nav.office


def test_a_video_meeting_is_in_the_colleagues_room(trondelag: Scene):
    colleague = staff(CAREER, county_code="trondelag")
    BookingSettings.objects.create(membership=member(colleague), video_link="https://video.example.test/rom")
    booked = trondelag.book(mode=Mode.DIGITAL)
    assert hand_over(appointment=booked, to=member(colleague), by=trondelag.career).video_link.endswith("/rom")


def test_a_nav_colleague_comes_instead(nordland: Scene, meeting: Appointment):
    other = staff(NAV)
    handed = hand_over(appointment=meeting, to=member(other), by=nordland.nav)
    assert (handed.nav_counsellor, handed.career_counsellor) == (other.membership, nordland.career.membership)
    assert handed.journey.nav_counsellor == nordland.nav.membership
    assert queued(nordland.career) == ["appointment_changed_staff"]


def test_somebody_who_is_busy_cannot_take_it(nordland: Scene, meeting: Appointment, colleague: Actor):
    _occupy(nordland, colleague)
    with pytest.raises(actions.TimeTaken):
        hand_over(appointment=meeting, to=member(colleague), by=nordland.career)
    meeting.refresh_from_db()
    assert (meeting.career_counsellor, meeting.sequence) == (nordland.career.membership, 0)


def test_a_hold_that_has_expired_is_in_nobodys_way(nordland: Scene, meeting: Appointment, colleague: Actor, at: At):
    _occupy(nordland, colleague, hold=True)
    at("2026-03-02 07:11")
    assert hand_over(appointment=meeting, to=member(colleague), by=nordland.career).sequence == 1


def test_another_role_county_or_who_has_left_may_not(nordland: Scene, meeting: Appointment, colleague: Actor):
    Membership.objects.filter(pk=colleague.membership_id).update(valid_until=timezone.localdate())
    gone = Membership.objects.get(pk=colleague.membership_id)
    for wrong in (gone, member(staff(CAREER, county_code="trondelag"))):
        with pytest.raises(ValueError, match="same role and county"):
            hand_over(appointment=meeting, to=wrong, by=nordland.career)
    with pytest.raises(KeyError):
        hand_over(appointment=meeting, to=member(staff(Party.COORDINATOR)), by=nordland.career)


@pytest.mark.parametrize("state", ["cancelled", "begun", "theirs", "group"])
def test_what_is_not_ahead_or_theirs_already_is_already_done(
    nordland: Scene, meeting: Appointment, colleague: Actor, state: str, at: At
):
    to = colleague
    match state:
        case "cancelled":
            actions.cancel(appointment=meeting, by=nordland.owner)
        case "begun":
            at("2026-03-02 09:00")
        case "theirs":
            to = nordland.career
        case "group":
            _make_it_a_groups(nordland, meeting)
    with pytest.raises(AlreadyDone):
        hand_over(appointment=meeting, to=member(to), by=nordland.career)


def _make_it_a_groups(scene: Scene, meeting: Appointment) -> None:
    from appointments.models import GroupSession

    group = GroupSession.objects.create(
        county=scene.journey.county,
        kind=meeting.kind,
        mode=meeting.mode,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        career_counsellor=meeting.career_counsellor,
        capacity=8,
        created_by=scene.career.person,
        created_at=timezone.now(),
    )
    Appointment.objects.filter(pk=meeting.pk).update(group=group)


def test_a_time_held_to_move_it_is_given_back(nordland: Scene, meeting: Appointment, colleague: Actor):
    actions.hold(wish=wish_to_move(meeting), starts_at=today("10:00"), by=nordland.owner)
    hand_over(appointment=meeting, to=member(colleague), by=nordland.career)
    assert not Hold.objects.exists()


def test_a_new_time_is_with_the_journeys_own_counsellor_again(nordland: Scene, meeting: Appointment, colleague: Actor):
    handed = hand_over(appointment=meeting, to=member(colleague), by=nordland.career)
    wish = wish_to_move(Appointment.objects.get(pk=handed.pk))
    moved = actions.book(wish=wish, starts_at=today("11:00"), by=nordland.owner)
    assert moved.career_counsellor == nordland.career.membership


# --- a whole caseload -----------------------------------------------------------------------------------------------
class Caseload:
    """Three participants of one career counsellor: two with meetings, at nine and at half past ten, one without."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.of = scene, scene.career
        self.owners = [participant() for _each in range(3)]
        self.journeys = [start_journey("nordland", each, member(scene.nav)) for each in self.owners]
        for journey, clock in zip(self.journeys, ("09:00", "10:30"), strict=False):
            wish = scene.wish(nav=member(scene.nav), centre=scene.career.office)
            wish = type(wish)(**{**vars(wish), "journey": journey})
            actions.book(wish=wish, starts_at=today(clock), by=scene.nav)
        Journey.objects.filter(pk=self.journeys[2].pk).update(career_counsellor=scene.career.membership)
        forget()

    def transfer(self, to: Actor, by: Actor | None = None) -> Any:
        return transfer_caseload(of=member(self.of), to=member(to), by=by or self.of)

    def meeting(self, index: int) -> Appointment:
        return Appointment.objects.get(journey=self.journeys[index])


@pytest.fixture
def caseload(nordland: Scene) -> Caseload:
    return Caseload(nordland)


def test_every_open_journey_goes_to_the_colleague(caseload: Caseload, colleague: Actor):
    done = caseload.transfer(colleague)
    assert len(done.journeys) == 3
    for journey in caseload.journeys:
        journey.refresh_from_db()
        assert journey.career_counsellor == colleague.membership
        event = journey.events.get(kind=kinds.JOURNEY_TRANSFERRED)
        of, to = caseload.of.membership_id, colleague.membership_id
        assert event.data == {"party": "career_counsellor", "from": of, "to": to}


def test_closed_journeys_stay_with_who_had_them(caseload: Caseload, colleague: Actor):
    Journey.objects.filter(pk=caseload.journeys[2].pk).update(closed_at=timezone.now(), current_step="", waiting_for="")
    assert len(caseload.transfer(colleague).journeys) == 2
    caseload.journeys[2].refresh_from_db()
    assert caseload.journeys[2].career_counsellor == caseload.of.membership


def test_meetings_go_along_where_the_colleague_is_free_and_stay_where_not(caseload: Caseload, colleague: Actor):
    _occupy(caseload.scene, colleague, clock="10:45")
    forget()
    done = caseload.transfer(colleague)
    assert [each.starts_at for each in done.handed] == [today("09:00")]
    assert [each.starts_at for each in done.left] == [today("10:30")]
    assert caseload.meeting(0).career_counsellor == colleague.membership
    assert caseload.meeting(1).career_counsellor == caseload.of.membership


def test_what_stays_is_moved_to_the_colleague_when_it_gets_a_new_time(caseload: Caseload, colleague: Actor):
    _occupy(caseload.scene, colleague, clock="10:45")
    publish(colleague, "13:00", "15:00")
    caseload.transfer(colleague)
    wish = wish_to_move(caseload.meeting(1))
    moved = actions.book(wish=wish, starts_at=today("13:00"), by=caseload.owners[1])
    assert moved.career_counsellor == colleague.membership


def test_each_is_told_once(caseload: Caseload, colleague: Actor):
    caseload.transfer(colleague)
    for who in caseload.owners:
        assert queued(who) == ["journey_transferred"]
    assert queued(colleague) == ["caseload_taken_over"]
    assert queued(caseload.of) == ["caseload_given_away"]
    assert queued(caseload.scene.nav) == ["appointment_changed_staff"] * 2


def test_the_participant_reads_who_takes_over_and_which_times_stand(caseload: Caseload, colleague: Actor):
    caseload.transfer(colleague)
    (message,) = sent_to(caseload.owners[0])
    for part in (colleague.person.name, caseload.of.person.name, "09.00"):
        assert part in message.body
    (file,) = message.attachments
    assert "SEQUENCE:1" in str(file[1])  # type: ignore[index]


def test_neutral_wording_names_nobody_and_nothing(caseload: Caseload, colleague: Actor):
    person = caseload.owners[0].person
    person.neutral_wording = True
    person.save()
    caseload.transfer(colleague)
    (message,) = sent_to(caseload.owners[0])
    text = (message.subject + message.body).split("http")[0].lower()
    for word in ("nav", "karriere", "veiled", "career", "guidance", colleague.person.name.lower()):
        assert word not in text, word


def test_the_colleagues_read_numbers_and_times_and_no_names(caseload: Caseload, colleague: Actor):
    _occupy(caseload.scene, colleague, clock="10:45")
    forget()
    caseload.transfer(colleague)
    for who in (colleague, caseload.of):
        (message,) = sent_to(who)
        assert "3" in message.body
        assert "10.30" in message.body
        assert not any(each.person.name in message.body for each in caseload.owners)
        method = "PUBLISH" if who is colleague else "CANCEL"
        assert [f"METHOD:{method}" in str(file[1]) for file in message.attachments] == [True]  # type: ignore[index]


def test_who_has_left_is_not_written_to(caseload: Caseload, colleague: Actor):
    Membership.objects.filter(pk=caseload.of.membership_id).update(valid_until=timezone.localdate())
    gone = Membership.objects.get(pk=caseload.of.membership_id)
    transfer_caseload(of=gone, to=member(colleague), by=staff(Party.COORDINATOR))
    assert queued(caseload.of) == []
    assert queued(colleague) == ["caseload_taken_over"]


def test_nothing_to_hand_over_is_already_done(caseload: Caseload, colleague: Actor):
    caseload.transfer(colleague)
    with pytest.raises(AlreadyDone):
        caseload.transfer(colleague)


def test_nobody_of_another_county_or_role_takes_over(caseload: Caseload):
    for wrong in (staff(CAREER, county_code="trondelag"), staff(NAV)):
        with pytest.raises(ValueError, match="same role and county"):
            caseload.transfer(wrong)


def test_one_journey_alone(caseload: Caseload, colleague: Actor):
    journey = caseload.journeys[0]
    journey.refresh_from_db()
    done = transfer_journey(journey=journey, to=member(colleague), by=caseload.of)
    assert (done.journeys, [each.journey for each in done.handed]) == ([journey], [journey])
    assert Journey.objects.filter(career_counsellor=caseload.of.membership).count() == 2
    assert queued(colleague) == ["caseload_taken_over"]
    journey.refresh_from_db()
    with pytest.raises(AlreadyDone):
        transfer_journey(journey=journey, to=member(colleague), by=caseload.of)


def test_a_hold_with_the_one_before_is_given_back_and_the_line_follows(caseload: Caseload):
    elsewhere = staff(CAREER, office_name="Karriere Nabobygd")
    appointment = caseload.meeting(0)
    entry = actions_join(appointment, caseload.of)
    actions.hold(wish=wish_to_move(appointment), starts_at=today("09:15"), by=caseload.owners[0])
    caseload.transfer(elsewhere)
    entry.refresh_from_db()
    assert (Hold.objects.count(), entry.centre) == (0, elsewhere.office)


def actions_join(appointment: Appointment, by: Actor) -> Any:
    from appointments.actions import waiting

    return waiting.join(wish=wish_to_move(appointment), centre=appointment.career_counsellor.office, by=by)


# --- on Nav's side: no share goes along -----------------------------------------------------------------------------
def test_a_nav_caseload_goes_to_the_colleague_with_its_meetings(caseload: Caseload):
    other = staff(NAV)
    done = transfer_caseload(of=member(caseload.scene.nav), to=member(other), by=caseload.scene.nav)
    assert len(done.handed) == 2
    assert caseload.meeting(0).nav_counsellor == other.membership
    # The scene's own journey is Nav's too.
    assert {each.nav_counsellor_id for each in Journey.objects.all()} == {other.membership_id}


def test_a_share_stays_with_whom_it_was_made_to_and_the_participant_is_asked(caseload: Caseload):
    from journeys.actions import record

    nav, other, journey = caseload.scene.nav, staff(NAV), caseload.journeys[0]
    record(journey=journey, kind=kinds.PLAN_COMPLETED, by=caseload.of, data={"plan": "p", "version": 1})
    shared = {"plan": "p", "version": 1, "share": "s", "recipient": nav.membership_id}
    record(journey=journey, kind=kinds.PLAN_SHARED, by=caseload.owners[0], data=shared)
    transfer_caseload(of=member(nav), to=member(other), by=nav)
    asked = {
        each.recipient_id: each.payload["shared"] for each in OutboxMessage.objects.filter(kind="journey_transferred")
    }
    assert asked[caseload.owners[0].person.pk] is True
    assert asked[caseload.owners[1].person.pk] is False
    (message,) = sent_to(caseload.owners[0])
    assert f"{journey.public_id}/#sharing" in message.body


# --- the database agrees --------------------------------------------------------------------------------------------
def test_the_notes_are_the_new_counsellors_and_not_the_old_ones(caseload: Caseload, colleague: Actor):
    """DOMAIN, firewall 3: asked of the database, not of the code above it."""
    journey, meeting = caseload.journeys[0], caseload.meeting(0)
    with owner():
        guide = GuideVersion.objects.create(
            county=journey.county, kind=meeting.kind, version=1, published_at=timezone.now(), title={}, sections=[]
        )
        Note.objects.create(
            journey=journey,
            appointment=meeting,
            participant=journey.participant,
            guide=guide,
            language="nb",
            started_by=caseload.of.person,
            started_at=timezone.now(),
        )
    assert readers(journey, caseload.of, colleague) == [True, False]
    caseload.transfer(colleague)
    assert readers(journey, caseload.of, colleague) == [False, True]
    stand_in = cover(colleague, staff(CAREER), days=1000)
    assert readers(journey, stand_in, caseload.scene.nav, staff(CAREER)) == [True, False, False]


def readers(journey: Journey, *actors: Actor) -> list[bool]:
    found = []
    for actor in actors:
        with acting(actor):
            found.append(Note.objects.filter(journey=journey).exists())
    return found


def test_a_substitute_for_one_meeting_reads_no_notes(caseload: Caseload, colleague: Actor):
    """The journey is not theirs; whoever is to read and write notes gets the journey, or stands in as cover."""
    journey, meeting = caseload.journeys[0], caseload.meeting(0)
    hand_over(appointment=meeting, to=member(colleague), by=caseload.of)
    assert meeting in Appointment.objects.visible_to(actor_of(member(colleague)))
    assert journey not in Journey.objects.visible_to(actor_of(member(colleague)))
