"""`manage.py demo_data`: what a visitor of the demo can count on."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.demo import is_marked
from accounts.demo.people import groups
from accounts.enums import OfficeKind, Party
from accounts.models import County, Office, Person
from appointments.models import Appointment, GroupSession
from appointments.queries import Wish, availability, monday_of
from careerplans.content import missing
from careerplans.models import CareerPlan, Trade
from journeys.models import Journey
from workspace.demo.build import build_county
from workspace.demo.stories import STORIES
from workspace.management.commands.demo_data import _shares

AsOwner = Callable[[], AbstractContextManager[None]]


@pytest.mark.django_db
def test_an_empty_database_becomes_a_demo_once(as_owner: AsOwner) -> None:
    with as_owner():
        call_command("demo_data", "--journeys", "4", stdout=None)
        assert is_marked()
        assert Trade.objects.exists(), "the plan's end goal offers trades"
        centres = Office.objects.filter(kind=OfficeKind.CAREER_CENTRE, is_active=True)
        assert centres
        assert all(centre.website for centre in centres), "the confirmation of a meeting links to the centre"
        with pytest.raises(CommandError):
            call_command("demo_data", "--journeys", "4")


@pytest.mark.django_db
@pytest.mark.parametrize("code", STORIES)
def test_every_county_is_there_with_all_its_parties(as_owner: AsOwner, code: str) -> None:
    with as_owner():
        build_county(code, len(STORIES[code]), now=timezone.now(), report=lambda line: None)
        journeys = Journey.objects.filter(county__code=code)
        assert journeys.count() == len(STORIES[code])
        parties = {group.party for group in groups(County.objects.get(code=code))}
        assert parties == {
            Party.PARTICIPANT, Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.COORDINATOR,
        }  # fmt: skip
        for appointment in Appointment.objects.filter(journey__county__code=code).select_related("place"):
            assert (appointment.place.kind == OfficeKind.NAV_OFFICE) == appointment.meeting_kind.at_nav_office
        for plan in CareerPlan.objects.filter(journey__in=journeys, versions__isnull=False):
            assert missing(plan, plan.journey.blueprint.plan, steps=plan.steps.count()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["innlandet", "rogaland", "akershus"])
def test_there_are_times_to_book_in_the_smaller_counties(as_owner: AsOwner, code: str) -> None:
    with as_owner():
        build_county(code, 2, now=timezone.now(), report=lambda line: None)
        journey = Journey.objects.filter(county__code=code).order_by("pk")[0]
        kind = next(kind for kind in journey.blueprint.meeting_kinds if not kind.is_group)
        wish = Wish(journey, kind, kind.default_mode, nav=journey.nav_counsellor, counsellor=journey.career_counsellor)
        assert availability(wish, now=timezone.now()).next(monday_of(timezone.localdate()))


@pytest.mark.django_db
def test_rogaland_has_a_group_session_ahead_and_one_behind(as_owner: AsOwner) -> None:
    with as_owner():
        build_county("rogaland", len(STORIES["rogaland"]), now=timezone.now(), report=lambda line: None)
        behind, ahead = GroupSession.objects.order_by("starts_at")
        assert behind.starts_at < timezone.now() < ahead.starts_at
        assert sorted(behind.appointments.values_list("status", flat=True)) == ["held", "missed"]
        assert list(ahead.appointments.values_list("status", flat=True)) == ["booked", "booked"]
        steps = Journey.objects.filter(appointments__group=ahead).values_list("current_step", flat=True)
        assert set(steps) == {"group_session"}
        call_command("rebuild_journeys", "--check", stdout=io.StringIO())


@pytest.mark.django_db
def test_nobody_in_the_demo_has_a_namesake(as_owner: AsOwner) -> None:
    with as_owner():
        call_command("demo_data", "--journeys", "72", stdout=None)
        names = Person.objects.values_list("name", flat=True)
        assert len(names) == len(set(names)) > 90


def test_few_journeys_are_of_the_smaller_counties() -> None:
    shares = _shares(list(STORIES), 72)
    assert shares == {"nordland": 36, "trondelag": 36, "innlandet": 2, "rogaland": 6, "akershus": 2}
    assert _shares(["akershus"], 72) == {"akershus": 2}
