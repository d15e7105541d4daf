"""The two counties' whole stories, event by event, and what each party may know along the way."""

from datetime import timedelta

import pytest

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints import latest
from journeys.blueprints.types import Action
from journeys.progress import Status, columns, progress, seen_by
from tests.journeys.orders import NAV, OTHER_NAV, START, Happened, story

NORDLAND, TRONDELAG = latest("nordland"), latest("trondelag")
NAV_PARTY, CAREER, PARTICIPANT = Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.PARTICIPANT


def meeting(appointment: str, kind: str) -> dict[str, object]:
    return {"appointment": appointment, "meeting_kind": kind, "nav": NAV}


def share(version: int = 1, recipient: int = NAV) -> dict[str, object]:
    return {"version": version, "recipient": recipient}


THREE_PARTY, SECOND, CLOSING = meeting("a1", "three_party"), meeting("a2", "guidance"), meeting("a3", "closing")

#: What happens in Nordland, where the journey then is and whom it waits for. Source: nordland-model, the role table.
NORDLAND_STORY = (
    ((kinds.JOURNEY_STARTED, {"origin": "nav_counsellor"}), "selection", NAV_PARTY),
    ((kinds.REFERRAL_REGISTERED, {"nav": NAV, "documents_missing": True}), "booking", PARTICIPANT),
    ((kinds.DOCUMENTS_ORDERED, {}), "booking", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, THREE_PARTY), "three_party_meeting", CAREER),
    ((kinds.COUNSELLOR_ASSIGNED, {"career_counsellor": 3}), "three_party_meeting", CAREER),
    ((kinds.APPOINTMENT_CANCELLED, THREE_PARTY), "booking", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, meeting("b1", "three_party")), "three_party_meeting", CAREER),
    ((kinds.APPOINTMENT_MISSED, meeting("b1", "three_party")), "booking", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, meeting("c1", "three_party")), "three_party_meeting", CAREER),
    ((kinds.APPOINTMENT_MOVED, meeting("c1", "three_party")), "three_party_meeting", CAREER),
    ((kinds.PLAN_STARTED, {"version": 1}), "three_party_meeting", CAREER),
    ((kinds.APPOINTMENT_HELD, meeting("c1", "three_party")), "career_plan", CAREER),
    ((kinds.NEXT_MEETING_AGREED, {"after": "c1"}), "guidance", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, SECOND), "guidance", CAREER),
    ((kinds.APPOINTMENT_MISSED, SECOND), "guidance", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, meeting("b2", "guidance")), "guidance", CAREER),
    ((kinds.APPOINTMENT_HELD, meeting("b2", "guidance")), "career_plan", CAREER),
    ((kinds.APPOINTMENT_BOOKED, CLOSING), "guidance", CAREER),
    ((kinds.PLAN_COMPLETED, {"version": 1}), "follow_up", NAV_PARTY),
    ((kinds.APPOINTMENT_HELD, CLOSING), "follow_up", NAV_PARTY),
    ((kinds.PLAN_SHARED, share()), "follow_up", NAV_PARTY),
    ((kinds.STEP_STATUS_CHANGED, {"version": 1, "step": "s1", "status": "done"}), "follow_up", NAV_PARTY),
    ((kinds.GOAL_CHANGED, {"version": 1}), "guidance", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, meeting("a4", "guidance")), "guidance", CAREER),
    ((kinds.APPOINTMENT_HELD, meeting("a4", "guidance")), "career_plan", CAREER),
    ((kinds.PLAN_STARTED, {"version": 2}), "career_plan", CAREER),
    ((kinds.PLAN_COMPLETED, {"version": 2}), "follow_up", NAV_PARTY),
    ((kinds.EDUCATION_APPLIED, {"nav": NAV}), "follow_up", NAV_PARTY),
    ((kinds.OUTCOME_RECORDED, {"outcome": "applied_education"}), "follow_up", NAV_PARTY),
    ((kinds.JOURNEY_CLOSED, {"reason": "in_education"}), "", ""),
    ((kinds.JOURNEY_REOPENED, {}), "follow_up", NAV_PARTY),
)

