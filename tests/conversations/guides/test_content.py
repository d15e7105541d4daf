"""What a guide's sections are as data: what is missing, and what differs between two states of them."""

from typing import Any

import pytest
from django.utils import translation

from accounts.actors import System
from conversations import guide_content, guide_diff
from conversations.actions import publish_guides
from conversations.guide_diff import State
from tests.conversations.guides.conftest import NB, NN, Desk
from tests.factories import county


def point(key: str, nb: str, nn: str = "", **fields: Any) -> dict[str, Any]:
    return {"key": key, "text": {"nb": nb, "nn": nn}, "help": {}, **fields}


def section(key: str, nb: str, *points: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"key": key, "title": {"nb": nb}, "minutes": 5, "carries_to": "", "points": list(points), **fields}


def changes(old: list[Any], new: list[Any]) -> guide_diff.Changes:
    return guide_diff.changes({"nb": "Mal"}, old, {"nb": "Mal"}, new, {"": "Ingen steder", "steps": "Trinn"})


def states(found: guide_diff.Changes) -> list[tuple[str, State]]:
    return [(each.key, each.state) for each in found.sections]


# --- what is missing ------------------------------------------------------------------------------------------------
def test_a_guide_needs_a_name_and_sections_and_bokmal_everywhere():
    found = guide_content.problems({}, [])
    assert [each.section for each in found] == ["", ""]
    broken = [section("a", ""), section("b", "Ja", point("1", "", "Berre nynorsk"), point("2", ""))]
    assert [each.section for each in guide_content.problems({"nb": "Mal"}, broken)] == ["a", "b"]
    assert guide_content.problems({"nb": "Mal"}, [section("a", "Ja")]) == []


def test_texts_in_bokmal_only_are_counted():
    sections = [section("a", "Ja", point("1", "Hva?", "Kva?"), point("2", "Når?"))]
    assert guide_content.without_nynorsk({"nb": "Mal", "nn": "Mal"}, sections) == 2


def test_moving_beyond_an_end_stays_at_the_end_and_a_key_nobody_has_moves_nothing():
    parts = [section(key, key) for key in "abc"]
    assert [each["key"] for each in guide_content.moved(parts, "a", -1)] == ["a", "b", "c"]
    assert [each["key"] for each in guide_content.moved(parts, "c", 1)] == ["a", "b", "c"]
    assert [each["key"] for each in guide_content.moved(parts, "c", -1)] == ["a", "c", "b"]
    assert guide_content.moved(parts, "x", 1) == parts


def test_the_mark_of_nothing_is_empty_and_follows_the_words():
    assert guide_content.mark(None) == ""
    assert guide_content.mark(section("a", "Ja")) == guide_content.mark(section("a", "Ja"))
    assert guide_content.mark(section("a", "Ja")) != guide_content.mark(section("a", "Nei"))


# --- what differs ---------------------------------------------------------------------------------------------------
def test_the_same_is_no_change_also_with_empty_texts():
    assert not changes([section("a", "Ja", point("1", "Hva?"))], [section("a", "Ja", point("1", "Hva?", ""))])


def test_sections_that_came_went_and_changed_are_told_apart():
    old = [section("a", "En"), section("b", "To"), section("c", "Tre")]
    new = [section("a", "En"), section("c", "Tre nå"), section("d", "Fire")]
    assert states(changes(old, new)) == [("b", State.REMOVED), ("c", State.CHANGED), ("d", State.ADDED)]


def test_what_only_moved_is_said_to_have_moved():
    old = [section(key, key) for key in "abc"]
    assert states(changes(old, [old[1], old[2], old[0]])) == [("a", State.MOVED)]


def test_a_removed_first_section_is_told_first():
    old = [section("a", "En"), section("b", "To")]
    assert states(changes(old, [section("b", "To"), section("c", "Tre")])) == [
        ("a", State.REMOVED),
        ("c", State.ADDED),
    ]


def test_a_question_is_followed_by_its_key():
    old = [section("a", "En", point("1", "Hva vil du?"), point("2", "Hvorfor?"))]
    new = [section("a", "En", point("2", "Hvorfor?"), point("3", "Når?"))]
    (only,) = changes(old, new).sections
    assert [(each.state, each.text[0].runs[0].text) for each in only.points] == [
        (State.REMOVED, "Hva vil du?"),
        (State.ADDED, "Når?"),
    ]


def test_minutes_and_the_part_of_the_plan_are_told_in_words():
    old, new = section("a", "En"), section("a", "En", minutes=None, carries_to="steps")
    facts = changes([old], [new]).sections[0].facts
    assert [(fact.old, fact.new) for fact in facts] == [("5", "–"), ("Ingen steder", "Trinn")]


def test_each_language_that_differs_is_shown_and_the_other_one_not():
    found = guide_diff.text_change({"nb": "Hva?", "nn": "Kva?"}, {"nb": "Hva?", "nn": "Kva så?"})
    assert [each.language for each in found] == ["nn"]
    with translation.override("nn"):
        (same,) = guide_diff.text_change({"nb": "Hva?"}, {"nb": "Hva?"})
    assert (same.language, same.name) == ("nb", "")
    assert guide_diff.text_change({}, {}) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Hva nå?", "Hva nå?", "Hva nå?"),
        ("Hva nå?", "Hva så?", "Hva [-nå][+så]?"),
        ("en to tre fire", "en ni åtte fire", "en [-to tre][+ni åtte] fire"),
        ("", "Ny", "[+Ny]"),
        ("Gammel", "", "[-Gammel]"),
        ("en to", "en", "en[- to]"),
    ],
)
def test_words_that_came_and_went_are_marked(old: str, new: str, expected: str):
    sign = {State.ADDED: "[+{}]", State.REMOVED: "[-{}]", State.SAME: "{}"}
    assert "".join(sign[run.state].format(run.text) for run in guide_diff.runs(old, new)) == expected


# --- keys through an import -----------------------------------------------------------------------------------------
def test_an_import_keeps_the_key_of_what_it_knows_again_and_gives_what_is_new_a_key_of_its_own(desk: Desk):
    longer = {
        "nb": NB.replace("- Hva har skjedd?", "- Hei!\n- Hva har skjedd?"),
        "nn": NN.replace("- Kva har hendt?", "- Hei!\n- Kva har hendt?"),
    }
    (version,) = publish_guides(county=county(), texts=longer, by=System("test"))
    keys = [each["key"] for each in version.sections[0]["points"]]
    assert keys[1:] == ["1", "2"]
    assert keys[0] not in ("1", "2", "3")
