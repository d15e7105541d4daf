"""Any order of holding, confirming, letting expire, moving, giving back and cancelling, by everybody.

Nobody is ever in two places, nobody is left uninformed, and confirming a time that is held never fails because of
somebody else.
"""

from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from icalendar import Calendar

from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions, queries
from appointments.models import Absence, Appointment, Commitment, Hold, WeeklyPattern
from appointments.queries import Wish, wish_to_move
from common import outbox
from common.errors import AlreadyDone
from common.models import OutboxMessage
from journeys.blueprints.types import Mode
from journeys.models import Journey
from tests.appointments.conftest import MODES, start_journey
from tests.factories import participant, staff

MONDAY = datetime(2026, 3, 23, 6, tzinfo=UTC)  # the clock is put forward on the Sunday of this week
JOURNEYS = st.integers(0, 3)
PARTIES = st.integers(0, 2)
FRIENDLY = (actions.TimeTaken, actions.BeingBooked, actions.HoldExpired, AlreadyDone)


class World:
    """Two Nav counsellors with two participants each; a centre with two career counsellors, who offer mornings."""

    def __init__(self) -> None:
        self.careers = [staff(Party.CAREER_COUNSELLOR) for _number in range(2)]
        navs = [staff(Party.NAV_COUNSELLOR) for _number in range(2)]
        self.parties: list[tuple[Actor, Actor]] = [(participant(), navs[number % 2]) for number in range(4)]
        self.journeys = [start_journey("nordland", owner, nav.membership) for owner, nav in self.parties]
        for career in self.careers:
            assert career.membership is not None
            for weekday in range(5):
                WeeklyPattern.objects.create(
                    membership=career.membership,
                    weekday=weekday,
                    start=time(9),
                    end=time(11, 30),
                    valid_from=MONDAY.date(),
                    place=career.membership.office,
                    modes=list(MODES),
                )

    def journey(self, number: int) -> Journey:
        return Journey.objects.select_related("career_counsellor").get(pk=self.journeys[number].pk)

    def actor(self, number: int, party: int) -> Actor:
        journey = self.journey(number)
        leads = next((one for one in self.careers if one.membership == journey.career_counsellor), self.careers[0])
        return (*self.parties[number], leads)[party]

    def wish(self, number: int) -> Wish:
        journey, nav = self.journey(number), self.parties[number][1]
        kind = journey.blueprint.meeting_kind("three_party")
        return Wish(journey, kind, Mode.IN_PERSON, nav=nav.membership, centre=self.careers[0].office)