FIRST, AGAIN, THIRD = (meeting(key, "conversation") for key in ("a1", "a2", "a3"))

#: Source: trondelag-model, section 3 (the user's journey) and DOMAIN, column Trøndelag.
TRONDELAG_STORY = (
    ((kinds.JOURNEY_STARTED, {"origin": "participant"}), "booking", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, FIRST), "conversation", CAREER),
    ((kinds.APPOINTMENT_CANCELLED, FIRST), "booking", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, meeting("b1", "conversation")), "conversation", CAREER),
    ((kinds.APPOINTMENT_HELD, meeting("b1", "conversation")), "summary_note", CAREER),
    ((kinds.NEXT_MEETING_AGREED, {"after": "b1"}), "conversation", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, AGAIN), "conversation", CAREER),
    ((kinds.APPOINTMENT_CANCELLED, AGAIN), "conversation", PARTICIPANT),
    ((kinds.APPOINTMENT_BOOKED, meeting("b2", "conversation")), "conversation", CAREER),
    ((kinds.APPOINTMENT_HELD, meeting("b2", "conversation")), "summary_note", CAREER),
    ((kinds.PLAN_STARTED, {"version": 1}), "summary_note", CAREER),
    ((kinds.PLAN_COMPLETED, {"version": 1}), "follow_up", PARTICIPANT),
    ((kinds.PLAN_SHARED, share()), "follow_up", PARTICIPANT),
    ((kinds.NAV_INVITED, {"nav": NAV}), "follow_up", NAV_PARTY),
    ((kinds.PLAN_WITHDRAWN, share()), "follow_up", NAV_PARTY),
    ((kinds.NAV_REMOVED, {"nav": NAV}), "follow_up", PARTICIPANT),
    ((kinds.GOAL_CHANGED, {}), "conversation", PARTICIPANT),
    ((kinds.JOURNEY_CLOSED, {"reason": "participant_ended"}), "", ""),
)


@pytest.mark.parametrize(("blueprint", "told"), [(NORDLAND, NORDLAND_STORY), (TRONDELAG, TRONDELAG_STORY)])
def test_the_county_story_step_by_step(blueprint, told):
    events = story(*(fact for fact, _step, _party in told))
    for count, (fact, step, party) in enumerate(told, start=1):
        assert columns(progress(blueprint, events[:count])) == (step, party), fact


def statuses(blueprint, *facts, party=PARTICIPANT, ids=()):
    state = seen_by(progress(blueprint, story(*facts)), party, ids)
    return {step.step.key: step.status.value for step in state.steps}


def nordland(until: int, *more):
    return [fact for fact, _step, _party in NORDLAND_STORY[:until]] + list(more)


def trondelag(until: int, *more):
    return [fact for fact, _step, _party in TRONDELAG_STORY[:until]] + list(more)


PLAN_MADE = 19  # the story's events up to and with the first completed plan, in Nordland
NOTE_MADE = 12  # the same in Trøndelag


def test_a_plan_straight_from_the_three_party_meeting_skips_guidance():
    facts = nordland(4, (kinds.APPOINTMENT_HELD, THREE_PARTY), (kinds.PLAN_STARTED, {}))
    assert statuses(NORDLAND, *facts)["guidance"] == Status.NOT_STARTED
    assert statuses(NORDLAND, *facts, (kinds.PLAN_COMPLETED, {"version": 1})) == {
        "selection": "done",
        "booking": "done",
        "three_party_meeting": "done",
        "guidance": "skipped",
        "career_plan": "done",
        "sharing": "not_started",
        "follow_up": "under_way",
    }


def test_work_on_the_plan_may_begin_before_its_turn():
    assert statuses(NORDLAND, *nordland(11))["career_plan"] == Status.UNDER_WAY


