"""What must hold for any legal order of events, in every county."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints.types import Action
from journeys.progress import Progress, Status, columns, progress, seen_by
from tests.journeys.orders import NAV, OTHER_NAV, Happened, Order, legal_orders

orders = legal_orders()
SHARING = (kinds.PLAN_SHARED, kinds.PLAN_WITHDRAWN)


def of(order: Order) -> Progress:
    return progress(order.blueprint, order.events)


def after(order: Order, kind: str, **data: object) -> Progress:
    at = order.events[-1].at if order.events else Happened(kind).at
    return progress(order.blueprint, [*order.events, Happened(kind, at, data=data)])


@given(orders)
def test_one_step_is_current_unless_the_journey_is_closed(order: Order):
    state = of(order)
    current = [step for step in state.steps if step.is_current]
    assert len(current) == (0 if state.closed else 1)
    assert state.current == (None if state.closed else current[0].step)
    assert all(step.status is Status.UNDER_WAY for step in current)


@given(orders)
def test_steps_before_the_current_are_behind_and_those_after_it_ahead(order: Order):
    state = of(order)
    assume(not state.closed)
    place = next(place for place, step in enumerate(state.steps) if step.is_current)
    for step in state.steps[:place]:
        assert step.status is Status.DONE or step.step.optional
    for step in state.steps[place + 1 :]:
        assert step.status in {Status.NOT_STARTED, Status.UNDER_WAY}
    assert all((step.status is Status.DONE) == (step.done_at is not None) for step in state.steps)


@given(orders)
def test_a_closed_journey_waits_for_nobody_and_nothing_in_it_is_open(order: Order):
    state = of(order)
    if not state.closed:
        assert columns(state) == (state.current.key, state.waiting_for)
        assert state.waiting_for in Party
        return
    assert columns(state) == ("", "")
    assert state.bookable == ()
    assert {step.status for step in state.steps} <= {Status.DONE, Status.SKIPPED, Status.NOT_RELEVANT}
    assert set(state.next_actions) == set(order.blueprint.closers)
    assert {action for actions in state.next_actions.values() for action in actions} == {Action.REOPEN_JOURNEY}


@given(orders)
def test_it_is_a_pure_function_of_the_events(order: Order):
    before = list(order.events)
    assert of(order) == progress(order.blueprint, iter(order.events))
    assert order.events == before


@given(orders, st.randoms(use_true_random=False))
def test_the_moments_decide_the_order_not_the_list(order: Order, random):
    apart = [replace(event, at=event.at + timedelta(seconds=place)) for place, event in enumerate(order.events)]
    shuffled = random.sample(apart, len(apart))
    assert progress(order.blueprint, apart) == progress(order.blueprint, shuffled)


@given(orders)
def test_a_fact_recorded_twice_counts_once(order: Order):
    twice = [event for event in order.events for _ in range(2)]
    assert progress(order.blueprint, twice) == of(order)


@given(orders)
def test_events_about_other_matters_change_nothing(order: Order):
    quiet = (
        kinds.COUNSELLOR_ASSIGNED,
        kinds.APPOINTMENT_MOVED,
        kinds.STEP_STATUS_CHANGED,
        kinds.EDUCATION_APPLIED,
        kinds.OUTCOME_RECORDED,
    )
    assert progress(order.blueprint, order.without(*quiet)) == of(order)
    assert after(order, "of_another_time") == of(order)


@given(orders)
def test_the_milestone_is_reached_with_the_first_plan_and_stays(order: Order):
    made = [event.at for event in order.events if event.kind == kinds.PLAN_COMPLETED]
    state = of(order)
    assert state.milestones == ({"cooperation_completed"} if made else set())
    assert state.plan_completed_at == (made[0] if made else None)
    assert state.plan_version == (len(made) or None)


@given(orders)
def test_sharing_never_moves_the_journey_nor_shows_in_the_columns(order: Order):
    state, silent = of(order), progress(order.blueprint, order.without(*SHARING))
    assert columns(state) == columns(silent)
    assert [step.status for step in state.steps if step.step.key != "sharing"] == [
        step.status for step in silent.steps if step.step.key != "sharing"
    ]


@given(orders)
def test_sharing_is_done_only_for_the_newest_version(order: Order):
    state = of(order)
    if state.status("sharing") is Status.DONE:
        assert state.plan_version in {share.version for share in state.shares}
    if Action.SHARE_PLAN in state.next_actions.get(Party.PARTICIPANT, ()):
        assert state.plan_version not in {share.version for share in state.shares}


@given(orders)
def test_withdrawing_every_share_leaves_sharing_open(order: Order):
    state, at = of(order), order.events[-1].at if order.events else None
    withdrawn = [
        Happened(kinds.PLAN_WITHDRAWN, at, data={"version": share.version, "recipient": share.recipient})
        for share in state.shares
    ]
    bare = progress(order.blueprint, [*order.events, *withdrawn])
    assert bare.shares == ()
    assert bare.status("sharing") is not Status.DONE


@given(orders)
def test_a_new_version_is_not_shared_because_an_older_one_was(order: Order):
    state = of(order)
    assume(state.plan_version and not state.closed)
    newer = after(order, kinds.PLAN_COMPLETED, version=state.plan_version + 1)
    assert newer.status("sharing") is Status.NOT_STARTED
    assert newer.shares == state.shares
    assert Action.SHARE_PLAN in newer.next_actions[Party.PARTICIPANT]


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # most orders have not come as far as a plan
@given(orders)
def test_a_changed_end_goal_opens_guidance_plan_and_sharing_again(order: Order):
    state = of(order)
    (reopening,) = order.blueprint.reopenings
    assume(not state.closed and state.status(reopening.after) is Status.DONE)
    changed = after(order, kinds.GOAL_CHANGED)
    assert changed.current.key == reopening.steps[0]
    assert Status.DONE not in {changed.status(key) for key in reopening.steps}
    assert changed.milestones == state.milestones
    assert changed.shares == state.shares


@given(orders)
def test_a_changed_end_goal_before_the_plan_is_part_of_the_guidance(order: Order):
    state = of(order)
    told = [event.kind for event in order.events if event.kind in {kinds.PLAN_COMPLETED, kinds.GOAL_CHANGED}]
    assume(not state.closed and told[-1:] != [kinds.PLAN_COMPLETED])
    assert after(order, kinds.GOAL_CHANGED) == state


@given(orders)
def test_closing_and_opening_again_leads_back_to_the_same_place(order: Order):
    state = of(order)
    assume(not state.closed)
    closed = Happened(kinds.JOURNEY_CLOSED, order.events[-1].at if order.events else Happened("").at)
    opened = replace(closed, kind=kinds.JOURNEY_REOPENED)
    assert progress(order.blueprint, [*order.events, closed]).closed
    assert progress(order.blueprint, [*order.events, closed, opened]) == state


@given(orders)
def test_nav_learns_nothing_from_shares_made_to_others(order: Order):
    kept = [event for event in order.events if not (event.kind in SHARING and event.data["recipient"] == OTHER_NAV)]
    assert seen_by(of(order), Party.NAV_COUNSELLOR, {NAV}) == seen_by(
        progress(order.blueprint, kept), Party.NAV_COUNSELLOR, {NAV}
    )


@given(orders)
def test_the_career_centre_learns_nothing_from_shares_nor_from_what_nav_told(order: Order):
    kept = order.without(*SHARING, kinds.INFORMATION_GIVEN)
    assert seen_by(of(order), Party.CAREER_COUNSELLOR, {3}) == seen_by(
        progress(order.blueprint, kept), Party.CAREER_COUNSELLOR, {3}
    )


@given(orders)
def test_nobody_but_the_participant_is_told_more_than_their_own_actions(order: Order):
    state = of(order)
    for party in (Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.COORDINATOR):
        seen = seen_by(state, party, {NAV})
        assert set(seen.next_actions) == {party}
        assert set(seen.next_actions[party]) <= set(state.next_actions.get(party, ()))
    mine = seen_by(state, Party.PARTICIPANT)
    assert (mine.steps, mine.shares, mine.plan_version) == (state.steps, state.shares, state.plan_version)


@given(orders)
def test_the_timeline_shows_nav_only_what_is_its_own(order: Order):
    own = {"nav", "recipient", "from", "to"}
    for event in order.events:
        if kinds.visible(event, Party.NAV_COUNSELLOR, {NAV}) and kinds.KINDS[event.kind].own:
            assert NAV in {event.data.get(key) for key in own}
        assert not kinds.visible(event, Party.COORDINATOR, {NAV})
        assert kinds.visible(event, Party.PARTICIPANT)
