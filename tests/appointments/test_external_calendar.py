"""The calendar a counsellor keeps elsewhere: whose, how often read, what is kept, and the page about it."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actors import Actor
from accounts.enums import Party
from appointments import actions, elsewhere, fetching, tasks
from appointments.enums import FetchError
from appointments.fetching import Unreadable
from appointments.models import ExternalBusy, ExternalCalendar
from appointments.queries.taken import taken
from appointments.slots import seconds
from common.errors import AlreadyDone
from common.models import AuditEntry
from tests.appointments.conftest import MONDAY, Scene, today
from tests.appointments.https_server import HOST, Server, page, serve
from tests.appointments.test_worker import worker
from tests.factories import participant, staff

SignIn = Callable[[Actor], Client]
URL = f"https://{HOST}/xq7-lukket/min.ics"
PAGE, READ, REMOVE = (f"appointments:other_calendar{part}" for part in ("", "_read", "_remove"))


@pytest.fixture
def nav(db: None, at: Callable[[str], datetime]) -> Actor:
    at(MONDAY)
    return staff(Party.NAV_COUNSELLOR)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What reading gives by address: spans, or the code of what is wrong. `asked` are the addresses read."""
    given: dict[str, Any] = {"asked": []}

    def busy_times(url: str, start: datetime, end: datetime) -> Any:
        given["asked"].append(url)
        answer = given.get(url, [])
        if isinstance(answer, str):
            raise Unreadable(answer)
        return answer

    monkeypatch.setattr(fetching, "busy_times", busy_times)
    return given


def connect(actor: Actor, url: str = URL) -> ExternalCalendar:
    return actions.connect_calendar(url=url, by=actor)


def read(actor: Actor) -> ExternalCalendar:
    elsewhere.read(str(actor.person.public_id))
    return ExternalCalendar.objects.get(person=actor.person)


def span(start: str, end: str) -> tuple[int, int]:
    return seconds(today(start)), seconds(today(end))


def kept() -> list[str]:
    rows = ExternalBusy.objects.order_by("starts_at")
    return [f"{timezone.localtime(row.starts_at):%H.%M}–{timezone.localtime(row.ends_at):%H.%M}" for row in rows]


def waiting() -> list[dict[str, str]]:
    jobs = ProcrastinateJob.objects.filter(task_name="appointments.read_calendar", status="todo")
    return [job.args for job in jobs]


# --- adding and removing -------------------------------------------------------------------------------------------
def test_a_calendar_is_connected_and_read_at_once(nav: Actor) -> None:
    calendar = connect(nav)
    assert (calendar.person, calendar.url, calendar.fetched_at) == (nav.person, URL, None)
    assert waiting() == [{"person": str(nav.person.public_id)}]
    entry = AuditEntry.objects.get(kind="other_calendar_connected")
    assert (entry.by_person, entry.office) == (nav.person, nav.office and nav.office.public_id)
    assert HOST not in f"{entry.data} {entry.subject}"


def test_another_address_takes_the_place_of_the_first_and_drops_its_times(nav: Actor, answers: dict[str, Any]) -> None:
    connect(nav)
    answers[URL] = [span("09:00", "10:00")]
    read(nav)
    connect(nav, "https://other.test/")
    calendar = ExternalCalendar.objects.get()
    assert (calendar.url, calendar.tried_at, calendar.fetched_at, kept()) == ("https://other.test/", None, None, [])


def test_removing_forgets_the_times_too(nav: Actor, answers: dict[str, Any]) -> None:
    calendar = connect(nav)
    answers[URL] = [span("09:00", "10:00")]
    read(nav)
    actions.disconnect_calendar(calendar=calendar, by=nav)
    assert not ExternalCalendar.objects.exists()
    assert kept() == []
    assert AuditEntry.objects.filter(kind="other_calendar_disconnected").count() == 1
    with pytest.raises(AlreadyDone):
        actions.disconnect_calendar(calendar=calendar, by=nav)