def test_a_meeting_booked_before_the_first_ends_is_the_next_one():
    facts = nordland(4, (kinds.APPOINTMENT_BOOKED, SECOND), (kinds.NEXT_MEETING_AGREED, {"after": "a1"}))
    held = [(kinds.APPOINTMENT_HELD, THREE_PARTY), (kinds.APPOINTMENT_HELD, SECOND)]
    assert columns(progress(NORDLAND, story(*facts, *held))) == ("career_plan", CAREER)


def test_information_from_nav_is_passed_over_once_a_time_is_booked():
    assert statuses(TRONDELAG, *trondelag(1))["information"] == Status.NOT_STARTED
    assert statuses(TRONDELAG, *trondelag(2))["information"] == Status.SKIPPED
    told = (kinds.INFORMATION_GIVEN, {"nav": NAV})
    assert statuses(TRONDELAG, told, *trondelag(2))["information"] == Status.DONE


def test_there_are_at_most_three_conversations():
    state = progress(TRONDELAG, story(*trondelag(10)))
    assert state.bookable == ("conversation",)
    assert Action.AGREE_NEXT_MEETING in state.next_actions[CAREER]
    third = [(kinds.APPOINTMENT_BOOKED, THIRD), (kinds.APPOINTMENT_HELD, THIRD)]
    state = progress(TRONDELAG, story(*trondelag(10, *third, (kinds.NEXT_MEETING_AGREED, {"after": "a3"}))))
    assert columns(state) == ("summary_note", CAREER)
    assert state.bookable == ()
    assert Action.AGREE_NEXT_MEETING not in state.next_actions[CAREER]


def test_a_changed_end_goal_counts_the_conversations_anew():
    third = [(kinds.APPOINTMENT_BOOKED, THIRD), (kinds.APPOINTMENT_HELD, THIRD)]
    made = trondelag(10, *third, (kinds.PLAN_COMPLETED, {"version": 1}))
    assert progress(TRONDELAG, story(*made)).bookable == ()
    assert progress(TRONDELAG, story(*made, (kinds.GOAL_CHANGED, {}))).bookable == ("conversation",)


def test_the_next_meeting_may_be_agreed_before_this_one_ends():
    facts = trondelag(2, (kinds.NEXT_MEETING_AGREED, {"after": "a1"}), (kinds.APPOINTMENT_HELD, FIRST))
    assert columns(progress(TRONDELAG, story(*facts))) == ("conversation", PARTICIPANT)


def test_a_changed_end_goal_puts_the_old_draft_behind():
    seen = statuses(NORDLAND, *nordland(PLAN_MADE + 1, (kinds.PLAN_STARTED, {"version": 2}), (kinds.GOAL_CHANGED, {})))
    assert (seen["guidance"], seen["career_plan"], seen["sharing"]) == ("under_way", "not_started", "not_started")


def test_a_meeting_already_booked_serves_a_changed_end_goal():
    booked = (kinds.APPOINTMENT_BOOKED, meeting("a9", "guidance"))
    facts = nordland(PLAN_MADE + 1, booked, (kinds.GOAL_CHANGED, {}))
    assert columns(progress(NORDLAND, story(*facts))) == ("guidance", CAREER)
    held = (kinds.APPOINTMENT_HELD, meeting("a9", "guidance"))
    assert columns(progress(NORDLAND, story(*facts, held))) == ("career_plan", CAREER)


def test_steps_passed_over_without_a_record_do_not_hold_the_journey_up():
    seen = statuses(NORDLAND, (kinds.JOURNEY_STARTED, {}), (kinds.APPOINTMENT_HELD, THREE_PARTY))
    assert (seen["selection"], seen["booking"], seen["career_plan"]) == ("skipped", "done", "under_way")


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (2, ["done", "not_relevant", "not_relevant", "not_relevant", "not_relevant", "not_relevant", "not_relevant"]),
        (PLAN_MADE + 1, ["done", "done", "done", "done", "done", "skipped", "done"]),
        (PLAN_MADE + 2, ["done", "done", "done", "done", "done", "done", "done"]),
    ],
)
def test_a_closed_journey_says_what_was_done_and_what_never_came(until, expected):
    facts = nordland(until, (kinds.JOURNEY_CLOSED, {"reason": "moved"}))
    state = progress(NORDLAND, story(*facts))
    assert [step.status.value for step in state.steps] == expected
    if expected[-1] == "done":
        assert state.steps[-1].done_at == START + timedelta(days=until)


