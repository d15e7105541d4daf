"""The private calendar address: whose, what it says, and that calendar programs understand it."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import recurring_ical_events
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.actors import Actor, as_participant
from accounts.enums import OfficeKind, Party
from appointments import actions, limits
from appointments.enums import FeedNames, GroupStatus, Status
from appointments.models import Appointment, CalendarFeed, GroupSession
from appointments.queries.calendars import feed_of
from common.errors import AlreadyDone
from common.models import AuditEntry
from config.logs import PrivateFormatter
from journeys.blueprints.types import Mode
from tests.appointments.conftest import Scene, make_scene, publish, today
from tests.factories import actor_of, cover, membership, office, participant, staff

SignIn = Callable[[Actor], Client]
DAYS = timedelta(days=3)
SETTINGS, RENEW, CLOSE = (f"appointments:feed_{part}" for part in ("settings", "renew", "close"))


def open_feed(actor: Actor, names: FeedNames = FeedNames.NONE) -> CalendarFeed:
    return actions.open_feed(names=names, by=actor)


def url_of(feed: CalendarFeed) -> str:
    return reverse("appointments:feed", args=[feed.key])


def fetch(feed: CalendarFeed, **headers: str) -> Any:
    return Client().get(url_of(feed), headers=headers)


def raw(feed: CalendarFeed) -> str:
    response = fetch(feed)
    assert response.status_code == 200
    return str(response.content.decode())


def calendar(feed: CalendarFeed) -> Calendar:
    found = Calendar.from_ical(raw(feed))
    assert isinstance(found, Calendar)
    return found


def entries(feed: CalendarFeed) -> list[Event]:
    return list(calendar(feed).events)


def entry(feed: CalendarFeed) -> Event:
    (found,) = entries(feed)
    return found


def lead(career: Actor, *, nav: Actor | None = None, **fields: Any) -> GroupSession:
    assert career.membership
    start = today("14:00")
    given = {"kind": "three_party", "mode": Mode.IN_PERSON, "capacity": 8, "place": career.office}
    return GroupSession.objects.create(
        county=career.county,
        career_counsellor=career.membership,
        nav_contact=nav and nav.membership,
        created_by=career.person,
        created_at=timezone.now(),
        **({"starts_at": start, "ends_at": start + timedelta(hours=1)} | given | fields),
    )


# --- the address ---------------------------------------------------------------------------------------------------
def test_an_address_is_made_once_per_capacity(nordland: Scene) -> None:
    feed = open_feed(nordland.career)
    assert (feed.person, feed.membership) == (nordland.career.person, nordland.career.membership)
    with pytest.raises(AlreadyDone):
        open_feed(nordland.career)
    open_feed(as_participant(nordland.career.person))
    assert CalendarFeed.objects.count() == 2
    row = AuditEntry.objects.filter(kind="calendar_feed_opened").first()
    assert row
    assert str(feed.key) not in f"{row.subject} {row.data}"


def test_a_new_address_ends_the_old_one_at_once(nordland: Scene) -> None:
    old = open_feed(nordland.career, FeedNames.INITIALS)
    new = actions.renew_feed(by=nordland.career)
    assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)
    assert new.names == FeedNames.INITIALS
    assert new.key != old.key


def test_an_address_is_ended(nordland: Scene) -> None:
    feed = open_feed(nordland.owner)
    actions.close_feed(by=nordland.owner)
    assert fetch(feed).status_code == 404
    kinds = set(AuditEntry.objects.filter(kind__startswith="calendar_feed").values_list("kind", flat=True))
    assert kinds == {"calendar_feed_opened", "calendar_feed_closed"}


@pytest.mark.parametrize(
    "verb", [actions.renew_feed, actions.close_feed, lambda by: actions.change_feed(names=FeedNames.NONE, by=by)]
)
def test_nothing_can_be_done_without_one(nordland: Scene, verb: Callable[..., Any]) -> None:
    open_feed(nordland.owner)
    with pytest.raises(AlreadyDone):
        verb(by=nordland.nav)
    assert feed_of(nordland.owner)


def test_unknown_addresses_are_not_found(db: None) -> None:
    assert Client().get(reverse("appointments:feed", args=[uuid4()])).status_code == 404


def test_who_may_not_sign_in_has_no_calendar(nordland: Scene) -> None:
    feed = open_feed(nordland.owner)
    nordland.owner.person.is_active = False
    nordland.owner.person.save()
    assert fetch(feed).status_code == 404


def test_a_membership_that_is_over_has_no_calendar(nordland: Scene) -> None:
    feed, member = open_feed(nordland.career), nordland.career.membership
    assert member
    member.valid_until = timezone.localdate() + timedelta(days=1)
    member.save()
    assert fetch(feed).status_code == 200
    member.valid_until = timezone.localdate()
    member.save()
    assert fetch(feed).status_code == 404


def test_the_address_stays_out_of_the_log(nordland: Scene) -> None:
    path = url_of(open_feed(nordland.owner))
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (path,), None)
    assert "kalender/…" in PrivateFormatter().format(record)


def test_programs_that_ask_all_the_time_are_asked_to_wait(nordland: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FETCHES", 2)
    feed, other = open_feed(nordland.owner), open_feed(nordland.nav)
    assert [fetch(feed).status_code for _time in range(3)] == [200, 200, 429]
    assert fetch(feed)["Retry-After"] == "3600"
    assert fetch(other).status_code == 200


# --- the answer ----------------------------------------------------------------------------------------------------
def test_the_answer_is_private_and_a_calendar(nordland: Scene) -> None:
    response = fetch(open_feed(nordland.owner))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert Client().post(url_of(open_feed(nordland.nav))).status_code == 405


def test_the_same_calendar_is_not_sent_twice(nordland: Scene, at: Callable[[str], datetime]) -> None:
    feed = open_feed(nordland.owner)
    appointment = nordland.book("09:00")
    etag = fetch(feed)["ETag"]
    at("2026-03-02 08:00")
    same = fetch(feed, if_none_match=etag)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", etag)
    actions.cancel(appointment=appointment, by=nordland.owner)
    assert fetch(feed, if_none_match=etag).status_code == 200


def test_what_every_program_needs_is_there(nordland: Scene) -> None:
    feed = open_feed(nordland.career)
    nordland.book("09:00")
    found = calendar(feed)
    assert (found["VERSION"], found["PRODID"], found["CALSCALE"]) == ("2.0", "-//Trepart//NO", "GREGORIAN")
    assert nordland.career.place in found["X-WR-CALNAME"]
    assert found["NAME"] == found["X-WR-CALNAME"]
    text = raw(feed)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "X-PUBLISHED-TTL:PT1H\r\n" in text
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "CLASS"} <= set(entry(feed))


def test_an_empty_calendar_is_one_too(nordland: Scene) -> None:
    """The standard asks for one component at least, and some programs do too."""
    found = calendar(open_feed(nordland.owner))
    assert [each.name for each in found.subcomponents] == ["VTIMEZONE"]
    assert not found.errors


def test_lines_end_and_fold_as_the_standard_says(nordland: Scene) -> None:
    place = nordland.career.office
    assert place
    place.address = "Ærfuglgata 17, inngang bak bygget ved den store steinen på kaia, 8006 Bodø " + "æøå" * 30
    place.save()
    nordland.book("09:00")
    feed = open_feed(nordland.career)
    content = fetch(feed).content
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert place.address in entry(feed)["LOCATION"]


def test_no_office_can_write_lines_of_its_own(nordland: Scene) -> None:
    place = nordland.career.office
    assert place
    place.name = "Karriere; Bodø, avd\\n 1\r\nATTENDEE:mailto:x@example.test\nEND:VEVENT"
    place.save()
    nordland.book("09:00")
    feed = open_feed(nordland.career)
    found = entry(feed)
    assert "ATTENDEE" not in found
    assert found["LOCATION"].startswith("Karriere; Bodø, avd\\n 1\n")
    assert len(entries(feed)) == 1


# --- what it says --------------------------------------------------------------------------------------------------
def test_times_are_instants_and_stay_the_same_entry(nordland: Scene) -> None:
    feed = open_feed(nordland.career)
    appointment = nordland.book("09:00")
    found = entry(feed)
    assert (found["UID"], found["SEQUENCE"]) == (str(appointment.public_id), 0)
    assert (found.start, found.end) == (appointment.starts_at, appointment.ends_at)
    assert found["DTSTART"].to_ical() == b"20260302T080000Z"
    assert found["DTSTAMP"].dt == appointment.booked_at
    Appointment.objects.update(starts_at=today("10:00"), ends_at=today("11:00"), sequence=1)
    moved = entry(feed)
    assert (moved["UID"], moved["SEQUENCE"], moved.start) == (str(appointment.public_id), 1, today("10:00"))


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_days_the_clock_changes(trondelag: Scene, at: Callable[[str], datetime], day: str) -> None:
    """The day before, then and the day after, a meeting at 12 is at 12 and lasts as long as it lasts."""
    noon = at(f"{day} 12:00")
    at(f"{day} 06:00")
    kind = trondelag.journey.blueprint.meeting_kinds[0].key
    for start in (noon - timedelta(days=1), noon, noon + timedelta(days=1)):  # by the clock on the wall
        lead(trondelag.career, kind=kind, starts_at=start, ends_at=start.astimezone(UTC) + timedelta(minutes=45))
    found = recurring_ical_events.of(calendar(open_feed(trondelag.career))).between(noon - DAYS, noon + DAYS)
    assert [f"{timezone.localtime(each.start):%H.%M}" for each in found] == ["12.00"] * 3
    assert {each.duration for each in found} == {timedelta(minutes=45)}


@pytest.mark.parametrize("names", FeedNames.values)
def test_staff_see_the_kind_and_at_most_initials(nordland: Scene, names: str) -> None:
    nordland.owner.person.name = "Åse Marie Ødegård-Prøvesen"
    nordland.owner.person.save()
    appointment = nordland.book("09:00")
    label = str(appointment.meeting_kind.label)
    for actor in (nordland.career, nordland.nav):
        feed = open_feed(actor, FeedNames(names))
        assert entry(feed)["SUMMARY"] == (f"{label} – ÅØ" if names == FeedNames.INITIALS else label)
        text = raw(feed)
        assert not any(word in text for word in ("Åse", "Ødegård", "DESCRIPTION", "ATTENDEE", "ORGANIZER"))
        assert nordland.career.person.name not in text


def test_saying_less_again_takes_the_initials_away(nordland: Scene) -> None:
    nordland.book("09:00")
    feed = open_feed(nordland.career, FeedNames.INITIALS)
    assert "–" in entry(feed)["SUMMARY"]
    actions.change_feed(names=FeedNames.NONE, by=nordland.career)
    assert "–" not in entry(feed)["SUMMARY"]


def test_a_participant_sees_the_kind_and_no_names(nordland: Scene) -> None:
    appointment = nordland.book("09:00")
    feed = open_feed(nordland.owner, FeedNames.INITIALS)
    found = entry(feed)
    assert found["SUMMARY"] == str(appointment.meeting_kind.label)
    assert found["URL"].endswith(reverse("appointments:detail", args=[appointment.public_id]))
    people = (nordland.owner, nordland.nav, nordland.career)
    assert not any(person.person.name in raw(feed) for person in people)


def test_neutral_wording_says_nothing_of_nav_or_guidance(nordland: Scene) -> None:
    nordland.owner.person.neutral_wording = True
    nordland.owner.person.save()
    nordland.book("09:00")
    feed = open_feed(nordland.owner)
    found = entry(feed)
    assert (found["SUMMARY"], found["LOCATION"]) == ("Avtale", "Prøvegata 1")
    assert "URL" not in found
    text = raw(feed).lower()
    assert not any(word in text for word in ("nav", "karriere", "veiled", "trepartssamtale"))


def test_the_persons_language_is_spoken(nordland: Scene) -> None:
    nordland.owner.person.language = "nn"
    nordland.owner.person.save()
    appointment = nordland.book("09:00", mode=Mode.PHONE)
    actions.cancel(appointment=appointment, by=nordland.owner)
    feed = open_feed(nordland.owner)
    answer = Client(headers={"Accept-Language": "nb"}).get(url_of(feed)).content.decode()
    assert "Vi ringjer deg" in answer


# --- which ---------------------------------------------------------------------------------------------------------
def test_what_was_cancelled_stands_there_as_cancelled_for_30_days(
    nordland: Scene, at: Callable[[str], datetime]
) -> None:
    appointment = nordland.book("09:00")
    feed = open_feed(nordland.owner)
    actions.cancel(appointment=appointment, by=nordland.owner)
    found = entry(feed)
    assert (found["STATUS"], found["TRANSP"], found["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert found["SUMMARY"] != str(appointment.meeting_kind.label)
    at("2026-04-01 08:00")
    assert entries(feed) == []


def test_what_was_cancelled_long_ago_is_gone_also_when_it_is_ahead(
    nordland: Scene, at: Callable[[str], datetime]
) -> None:
    appointment = nordland.book("09:00")
    Appointment.objects.update(
        starts_at=today("09:00") + timedelta(days=60), ends_at=today("10:00") + timedelta(days=60)
    )
    actions.cancel(appointment=Appointment.objects.get(pk=appointment.pk), by=nordland.owner)
    feed = open_feed(nordland.owner)
    at("2026-04-01 07:59")
    assert len(entries(feed)) == 1
    at("2026-04-01 08:00")
    assert entries(feed) == []


@pytest.mark.parametrize("status", [Status.HELD, Status.MISSED])
def test_what_has_been_stays_for_30_days(nordland: Scene, at: Callable[[str], datetime], status: Status) -> None:
    nordland.book("09:00")
    feed = open_feed(nordland.career)
    at("2026-03-02 12:00")
    Appointment.objects.update(status=status, closed_at=timezone.now())
    at("2026-04-01 09:59")
    assert entry(feed)["STATUS"] == "CONFIRMED"
    at("2026-04-01 10:00")
    assert entries(feed) == []


def test_two_hats_are_two_calendars(nordland: Scene) -> None:
    """DOMAIN, firewall: somebody who works at Nav and is a participant sees each side only while acting in it."""
    both = as_participant(nordland.owner.person)
    hat = staff(Party.NAV_COUNSELLOR, person=both.person)
    own = nordland.book("09:00")
    other = make_scene("nordland")
    other.journey.nav_counsellor = hat.membership
    other.journey.save()
    other.nav = hat
    publish(nordland.career, "15:00", "17:00")
    as_staff = other.book("11:00")
    assert [each["UID"] for each in entries(open_feed(both))] == [str(own.public_id)]
    assert [each["UID"] for each in entries(open_feed(hat))] == [str(as_staff.public_id)]


def test_nav_does_not_see_a_meeting_without_nav(trondelag: Scene) -> None:
    trondelag.book("09:00")
    assert entries(open_feed(trondelag.nav)) == []
    assert len(entries(open_feed(trondelag.career))) == 1
    assert len(entries(open_feed(trondelag.owner))) == 1


def test_another_persons_appointments_are_not_there(nordland: Scene) -> None:
    nordland.book("09:00")
    for actor in (participant(), staff(Party.CAREER_COUNSELLOR), staff(Party.NAV_COUNSELLOR)):
        assert entries(open_feed(actor)) == []


def test_who_stands_in_or_follows_gets_only_the_own(nordland: Scene) -> None:
    """They are found in the system; a calendar that shows another's meetings as one's own would be wrong."""
    appointment = nordland.book("09:00")
    standing_in = cover(nordland.career, staff(Party.CAREER_COUNSELLOR, office_name="Karriere Nabobygd"))
    assert entries(open_feed(standing_in)) == []
    colleague = staff(Party.CAREER_COUNSELLOR)
    Appointment.objects.filter(pk=appointment.pk).update(career_counsellor=colleague.membership)
    assert entries(open_feed(nordland.career)) == []
    assert len(entries(open_feed(colleague))) == 1


def test_another_membership_of_the_same_person_has_its_own(nordland: Scene) -> None:
    nordland.book("09:00")
    elsewhere = membership(
        Party.CAREER_COUNSELLOR,
        office(OfficeKind.CAREER_CENTRE, county_code="trondelag"),
        person=nordland.career.person,
    )
    assert entries(open_feed(actor_of(elsewhere))) == []


def test_a_group_is_one_entry_for_who_leads_it_and_who_comes_from_nav(nordland: Scene) -> None:
    session = lead(nordland.career, nav=nordland.nav)
    appointment = nordland.book("09:00")
    Appointment.objects.filter(pk=appointment.pk).update(
        group=session, starts_at=session.starts_at, ends_at=session.ends_at
    )
    for actor in (nordland.career, nordland.nav):
        assert entry(open_feed(actor, FeedNames.INITIALS))["UID"] == str(session.public_id)
    assert entry(open_feed(nordland.owner))["UID"] == str(appointment.public_id)
    assert entries(open_feed(staff(Party.CAREER_COUNSELLOR))) == []


def test_a_cancelled_group_is_cancelled(nordland: Scene) -> None:
    lead(nordland.career, status=GroupStatus.CANCELLED, sequence=1)
    assert entry(open_feed(nordland.career))["STATUS"] == "CANCELLED"


@pytest.mark.parametrize("number", [1, 3])
def test_fetching_takes_the_same_queries(
    nordland: Scene, number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for hour in range(number):
        lead(nordland.career, starts_at=today(f"{13 + hour}:00"), ends_at=today(f"{13 + hour}:30"))
        scene = nordland if not hour else make_scene("nordland")
        scene.career = nordland.career
        _appointment(scene, hour)
    feed = open_feed(nordland.career, FeedNames.INITIALS)
    assert len(entries(feed)) == 2 * number
    with django_assert_num_queries(12):
        fetch(feed)


def _appointment(scene: Scene, hour: int) -> Appointment:
    assert scene.career.membership
    start = today(f"{9 + hour}:00")
    return Appointment.objects.create(
        journey=scene.journey,
        kind="three_party",
        mode=Mode.IN_PERSON,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        career_counsellor=scene.career.membership,
        place=scene.career.office,
        booked_by=scene.owner.person,
        booked_at=timezone.now(),
    )


# --- the page ------------------------------------------------------------------------------------------------------
def text(response: Any) -> str:
    return str(response.content.decode())


def test_staff_make_an_address_and_choose_what_it_says(nordland: Scene, as_actor: SignIn) -> None:
    browser = as_actor(nordland.career)
    assert ".ics" not in text(browser.get(reverse(SETTINGS)))
    assert browser.post(reverse(SETTINGS), {"names": "initials"})["Location"] == reverse(SETTINGS)
    feed = feed_of(nordland.career)
    assert feed
    assert feed.names == FeedNames.INITIALS
    assert url_of(feed) in text(browser.get(reverse(SETTINGS)))
    browser.post(reverse(SETTINGS), {"names": "none"})
    feed.refresh_from_db()
    assert feed.names == FeedNames.NONE


@pytest.mark.parametrize("names", ["", "everything"])
def test_what_is_no_choice_is_said(nordland: Scene, as_actor: SignIn, names: str) -> None:
    response = as_actor(nordland.career).post(reverse(SETTINGS), {"names": names})
    assert response.status_code == 422
    assert "ds-error-summary" in text(response)
    assert feed_of(nordland.career) is None


def test_a_participant_is_not_asked_about_names(nordland: Scene, as_actor: SignIn) -> None:
    browser = as_actor(nordland.owner)
    assert 'name="names"' not in text(browser.get(reverse(SETTINGS)))
    browser.post(reverse(SETTINGS), {"names": "initials"})
    feed = feed_of(nordland.owner)
    assert feed
    assert feed.names == FeedNames.NONE


@pytest.mark.parametrize("neutral", [True, False])
def test_a_participant_is_told_what_others_could_read(nordland: Scene, as_actor: SignIn, neutral: bool) -> None:
    nordland.owner.person.neutral_wording = neutral
    nordland.owner.person.save()
    assert reverse("accounts:profile") in text(as_actor(nordland.owner).get(reverse(SETTINGS)))


def test_renewing_and_closing_on_the_page(nordland: Scene, as_actor: SignIn) -> None:
    browser = as_actor(nordland.nav)
    assert browser.post(reverse(RENEW)).status_code == 409
    old = open_feed(nordland.nav)
    assert browser.post(reverse(RENEW))["Location"] == reverse(SETTINGS)
    new = feed_of(nordland.nav)
    assert new
    page = text(browser.get(reverse(SETTINGS)))
    assert str(new.key) in page
    assert str(old.key) not in page
    assert browser.post(reverse(CLOSE))["Location"] == reverse(SETTINGS)
    assert browser.post(reverse(CLOSE)).status_code == 409
    assert str(new.key) not in text(browser.get(reverse(SETTINGS)))


def test_each_capacity_has_its_own_page(nordland: Scene, as_actor: SignIn) -> None:
    feed = open_feed(nordland.career)
    assert str(feed.key) not in text(as_actor(as_participant(nordland.career.person)).get(reverse(SETTINGS)))


def test_coordinators_have_no_appointments_to_subscribe_to(nordland: Scene, as_actor: SignIn) -> None:
    browser = as_actor(staff(Party.COORDINATOR))
    assert browser.get(reverse(SETTINGS)).status_code == 403
    for route in (SETTINGS, RENEW, CLOSE):
        assert browser.post(reverse(route), {"names": "none"}).status_code == 403


def test_being_signed_in_as_somebody_else_changes_nothing(nordland: Scene, as_actor: SignIn) -> None:
    appointment = nordland.book("09:00")
    feed = open_feed(nordland.owner)
    found = as_actor(participant()).get(url_of(feed)).content.decode()
    assert str(appointment.public_id) in found


# --- the page ------------------------------------------------------------------------------------------------------
def test_the_whole_address_stands_on_the_page_and_can_be_copied(nordland: Scene, client: Client) -> None:
    feed = open_feed(nordland.owner)
    client.force_login(nordland.owner.person)
    page = client.get(reverse("appointments:feed_settings")).content.decode()
    assert f"{url_of(feed)}</textarea>" in page
    assert re.search(r'<button [^>]*data-copy="address"[^>]* hidden>', page)
    assert "js/copy" in page
