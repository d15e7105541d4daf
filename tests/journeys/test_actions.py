"""Events are the truth; the columns follow; races end friendly."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.actors import System
from accounts.enums import Party
from common.errors import AlreadyDone
from journeys import actions, events, kinds
from journeys.models import Event, Journey
from tests.factories import county, participant, staff

pytestmark = pytest.mark.django_db


def begin(code="nordland", **fields):
    nav = staff(Party.NAV_COUNSELLOR, county_code=code)
    who = participant()
    journey = actions.start(
        county=county(code), participant=who.person, origin=Party.NAV_COUNSELLOR, by=nav,
        nav_counsellor=nav.membership, **fields,
    )  # fmt: skip
    return journey, nav, who


def test_start_records_one_event_and_follows_the_latest_blueprint():
    journey, nav, _ = begin()
    (event,) = journey.events.all()
    assert (event.kind, event.by_person, event.by_membership) == (kinds.JOURNEY_STARTED, nav.person, nav.membership)
    assert journey.blueprint.key == "nordland"
    assert (journey.current_step, journey.waiting_for) == ("selection", Party.NAV_COUNSELLOR)


def test_a_person_has_one_open_journey_per_county():
    _, nav, who = begin()
    with pytest.raises(actions.AlreadyInJourney):
        actions.start(county=county(), participant=who.person, origin=Party.NAV_COUNSELLOR, by=nav)
    actions.start(county=county("trondelag"), participant=who.person, origin=Party.PARTICIPANT, by=who)
    assert Journey.objects.filter(participant=who.person).count() == 2


def test_recording_moves_the_columns():
    journey, nav, _ = begin()
    actions.record(journey=journey, kind=kinds.REFERRAL_REGISTERED, by=nav, data={"nav": nav.membership_id})
    assert (journey.current_step, journey.waiting_for) == ("booking", Party.PARTICIPANT)
    assert journey.last_event_at == journey.events.latest("at").at


def test_free_text_and_unknown_kinds_are_refused():
    journey, nav, _ = begin()
    with pytest.raises(ValueError, match="unknown kind"):
        actions.record(journey=journey, kind="gossip", by=nav)
    with pytest.raises(ValueError, match="may not carry"):
        actions.record(journey=journey, kind=kinds.PLAN_STARTED, by=nav, data={"text": "hemmelig"})
    assert journey.events.count() == 1


def test_a_job_is_named_in_its_event():
    journey, _, _ = begin()
    event = actions.record(journey=journey, kind=kinds.JOURNEY_REOPENED, by=System("tidy"))
    assert (event.job, event.by_person, event.by_party) == ("tidy", None, "")


def test_subscribers_react_in_the_transaction(monkeypatch):
    journey, nav, _ = begin()
    seen = []
    monkeypatch.setitem(events._handlers, kinds.PLAN_STARTED, [])
    events.subscribe(kinds.PLAN_STARTED, seen.append)
    events.subscribe(kinds.PLAN_STARTED, seen.append)
    event = actions.record(journey=journey, kind=kinds.PLAN_STARTED, by=nav)
    assert seen == [event]


def test_a_failing_subscriber_undoes_the_act(monkeypatch):
    journey, nav, _ = begin()

    def fail(event):
        raise RuntimeError("no")

    monkeypatch.setitem(events._handlers, kinds.PLAN_STARTED, [fail])
    with pytest.raises(RuntimeError):
        actions.record(journey=journey, kind=kinds.PLAN_STARTED, by=nav)
    assert not journey.events.filter(kind=kinds.PLAN_STARTED).exists()


def test_closing_needs_a_reason_of_the_blueprint_and_happens_once():
    journey, nav, _ = begin()
    with pytest.raises(ValueError, match="no reason"):
        actions.close(journey=journey, reason="bored", by=nav)
    actions.close(journey=journey, reason="in_work", by=nav)
    assert not journey.is_open
    assert (journey.current_step, journey.waiting_for) == ("", "")
    with pytest.raises(AlreadyDone):
        actions.close(journey=journey, reason="in_work", by=nav)


def test_reopening_comes_back_to_the_step():
    journey, nav, _ = begin()
    actions.close(journey=journey, reason="in_work", by=nav)
    actions.reopen(journey=journey, by=nav)
    assert (journey.is_open, journey.current_step) == (True, "selection")
    with pytest.raises(AlreadyDone):
        actions.reopen(journey=journey, by=nav)


def test_an_old_journey_stays_closed_while_a_newer_one_is_open():
    journey, nav, who = begin()
    actions.close(journey=journey, reason="in_work", by=nav)
    actions.start(county=county(), participant=who.person, origin=Party.NAV_COUNSELLOR, by=nav)
    with pytest.raises(actions.AlreadyInJourney):
        actions.reopen(journey=journey, by=nav)
    journey.refresh_from_db()
    assert not journey.is_open


def test_nav_is_invited_once():
    who = participant()
    journey = actions.start(county=county("trondelag"), participant=who.person, origin=Party.PARTICIPANT, by=who)
    nav = staff(Party.NAV_COUNSELLOR, county_code="trondelag")
    actions.invite_nav(journey=journey, membership=nav.membership, by=who)
    assert journey.nav_counsellor == nav.membership
    other = staff(Party.NAV_COUNSELLOR, county_code="trondelag")
    for again in (nav, other):
        with pytest.raises(AlreadyDone):
            actions.invite_nav(journey=journey, membership=again.membership, by=who)
    assert journey.nav_counsellor == nav.membership


def test_nav_is_not_invited_into_a_closed_journey():
    who = participant()
    journey = actions.start(county=county("trondelag"), participant=who.person, origin=Party.PARTICIPANT, by=who)
    actions.close(journey=journey, reason=journey.blueprint.close_reasons[0].key, by=who)
    with pytest.raises(AlreadyDone):
        actions.invite_nav(journey=journey, membership=staff(Party.NAV_COUNSELLOR).membership, by=who)


def test_a_booking_names_the_career_counsellor():
    journey, _, _ = begin()
    career = staff(Party.CAREER_COUNSELLOR)
    actions.assign_career_counsellor(journey=journey, membership=career.membership)
    journey.refresh_from_db()
    assert (journey.career_counsellor, journey.career_centre) == (career.membership, career.office)


def test_nobody_takes_over_what_is_theirs_or_closed():
    journey, nav, _ = begin()
    other = staff(Party.NAV_COUNSELLOR)
    with pytest.raises(AlreadyDone):
        actions.transfer(journey=journey, to=nav.membership, by=nav)
    actions.close(journey=journey, reason="in_work", by=nav)
    with pytest.raises(AlreadyDone):
        actions.transfer(journey=journey, to=other.membership, by=nav)


def test_events_are_append_only_for_the_serving_role():
    journey, _, _ = begin()
    for statement in ("update journeys_event set kind = 'x'", "delete from journeys_event"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Event.objects.filter(journey=journey).count() == 1


def test_a_closed_journey_waits_for_nobody_in_the_database_too():
    journey, nav, _ = begin()
    actions.close(journey=journey, reason="in_work", by=nav)
    with pytest.raises(IntegrityError), transaction.atomic():
        Journey.objects.filter(pk=journey.pk).update(current_step="booking")
