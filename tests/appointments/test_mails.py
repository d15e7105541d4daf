"""What goes out by mail: enough to come, nothing of the case, and not a word too many for neutral wording."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import translation
from icalendar import Calendar, Event

from accounts.actors import Actor
from accounts.enums import Language
from appointments import actions
from appointments.calendar import Reader, calendar_bytes
from appointments.models import Appointment
from appointments.notifications import BOOKED, BOOKED_STAFF, CANCELLED, REMINDER
from common import outbox
from common.models import MessageState, OutboxMessage
from journeys.blueprints.types import Mode
from tests.appointments.conftest import Scene, publish, today

#: Words that tell what the appointment is about, or with whom.
TELLING = ("nav", "karriere", "veiled", "rettlei", "trepart", "samtale", "plan", "skole", "deltaker", "deltakar")


def sent(actor: Actor) -> EmailMultiAlternatives:
    """Send what is due; the last mail to this person."""
    outbox.send_due()
    message = [each for each in mail.outbox if each.to == [actor.person.email]][-1]
    assert isinstance(message, EmailMultiAlternatives)
    return message


def entry_of(message: EmailMultiAlternatives) -> tuple[Calendar, Event]:
    ((name, content, content_type),) = message.attachments
    assert name == "avtale.ics"
    calendar = Calendar.from_ical(content)
    assert content_type == f"text/calendar; method={calendar['method']}"
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def words_of(message: EmailMultiAlternatives) -> str:
    """All a reader of the mail sees, without the addresses of links."""
    _calendar, event = entry_of(message) if message.attachments else (None, Event())
    shown = [message.subject, message.body, *(str(event.get(key, "")) for key in ("summary", "location"))]
    lines = (line for text in shown for line in text.splitlines() if not line.startswith("http"))
    return "\n".join(lines).lower()


def in_two_days(scene: Scene, **fields: str) -> Appointment:
    publish(scene.career, days=2)
    nav = scene.nav.membership if scene.journey.blueprint.key == "nordland" else None
    wish = scene.wish(centre=scene.career.office, nav=nav, **fields)
    return actions.book(wish=wish, starts_at=today("09:00") + timedelta(days=2), by=scene.owner)


# --- the confirmation ----------------------------------------------------------------------------------------------
def test_the_participant_gets_all_it_takes_to_come(nordland: Scene) -> None:
    appointment = nordland.book()
    message = sent(nordland.owner)
    assert message.subject == "Avtale mandag 2. mars kl. 09.00"
    for expected in (
        f"Hei {nordland.owner.person.first_name}.",
        "Du har time mandag 2. mars kl. 09.00: Trepartssamtale.",
        f"Sted: {nordland.career.place}, Prøvegata 1",
        f"Til stede: du, {nordland.career.person.name} og {nordland.nav.person.name}.",
        "omtrent 60 minutter",
        "/avtaler/avbestill/",
        f"/avtaler/{appointment.public_id}/",
        *(f"{number}. {each}" for number, each in enumerate(nordland.journey.blueprint.questions_to_think_about, 1)),
    ):
        assert expected in message.body


def test_trondelag_has_its_own_questions_and_length(trondelag: Scene) -> None:
    trondelag.book()
    body = sent(trondelag.owner).body
    assert "omtrent 45 minutter" in body
    assert all(str(each) in body for each in trondelag.journey.blueprint.questions_to_think_about)
    assert trondelag.nav.person.name not in body


def test_the_centre_s_own_page_is_linked(trondelag: Scene) -> None:
    office = trondelag.career.membership.office
    office.website = "https://senteret.example/"
    office.save(update_fields=["website"])
    trondelag.book()
    assert f"{office.name}: https://senteret.example/" in sent(trondelag.owner).body


@pytest.mark.parametrize(
    ("mode", "to_participant", "to_staff"),
    [
        (Mode.PHONE, "Sted: Vi ringer deg", "Sted: Telefon"),
        (Mode.DIGITAL, "Sted: På video. Karrieresenteret sender lenken", "Sted: Videomøte"),
    ],
)
def test_how_it_starts_is_said_to_each_in_their_own_way(
    trondelag: Scene, mode: Mode, to_participant: str, to_staff: str
) -> None:
    trondelag.book(mode=mode)
    assert to_participant in sent(trondelag.owner).body
    assert to_staff in sent(trondelag.career).body


def test_staff_are_not_told_by_mail_whom_it_is_with(nordland: Scene) -> None:
    person = nordland.owner.person
    person.name = "Dagfinn Demostad"
    person.save()
    nordland.book()
    for member in (nordland.career, nordland.nav):
        message = sent(member)
        assert not any(name in f"{message.subject} {message.body}" for name in person.name.split())
        assert "avbestill" not in message.body
        assert person.email not in str(entry_of(message)[1].to_ical())


def test_nav_is_told_only_where_it_takes_part(trondelag: Scene) -> None:
    trondelag.book(by=trondelag.nav)
    outbox.send_due()
    assert not [each for each in mail.outbox if each.to == [trondelag.nav.person.email]]


def test_the_written_language_is_the_readers(nordland: Scene) -> None:
    nordland.owner.person.language = Language.NYNORSK
    nordland.owner.person.save()
    with translation.override("nb"):
        nordland.book()
        body = sent(nordland.owner).body
    assert "Du har time måndag 2. mars kl. 09.00" in body
    assert "Stad:" in body
    assert "Kan du ikkje kome? Avbestill her:" in body
    assert "Kan du ikke komme" not in body
    assert "Kan du ikkje" not in sent(nordland.career).body


# --- neutral wording -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize(
    ("scene", "mode"),
    [
        ("nordland", Mode.IN_PERSON),
        ("nordland", Mode.DIGITAL),
        ("trondelag", Mode.IN_PERSON),
        ("trondelag", Mode.DIGITAL),
        ("trondelag", Mode.PHONE),
    ],
    indirect=["scene"],
)
def test_neutral_wording_tells_nothing_but_time_and_place(
    scene: Scene, mode: Mode, language: str, at: Callable[[str], datetime]
) -> None:
    person = scene.owner.person
    person.neutral_wording, person.language, person.name = True, language, "Prøve Eksempelsen"
    person.save()
    scene.journey.refresh_from_db()
    appointment = in_two_days(scene, mode=mode)
    assert_neutral(sent(scene.owner))
    at("2026-03-03 09:30")
    assert_neutral(sent(scene.owner))
    actions.cancel(appointment=appointment, by=scene.career)
    assert_neutral(sent(scene.owner))
    kinds = OutboxMessage.objects.filter(recipient=person, state=MessageState.SENT).values_list("kind", flat=True)
    assert set(kinds) == {BOOKED, REMINDER, CANCELLED}


def assert_neutral(message: EmailMultiAlternatives) -> None:
    assert message.subject in {"Avtalen din", "Avtalen din er avlyst", "Avtalen din er endret", "Avtalen din er endra"}
    words = words_of(message)
    assert not [word for word in TELLING if word in words]


def test_neutral_wording_of_a_member_of_staff_changes_nothing_at_work(nordland: Scene) -> None:
    nordland.career.person.neutral_wording = True
    nordland.career.person.save()
    nordland.book()
    assert "Trepartssamtale" in sent(nordland.career).body


# --- the reminder --------------------------------------------------------------------------------------------------
def test_the_reminder_has_time_place_and_the_way_to_cancel(trondelag: Scene, at: Callable[[str], datetime]) -> None:
    in_two_days(trondelag)
    at("2026-03-03 09:00")
    message = sent(trondelag.owner)
    assert message.subject == "Påminnelse: avtale onsdag 4. mars kl. 09.00"
    assert "Husk timen onsdag 4. mars kl. 09.00." in message.body
    assert f"Sted: {trondelag.career.place}" in message.body
    assert "/avtaler/avbestill/" in message.body
    assert message.attachments == []


def test_nobody_is_reminded_of_what_is_less_than_a_day_away(trondelag: Scene) -> None:
    trondelag.book()
    assert not OutboxMessage.objects.filter(kind=REMINDER).exists()


def test_a_day_is_24_hours_also_when_the_clock_changes(trondelag: Scene, at: Callable[[str], datetime]) -> None:
    """29 March 2026 has 23 hours: 24 hours before 09.00 on that Sunday is 08.00 on the Saturday."""
    at("2026-03-27 07:00")
    publish(trondelag.career, days=2)
    start = datetime(2026, 3, 29, 7, tzinfo=UTC)  # 09.00 summer time
    actions.book(wish=trondelag.wish(centre=trondelag.career.office), starts_at=start, by=trondelag.owner)
    due = OutboxMessage.objects.get(kind=REMINDER).due_at
    assert due == datetime(2026, 3, 28, 7, tzinfo=UTC)
    assert due == at("2026-03-28 08:00")


def test_no_reminder_after_the_meeting_has_begun(trondelag: Scene, at: Callable[[str], datetime]) -> None:
    in_two_days(trondelag)
    outbox.send_due()
    mail.outbox.clear()
    at("2026-03-04 09:00")
    outbox.send_due()
    assert mail.outbox == []
    assert OutboxMessage.objects.get(kind=REMINDER).state == MessageState.VOID


# --- cancelled -----------------------------------------------------------------------------------------------------
def test_a_confirmation_that_was_not_sent_in_time_never_is(nordland: Scene) -> None:
    appointment = nordland.book()
    actions.cancel(appointment=appointment, by=nordland.owner)
    outbox.send_due()
    assert {each.subject.split(":")[0] for each in mail.outbox} == {"Avlyst"}
    booked = OutboxMessage.objects.filter(kind__in=(BOOKED, BOOKED_STAFF))
    assert {each.state for each in booked} == {MessageState.VOID}


def test_everybody_who_was_to_attend_is_told(nordland: Scene) -> None:
    appointment = nordland.book()
    outbox.send_due()
    mail.outbox.clear()
    actions.cancel(appointment=appointment, by=nordland.nav)
    outbox.send_due()
    attending = {each.person.email for each in (nordland.owner, nordland.career, nordland.nav)}
    assert {address for each in mail.outbox for address in each.to} == attending
    assert "ønske" not in "".join(str(each.body) for each in mail.outbox)


def test_a_reminder_of_what_is_cancelled_is_not_sent(trondelag: Scene, at: Callable[[str], datetime]) -> None:
    appointment = in_two_days(trondelag)
    actions.cancel(appointment=appointment, by=trondelag.career)
    at("2026-03-03 09:00")
    outbox.send_due()
    assert OutboxMessage.objects.get(kind=REMINDER).state == MessageState.VOID


def test_a_message_about_what_is_not_there_any_more_is_void(trondelag: Scene) -> None:
    trondelag.book()
    OutboxMessage.objects.update(payload={"appointment": "2b1e0d5c-0000-4000-8000-000000000000"})
    assert outbox.send_due() == 0
    assert {each.state for each in OutboxMessage.objects.all()} == {MessageState.VOID}


# --- the calendar entry --------------------------------------------------------------------------------------------
def test_the_calendar_entry_is_the_meeting(nordland: Scene) -> None:
    appointment = nordland.book()
    calendar, event = entry_of(sent(nordland.owner))
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert event["uid"] == str(appointment.public_id)
    assert event["dtstart"].dt == appointment.starts_at
    assert event["dtend"].dt == appointment.ends_at
    assert event["dtstart"].dt.utcoffset() == timedelta(0)
    assert (event["sequence"], event["status"]) == (0, "CONFIRMED")
    assert event["organizer"].startswith("mailto:")
    assert event["summary"] == "Trepartssamtale"
    assert "attendee" not in event
    assert "description" not in event


def test_the_cancellation_takes_the_entry_out_of_the_calendar(nordland: Scene) -> None:
    appointment = nordland.book()
    _calendar, first = entry_of(sent(nordland.owner))
    actions.cancel(appointment=appointment, by=nordland.owner)
    calendar, event = entry_of(sent(nordland.owner))
    assert calendar["method"] == "CANCEL"
    assert event["uid"] == first["uid"]
    assert event["sequence"] > first["sequence"]
    assert event["status"] == "CANCELLED"


def test_the_entry_can_be_fetched_from_the_page(nordland: Scene, as_actor: Callable[[Actor], Client]) -> None:
    appointment = nordland.book()
    answer = as_actor(nordland.owner).get(f"/avtaler/{appointment.public_id}/avtale.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert "avtale.ics" in answer["Content-Disposition"]
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["uid"] == str(appointment.public_id)
    stranger = as_actor(nordland.owner.__class__(nordland.nav.person))
    assert stranger.get(f"/avtaler/{appointment.public_id}/avtale.ics").status_code == 404


def test_a_place_without_an_address_is_not_named_neutrally(nordland: Scene) -> None:
    appointment = nordland.book()
    assert appointment.place is not None
    appointment.place.address = ""
    (event,) = Calendar.from_ical(calendar_bytes(appointment, Reader.NEUTRAL)).walk("VEVENT")
    assert event["location"] == "Logg inn for å se stedet"


# --- who may see a failure -----------------------------------------------------------------------------------------
def test_a_message_names_the_office_and_who_booked(nordland: Scene) -> None:
    nordland.book(by=nordland.nav)
    message = OutboxMessage.objects.get(kind=BOOKED)
    assert nordland.career.office is not None
    assert message.office == nordland.career.office.public_id
    assert message.booked_by == nordland.nav.person
    assert set(message.payload) == {"appointment", "sequence"}
    assert str(outbox.label_of(BOOKED)) == "Bekreftelse på en avtale"
