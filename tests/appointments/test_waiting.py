"""The waiting list: who is offered what, in which order, and how an offer ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actors import Actor
from appointments import actions, tasks
from appointments.actions import waiting
from appointments.enums import Status, WaitingState
from appointments.models import Appointment, Commitment, Hold, WaitingEntry
from appointments.offer_links import read_offer, token_of_offer
from appointments.queries import Wish, wish_to_move
from common import outbox
from common.errors import AlreadyDone
from common.models import AuditEntry, Channel, OutboxMessage
from common.roles import JOB, WEB
from common.sms.segments import segments
from journeys import actions as journey_actions
from journeys.blueprints.types import Mode
from journeys.models import Journey
from tests.appointments.conftest import MODES, Scene, publish, start_journey, today
from tests.factories import acting, cover, participant, staff

At = Callable[[str], datetime]


@contextmanager
def as_worker() -> Iterator[None]:
    """Be app_job, as the worker is."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role none")
        cursor.execute(f"set local role {JOB}")
        yield
        cursor.execute("set local role none")
        cursor.execute(f"set local role {WEB}")


class Line:
    """A centre in Trøndelag with one career counsellor, and as many participants as a test asks for."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.centre = scene.career.office

    def book(self, starts_at: datetime, owner: Actor | None = None) -> Appointment:
        owner = owner or participant()
        journey = start_journey("trondelag", owner, None)
        wish = self.wish(journey)
        return actions.book(wish=wish, starts_at=starts_at, by=owner)

    def wish(self, journey: Journey, **fields: Any) -> Wish:
        kind = journey.blueprint.meeting_kinds[0]
        return Wish(journey, kind, Mode.IN_PERSON, centre=self.centre, **fields)

    def join(self, appointment: Appointment) -> WaitingEntry:
        assert self.centre is not None
        return waiting.join(wish=wish_to_move(appointment), centre=self.centre, by=self.scene.career)

    def run(self) -> int:
        """What the worker does, as its own database role."""
        assert self.centre is not None
        with as_worker():
            return waiting.offer_next(centre=self.centre)


@pytest.fixture
def line(trondelag: Scene) -> Line:
    """Nothing is free this week: today's day is taken up, and later days begin next week."""
    trondelag.career.membership.published_times.all().delete()  # type: ignore[union-attr]
    for days in (7, 8):
        publish(trondelag.career, "09:00", "12:00", days=days)
    return Line(trondelag)


def day(days: int, clock: str = "09:00") -> datetime:
    return today(clock) + timedelta(days=days)


def now_of(entry: WaitingEntry) -> WaitingEntry:
    entry.refresh_from_db()
    return entry


# --- joining and leaving --------------------------------------------------------------------------------------------
def test_joining_takes_a_place_and_writes_it_down(line: Line):
    appointment = line.book(day(8))
    events = appointment.journey.events.count()
    entry = line.join(appointment)
    assert (entry.centre, entry.kind, entry.mode, entry.length) == (line.centre, appointment.kind, "in_person", 45)
    assert (entry.appointment, entry.added_by, entry.state) == (
        appointment,
        line.scene.career.person,
        WaitingState.WAITING,
    )
    audited = AuditEntry.objects.get(kind="waiting_joined")
    assert (audited.subject, audited.by_person) == (str(entry.public_id), line.scene.career.person)
    assert appointment.journey.events.count() == events


def test_joining_twice_keeps_the_place(line: Line):
    first = line.join(line.book(day(8)))
    assert first.appointment is not None
    assert line.join(first.appointment) == first
    assert WaitingEntry.objects.count() == 1


def test_nobody_waits_for_something_earlier_than_a_meeting_that_is_over(line: Line):
    appointment = line.book(day(8))
    actions.cancel(appointment=appointment, by=line.scene.career)
    with pytest.raises(AlreadyDone):
        line.join(appointment)