# --- reading -------------------------------------------------------------------------------------------------------
def test_what_is_busy_is_kept_and_takes_the_persons_time(nav: Actor, answers: dict[str, Any]) -> None:
    connect(nav)
    answers[URL] = [span("09:00", "10:00"), span("13:00", "14:00")]
    with worker():
        calendar = read(nav)
    assert (calendar.fetched_at, calendar.tried_at, calendar.error) == (timezone.now(), timezone.now(), "")
    assert kept() == ["09.00–10.00", "13.00–14.00"]
    away = taken([nav.person.pk], today("08:00"), today("12:00"), now=timezone.now())
    assert away[nav.person.pk].away == [span("09:00", "10:00")]


def test_nobody_is_offered_a_time_the_nav_counsellor_is_busy_elsewhere(
    nordland: Scene, answers: dict[str, Any]
) -> None:
    connect(nordland.nav)
    answers[URL] = [span("09:00", "10:00")]
    read(nordland.nav)
    with pytest.raises(actions.TimeTaken):
        nordland.book("09:00")
    assert nordland.book("10:00").nav_counsellor == nordland.nav.membership


def test_a_new_copy_takes_the_place_of_the_last(
    nav: Actor, answers: dict[str, Any], at: Callable[[str], datetime]
) -> None:
    connect(nav)
    answers[URL] = [span("09:00", "10:00")]
    read(nav)
    at("2026-03-02 08:30")
    answers[URL] = [span("11:00", "12:00")]
    read(nav)
    assert kept() == ["11.00–12.00"]


@pytest.mark.parametrize("code", FetchError.values)
def test_after_a_failure_the_last_good_copy_is_kept_with_why(
    nav: Actor, answers: dict[str, Any], at: Callable[[str], datetime], code: str
) -> None:
    connect(nav)
    answers[URL] = [span("09:00", "10:00")]
    good = read(nav).fetched_at
    at("2026-03-02 08:30")
    answers[URL] = code
    with worker():
        calendar = read(nav)
    assert (calendar.error, calendar.fetched_at, calendar.tried_at) == (code, good, timezone.now())
    assert kept() == ["09.00–10.00"]
    at("2026-03-02 09:45")
    answers[URL] = []
    assert read(nav).error == ""
    assert kept() == []


