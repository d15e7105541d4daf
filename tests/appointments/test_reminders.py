"""Reminders: as often as wanted, where wanted, once, and never of what is over, called off or moved."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone, translation

from accounts import actions as account_actions
from accounts.actors import Actor
from accounts.enums import Language
from appointments import actions, reminders
from appointments.calendar import Reader
from appointments.models import Appointment
from appointments.notifications import REMINDER
from common import outbox
from common.models import Channel, MessageState, OutboxMessage
from common.sms.console import Memory, Sms
from common.sms.segments import segments
from journeys.blueprints.types import Mode
from tests.appointments.conftest import Scene, publish, today
from tests.appointments.test_mails import TELLING

At = Callable[[str], datetime]
NUMBER = "+4790000000"


@pytest.fixture
def phone() -> Iterator[list[Sms]]:
    Memory.sent.clear()
    yield Memory.sent
    Memory.sent.clear()


def prefer(actor: Actor, **fields: Any) -> None:
    """As the person says on the own profile."""
    account_actions.change_profile(by=actor, **fields)


def in_two_days(scene: Scene, **fields: Any) -> Appointment:
    """Wednesday 4 March 2026 at 09.00; what tells of the booking is out already."""
    publish(scene.career, days=2)
    nav = scene.nav.membership if scene.journey.blueprint.key == "nordland" else None
    scene.journey.refresh_from_db()
    wish = scene.wish(centre=scene.career.office, nav=nav, **fields)
    appointment = actions.book(wish=wish, starts_at=today("09:00") + timedelta(days=2), by=scene.owner)
    outbox.send_due()
    mail.outbox.clear()
    return appointment


def reminders_sent() -> int:
    return OutboxMessage.objects.filter(kind=REMINDER, state=MessageState.SENT).count()


def queued(**fields: Any) -> list[int]:
    """The hours before, of the reminders there are."""
    rows = OutboxMessage.objects.filter(kind=REMINDER, **fields).order_by("due_at")
    return [row.payload["hours"] for row in rows]


# --- how often -----------------------------------------------------------------------------------------------------
def test_the_county_decides_and_the_person_may_ask_for_one_more(trondelag: Scene, at: At) -> None:
    prefer(trondelag.owner, second_reminder=True)
    in_two_days(trondelag)
    for clock, sent in (("03 08:59", 0), ("03 09:00", 1), ("04 06:59", 1), ("04 07:00", 2), ("04 08:59", 2)):
        at(f"2026-03-{clock}")
        outbox.send_due()
        assert len(mail.outbox) == sent


@pytest.mark.parametrize(
    ("county", "asked", "hours"),
    [((24,), False, (24,)), ((24,), True, (24, 2)), ((24, 2), True, (24, 2)), ((48, 2, 24), False, (48, 24, 2)),
     ((), True, (2,)), ((), False, ())],
)  # fmt: skip
def test_the_county_s_hours_and_the_person_s(county: tuple[int, ...], asked: bool, hours: tuple[int, ...]) -> None:
    blueprint = SimpleNamespace(booking=SimpleNamespace(reminder_hours=county))
    journey = SimpleNamespace(blueprint=blueprint, participant=SimpleNamespace(second_reminder=asked))
    appointment: Any = SimpleNamespace(journey=journey)
    assert reminders.hours_wanted(appointment) == hours


def test_hours_are_real_hours_over_a_clock_change() -> None:
    """Sunday 29 March 2026 has 23 hours, Sunday 25 October has 25."""
    for start in (datetime(2026, 3, 29, 7, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)):
        appointment: Any = SimpleNamespace(starts_at=timezone.localtime(start))
        assert start - reminders.due_at(appointment, 24) == timedelta(hours=24)


def test_a_booking_at_short_notice_has_only_the_reminders_still_ahead(trondelag: Scene) -> None:
    prefer(trondelag.owner, second_reminder=True)
    trondelag.book("11:15")
    assert queued() == [2]


def test_on_the_hour_is_too_late(trondelag: Scene, at: At) -> None:
    """The confirmation goes in the same moment."""
    prefer(trondelag.owner, second_reminder=True)
    at("2026-03-02 07:00")
    trondelag.book("09:00")
    assert queued() == []


# --- a worker that was away ----------------------------------------------------------------------------------------
def test_after_a_day_away_the_last_one_is_enough(trondelag: Scene, at: At) -> None:
    prefer(trondelag.owner, second_reminder=True)
    in_two_days(trondelag)
    at("2026-03-04 07:30")
    assert outbox.send_due() == 1
    assert len(mail.outbox) == 1
    assert queued(state=MessageState.SENT) == [2]
    assert queued(state=MessageState.VOID) == [24]


def test_after_the_first_was_missed_it_still_goes_while_it_is_the_last_due(trondelag: Scene, at: At) -> None:
    prefer(trondelag.owner, second_reminder=True)
    in_two_days(trondelag)
    at("2026-03-04 06:59")
    assert outbox.send_due() == 1
    at("2026-03-04 07:00")
    assert outbox.send_due() == 1
    assert queued(state=MessageState.SENT) == [24, 2]


@pytest.mark.parametrize("back", ["2026-03-04 09:00", "2026-03-04 09:01", "2026-03-05 07:00"])
def test_never_once_it_has_begun(trondelag: Scene, at: At, back: str) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True, second_reminder=True)
    in_two_days(trondelag)
    at(back)
    assert outbox.send_due() == 0
    assert set(OutboxMessage.objects.filter(kind=REMINDER).values_list("state", flat=True)) == {MessageState.VOID}


def test_a_mail_server_that_is_down_while_the_second_comes_due_gets_one(trondelag: Scene, at: At) -> None:
    """Each has its own next try; the earlier one is over as soon as the later one is due."""
    prefer(trondelag.owner, second_reminder=True)
    in_two_days(trondelag)
    with patch.object(EmailBackend, "send_messages", side_effect=ConnectionRefusedError):
        for clock in ("06:58", "06:59", "07:00", "07:01"):
            at(f"2026-03-04 {clock}")
            outbox.send_due()
    for clock in ("07:04", "07:06", "07:30", "08:59", "09:00"):
        at(f"2026-03-04 {clock}")
        outbox.send_due()
    assert len(mail.outbox) == 1
    assert queued(state=MessageState.SENT) == [2]


def test_a_clock_put_back_sends_nothing_again(trondelag: Scene, at: At) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True, second_reminder=True)
    in_two_days(trondelag)
    for clock in ("03 09:00", "03 08:00", "03 09:00", "04 07:00", "04 06:00", "04 07:00", "03 09:00"):
        at(f"2026-03-{clock}")
        outbox.send_due()
    assert len(mail.outbox) == 2


def test_a_clock_that_runs_ahead_sends_early_and_not_again(trondelag: Scene, at: At) -> None:
    in_two_days(trondelag)
    for clock in ("03 12:00", "02 12:00", "03 09:00", "04 08:00"):
        at(f"2026-03-{clock}")
        outbox.send_due()
    assert len(mail.outbox) == 1


# --- called off, moved ---------------------------------------------------------------------------------------------
def test_none_of_what_is_cancelled(trondelag: Scene, at: At) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True)
    appointment = in_two_days(trondelag)
    actions.cancel(appointment=appointment, by=trondelag.owner)
    at("2026-03-03 09:00")
    outbox.send_due()
    assert queued(state=MessageState.VOID) == [24, 24]
    assert reminders_sent() == 0


def test_what_is_moved_is_remembered_at_its_new_time(trondelag: Scene, at: At, phone: list[Sms]) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True)
    appointment = in_two_days(trondelag)
    publish(trondelag.career, days=3)
    wish = trondelag.wish(centre=trondelag.career.office, moves=appointment)
    actions.book(wish=wish, starts_at=today("10:30") + timedelta(days=3), by=trondelag.owner)
    outbox.send_due()
    mail.outbox.clear()
    at("2026-03-04 08:00")
    outbox.send_due()
    assert (mail.outbox, phone) == ([], [])
    at("2026-03-04 10:30")
    outbox.send_due()
    assert "torsdag 5. mars kl. 10.30" in mail.outbox[0].body
    assert "torsdag 5. mars kl. 10.30" in phone[0].text
    assert reminders_sent() == 2


# --- where, and what the person says later -------------------------------------------------------------------------
def test_by_text_message_too_for_who_wants_that(trondelag: Scene, at: At, phone: list[Sms]) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True)
    in_two_days(trondelag)
    at("2026-03-03 09:00")
    assert outbox.send_due() == 2
    assert outbox.send_due() == 0
    assert [each.to for each in phone] == [NUMBER]
    assert [each.to for each in mail.outbox] == [[trondelag.owner.person.email]]


def test_who_wants_them_later_gets_those_still_ahead(trondelag: Scene, at: At, phone: list[Sms]) -> None:
    in_two_days(trondelag)
    at("2026-03-03 12:00")
    outbox.send_due()
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True, second_reminder=True)
    prefer(trondelag.owner, name="Prøve Omdøpt")
    at("2026-03-04 07:00")
    outbox.send_due()
    assert (len(mail.outbox), len(phone)) == (2, 1)


def test_who_wants_them_no_more_gets_none(trondelag: Scene, at: At, phone: list[Sms]) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True, second_reminder=True)
    in_two_days(trondelag)
    prefer(trondelag.owner, sms_reminders=False, second_reminder=False)
    for clock in ("03 09:00", "04 07:00"):
        at(f"2026-03-{clock}")
        outbox.send_due()
    assert (len(mail.outbox), len(phone)) == (1, 0)


def test_who_does_not_want_the_second_gets_the_first_after_the_worker_was_away(trondelag: Scene, at: At) -> None:
    prefer(trondelag.owner, second_reminder=True)
    in_two_days(trondelag)
    prefer(trondelag.owner, second_reminder=False)
    at("2026-03-04 07:30")
    assert outbox.send_due() == 1


def test_who_asks_for_the_second_too_late_gets_the_first_after_the_worker_was_away(trondelag: Scene, at: At) -> None:
    """There is no later one that could take its place."""
    in_two_days(trondelag)
    at("2026-03-04 07:30")
    prefer(trondelag.owner, second_reminder=True)
    assert outbox.send_due() == 1


def test_a_new_number_takes_over(trondelag: Scene, at: At, phone: list[Sms]) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True)
    in_two_days(trondelag)
    prefer(trondelag.owner, phone="900 00 001")
    at("2026-03-03 09:00")
    outbox.send_due()
    assert [each.to for each in phone] == ["+4790000001"]


@pytest.mark.parametrize("number", ["", "ring meg", "00 00 00 00"])
def test_a_number_that_is_none_gets_the_mail_alone(trondelag: Scene, at: At, phone: list[Sms], number: str) -> None:
    prefer(trondelag.owner, phone=number, sms_reminders=True)
    in_two_days(trondelag)
    at("2026-03-03 09:00")
    assert outbox.send_due() == 1
    assert phone == []


def test_a_gateway_switched_off_sends_nothing(trondelag: Scene, at: At, phone: list[Sms], settings: Any) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True)
    in_two_days(trondelag)
    settings.SMS_BACKEND = "off"
    at("2026-03-03 09:00")
    assert outbox.send_due() == 1
    assert phone == []


# --- the words of a text message -----------------------------------------------------------------------------------
def test_a_text_message_says_when_and_where(trondelag: Scene, at: At, phone: list[Sms], settings: Any) -> None:
    settings.SITE_URL = "https://trepart.example"
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True, name="Prøve Eksempelsen")
    in_two_days(trondelag)
    at("2026-03-03 09:00")
    outbox.send_due()
    place = trondelag.career.office
    assert place is not None
    assert phone[0].text == (
        f"Hei Prøve. Husk timen onsdag 4. mars kl. 09.00. Sted: {place.name}, Prøvegata 1."
        " Kan du ikke komme? Logg inn: https://trepart.example"
    )
    assert phone[0].reference == str(OutboxMessage.objects.get(channel=Channel.SMS).public_id)


def test_the_language_is_the_one_the_person_reads_now(trondelag: Scene, at: At, phone: list[Sms]) -> None:
    prefer(trondelag.owner, phone="900 00 000", sms_reminders=True)
    in_two_days(trondelag)
    prefer(trondelag.owner, language=Language.NYNORSK)
    at("2026-03-03 09:00")
    outbox.send_due()
    assert "Hugs timen onsdag 4. mars kl. 09.00." in phone[0].text
    assert "Kan du ikkje kome?" in phone[0].text
    assert "Hugs timen onsdag 4. mars" in mail.outbox[0].body


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize(
    ("scene", "mode"),
    [("nordland", Mode.IN_PERSON), ("nordland", Mode.DIGITAL), ("trondelag", Mode.IN_PERSON),
     ("trondelag", Mode.DIGITAL), ("trondelag", Mode.PHONE)],
    indirect=["scene"],
)  # fmt: skip
def test_neutral_wording_on_a_locked_screen_says_when_and_nothing_else(
    scene: Scene, mode: Mode, language: str, at: At, phone: list[Sms]
) -> None:
    prefer(scene.owner, phone="900 00 000", sms_reminders=True, neutral_wording=True, language=language)
    in_two_days(scene, mode=mode)
    at("2026-03-03 09:00")
    outbox.send_due()
    verb = "Husk" if language == Language.BOKMAL else "Hugs"
    assert phone[0].text == f"{verb} timen onsdag 4. mars kl. 09.00."
    assert not [word for word in TELLING if word in phone[0].text.lower()]


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("name", ["Prøve Eksempelsen", "Łukasz Prøvesen", "Ž" * 120, "P" * 200])
@pytest.mark.parametrize("place", ["Karrieresenteret", "Karriereguovddáš Kárášjohka", "Senter " * 20, "ŋ" * 150])
def test_a_text_message_takes_two_segments_at_most(trondelag: Scene, name: str, place: str, language: str) -> None:
    prefer(trondelag.owner, name=name)
    appointment = trondelag.book("11:15")
    appointment.journey.participant = trondelag.owner.person
    assert appointment.place is not None
    appointment.place.name, appointment.starts_at = place, datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
    with translation.override(language):
        text = reminders.short_text(appointment, Reader.PARTICIPANT)
    assert segments(text) <= 2
    assert "torsdag 3. desember kl. 10.30" in text


def test_when_nothing_else_fits_the_time_does(trondelag: Scene, settings: Any) -> None:
    settings.SITE_URL = "https://trepart.example/" + "x" * 300
    text = reminders.short_text(trondelag.book("11:15"), Reader.PARTICIPANT)
    assert text == "Husk timen mandag 2. mars kl. 11.15."