def test_nobody_joins_for_a_closed_journey(line: Line):
    journey = start_journey("trondelag", participant(), None)
    reason = journey.blueprint.close_reasons[0].key
    journey_actions.close(journey=journey, reason=reason, by=line.scene.career)
    with pytest.raises(AlreadyDone):
        waiting.join(wish=line.wish(journey), centre=line.centre, by=line.scene.career)  # type: ignore[arg-type]


def test_leaving_gives_the_offered_time_back(line: Line):
    entry = line.join(line.book(day(8)))
    publish(line.scene.career, days=1)
    assert line.run() == 1
    waiting.leave(entry=entry, by=line.scene.career)
    assert (now_of(entry).state, Hold.objects.count()) == (WaitingState.ENDED, 0)
    assert AuditEntry.objects.filter(kind="waiting_left", subject=str(entry.public_id)).count() == 1
    with pytest.raises(AlreadyDone):
        waiting.leave(entry=entry, by=line.scene.career)


# --- offering -------------------------------------------------------------------------------------------------------
def test_what_was_free_when_they_joined_is_not_an_earlier_time_that_came_up(line: Line):
    entry = line.join(line.book(day(8)))
    assert entry.declined == [day(7, "09:00"), day(7, "09:45"), day(7, "10:30"), day(7, "11:15")]
    assert line.run() == 0


def test_a_time_that_comes_up_is_held_for_the_first_in_line(line: Line):
    first, second = line.join(line.book(day(8))), line.join(line.book(day(8, "09:45")))
    publish(line.scene.career, "09:00", "09:45", days=1)
    assert line.run() == 1
    held = now_of(first).hold
    assert held is not None
    assert (first.state, held.starts_at, held.is_offer) == (WaitingState.OFFERED, day(1), True)
    assert (held.held_by, held.moves) == (first.journey.participant, first.appointment)
    assert now_of(second).state == WaitingState.WAITING


def test_the_next_time_goes_to_the_next_in_line_at_once(line: Line):
    first, second = line.join(line.book(day(8))), line.join(line.book(day(8, "09:45")))
    publish(line.scene.career, "09:00", "10:30", days=1)
    assert line.run() == 2
    assert [now_of(each).hold.starts_at for each in (first, second)] == [day(1), day(1, "09:45")]  # type: ignore[union-attr]
    assert line.run() == 0


def test_only_what_is_over_before_the_present_time_is_earlier(line: Line):
    line.join(line.book(day(8, "10:30")))
    WaitingEntry.objects.update(declined=[])
    for start, offered in (("10:00", 0), ("09:45", 1)):
        line.scene.career.membership.published_times.all().delete()  # type: ignore[union-attr]
        publish(line.scene.career, start, "12:00", days=8)
        assert line.run() == offered


def test_a_time_that_begins_too_soon_is_not_offered(line: Line, at: At):
    line.join(line.book(day(8)))
    publish(line.scene.career, "10:00", "10:45")
    at("2026-03-02 06:01")
    assert line.run() == 0
    at("2026-03-02 06:00")
    assert line.run() == 1


@pytest.mark.parametrize(
    ("start", "until"),
    [("11:00", "2026-03-02 09:00"), ("18:00", "2026-03-02 16:00"), ("23:00", "2026-03-02 19:00")],
    ids=["soon", "today", "late"],
)
def test_an_offer_is_kept_half_a_day_and_never_until_it_begins(line: Line, start: str, until: str):
    entry = line.join(line.book(day(8)))
    hour, minute = start.split(":")
    publish(line.scene.career, start, f"{hour}:{int(minute) + 45}")
    assert line.run() == 1
    held = now_of(entry).hold
    assert held is not None
    assert timezone.localtime(held.expires_at).strftime("%Y-%m-%d %H:%M") == until


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-02 08:59", "2026-03-02 20:59"),
        ("2026-03-02 09:00", "2026-03-03 09:00"),
        ("2026-03-02 14:42", "2026-03-03 09:00"),
        ("2026-03-02 20:59", "2026-03-03 09:00"),
        ("2026-03-02 21:00", "2026-03-03 09:00"),
        ("2026-03-02 23:30", "2026-03-03 11:30"),
        ("2026-03-28 15:00", "2026-03-29 09:00"),  # the clock is put forward that night
        ("2026-10-24 09:00", "2026-10-25 08:00"),  # and back: nine o'clock would be more than a day away
    ],
)
def test_nobody_has_to_answer_at_night(now: str, until: str, at: At):
    assert timezone.localtime(waiting.answer_by(at(now))).strftime("%Y-%m-%d %H:%M") == until


