"""A centre with many counsellors who are well booked, and people who want to meet one of them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.actors import System
from accounts.enums import OfficeKind, Party
from accounts.models import County, Membership, Office, Person
from appointments.models import (
    Absence,
    Appointment,
    Commitment,
    ExternalBusy,
    ExternalCalendar,
    WeeklyPattern,
)
from appointments.queries import Wish
from journeys import actions, blueprints, kinds
from journeys.blueprints.types import Mode
from journeys.models import Journey

COUNSELLORS, WEEKS, BUSY_SHARE, NAV_BUSY = 50, 8, 0.6, 20
#: Journeys that have not booked yet; the first is the one times are found for.
BOOKERS = 400
HOURS = ((time(8, 30), time(11, 30)), (time(12, 0), time(15, 30)))
WORKDAYS = range(5)
MEETING = timedelta(minutes=60)


@dataclass(frozen=True)
class Case:
    """Who wants to meet somebody of the centre: a journey with the Nav counsellor who must attend."""

    journey: Journey
    centre: Office

    @property
    def wish(self) -> Wish:
        kind = self.journey.blueprint.meeting_kinds[0]
        return Wish(self.journey, kind, Mode.IN_PERSON, nav=self.journey.nav_counsellor, centre=self.centre)


class _Filler:
    """Fills an empty database, the same each time but for the day it begins on."""

    def __init__(self) -> None:
        self.chance = random.Random(1)
        self.today = timezone.localdate()
        self.county = County.objects.create(code="nordland", name="Nordland", number="18")
        self.centre = self._office(OfficeKind.CAREER_CENTRE, "Karriere Prøvebygd")
        self.nav_office = self._office(OfficeKind.NAV_OFFICE, "Nav Prøvebygd")

    def _office(self, kind: str, name: str) -> Office:
        return Office.objects.create(county=self.county, kind=kind, name=name, address="Prøvegata 1")

    def people(self, prefix: str, number: int) -> list[Person]:
        return Person.objects.bulk_create(
            Person(name=f"Prøve Eksempelsen {prefix}{n}", email=f"{prefix}{n}@example.test", password="!")
            for n in range(number)
        )

    def staff(self, role: str, office: Office, number: int) -> list[Membership]:
        people = self.people(str(role), number)
        since = self.today - timedelta(days=400)
        return Membership.objects.bulk_create(
            Membership(person=person, office=office, role=role, valid_from=since) for person in people
        )

    def hours(self, counsellors: list[Membership]) -> None:
        """Everybody works every weekday, before and after lunch, and is away for two days."""
        WeeklyPattern.objects.bulk_create(
            WeeklyPattern(
                membership=member,
                weekday=weekday,
                start=start,
                end=end,
                valid_from=self.today - timedelta(days=100),
                place=self.centre,
                modes=[Mode.IN_PERSON, Mode.DIGITAL],
            )
            for member in counsellors
            for weekday in WORKDAYS
            for start, end in HOURS
        )
        Absence.objects.bulk_create(self._absence(member) for member in counsellors)

    def _absence(self, member: Membership) -> Absence:
        start = self._at(self.chance.randrange(WEEKS * 7), time(0))
        return Absence(membership=member, starts_at=start, ends_at=start + timedelta(days=2))

    def _at(self, day: int, clock: time) -> datetime:
        date = self.today + timedelta(days=day)
        return datetime.combine(date, clock, timezone.get_default_timezone())

    def book_up(self, counsellors: list[Membership]) -> None:
        """Let six of ten hours be booked, each with a participant of their own."""
        times = [(member, start) for member in counsellors for start in self._hours_of(member)]
        journeys = self._journeys(self.people("booked", len(times)))
        appointments = Appointment.objects.bulk_create(
            Appointment(
                journey=journey,
                kind="guidance",
                mode=Mode.IN_PERSON,
                starts_at=start,
                ends_at=start + MEETING,
                career_counsellor=member,
                place=self.centre,
                booked_by=journey.participant,
                booked_at=timezone.now(),
            )
            for journey, (member, start) in zip(journeys, times, strict=True)
        )
        Commitment.objects.bulk_create(
            Commitment(
                appointment=each,
                booking=each.public_id,
                person_id=person,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
            )
            for each in appointments
            for person in (each.journey.participant_id, each.career_counsellor.person_id)
        )

    def _hours_of(self, member: Membership) -> Iterator[datetime]:
        for day in range(WEEKS * 7):
            if self._at(day, time(0)).weekday() not in WORKDAYS:
                continue
            for start, end in HOURS:
                at = self._at(day, start)
                while at + MEETING <= self._at(day, end):
                    if self.chance.random() < BUSY_SHARE:
                        yield at
                    at += MEETING

    def _journeys(self, people: list[Person]) -> list[Journey]:
        now, model = timezone.now(), blueprints.latest("nordland")
        return Journey.objects.bulk_create(
            Journey(
                county=self.county,
                blueprint_key=model.key,
                blueprint_version=model.version,
                participant=person,
                started_at=now,
                last_event_at=now,
            )
            for person in people
        )

    def bookers(self) -> None:
        """Those who will book, each with the Nav counsellor of their own who must attend."""
        navs = self.staff(Party.NAV_COUNSELLOR, self.nav_office, BOOKERS)
        for person, nav in zip(self.people("booker", BOOKERS), navs, strict=True):
            journey = actions.start(
                county=self.county,
                participant=person,
                origin=Party.NAV_COUNSELLOR,
                by=System("benchmark"),
                nav_counsellor=nav,
            )
            actions.record(journey=journey, kind=kinds.REFERRAL_REGISTERED, by=System("benchmark"))
        self._own_calendar(navs[0].person)

    def _own_calendar(self, person: Person) -> None:
        calendar = ExternalCalendar.objects.create(
            person=person, url="https://kalender.example.test/", added_at=timezone.now(), fetched_at=timezone.now()
        )
        days = self.chance.sample(range(WEEKS * 7), NAV_BUSY)
        starts = [self._at(day, time(self.chance.randrange(8, 15))) for day in days]
        ExternalBusy.objects.bulk_create(
            ExternalBusy(calendar=calendar, starts_at=start, ends_at=start + timedelta(minutes=90)) for start in starts
        )


def fill() -> None:
    """Fill an empty database: 50 counsellors, eight weeks, six of ten hours booked; and who wants to book."""
    filler = _Filler()
    counsellors = filler.staff(Party.CAREER_COUNSELLOR, filler.centre, COUNSELLORS)
    filler.hours(counsellors)
    filler.book_up(counsellors)
    filler.bookers()


def cases() -> list[Case]:
    """Return those who want to book, with what a page has loaded of them."""
    centre = Office.objects.get(kind=OfficeKind.CAREER_CENTRE)
    journeys = Journey.objects.filter(participant__email__startswith="booker").order_by("pk")
    related = journeys.select_related("participant", "county", "career_counsellor", "nav_counsellor__person")
    return [Case(journey, centre) for journey in related]
