"""Innlandet, Rogaland and Akershus: what the evaluation says of them, and their stories event by event."""

import pytest

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints import latest
from journeys.blueprints.types import Action, Mode, NavPresence, PlanKind
from journeys.progress import Status, columns, progress, seen_by
from tests.journeys.orders import NAV, story

INNLANDET, ROGALAND, AKERSHUS = latest("innlandet"), latest("rogaland"), latest("akershus")
NAV_PARTY, CAREER, PARTICIPANT = Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.PARTICIPANT

REFERRED = (kinds.REFERRAL_REGISTERED, {"nav": NAV, "documents_missing": False})
STARTED = (kinds.JOURNEY_STARTED, {"origin": "nav_counsellor"})


def met(appointment, kind):
    return {"appointment": appointment, "meeting_kind": kind}


def booked(appointment, kind):
    return (kinds.APPOINTMENT_BOOKED, met(appointment, kind))


def held(appointment, kind):
    return (kinds.APPOINTMENT_HELD, met(appointment, kind))


def missed(appointment, kind):
    return (kinds.APPOINTMENT_MISSED, met(appointment, kind))


PLAN_BEGUN, PLAN_MADE = (kinds.PLAN_STARTED, {"version": 1}), (kinds.PLAN_COMPLETED, {"version": 1})
GOAL_CHANGED = (kinds.GOAL_CHANGED, {"version": 1})


# --- what the evaluation says ---------------------------------------------------------------------------------------
def test_innlandet_is_as_the_evaluation_says():
    assert [step.key for step in INNLANDET.steps] == [
        "selection", "booking", "three_party_meeting", "guidance", "group_course", "career_plan", "sharing",
        "follow_up",
    ]  # fmt: skip
    assert [step.key for step in INNLANDET.steps if step.optional] == ["guidance", "group_course", "sharing"]
    assert INNLANDET.target_group.ages == (19, 30)
    three_way, course = INNLANDET.meeting_kind("three_party"), INNLANDET.meeting_kind("group_course")
    assert (three_way.nav, three_way.default_mode, three_way.at_nav_office) == (
        NavPresence.REQUIRED, Mode.IN_PERSON, False,
    )  # fmt: skip
    assert PARTICIPANT not in three_way.booked_by
    assert (course.capacity, course.lengths) == (8, (120, 180, 240))
    assert INNLANDET.plan.kind == PlanKind.CAREER_PLAN
    assert {"nav_contributes", "county_contributes"} <= INNLANDET.plan.required
    assert "progress" in {section.key for section in INNLANDET.plan.sections}


def test_rogaland_is_as_the_evaluation_says():
    assert [step.key for step in ROGALAND.steps] == [
        "selection", "group_session", "booking", "conversation", "summary_note", "sharing", "follow_up",
    ]  # fmt: skip
    assert [step.key for step in ROGALAND.steps if step.optional] == ["group_session", "summary_note", "sharing"]
    assert ROGALAND.target_group.ages is None
    assert all(kind.at_nav_office and kind.modes == (Mode.IN_PERSON,) for kind in ROGALAND.meeting_kinds)
    assert ROGALAND.meeting_kind("group_session").is_group
    assert ROGALAND.meeting_kind("three_party").nav == NavPresence.REQUIRED
    assert ROGALAND.meeting_kind("individual").nav == NavPresence.NEVER
    assert not ROGALAND.plan.end_goal
    assert not ROGALAND.plan.steps_required


def test_akershus_is_as_the_evaluation_says():
    assert [step.key for step in AKERSHUS.steps] == [
        "selection", "mapping", "exploring", "planning", "training_plan", "sharing", "follow_up",
    ]  # fmt: skip
    modules = AKERSHUS.meeting_kinds
    assert [(module.key, module.length_minutes, module.nav) for module in modules] == [
        ("mapping", 90, NavPresence.NEVER),
        ("exploring", 60, NavPresence.REQUIRED),
        ("planning", 60, NavPresence.REQUIRED),
    ]
    assert all(module.modes == (Mode.IN_PERSON,) for module in modules)
    assert [module.booked_by for module in modules[1:]] == [(CAREER,), (CAREER,)]
    assert AKERSHUS.target_group.ages is None
    assert "at_asker_or_baerum" in {criterion.key for criterion in AKERSHUS.target_group.checklist}
    assert (AKERSHUS.plan.kind, AKERSHUS.plan.end_goal) == (PlanKind.TRAINING_PLAN, True)
    assert AKERSHUS.minimum_meetings == 3


def test_an_age_is_asked_about_only_where_the_model_names_one():
    group = INNLANDET.target_group
    assert [group.includes(age) for age in (18, 19, 30, 31)] == [False, True, True, False]
    assert ROGALAND.target_group.includes(67)


def test_what_may_follow_a_meeting_is_what_the_later_steps_book():
    assert [kind.key for kind in AKERSHUS.may_follow("mapping")] == ["exploring", "planning"]
    assert [kind.key for kind in AKERSHUS.may_follow("planning")] == ["planning"]
    assert [kind.key for kind in ROGALAND.may_follow("group_session")] == ["three_party", "individual"]
    assert [kind.key for kind in latest("nordland").may_follow("three_party")] == [
        "guidance",
        "closing",
        "follow_up",
    ]
    assert [kind.key for kind in latest("trondelag").may_follow("conversation")] == ["conversation"]