def test_a_journey_that_picks_a_time_right_now_is_left_in_peace(line: Line):
    appointment = line.book(day(8))
    entry = line.join(appointment)
    publish(line.scene.career, "09:00", "12:00", days=1)
    kept = actions.hold(wish=wish_to_move(appointment), starts_at=day(1, "10:30"), by=line.scene.career)
    assert line.run() == 0
    actions.release(hold=kept)
    assert line.run() == 1
    assert now_of(entry).hold is not None


def test_who_waited_without_an_appointment_and_has_one_now_waits_for_something_earlier(line: Line):
    owner = participant()
    journey = start_journey("trondelag", owner, None)
    entry = waiting.join(wish=line.wish(journey), centre=line.centre, by=owner)  # type: ignore[arg-type]
    appointment = actions.book(wish=line.wish(journey), starts_at=day(8), by=owner)
    WaitingEntry.objects.update(appointment=None)
    assert line.join(appointment) == entry
    assert now_of(entry).appointment == appointment


def test_a_place_that_ended_meanwhile_is_left_alone(line: Line):
    entry = line.join(line.book(day(8)))
    waiting.leave(entry=entry, by=line.scene.career)
    waiting._settle(line.centre, entry.pk)  # type: ignore[arg-type]
    assert now_of(entry).state == WaitingState.ENDED


def test_a_journey_that_moved_on_in_the_same_moment_ends_the_wait(line: Line, monkeypatch: pytest.MonkeyPatch):
    def moved_on(**_wish: Any) -> None:
        raise AlreadyDone

    entry = line.join(line.book(day(8)))
    WaitingEntry.objects.update(declined=[])
    monkeypatch.setattr(waiting, "hold", moved_on)
    assert line.run() == 0
    assert now_of(entry).state == WaitingState.ENDED


def test_somebody_with_nothing_booked_is_offered_the_first_time_there_is(line: Line):
    owner = participant()
    journey = start_journey("trondelag", owner, None)
    entry = waiting.join(wish=line.wish(journey), centre=line.centre, by=owner)  # type: ignore[arg-type]
    assert entry.declined == []
    assert line.run() == 1
    held = now_of(entry).hold
    assert held is not None
    appointment = actions.confirm(hold=held, by=owner)
    assert (appointment.starts_at, now_of(entry).state, entry.appointment) == (day(7), WaitingState.ENDED, appointment)


def test_nav_is_free_too_at_what_is_offered(nordland: Scene):
    """Staff booked a three-party meeting; the first time that comes up does not suit the Nav counsellor."""
    publish(nordland.career, "09:00", "12:00", days=7)
    appointment = nordland.book("09:00", by=nordland.nav)
    actions.cancel(appointment=appointment, by=nordland.nav)
    wish = nordland.wish(nav=nordland.nav.membership, centre=nordland.career.office)
    appointment = actions.book(wish=wish, starts_at=day(7), by=nordland.nav)
    nordland.career.membership.published_times.filter(starts_at__lt=day(1)).delete()  # type: ignore[union-attr]
    entry = waiting.join(wish=wish_to_move(appointment), centre=nordland.career.office, by=nordland.nav)  # type: ignore[arg-type]
    publish(nordland.career, "09:00", "11:00", days=1)
    nordland.nav.membership.absences.create(starts_at=day(1, "08:00"), ends_at=day(1, "09:30"))  # type: ignore[union-attr]
    assert entry.centre is not None
    with as_worker():
        assert waiting.offer_next(centre=entry.centre) == 1
    held = now_of(entry).hold
    assert held is not None
    assert held.starts_at == day(1, "09:30")
    assert held.nav_counsellor == nordland.nav.membership


