"""The county models are whole, consistent, and say what the counties' documents say."""

import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints import ALL, counties, get, latest
from journeys.blueprints.types import Action, Blueprint, Mode, NavPresence, On, PlanKind, When

SPRITE = json.loads((Path(kinds.__file__).parents[1] / "common" / "icons.json").read_text())
NORDLAND, TRONDELAG = latest("nordland"), latest("trondelag")

each = pytest.mark.parametrize("blueprint", ALL, ids=lambda blueprint: f"{blueprint.key}-{blueprint.version}")


def conditions(blueprint: Blueprint) -> list[On]:
    of_steps = [on for step in blueprint.steps for on in (*step.completed_by, *step.undone_by, *step.started_by)]
    return [*of_steps, *(each.on for each in blueprint.reopenings), *(each.on for each in blueprint.milestones)]


def unique(codes: list[str]) -> bool:
    return len(codes) == len(set(codes))


def test_the_registry_finds_a_version_and_the_latest():
    assert counties() == ("nordland", "trondelag", "innlandet", "rogaland", "akershus")
    assert get("nordland", 1) is NORDLAND
    assert unique([f"{blueprint.key} {blueprint.version}" for blueprint in ALL])
    with pytest.raises(KeyError):
        get("nordland", 99)
    with pytest.raises(KeyError):
        latest("atlantis")


@each
def test_everything_named_exists(blueprint):
    steps = {step.key for step in blueprint.steps}
    meetings = {kind.key for kind in blueprint.meeting_kinds}
    assert {on.kind for on in conditions(blueprint)} <= set(kinds.KINDS)
    assert {kind for on in conditions(blueprint) for kind in on.meeting_kinds} <= meetings
    assert all(set(on.by) <= kinds.KINDS[on.kind].ids for on in conditions(blueprint))
    assert {kind for step in blueprint.steps for kind in (*step.meeting_kinds, *step.bookable)} <= meetings
    assert all({reopening.after, *reopening.steps} <= steps for reopening in blueprint.reopenings)
    assert {step.icon for step in blueprint.steps} <= set(SPRITE)
    assert all(blueprint.step(key).key == key for key in steps)
    assert all(blueprint.meeting_kind(key).key == key for key in meetings)


@each
def test_codes_are_unique_and_fit_their_columns(blueprint):
    for things in (
        blueprint.steps,
        blueprint.meeting_kinds,
        blueprint.plan.sections,
        blueprint.outcomes,
        blueprint.close_reasons,
        blueprint.target_group.checklist,
    ):
        assert unique([thing.key for thing in things])
        assert all(len(thing.key) <= 40 for thing in things)
    assert len(blueprint.key) <= 20


@each
def test_the_engine_can_run_it(blueprint):
    *others, last = blueprint.steps
    assert [on.kind for on in last.completed_by] == [kinds.JOURNEY_CLOSED]
    assert [on.kind for on in last.undone_by] == [kinds.JOURNEY_REOPENED]
    assert not last.optional
    assert sum(step.repeatable for step in blueprint.steps) <= 1
    assert all(step.meeting_kinds for step in others if step.repeatable)
    assert all(step.main_party in step.parties for step in blueprint.steps)
    assert blueprint.step(blueprint.reopenings[0].steps[0]).meeting_kinds


@each
def test_every_kind_of_meeting_has_somebody_to_book_it_and_a_step_to_be_held_in(blueprint):
    bookable = {key for step in blueprint.steps for key in step.bookable}
    for kind in blueprint.meeting_kinds:
        assert kind.booked_by
        assert set(kind.booked_by) <= {Party.PARTICIPANT, Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR}
        assert {Party.PARTICIPANT, Party.CAREER_COUNSELLOR} <= set(kind.who)
        assert (Party.NAV_COUNSELLOR in kind.who) == (kind.nav == NavPresence.REQUIRED)
        assert any(kind.key in step.meeting_kinds for step in blueprint.steps)
        assert (kind.key in bookable) != kind.is_group
        assert not kind.is_group or Party.CAREER_COUNSELLOR in kind.booked_by
        assert unique([str(length) for length in kind.lengths])


