"""When a calendar elsewhere says busy: opaque, not cancelled, in Norwegian days."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from appointments.fetching import Unreadable, outcomes, reading

OSLO = ZoneInfo("Europe/Oslo")


def at(text: str, zone: object = OSLO) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())  # type: ignore[arg-type]


#: March 2026 in Norway; the clock is put forward on the 29th.
START, END = at("2026-03-01 00:00"), at("2026-04-01 00:00")


def calendar(*components: str, head: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", head, *components, "END:VCALENDAR"]
    return "\r\n".join(line for part in lines for line in part.strip().split("\n") if line).encode() + b"\r\n"


def event(*lines: str, uid: str = "1") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def read(*components: str, head: str = "") -> list[tuple[int, int]]:
    return sorted(reading.busy(calendar(*components, head=head), START, END))


NINE = ("DTSTART:20260302T080000Z", "DTEND:20260302T090000Z")
AT_NINE = [(at("2026-03-02 09:00"), at("2026-03-02 10:00"))]


def test_an_event_is_busy() -> None:
    assert read(event(*NINE)) == AT_NINE
    assert read(event(*NINE, "TRANSP:OPAQUE", "STATUS:TENTATIVE")) == AT_NINE


@pytest.mark.parametrize(
    "line",
    [
        "TRANSP:TRANSPARENT",
        "TRANSP:transparent",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
    ],
)
def test_what_takes_no_time_is_not(line: str) -> None:
    assert read(event(*NINE, line)) == []


@pytest.mark.parametrize("line", ["X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"])
def test_being_out_of_office_is_busy(line: str) -> None:
    assert read(event(*NINE, line)) == AT_NINE


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;TZID=Europe/Oslo:20260302T090000", "DTEND;TZID=Europe/Oslo:20260302T100000"),
        ("DTSTART;TZID=W. Europe Standard Time:20260302T090000", "DURATION:PT1H"),
        ("DTSTART;TZID=America/New_York:20260302T030000", "DTEND;TZID=America/New_York:20260302T040000"),
        ("DTSTART:20260302T090000", "DTEND:20260302T100000"),
        ("DTSTART;TZID=Nowhere/Known:20260302T090000", "DTEND;TZID=Nowhere/Known:20260302T100000"),
    ],
)
def test_times_in_any_zone_and_none_being_norway(lines: tuple[str, str]) -> None:
    assert read(event(*lines)) == AT_NINE


@pytest.mark.parametrize("last", ["DTEND;VALUE=DATE:20260330", ""])
def test_a_whole_day_is_a_day_in_norway_also_when_the_clock_changes(last: str) -> None:
    (span,) = read(event("DTSTART;VALUE=DATE:20260329", *([last] if last else [])))
    assert span == (at("2026-03-29 00:00"), at("2026-03-30 00:00"))
    assert span[1] - span[0] == 23 * 3600


def test_a_holiday_of_many_days() -> None:
    assert read(event("DTSTART;VALUE=DATE:20260309", "DTEND;VALUE=DATE:20260314")) == [
        (at("2026-03-09 00:00"), at("2026-03-14 00:00"))
    ]


def test_a_weekly_meeting_keeps_the_clock_on_the_wall() -> None:
    weekly = event(
        "DTSTART;TZID=Europe/Oslo:20260105T090000",
        "DTEND;TZID=Europe/Oslo:20260105T100000",
        "RRULE:FREQ=WEEKLY;UNTIL=20260401T000000Z",
        "EXDATE;TZID=Europe/Oslo:20260309T090000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Oslo:20260316T090000",
        "DTSTART;TZID=Europe/Oslo:20260317T130000",
        "DTEND;TZID=Europe/Oslo:20260317T140000",
    )
    days = [f"{datetime.fromtimestamp(start, OSLO):%d %H}" for start, _end in read(weekly, moved)]
    assert days == ["02 09", "17 13", "23 09", "30 09"]


def test_one_cancelled_time_of_a_series_is_free() -> None:
    weekly = event(*NINE, "RRULE:FREQ=WEEKLY;COUNT=2")
    off = event("RECURRENCE-ID:20260309T080000Z", "DTSTART:20260309T080000Z", "STATUS:CANCELLED")
    assert read(weekly, off) == AT_NINE


def test_only_what_touches_the_time_asked_about() -> None:
    before = event("DTSTART:20260228T200000Z", "DTEND:20260228T230000Z", uid="before")
    into = event("DTSTART:20260228T200000Z", "DTEND:20260228T230001Z", uid="into")
    after = event("DTSTART:20260331T220000Z", "DTEND:20260331T230000Z", uid="after")
    assert read(before, into, after) == [(at("2026-02-28 20:00", UTC), at("2026-02-28 23:00:01", UTC))]


def test_what_takes_no_time_or_ends_before_it_begins_is_nothing() -> None:
    assert read(event("DTSTART:20260302T080000Z"), event("DTSTART:20260302T080000Z", "DTEND:20260302T070000Z")) == []


def test_a_list_of_free_and_busy() -> None:
    listed = """BEGIN:VFREEBUSY
UID:1
DTSTAMP:20260301T000000Z
FREEBUSY;FBTYPE=BUSY:20260302T080000Z/20260302T090000Z
FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260303T080000Z/PT1H
FREEBUSY;FBTYPE=FREE:20260304T080000Z/20260304T090000Z
END:VFREEBUSY"""
    one = "BEGIN:VFREEBUSY\nUID:2\nFREEBUSY:20260305T080000Z/PT1H\nEND:VFREEBUSY"
    days = [f"{datetime.fromtimestamp(start, OSLO):%d}" for start, _end in read(listed, one)]
    assert days == ["02", "03", "05"]


def test_one_broken_entry_does_not_hide_the_others() -> None:
    broken = (
        event("DTSTART:once upon a time", uid="a"),
        event("DTSTART:20260303T080000Z", "RRULE:FREQ=NEVER", uid="b"),
        event("SUMMARY:nothing else", uid="c"),
    )
    assert read(*broken, event(*NINE)) == AT_NINE


def test_letters_of_another_alphabet_and_marks_before_the_text() -> None:
    content = b"\xef\xbb\xbf" + calendar(event(*NINE, "SUMMARY:M\u00f8te")).replace("ø".encode(), b"\xf8")
    assert reading.busy(content, START, END) == AT_NINE


def test_several_calendars_in_one_file() -> None:
    other = event("DTSTART:20260303T080000Z", "DTEND:20260303T090000Z")
    found = reading.busy(calendar(event(*NINE)) + calendar(other), START, END)
    assert len(found) == 2


def test_an_empty_calendar_is_one() -> None:
    assert read() == []


@pytest.mark.parametrize(
    "content", [b"", b"<!doctype html><title>Sign in</title>", b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"\0" * 99]
)
def test_what_is_no_calendar(content: bytes) -> None:
    with pytest.raises((Unreadable, ValueError)):
        reading.busy(content, START, END)


def test_more_than_a_person_can_attend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_TIMES", 3)
    with pytest.raises(Unreadable) as caught:
        read(event(*NINE, "RRULE:FREQ=DAILY;COUNT=4"))
    assert caught.value.code == outcomes.TOO_LARGE
    assert len(read(event(*NINE, "RRULE:FREQ=DAILY;COUNT=3"))) == 3