# --- how an offer ends ----------------------------------------------------------------------------------------------
@pytest.fixture
def offered(line: Line) -> WaitingEntry:
    """Two wait; the first is offered tomorrow at nine, the only time there is."""
    entry = line.join(line.book(day(8)))
    line.join(line.book(day(8, "09:45")))
    publish(line.scene.career, "09:00", "09:45", days=1)
    assert line.run() == 1
    return now_of(entry)


def second_of(line: Line, entry: WaitingEntry) -> WaitingEntry:
    return WaitingEntry.objects.exclude(pk=entry.pk).get()


def test_taking_it_moves_the_appointment_and_frees_the_old_time(line: Line, offered: WaitingEntry):
    assert offered.hold is not None
    assert offered.appointment is not None
    owner = actor(offered)
    moved = actions.confirm(hold=offered.hold, by=owner)
    assert (moved, moved.starts_at, moved.sequence) == (offered.appointment, day(1), 1)
    assert now_of(offered).state == WaitingState.ENDED
    taken = Commitment.objects.filter(person=owner.person, active=True)
    assert [each.starts_at for each in taken] == [day(1)]
    assert second_of(line, offered).state == WaitingState.WAITING


def test_saying_no_gives_it_to_the_next_and_it_does_not_come_again(line: Line, offered: WaitingEntry):
    assert offered.hold is not None
    waiting.decline(entry=offered, offered=offered.hold, by=actor(offered))
    assert (now_of(offered).state, offered.hold) == (WaitingState.WAITING, None)
    assert AuditEntry.objects.filter(kind="waiting_declined").count() == 1
    assert line.run() == 1
    assert second_of(line, offered).hold is not None
    assert now_of(offered).hold is None


def test_saying_no_twice_is_already_done(line: Line, offered: WaitingEntry):
    held = offered.hold
    assert held is not None
    waiting.decline(entry=offered, offered=held, by=actor(offered))
    with pytest.raises(AlreadyDone):
        waiting.decline(entry=offered, offered=held, by=actor(offered))


def test_no_answer_gives_it_to_the_next(line: Line, offered: WaitingEntry, at: At):
    at("2026-03-02 18:59")
    assert line.run() == 0
    at("2026-03-02 19:00")
    assert line.run() == 1
    assert (now_of(offered).state, offered.hold) == (WaitingState.WAITING, None)
    assert second_of(line, offered).hold is not None
    at("2026-03-03 04:00")
    assert line.run() == 0  # both have had it


def test_an_expired_offer_somebody_else_took_leaves_no_trace_of_itself(line: Line, offered: WaitingEntry, at: At):
    """Any booker may drop it; the place in line waits on, and the time is not offered there again."""
    at("2026-03-02 19:30")
    line.book(day(1))
    assert Hold.objects.count() == 0
    assert line.run() == 0
    assert (now_of(offered).state, offered.declined[-1]) == (WaitingState.WAITING, day(1))


def test_what_overlaps_a_time_that_did_not_suit_does_not_suit_either(line: Line, offered: WaitingEntry):
    assert offered.hold is not None
    waiting.decline(entry=offered, offered=offered.hold, by=actor(offered))
    line.scene.career.membership.published_times.filter(starts_at=day(1)).delete()  # type: ignore[union-attr]
    waiting.leave(entry=second_of(line, offered), by=line.scene.career)
    publish(line.scene.career, "09:30", "10:15", days=1)
    assert line.run() == 0
    publish(line.scene.career, "10:15", "11:00", days=1)
    assert line.run() == 1


def test_moving_it_otherwise_gives_the_offer_back(line: Line, offered: WaitingEntry):
    assert offered.appointment is not None
    actions.book(wish=wish_to_move(offered.appointment), starts_at=day(7, "11:15"), by=line.scene.career)
    assert (now_of(offered).state, offered.hold) == (WaitingState.WAITING, None)
    assert line.run() == 1
    assert second_of(line, offered).hold is not None