# --- their stories --------------------------------------------------------------------------------------------------
#: What happens, where the journey then is, whom it waits for, and which kinds of meeting fit.
INNLANDET_STORY = (
    (STARTED, "selection", NAV_PARTY, ()),
    (REFERRED, "booking", NAV_PARTY, ("three_party",)),
    (booked("a1", "three_party"), "three_party_meeting", CAREER, ()),
    (missed("a1", "three_party"), "booking", NAV_PARTY, ("three_party",)),
    (booked("a2", "three_party"), "three_party_meeting", CAREER, ()),
    (held("a2", "three_party"), "career_plan", CAREER, ("guidance",)),
    (booked("g1", "group_course"), "group_course", CAREER, ("guidance",)),
    (booked("g2", "group_course"), "group_course", CAREER, ("guidance",)),
    (held("g1", "group_course"), "group_course", CAREER, ("guidance",)),
    (booked("a3", "guidance"), "guidance", CAREER, ("guidance",)),
    (missed("g2", "group_course"), "guidance", CAREER, ("guidance",)),
    (missed("a3", "guidance"), "guidance", PARTICIPANT, ("guidance",)),
    (booked("a4", "guidance"), "guidance", CAREER, ("guidance",)),
    (held("a4", "guidance"), "career_plan", CAREER, ("guidance",)),
    (PLAN_BEGUN, "career_plan", CAREER, ("guidance",)),
    (PLAN_MADE, "follow_up", NAV_PARTY, ("guidance",)),
    (GOAL_CHANGED, "guidance", PARTICIPANT, ("guidance",)),
)

TALKS = ("three_party", "individual")
ROGALAND_STORY = (
    (STARTED, "selection", NAV_PARTY, ()),
    (REFERRED, "booking", NAV_PARTY, TALKS),
    (booked("g1", "group_session"), "group_session", CAREER, TALKS),
    (missed("g1", "group_session"), "booking", NAV_PARTY, TALKS),
    (booked("g2", "group_session"), "group_session", CAREER, TALKS),
    (held("g2", "group_session"), "booking", NAV_PARTY, TALKS),
    (booked("a1", "three_party"), "conversation", CAREER, TALKS),
    (held("a1", "three_party"), "follow_up", NAV_PARTY, TALKS),
    ((kinds.NEXT_MEETING_AGREED, {"after": "a1"}), "conversation", PARTICIPANT, TALKS),
    (booked("a2", "individual"), "conversation", CAREER, TALKS),
    (held("a2", "individual"), "follow_up", NAV_PARTY, TALKS),
    (PLAN_BEGUN, "summary_note", CAREER, TALKS),
    (PLAN_MADE, "follow_up", NAV_PARTY, TALKS),
    (GOAL_CHANGED, "conversation", PARTICIPANT, TALKS),
)

AKERSHUS_STORY = (
    (STARTED, "selection", NAV_PARTY, ()),
    (REFERRED, "mapping", NAV_PARTY, ("mapping",)),
    (booked("a1", "mapping"), "mapping", CAREER, ()),
    (missed("a1", "mapping"), "mapping", NAV_PARTY, ("mapping",)),
    (booked("a2", "mapping"), "mapping", CAREER, ()),
    (held("a2", "mapping"), "exploring", CAREER, ("exploring",)),
    ((kinds.NEXT_MEETING_AGREED, {"after": "a2"}), "exploring", CAREER, ("exploring",)),
    (booked("a3", "exploring"), "exploring", CAREER, ()),
    (PLAN_BEGUN, "exploring", CAREER, ()),
    (held("a3", "exploring"), "planning", CAREER, ("planning",)),
    (booked("a4", "planning"), "planning", CAREER, ()),
    (held("a4", "planning"), "training_plan", CAREER, ("planning",)),
    (PLAN_MADE, "follow_up", NAV_PARTY, ("planning",)),
    (GOAL_CHANGED, "planning", CAREER, ("planning",)),
)


@pytest.mark.parametrize(
    ("blueprint", "told"),
    [(INNLANDET, INNLANDET_STORY), (ROGALAND, ROGALAND_STORY), (AKERSHUS, AKERSHUS_STORY)],
    ids=["innlandet", "rogaland", "akershus"],
)
def test_the_county_story_step_by_step(blueprint, told):
    events = story(*(fact for fact, *_ in told))
    for count, (fact, *expected) in enumerate(told, start=1):
        state = progress(blueprint, events[:count])
        assert [*columns(state), state.bookable] == expected, fact


def status_of(blueprint, key, *facts):
    return progress(blueprint, story(STARTED, REFERRED, *facts)).status(key)


def test_a_group_session_is_not_passed_over_while_it_is_still_to_come():
    ahead = (booked("g1", "group_session"), booked("a1", "individual"), held("a1", "individual"))
    assert status_of(ROGALAND, "group_session", *ahead[:1]) is Status.UNDER_WAY
    assert status_of(ROGALAND, "group_session", *ahead) is Status.NOT_STARTED
    assert status_of(ROGALAND, "group_session", *ahead[1:]) is Status.SKIPPED
    assert status_of(ROGALAND, "group_session", *ahead, held("g1", "group_session")) is Status.DONE


def test_no_note_is_needed_in_rogaland():
    facts = (booked("a1", "individual"), held("a1", "individual"))
    assert columns(progress(ROGALAND, story(STARTED, REFERRED, *facts))) == ("follow_up", NAV_PARTY)


def test_nav_does_not_learn_when_the_first_module_was_held():
    state = progress(AKERSHUS, story(STARTED, REFERRED, booked("a1", "mapping"), held("a1", "mapping")))
    mapping = seen_by(state, NAV_PARTY, {NAV}).steps[1]
    assert (mapping.step.key, mapping.status, mapping.done_at) == ("mapping", Status.DONE, None)


def test_only_the_career_counsellor_is_asked_to_arrange_the_second_module():
    facts = (STARTED, REFERRED, booked("a1", "mapping"), held("a1", "mapping"))
    actions = progress(AKERSHUS, story(*facts)).next_actions
    assert {party for party, offered in actions.items() if Action.BOOK_APPOINTMENT in offered} == {CAREER}