def test_closing_twice_keeps_the_first_date():
    closed = (kinds.JOURNEY_CLOSED, {"reason": "moved"})
    once, twice = (story(*nordland(PLAN_MADE, *[closed] * times)) for times in (1, 2))
    assert progress(NORDLAND, once) == progress(NORDLAND, twice)


def test_a_step_bears_the_date_it_was_first_done():
    revised = nordland(PLAN_MADE, (kinds.PLAN_STARTED, {"version": 2}), (kinds.PLAN_COMPLETED, {"version": 2}))
    state = progress(NORDLAND, story(*revised))
    plan = next(step for step in state.steps if step.step.key == "career_plan")
    assert plan.done_at == state.plan_completed_at == START + timedelta(days=PLAN_MADE - 1)
    assert state.plan_version == 2


@pytest.mark.parametrize(
    ("blueprint", "facts", "party", "expected"),
    [
        (NORDLAND, nordland(1), NAV_PARTY, ["register_referral"]),
        (NORDLAND, nordland(2), PARTICIPANT, ["book_appointment", "review_information", "order_documents"]),
        (NORDLAND, nordland(3), PARTICIPANT, ["book_appointment", "review_information"]),
        (NORDLAND, nordland(3), NAV_PARTY, ["book_appointment"]),
        (NORDLAND, nordland(4), CAREER, ["hold_meeting", "agree_next_meeting"]),
        (NORDLAND, nordland(13), PARTICIPANT, ["book_appointment"]),
        (NORDLAND, nordland(PLAN_MADE + 1), PARTICIPANT,
         ["share_plan", "follow_up_steps", "apply_education", "change_goal"]),
        (NORDLAND, nordland(PLAN_MADE + 2), PARTICIPANT, ["follow_up_steps", "apply_education", "change_goal"]),
        (NORDLAND, nordland(PLAN_MADE + 1), NAV_PARTY, ["close_journey"]),
        (NORDLAND, nordland(PLAN_MADE + 2), NAV_PARTY,
         ["follow_up_steps", "apply_education", "record_outcome", "close_journey"]),
        (TRONDELAG, trondelag(1), PARTICIPANT, ["book_appointment", "invite_nav"]),
        (TRONDELAG, trondelag(1), NAV_PARTY, []),
        (TRONDELAG, trondelag(1, (kinds.NAV_INVITED, {"nav": NAV})), NAV_PARTY, ["book_appointment"]),
        (TRONDELAG, trondelag(2), CAREER, ["hold_meeting", "agree_next_meeting", "write_plan"]),
        (TRONDELAG, trondelag(11), CAREER, ["write_plan", "complete_plan", "agree_next_meeting"]),
        (TRONDELAG, trondelag(18), PARTICIPANT, ["reopen_journey"]),
        (TRONDELAG, trondelag(18), NAV_PARTY, []),
    ],
)  # fmt: skip
def test_each_party_is_suggested_what_it_can_do_now(blueprint, facts, party, expected):
    state = seen_by(progress(blueprint, story(*facts)), party, {NAV} if party == NAV_PARTY else ())
    assert [action.value for action in state.next_actions[party]] == expected


