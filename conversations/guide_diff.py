"""What is different between two states of a guide: by section and question, with the words that came and went. Pure.

Sections and questions are followed by their keys, so that one that only moved is not shown as removed and added.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from conversations import guide_content

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Part = Mapping[str, Any]
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


class State(StrEnum):
    """What became of a section, a question or a word."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


#: What a page says of each, with the colour that helps.
LABELS: "Mapping[State, tuple[StrOrPromise, str]]" = {
    State.SAME: (_("Unchanged"), "neutral"),
    State.ADDED: (_("Added"), "success"),
    State.REMOVED: (_("Taken out"), "danger"),
    State.CHANGED: (_("Changed"), "info"),
    State.MOVED: (_("Moved"), "neutral"),
}


class Labelled:
    """Something with a state that a page names in words."""

    state: State

    @property
    def label(self) -> "StrOrPromise":
        return LABELS[self.state][0]

    @property
    def color(self) -> str:
        return LABELS[self.state][1]


@dataclass(frozen=True)
class Run:
    """Words in a row that stayed, came or went."""

    text: str
    state: State


@dataclass(frozen=True)
class TextChange:
    """A text in one language, with the words that came and went. `name` names it, '' where nothing differs."""

    language: str
    name: "StrOrPromise"
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class PointChange(Labelled):
    """A question that is not as it was."""

    state: State
    text: tuple[TextChange, ...]
    help: tuple[TextChange, ...]


@dataclass(frozen=True)
class FactChange:
    """The minutes or the part of the plan: what it was and what it is."""

    label: "StrOrPromise"
    old: "StrOrPromise"
    new: "StrOrPromise"


@dataclass(frozen=True)
class SectionChange(Labelled):
    """A section that is not as it was; `points` holds only what differs in it."""

    key: str
    state: State
    title: tuple[TextChange, ...]
    facts: tuple[FactChange, ...]
    points: tuple[PointChange, ...]


@dataclass(frozen=True)
class Changes:
    """All that differs between two states of a guide."""

    title: tuple[TextChange, ...]
    sections: tuple[SectionChange, ...]

    def __bool__(self) -> bool:
        return bool(self.title or self.sections)


def changes(
    old_title: Mapping[str, str],
    old: Sequence[Part],
    new_title: Mapping[str, str],
    new: Sequence[Part],
    parts: "Mapping[str, StrOrPromise]",
) -> Changes:
    """Return what differs from the old state to the new one. `parts` names the parts of the plan by their keys."""
    old, new = guide_content.tidied(old), guide_content.tidied(new)
    sections = tuple(_each(old, new, lambda was, now, state: _section(was, now, state, parts)))
    return Changes(text_change(old_title, new_title) if old_title != new_title else (), sections)


def _each(old: Sequence[Part], new: Sequence[Part], compared: Callable[..., Any]) -> Iterator[Any]:
    """Yield what `compared` makes of each pair that differs, in the new order, what was removed at its old place."""
    before, after = {each["key"]: each for each in old}, {each["key"]: each for each in new}
    moved = _moved(list(before), list(after))
    for key in _order(list(before), list(after)):
        was, now = before.get(key), after.get(key)
        if was != now or key in moved:
            yield compared(was, now, _state(was, now))


def _state(was: Part | None, now: Part | None) -> State:
    if was is None or now is None:
        return State.ADDED if was is None else State.REMOVED
    return State.MOVED if was == now else State.CHANGED


def _order(old: list[str], new: list[str]) -> list[str]:
    order = list(new)
    for place, key in enumerate(old):
        if key not in new:
            before = next((each for each in reversed(old[:place]) if each in order), None)
            order.insert(order.index(before) + 1 if before else 0, key)
    return order


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Return the keys that are in both, but in another order: as few as make the rest follow each other."""
    was, now = [key for key in old if key in new], [key for key in new if key in old]
    kept = {
        key
        for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
        for key in _keys(was, block)
    }
    return set(now) - kept


def _keys(keys: list[str], block: Any) -> list[str]:
    return keys[block.a : block.a + block.size]


def _section(was: Part | None, now: Part | None, state: State, parts: "Mapping[str, StrOrPromise]") -> SectionChange:
    old, new = was or {"title": {}, "points": []}, now or {"title": {}, "points": []}
    points = tuple(_each(old["points"], new["points"], _point))
    facts = tuple(_facts(was, now, parts)) if was and now else ()
    return SectionChange((now or old)["key"], state, text_change(old["title"], new["title"]), facts, points)


def _facts(was: Part, now: Part, parts: "Mapping[str, StrOrPromise]") -> Iterator[FactChange]:
    if was["minutes"] != now["minutes"]:
        yield FactChange(_("Suggested minutes"), *(str(each["minutes"] or "–") for each in (was, now)))
    if was["carries_to"] != now["carries_to"]:
        keys = (was["carries_to"], now["carries_to"])
        yield FactChange(_("Where in the plan the notes belong"), *(parts.get(key, key) for key in keys))


def _point(was: Part | None, now: Part | None, state: State) -> PointChange:
    old, new = was or {"text": {}, "help": {}}, now or {"text": {}, "help": {}}
    help_change = text_change(old["help"], new["help"])
    return PointChange(state, text_change(old["text"], new["text"]), help_change)


def text_change(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[TextChange, ...]:
    """Return the text in each language it differs in; where it differs in none, in the active language alone."""
    differing = [code for code in Language.values if old.get(code, "") != new.get(code, "")]
    if differing:
        return tuple(
            TextChange(code, Language(code).label, runs(old.get(code, ""), new.get(code, ""))) for code in differing
        )
    language = get_language() or "nb"
    shown = language if new.get(language) else next(iter(new), "")
    return (TextChange(shown, "", (Run(new[shown], State.SAME),)),) if shown else ()


def runs(old: str, new: str) -> tuple[Run, ...]:
    """Return the words of both texts in one row, each marked as one that stayed, came or went."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    found: list[Run] = []
    gone, come = "", ""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was, now = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal" and (now.strip() or not (gone or come)):
            found += [*_changed(gone, come), Run(now, State.SAME)]
            gone, come = "", ""
        else:
            gone, come = gone + was, come + now
    return (*found, *_changed(gone, come))


def _changed(gone: str, come: str) -> Iterator[Run]:
    """A space between two changed words belongs to both; one that is left over at the end simply stays."""
    end = " " if gone.endswith(" ") and come.endswith(" ") else ""
    for text, state in ((gone, State.REMOVED), (come, State.ADDED)):
        if shown := text.removesuffix(end):
            yield Run(shown, state)
    if end:
        yield Run(end, State.SAME)


@dataclass(frozen=True)
class BothLanguages:
    """A section as somebody else saved it, in every language it has."""

    title: tuple[tuple[str, str], ...]
    minutes: int | None
    points: tuple[tuple[tuple[str, str], ...], ...]


def both_languages(section: Part) -> BothLanguages:
    """Return a section's texts to show beside one's own: language and text, each question's help after it."""
    points = tuple((*point["text"].items(), *point["help"].items()) for point in section["points"])
    return BothLanguages(tuple(section["title"].items()), section["minutes"], points)
