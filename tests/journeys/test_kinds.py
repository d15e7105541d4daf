"""What the timeline shows to whom, and what an event may carry."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils.translation import override

from accounts.enums import Party
from journeys import kinds
from tests.journeys.orders import NAV, OTHER_NAV, Happened

SPRITE = json.loads((Path(kinds.__file__).parents[1] / "common" / "icons.json").read_text())
P, N, C = Party.PARTICIPANT, Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR


def seen(kind, party, ids=(), by=Party.PARTICIPANT, **data):
    return kinds.visible(Happened(kind, by_party=by, data=data), party, ids)


def test_every_constant_is_a_kind_and_every_kind_a_constant():
    constants = {value for name, value in vars(kinds).items() if name.isupper() and isinstance(value, str)}
    assert constants == set(kinds.KINDS)


@pytest.mark.parametrize("kind", kinds.KINDS.values(), ids=lambda kind: kind.code)
def test_a_kind_is_whole(kind):
    assert kind.icon in SPRITE
    assert Party.PARTICIPANT in kind.visible_to
    assert not kind.visible_to & {Party.COORDINATOR, Party.TRAINING_ADVISER, Party.PROVIDER_ADVISER}
    assert kind.required <= kind.ids
    assert set(kind.own) <= kind.ids
    assert bool(kind.meeting_label) == kind.code.startswith("appointment_")


#: (kind, participant, own Nav counsellor, another Nav counsellor, career counsellor)
SEEN = [
    (kinds.JOURNEY_STARTED, True, True, True, True),
    (kinds.REFERRAL_REGISTERED, True, True, True, True),
    (kinds.AGREED_INFORMATION_CHANGED, True, True, True, True),
    (kinds.INFORMATION_GIVEN, True, True, False, False),
    (kinds.NAV_INVITED, True, True, False, True),
    (kinds.NAV_REMOVED, True, True, False, True),
    (kinds.COUNSELLOR_ASSIGNED, True, False, False, True),
    (kinds.DOCUMENTS_ORDERED, True, True, True, False),
    (kinds.DOCUMENTS_BROUGHT, True, False, False, True),
    (kinds.APPOINTMENT_BOOKED, True, True, False, True),
    (kinds.APPOINTMENT_CANCELLED, True, True, False, True),
    (kinds.APPOINTMENT_MOVED, True, True, False, True),
    (kinds.APPOINTMENT_HANDED_OVER, True, True, False, True),
    (kinds.APPOINTMENT_HELD, True, True, False, True),
    (kinds.APPOINTMENT_MISSED, True, True, False, True),
    (kinds.NEXT_MEETING_AGREED, True, False, False, True),
    (kinds.PLAN_STARTED, True, False, False, True),
    (kinds.PLAN_COMPLETED, True, False, False, True),
    (kinds.PLAN_SHARED, True, True, False, False),
    (kinds.PLAN_WITHDRAWN, True, True, False, False),
    (kinds.STEP_STATUS_CHANGED, True, True, False, True),
    (kinds.EDUCATION_APPLIED, True, True, False, True),
    (kinds.OUTCOME_RECORDED, True, True, False, True),
    (kinds.GOAL_CHANGED, True, False, False, True),
    (kinds.JOURNEY_CLOSED, True, True, True, True),
    (kinds.JOURNEY_REOPENED, True, True, True, True),
    (kinds.JOURNEY_TRANSFERRED, True, True, False, True),
]


@pytest.mark.parametrize(("kind", "participant", "own", "other", "career"), SEEN, ids=[row[0] for row in SEEN])
def test_who_sees_a_kind(kind, participant, own, other, career):
    about = kinds.KINDS[kind].own[:1]
    data = dict.fromkeys(about, NAV)
    assert seen(kind, "participant", **data) is participant
    assert seen(kind, "nav_counsellor", {NAV, 99}, **data) is own
    assert seen(kind, "nav_counsellor", {OTHER_NAV}, **data) is other
    assert seen(kind, "career_counsellor", {3}, **data) is career
    assert not seen(kind, "coordinator", {NAV}, **data)


def test_every_kind_is_in_the_table():
    assert {row[0] for row in SEEN} == set(kinds.KINDS)


def test_nav_does_not_see_a_meeting_it_takes_no_part_in():
    assert not seen(kinds.APPOINTMENT_BOOKED, N, {NAV}, appointment="a", meeting_kind="guidance")
    assert not seen(kinds.APPOINTMENT_BOOKED, N, {NAV}, appointment="a", meeting_kind="guidance", nav=None)


def test_both_sides_of_a_transfer_see_it():
    data = {"party": "nav_counsellor", "from": NAV, "to": OTHER_NAV}
    assert kinds.visible(Happened(kinds.JOURNEY_TRANSFERRED, data=data), N, {NAV})
    assert kinds.visible(Happened(kinds.JOURNEY_TRANSFERRED, data=data), N, {OTHER_NAV})


@pytest.mark.parametrize("kind", [kinds.OUTCOME_RECORDED, kinds.EDUCATION_APPLIED])
def test_what_nav_records_of_its_own_follow_up_does_not_cross(kind):
    assert not seen(kind, C, {3}, by=N, nav=NAV)
    assert seen(kind, C, {3}, by=C)
    assert not seen(kind, N, {NAV}, by=C)
    assert seen(kind, N, {NAV}, by=N, nav=NAV)


def test_an_unknown_kind_is_shown_to_nobody():
    assert not any(seen("of_another_time", party, {NAV}) for party in Party)


def test_ids_and_codes_are_accepted():
    kinds.validate(kinds.JOURNEY_REOPENED, {})
    kinds.validate(
        kinds.APPOINTMENT_BOOKED,
        {
            "appointment": str(uuid4()),
            "meeting_kind": "three_party",
            "mode": "in_person",
            "nav": 7,
            "nav_present": True,
        },
    )
    kinds.validate(kinds.APPOINTMENT_BOOKED, {"appointment": "a1", "meeting_kind": "guidance", "nav": None})


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        ("of_another_time", {}, "unknown kind"),
        (kinds.JOURNEY_CLOSED, {"reason": "in_work", "note": 1}, "may not carry note"),
        (kinds.JOURNEY_CLOSED, {"reason": "She said that she is tired"}, "must be an id or a code"),
        (kinds.JOURNEY_CLOSED, {"reason": ["in_work"]}, "must be an id or a code"),
        (kinds.PLAN_SHARED, {"version": 1}, "must carry recipient"),
        (kinds.PLAN_SHARED, {"version": 1, "recipient": None}, "must carry recipient"),
        (kinds.PLAN_SHARED, {"version": 1, "recipient": True}, "recipient must be an id"),
        (kinds.PLAN_SHARED, {"version": 1, "recipient": "7"}, "recipient must be an id"),
    ],
)
def test_anything_else_is_refused(kind, data, message):
    with pytest.raises(ValueError, match=message):
        kinds.validate(kind, data)


def test_the_timeline_names_the_meeting_as_the_county_does():
    booked = Happened(kinds.APPOINTMENT_BOOKED, data={"appointment": "a1", "meeting_kind": "three_party"})
    with override("en"):
        assert str(kinds.describe(booked, "Three-party meeting")) == "Three-party meeting was booked"
        assert str(kinds.describe(booked)) == "A meeting was booked"
        assert str(kinds.describe(Happened(kinds.JOURNEY_CLOSED), "Any")) == "The journey was closed"