class TestWhatNavKnowsOfSharing:
    def seen(self, *more, ids=frozenset({NAV})):
        return seen_by(progress(NORDLAND, story(*nordland(PLAN_MADE + 1, *more))), NAV_PARTY, ids)

    def test_nothing_before_a_plan_is_shared_with_them(self):
        seen = self.seen()
        assert (seen.plan_version, seen.shares, seen.open_appointments) == (None, (), ())
        assert next(step for step in seen.steps if step.step.key == "sharing").private

    def test_the_share_made_to_them_and_the_version_it_is_about(self):
        seen = self.seen((kinds.PLAN_SHARED, share()), (kinds.PLAN_COMPLETED, {"version": 2}))
        assert (seen.plan_version, [held.recipient for held in seen.shares]) == (1, [NAV])
        sharing = next(step for step in seen.steps if step.step.key == "sharing")
        assert (sharing.status, sharing.private) == (Status.DONE, False)
        assert sharing.done_at == seen.shares[0].since

    def test_no_difference_between_unshared_withdrawn_and_shared_with_another(self):
        unshared = self.seen()
        withdrawn = self.seen((kinds.PLAN_SHARED, share()), (kinds.PLAN_WITHDRAWN, share()))
        to_another = self.seen((kinds.PLAN_SHARED, share(recipient=OTHER_NAV)))
        newer = self.seen((kinds.PLAN_STARTED, {"version": 2}), (kinds.PLAN_COMPLETED, {"version": 2}))
        assert unshared == withdrawn == to_another == newer

    def test_one_who_covers_knows_of_the_share_of_the_one_covered(self):
        assert self.seen((kinds.PLAN_SHARED, share()), ids={NAV, 55}).plan_version == 1

    def test_the_first_of_several_shares_gives_the_date(self):
        seen = self.seen(
            (kinds.PLAN_SHARED, share()), (kinds.PLAN_SHARED, share(recipient=OTHER_NAV)), ids={NAV, OTHER_NAV}
        )
        dates = [held.since for held in seen.shares]
        assert next(step.done_at for step in seen.steps if step.step.key == "sharing") == min(dates) < max(dates)

    def test_no_date_of_a_step_it_takes_no_part_in(self):
        state = progress(NORDLAND, story(*nordland(PLAN_MADE)))
        told = {step.step.key: step.done_at for step in seen_by(state, NAV_PARTY, {NAV}).steps}
        whole = {step.step.key: step.done_at for step in state.steps}
        assert whole["guidance"]
        assert whole["career_plan"]
        assert (told["guidance"], told["career_plan"]) == (None, None)
        assert told["selection"] == whole["selection"]
        assert told["three_party_meeting"] == whole["three_party_meeting"]
        assert seen_by(state, NAV_PARTY, {NAV}).plan_completed_at is None
        assert seen_by(state, CAREER).plan_completed_at == state.plan_completed_at

    def test_no_meeting_it_takes_no_part_in(self):
        booked = story(*nordland(14))
        assert progress(NORDLAND, booked).open_appointments == ("a2",)
        assert seen_by(progress(NORDLAND, booked), NAV_PARTY, {NAV}).open_appointments == ()

    def test_before_the_plan_the_step_reads_the_same_for_all(self):
        state = progress(NORDLAND, story(*nordland(3)))
        sharing = state.steps[-2]
        assert seen_by(state, NAV_PARTY, {NAV}).steps[-2] == seen_by(state, CAREER).steps[-2] == sharing
        assert not sharing.private


def test_the_career_centre_is_not_shown_whether_nav_told_about_the_offer():
    told = [(kinds.INFORMATION_GIVEN, {"nav": NAV}), *trondelag(2)]
    assert "information" not in statuses(TRONDELAG, *told, party=CAREER)
    assert statuses(TRONDELAG, *told, party=NAV_PARTY, ids={NAV})["information"] == Status.DONE


def test_events_of_the_same_moment_keep_the_order_they_were_recorded_in():
    at = START
    withdrawn_last = [Happened(kind, at, data=share()) for kind in (kinds.PLAN_SHARED, kinds.PLAN_WITHDRAWN)]
    made = story(*nordland(PLAN_MADE))
    late = [Happened(event.kind, made[-1].at, data=event.data) for event in withdrawn_last]
    assert progress(NORDLAND, [*made, *late]).shares == ()
    assert len(progress(NORDLAND, [*made, *reversed(late)]).shares) == 1