class Booking(RuleBasedStateMachine):
    """Keeps each person's calendar as their mail program would: by the newest revision of each entry."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.clock = self.stack.enter_context(time_machine.travel(MONDAY, tick=False))
        self.stack.enter_context(transaction.atomic())
        mail.outbox = []
        self.world = World()
        self.calendars: dict[tuple[str, str], tuple[int, str, datetime]] = {}
        self.attended: dict[UUID, set[str]] = {}
        self.reminded: dict[str, datetime] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()

    def starts(self, wish: Wish) -> list[datetime]:
        now = timezone.now()
        today = timezone.localdate(now)
        free = queries.availability(wish, now=now, first=today, last=today + timedelta(days=3))
        mondays = {queries.monday_of(today), queries.monday_of(today + timedelta(days=3))}
        found = [slot.start for monday in sorted(mondays) for slot in free.week(monday)]
        return found[:4]  # few, so that people want the same

    def try_to(self, act: Any) -> Any:
        """Do it; a friendly refusal saves nothing, as when the page rolls back."""
        try:
            with transaction.atomic():
                return act()
        except FRIENDLY as refused:
            return refused

    def pick(self, wish: Wish, by: Actor, data: st.DataObject) -> None:
        if starts := self.starts(wish):
            at = data.draw(st.sampled_from(starts))
            outcome = self.try_to(lambda: actions.hold(wish=wish, starts_at=at, by=by))
            assert not isinstance(outcome, actions.TimeTaken), "a time shown as free was not"

    # --- what may happen ---
    @rule(number=JOURNEYS, party=PARTIES, data=st.data())
    def hold(self, number: int, party: int, data: st.DataObject) -> None:
        self.pick(self.world.wish(number), self.world.actor(number, party), data)

    @rule(data=st.data())
    @precondition(lambda self: Appointment.objects.booked().exists())
    def hold_to_move(self, data: st.DataObject) -> None:
        appointment, by = self.one_of_the_booked(data)
        counsellor = data.draw(st.sampled_from(self.world.careers)).membership
        self.pick(wish_to_move(appointment, counsellor=counsellor), by, data)

    def one_of_the_booked(self, data: st.DataObject) -> tuple[Appointment, Actor]:
        booked = queries.with_people(Appointment.objects.booked().order_by("pk"))
        appointment = data.draw(st.sampled_from(list(booked)))
        number = self.world.journeys.index(appointment.journey)
        return appointment, self.world.actor(number, data.draw(PARTIES))

    @rule(number=JOURNEYS, party=PARTIES, data=st.data())
    def book_at_once(self, number: int, party: int, data: st.DataObject) -> None:
        wish, by = self.world.wish(number), self.world.actor(number, party)
        if starts := self.starts(wish):
            at = data.draw(st.sampled_from(starts))
            self.try_to(lambda: actions.book(wish=wish, starts_at=at, by=by))

    @rule(data=st.data())
    @precondition(lambda self: Appointment.objects.booked().exists())
    def move_at_once(self, data: st.DataObject) -> None:
        appointment, by = self.one_of_the_booked(data)
        wish = wish_to_move(appointment, counsellor=data.draw(st.sampled_from(self.world.careers)).membership)
        if starts := self.starts(wish):
            at = data.draw(st.sampled_from(starts))
            self.try_to(lambda: actions.book(wish=wish, starts_at=at, by=by))

    @rule(data=st.data())
    @precondition(lambda self: Hold.objects.exists())
    def confirm(self, data: st.DataObject) -> None:
        kept = data.draw(st.sampled_from(list(Hold.objects.order_by("pk"))))
        number = self.world.journeys.index(kept.journey)
        parties = [self.world.actor(number, party) for party in range(3)]
        by = next(actor for actor in parties if actor.person == kept.held_by)
        outcome = self.try_to(lambda: actions.confirm(hold=kept, by=by))
        begun = min([kept.starts_at, *([kept.moves.starts_at] if kept.moves else [])]) <= timezone.now()
        assert isinstance(outcome, Appointment) != begun, outcome

    @rule(data=st.data())
    @precondition(lambda self: Hold.objects.exists())
    def give_back(self, data: st.DataObject) -> None:
        actions.release(hold=data.draw(st.sampled_from(list(Hold.objects.order_by("pk")))))

    @rule(data=st.data())
    @precondition(lambda self: Appointment.objects.booked().exists())
    def cancel(self, data: st.DataObject) -> None:
        appointment, by = self.one_of_the_booked(data)
        if appointment.starts_at > timezone.now():
            self.try_to(lambda: actions.cancel(appointment=appointment, by=by))

    @rule(minutes=st.sampled_from([1, 9, 11, 45, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.clock.shift(timedelta(minutes=minutes))

    @rule(who=st.integers(0, 1), hours=st.integers(1, 40))
    def somebody_is_away(self, who: int, hours: int) -> None:
        start = timezone.now() + timedelta(hours=hours)
        member = self.world.careers[who].membership
        assert member is not None
        Absence.objects.create(membership=member, starts_at=start, ends_at=start + timedelta(hours=2))

    @rule()
    def tidy(self) -> None:
        actions.release_expired()

    # --- what must hold ---
    @invariant()
    def nobody_is_in_two_places(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from appointments_commitment a join appointments_commitment b"
                " on a.person_id = b.person_id and a.id < b.id and a.active and b.active and a.booking <> b.booking"
                " and a.starts_at < b.ends_at and b.starts_at < a.ends_at"
            )
            assert cursor.fetchone() == (0,)

    @invariant()
    def a_booked_meeting_takes_the_time_of_those_who_attend_and_of_nobody_else(self) -> None:
        for each in queries.with_people(Appointment.objects.booked()):
            taken = Commitment.objects.filter(appointment=each, active=True, starts_at=each.starts_at)
            people = {each.journey.participant_id, each.career_counsellor.person_id}
            people |= {each.nav_counsellor.person_id} if each.nav_counsellor else set()
            assert set(taken.values_list("person", flat=True)) == people
        assert not Commitment.objects.filter(active=True, appointment__status="cancelled").exists()

    @invariant()
    def nobody_is_left_uninformed(self) -> None:
        outbox.send_due()
        self.read_mail()
        for each in queries.with_people(Appointment.objects.filter(starts_at__gt=timezone.now())):
            now = {each.journey.participant.email, each.career_counsellor.person.email}
            now |= {each.nav_counsellor.person.email} if each.nav_counsellor else set()
            attended = self.attended.setdefault(each.public_id, set())
            attended |= now
            for email in attended:
                expected = "PUBLISH" if each.is_booked and email in now else "CANCEL"
                method, start = self.calendars[email, str(each.public_id)][1:]
                assert method == expected
                assert method == "CANCEL" or start == each.starts_at

    def read_mail(self) -> None:
        for message in mail.outbox:
            (email,) = message.to
            for attached in message.attachments:
                (entry,) = Calendar.from_ical(attached[1]).walk("VEVENT")
                method = "CANCEL" if entry["status"] == "CANCELLED" else "PUBLISH"
                key = (email, str(entry["uid"]))
                if key not in self.calendars or entry["sequence"] > self.calendars[key][0]:
                    self.calendars[key] = (entry["sequence"], method, entry.start)
        mail.outbox = []

    @invariant()
    def reminders_are_of_meetings_to_come(self) -> None:
        for message in OutboxMessage.objects.filter(kind="appointment_reminder", state="sent"):
            key = message.reference
            if key not in self.reminded:
                appointment = Appointment.objects.get(public_id=message.payload["appointment"])
                assert appointment.is_booked
                assert timezone.now() < appointment.starts_at
                assert appointment.sequence == message.payload["sequence"]
                self.reminded[key] = timezone.now()


@pytest.mark.django_db
def test_any_order_of_acts_by_anybody() -> None:
    examples = max(settings.default.max_examples // 3, 15)  # type: ignore[union-attr]
    chosen = settings(max_examples=examples, stateful_step_count=25, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Booking, settings=chosen)