def test_a_cancelled_meeting_ends_the_wait(line: Line, offered: WaitingEntry):
    assert offered.appointment is not None
    actions.cancel(appointment=offered.appointment, by=line.scene.career)
    assert now_of(offered).state == WaitingState.ENDED
    assert line.run() == 1


def test_a_closed_journey_ends_the_wait(line: Line):
    owner = participant()
    journey = start_journey("trondelag", owner, None)
    entry = waiting.join(wish=line.wish(journey), centre=line.centre, by=owner)  # type: ignore[arg-type]
    journey_actions.close(journey=journey, reason=journey.blueprint.close_reasons[0].key, by=owner)
    assert line.run() == 0
    assert now_of(entry).state == WaitingState.ENDED


def test_a_meeting_that_has_begun_ends_the_wait(line: Line, at: At):
    entry = line.join(line.book(day(7)))
    at("2026-03-09 09:00")
    assert line.run() == 0
    assert now_of(entry).state == WaitingState.ENDED


def test_another_meeting_of_the_kind_does_not_become_the_one_to_be_earlier(line: Line, offered: WaitingEntry):
    appointment = offered.appointment
    wish = line.wish(offered.journey, counsellor=line.scene.career.membership)
    kind = [each for each in offered.journey.blueprint.meeting_kinds if each.key == offered.kind]
    assert kind
    with acting(line.scene.career):
        actions.book(wish=wish, starts_at=day(8, "11:15"), by=line.scene.career)
    assert now_of(offered).appointment == appointment


def actor(entry: WaitingEntry) -> Actor:
    return Actor(entry.journey.participant)


# --- the message ----------------------------------------------------------------------------------------------------
def offers_sent() -> list[Any]:
    mail.outbox.clear()
    with as_worker():
        outbox.send_due()
    return [each for each in mail.outbox if "/tilbud/" in str(each.body)]


def test_the_participant_is_told_once_with_a_link_of_their_own(line: Line, offered: WaitingEntry):
    (message,) = offers_sent()
    assert message.to == [offered.journey.participant.email]
    assert message.subject == gettext("An earlier time is free")
    token = token_of_offer(offered, offered.journey.participant)
    assert token in message.body
    line.run()
    assert offers_sent() == []


def test_neutral_wording_says_nothing_of_what_it_is_about(line: Line):
    entry = line.join(line.book(day(8), participant(neutral_wording=True)))
    publish(line.scene.career, "09:00", "09:45", days=1)
    line.run()
    (message,) = offers_sent()
    label = str(entry.journey.blueprint.meeting_kind(entry.kind).label)
    for word in (label, "Nav", "veiled", "karriere", "guidance", "career"):
        assert word.lower() not in message.body.split("http")[0].lower()


@pytest.mark.parametrize("neutral", [False, True])
def test_who_wants_text_messages_gets_one_that_says_when(line: Line, neutral: bool):
    owner = participant(phone="900 00 000", sms_reminders=True, neutral_wording=neutral)
    line.join(line.book(day(8), owner))
    publish(line.scene.career, "09:00", "09:45", days=1)
    line.run()
    message = OutboxMessage.objects.get(kind="appointment_offer", channel=Channel.SMS)
    rendered = outbox._kinds["appointment_offer"].render(message)
    assert rendered is not None
    assert (message.address, segments(rendered.body_text) <= 2) == ("+4790000000", True)
    assert "3. mars kl. 09.00" in rendered.body_text
    assert ("http" in rendered.body_text) is not neutral


def test_an_offer_that_is_answered_before_it_is_sent_is_not_sent(line: Line, offered: WaitingEntry):
    assert offered.hold is not None
    waiting.decline(entry=offered, offered=offered.hold, by=actor(offered))
    assert offers_sent() == []