def test_what_comes_of_an_address_that_was_changed_meanwhile_is_dropped(
    nav: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(nav)

    def change_and_answer(*args: Any) -> Any:
        connect(nav, "https://other.test/")
        return [span("09:00", "10:00")]

    monkeypatch.setattr(fetching, "busy_times", change_and_answer)
    assert read(nav).tried_at is None
    assert kept() == []

    def change_and_fail(*args: Any) -> Any:
        connect(nav, URL)
        raise Unreadable(FetchError.REFUSED.value)

    monkeypatch.setattr(fetching, "busy_times", change_and_fail)
    assert read(nav).error == ""


def test_it_is_read_once_a_minute_at_most(nav: Actor, answers: dict[str, Any], at: Callable[[str], datetime]) -> None:
    connect(nav)
    read(nav)
    at("2026-03-02 07:00:59")
    read(nav)
    assert len(answers["asked"]) == 1
    at("2026-03-02 07:01")
    read(nav)
    assert len(answers["asked"]) == 2


@pytest.mark.parametrize("change", ["person", "membership", "removed"])
def test_the_calendar_of_somebody_who_has_left_is_not_read(nav: Actor, answers: dict[str, Any], change: str) -> None:
    calendar = connect(nav)
    assert nav.membership
    if change == "person":
        nav.person.is_active = False
        nav.person.save()
    elif change == "membership":
        nav.membership.valid_until = timezone.localdate()
        nav.membership.save()
    else:
        calendar.delete()
    elsewhere.read(str(nav.person.public_id))
    assert answers["asked"] == []
    assert not elsewhere.due(now=timezone.now()).exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_is_not_held_while_others_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    nav = staff(Party.NAV_COUNSELLOR)
    ExternalCalendar.objects.create(person=nav.person, url=URL, added_at=timezone.now())

    def busy_times(*args: Any) -> Any:
        assert not connection.in_atomic_block
        return [span("09:00", "10:00")]

    monkeypatch.setattr(fetching, "busy_times", busy_times)
    assert read(nav).fetched_at


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from serve(tmp_path_factory.mktemp("tls"))


def test_from_the_server_to_the_rows(nav: Actor, running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it: the process, TLS, the calendar, and no more kept than from when to when."""
    child = [sys.executable, "-m", "tests.appointments.fetch_child", str(running.port), running.ca_file, "5"]
    monkeypatch.setattr(fetching, "COMMAND", child)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:Hjertesak",
        "DTSTART;TZID=Europe/Oslo:20260302T090000",
        "DTEND;TZID=Europe/Oslo:20260302T100000",
        "RRULE:FREQ=WEEKLY",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    running.pages["/xq7-lukket/min.ics"] = page("\r\n".join(lines).encode())
    connect(nav)
    assert read(nav).error == ""
    assert kept() == ["09.00–10.00"] * (elsewhere.AHEAD.days // 7)


# --- jobs ----------------------------------------------------------------------------------------------------------
def test_each_calendar_is_due_an_hour_after_it_was_tried(
    nav: Actor, answers: dict[str, Any], at: Callable[[str], datetime]
) -> None:
    connect(nav)
    assert elsewhere.due(now=timezone.now()).count() == 1
    answers[URL] = FetchError.UNREACHABLE.value
    read(nav)
    assert not elsewhere.due(now=at("2026-03-02 07:59")).exists()
    assert elsewhere.due(now=at("2026-03-02 08:00")).exists()


def test_those_due_get_a_job_each_and_never_two(nav: Actor, at: Callable[[str], datetime]) -> None:
    other = staff(Party.CAREER_COUNSELLOR)
    for actor in (nav, other):
        connect(actor)
    at("2026-03-02 09:00")
    tasks.read_calendars_due(timestamp=0)
    assert {job["person"] for job in waiting()} == {str(nav.person.public_id), str(other.person.public_id)}
    assert len(waiting()) == 2


def test_messages_go_before_calendars(nav: Actor) -> None:
    connect(nav)
    assert ProcrastinateJob.objects.get(task_name="appointments.read_calendar").priority < 0


def test_the_job_reads(nav: Actor, answers: dict[str, Any]) -> None:
    connect(nav)
    tasks.read_calendar(person=str(nav.person.public_id))
    assert answers["asked"] == [URL]


# --- the page ------------------------------------------------------------------------------------------------------
def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_page_takes_an_address_and_never_shows_it_again(nav: Actor, as_actor: SignIn) -> None:
    browser = as_actor(nav)
    assert "id_url" in text(browser.get(reverse(PAGE)))
    response = browser.post(reverse(PAGE), {"url": f"  webcal://{HOST}/xq7-lukket/min.ics "})
    assert response["Location"] == reverse(PAGE)
    assert ExternalCalendar.objects.get().url == URL
    shown = text(browser.get(reverse(PAGE)))
    assert f"https://{HOST}/…" in shown
    assert "xq7-lukket" not in shown
    assert "every 2s" in shown


@pytest.mark.parametrize(
    "url",
    [
        "",
        "min.ics",
        "http://calendar.test/",
        "https://me:secret@calendar.test/",
        "https://calendar.test:8443/",
        f"https://a.test/{'x' * 1000}",
        "https://localhost/min.ics",
        "https://intern.localhost./min.ics",
        "webcal://kalender/min.ics",
        "https://127.0.0.1/min.ics",
        "https://127.1/min.ics",
        "https://10.0.0.8/min.ics",
        "https://[::1]/min.ics",
    ],
)
def test_what_is_no_address_is_said_and_stays(nav: Actor, as_actor: SignIn, url: str) -> None:
    response = as_actor(nav).post(reverse(PAGE), {"url": url})
    assert response.status_code == 422
    assert "ds-error-summary" in text(response)
    assert url in text(response)
    assert not ExternalCalendar.objects.exists()


def test_the_page_tells_when_it_was_read(nav: Actor, as_actor: SignIn, answers: dict[str, Any]) -> None:
    connect(nav)
    read(nav)
    shown = text(as_actor(nav).get(reverse(PAGE)))
    assert timezone.now().isoformat() in shown
    assert "every 2s" not in shown
    assert "ds-alert" not in shown
    assert not any(str(label) in shown for label in FetchError.labels)


def test_the_page_says_when_the_copy_is_old(
    nav: Actor, as_actor: SignIn, answers: dict[str, Any], at: Callable[[str], datetime]
) -> None:
    connect(nav)
    read(nav)
    answers[URL] = FetchError.REFUSED.value
    at("2026-03-03 07:00")
    calendar = read(nav)
    browser = as_actor(nav)
    shown = text(browser.get(reverse(PAGE)))
    assert str(calendar.get_error_display()) in shown
    assert "ds-alert" not in shown
    at("2026-03-03 07:01")
    assert "ds-alert" in text(browser.get(reverse(PAGE)))


@pytest.mark.parametrize("code", FetchError.values)
def test_each_error_is_put_in_words_with_what_to_do(
    nav: Actor, as_actor: SignIn, answers: dict[str, Any], code: str
) -> None:
    connect(nav)
    answers[URL] = code
    read(nav)
    assert str(FetchError(code).label) in text(as_actor(nav).get(reverse(PAGE)))


def test_reading_now_queues_one_job(nav: Actor, as_actor: SignIn) -> None:
    connect(nav)
    browser = as_actor(nav)
    for _press in range(2):
        assert browser.post(reverse(READ))["Location"] == reverse(PAGE)
    assert len(waiting()) == 1


def test_reading_now_waits_a_minute(nav: Actor, as_actor: SignIn, answers: dict[str, Any]) -> None:
    connect(nav)
    with connection.cursor() as cursor:
        cursor.execute("set local role none")
        cursor.execute("delete from procrastinate_jobs")
    read(nav)
    as_actor(nav).post(reverse(READ))
    assert waiting() == []


def test_removing_on_the_page(nav: Actor, as_actor: SignIn) -> None:
    connect(nav)
    browser = as_actor(nav)
    assert browser.post(reverse(REMOVE))["Location"] == reverse(PAGE)
    assert not ExternalCalendar.objects.exists()
    for route in (READ, REMOVE):
        assert browser.post(reverse(route)).status_code == 409


def test_one_does_not_meet_anothers_calendar(nav: Actor, as_actor: SignIn) -> None:
    connect(nav)
    browser = as_actor(staff(Party.NAV_COUNSELLOR))
    assert HOST not in text(browser.get(reverse(PAGE)))
    browser.post(reverse(REMOVE))
    assert ExternalCalendar.objects.exists()


@pytest.mark.parametrize("role", [Party.COORDINATOR, None])
def test_only_those_who_are_booked_connect_a_calendar(nav: Actor, as_actor: SignIn, role: Party | None) -> None:
    browser = as_actor(staff(role) if role else participant())
    assert browser.get(reverse(PAGE)).status_code == 403
    for route in (PAGE, READ, REMOVE):
        assert browser.post(reverse(route), {"url": URL}).status_code == 403
    assert not ExternalCalendar.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries(
    nav: Actor, as_actor: SignIn, answers: dict[str, Any], number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    connect(nav)
    answers[URL] = [span(f"{hour}:00", f"{hour}:30") for hour in range(10, 10 + number)]
    read(nav)
    browser = as_actor(nav)
    browser.get(reverse(PAGE))
    with django_assert_num_queries(9):
        browser.get(reverse(PAGE))


def test_the_horizon_reaches_as_far_as_anything_can_be_booked() -> None:
    assert timedelta(weeks=26) <= elsewhere.AHEAD