@each
def test_what_is_offered_can_be_done(blueprint):
    for step in blueprint.steps:
        bookers = {party for key in step.bookable for party in blueprint.meeting_kind(key).booked_by}
        asked = {offer.party for offer in step.offers if offer.action == Action.BOOK_APPOINTMENT}
        assert asked <= bookers
        assert {offer.party for offer in step.offers} <= {party for party in Party if party != Party.COORDINATOR}
        waits = {party for when, party in step.waits_for if when == When.NO_MEETING_BOOKED}
        assert waits <= bookers


@each
def test_the_rules_for_booking_make_sense(blueprint):
    rules = blueprint.booking
    assert rules.notice_hours >= 0 < rules.horizon_weeks
    assert list(rules.reminder_hours) == sorted(rules.reminder_hours, reverse=True)
    assert 0 <= rules.move_until_hours <= rules.late_hours


@each
def test_it_is_frozen(blueprint):
    with pytest.raises(FrozenInstanceError):
        blueprint.version = 2
    assert hash(blueprint)


@each
def test_sharing_is_the_participants_own_and_holds_nothing_up(blueprint):
    sharing = blueprint.step("sharing")
    assert sharing.optional
    assert (sharing.main_party, sharing.parties) == (Party.PARTICIPANT, (Party.PARTICIPANT,))
    assert sharing.known_to == {Party.PARTICIPANT}
    assert sharing.known_by_share


@each
def test_the_texts_of_the_national_template_are_there(blueprint):
    sections = blueprint.sections
    for text in (
        sections.purpose,
        sections.target_group,
        sections.user_journey,
        sections.roles,
        sections.organisation,
        sections.visualisation,
    ):
        assert len(str(text)) > 40
    assert len(blueprint.questions_to_think_about) == 3
    assert len(blueprint.outcomes) == 15
    assert all(len(str(step.description)) > 40 for step in blueprint.steps)


def test_nordland_is_as_its_document_says():
    assert [step.key for step in NORDLAND.steps] == [
        "selection", "booking", "three_party_meeting", "guidance", "career_plan", "sharing", "follow_up",
    ]  # fmt: skip
    assert [step.main_party for step in NORDLAND.steps] == [
        "nav_counsellor", "participant", "career_counsellor", "career_counsellor", "career_counsellor", "participant",
        "nav_counsellor",
    ]  # fmt: skip
    assert [step.key for step in NORDLAND.steps if step.optional] == ["guidance", "sharing"]
    three_party = NORDLAND.meeting_kind("three_party")
    assert (three_party.default_mode, three_party.nav, three_party.length_minutes) == (
        Mode.IN_PERSON,
        NavPresence.REQUIRED,
        60,
    )
    assert NORDLAND.meeting_kind("guidance").nav == NavPresence.NEVER
    assert NORDLAND.meeting_kind("closing").nav == NavPresence.OPTIONAL
    assert NORDLAND.reopenings[0].steps == ("guidance", "career_plan", "sharing")
    assert NORDLAND.origins == (Party.NAV_COUNSELLOR,)
    assert NORDLAND.referral_required
    assert (NORDLAND.plan.kind, NORDLAND.plan.end_goal, NORDLAND.plan.has_steps) == (PlanKind.CAREER_PLAN, True, True)
    assert NORDLAND.documents_link.url.startswith("https://www.nfk.no/tjenester/skole-og-opplaring/eksamen/")
    assert [criterion.expected for criterion in NORDLAND.target_group.checklist] == [True, False, True, True, True]
    assert NORDLAND.maximum_meetings is None


def test_trondelag_is_as_its_document_says():
    assert [step.key for step in TRONDELAG.steps] == [
        "information", "booking", "conversation", "summary_note", "sharing", "follow_up",
    ]  # fmt: skip
    assert [step.key for step in TRONDELAG.steps if step.optional] == ["information", "sharing"]
    (conversation,) = TRONDELAG.meeting_kinds
    assert (conversation.length_minutes, conversation.nav) == (45, NavPresence.OPTIONAL)
    assert set(conversation.modes) == set(Mode)
    assert TRONDELAG.origins == (Party.PARTICIPANT,)
    assert not TRONDELAG.referral_required
    assert Party.NAV_COUNSELLOR not in TRONDELAG.closers
    assert (TRONDELAG.minimum_meetings, TRONDELAG.maximum_meetings) == (1, 3)
    assert TRONDELAG.plan.kind == PlanKind.SUMMARY_NOTE
    assert TRONDELAG.plan.required == {"school_and_work", "way_forward"}
    assert TRONDELAG.documents_link is None
    assert TRONDELAG.target_group.ages == (18, 35)