def test_the_link_is_good_for_this_offer_and_this_person_only(line: Line, offered: WaitingEntry):
    token = token_of_offer(offered, offered.journey.participant)
    assert read_offer(token) == offered
    assert read_offer(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert read_offer(token_of_offer(offered, participant().person)) is None
    assert offered.hold is not None
    waiting.decline(entry=offered, offered=offered.hold, by=actor(offered))
    assert read_offer(token) is None


# --- who sees it ----------------------------------------------------------------------------------------------------
def test_who_sees_a_place_in_line(line: Line):
    entry = line.join(line.book(day(8)))
    career = line.scene.career
    colleague, elsewhere = staff("career_counsellor", county_code="trondelag"), staff("career_counsellor")
    assert entry in WaitingEntry.objects.visible_to(career)
    assert entry in WaitingEntry.objects.visible_to(colleague)
    assert entry in WaitingEntry.objects.visible_to(actor(entry))
    for other in (elsewhere, participant(), line.scene.nav, staff("coordinator", county_code="trondelag")):
        assert entry not in WaitingEntry.objects.visible_to(other)


def test_nav_sees_only_where_nav_takes_part(nordland: Scene):
    appointment = nordland.book("10:00")
    entry = waiting.join(wish=wish_to_move(appointment), centre=nordland.career.office, by=nordland.nav)  # type: ignore[arg-type]
    stand_in = cover(nordland.nav, staff("nav_counsellor"))
    for who in (nordland.nav, stand_in):
        assert list(WaitingEntry.objects.visible_to(who)) == [entry]
    WaitingEntry.objects.update(with_nav=False)
    assert list(WaitingEntry.objects.visible_to(nordland.nav)) == []


# --- when the worker is woken ---------------------------------------------------------------------------------------
def jobs(line: Line) -> int:
    """How many jobs wait for this centre: tests that commit may have left others."""
    waiting = ProcrastinateJob.objects.filter(task_name="appointments.offer_times", status="todo")
    assert line.centre is not None
    return waiting.filter(args__centre=str(line.centre.public_id)).count()


def freed(act: str, line: Line, other: Appointment) -> None:
    match act:
        case "cancelled":
            actions.cancel(appointment=other, by=line.scene.career)
        case "moved":
            actions.book(wish=wish_to_move(other), starts_at=day(7, "11:15"), by=line.scene.career)
        case "released":
            actions.release(
                hold=actions.hold(wish=wish_to_move(other), starts_at=day(8, "11:15"), by=line.scene.career)
            )
        case "expired":
            actions.hold(wish=wish_to_move(other), starts_at=day(8, "11:15"), by=line.scene.career)
            actions.release_expired(now=timezone.now() + timedelta(hours=1))
        case "published":
            actions.publish(
                membership=line.scene.career.membership,  # type: ignore[arg-type]
                stretches=[(day(2), day(2, "10:00"))],
                modes=list(MODES),
                by=line.scene.career,
            )


@pytest.mark.parametrize("act", ["cancelled", "moved", "released", "expired", "published"])
def test_time_that_becomes_free_wakes_the_worker(act: str, line: Line, django_capture_on_commit_callbacks: Any):
    other = line.book(day(7))
    line.join(line.book(day(8)))
    with django_capture_on_commit_callbacks(execute=True):
        freed(act, line, other)
    assert jobs(line) == 1


def test_nobody_in_line_no_job(line: Line, django_capture_on_commit_callbacks: Any):
    other = line.book(day(7))
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(appointment=other, by=line.scene.career)
    assert jobs(line) == 0


def test_one_job_is_enough_for_much_that_is_freed(line: Line, django_capture_on_commit_callbacks: Any):
    first, second = line.book(day(7)), line.book(day(7, "09:45"))
    line.join(line.book(day(8)))
    for each in (first, second):
        with django_capture_on_commit_callbacks(execute=True):
            actions.cancel(appointment=each, by=line.scene.career)
    assert jobs(line) == 1


def test_the_job_and_the_sweep_do_the_same(line: Line):
    entry = line.join(line.book(day(8)))
    publish(line.scene.career, "09:00", "09:45", days=1)
    with as_worker():
        tasks.offer_times_everywhere(0)
    assert now_of(entry).state == WaitingState.OFFERED
    with as_worker():
        tasks.offer_times(str(entry.centre.public_id))
    assert now_of(entry).state == WaitingState.OFFERED
    assert entry.appointment is not None
    assert entry.appointment.status == Status.BOOKED
