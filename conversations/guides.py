"""Guides as published data: from the text format to versions, and from a version to the words of one language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from accounts.models import County
from conversations.guide_format import PLAN_WORDS, Guide, GuideFormatError, Heading, Point, parse
from conversations.models import GuideVersion
from journeys import blueprints
from journeys.blueprints.types import Blueprint, PlanTemplate

Text = dict[str, str]
SHIPPED = Path(__file__).parent / "demo"


@dataclass(frozen=True)
class PointText:
    """A point in one language."""

    text: str
    help: str


@dataclass(frozen=True)
class HeadingText:
    """A heading in one language. `anchor` is its id on a page, `key` that of the note section under it."""

    key: str
    number: int
    title: str
    minutes: int | None
    points: tuple[PointText, ...]

    @property
    def anchor(self) -> str:
        return f"section-{self.key}"


def title(guide: GuideVersion, language: str = "") -> str:
    """Return what the guide is called in a language (default the active one), in bokmål where it has no other."""
    return _in(guide.title, language or get_language() or "nb")


def headings(guide: GuideVersion, language: str = "") -> list[HeadingText]:
    """Return the guide's headings and points in a language (default the active one)."""
    language = language or get_language() or "nb"
    return [
        HeadingText(
            key=section["key"],
            number=number,
            title=_in(section["title"], language),
            minutes=section["minutes"],
            points=tuple(PointText(_in(p["text"], language), _in(p["help"], language)) for p in section["points"]),
        )
        for number, section in enumerate(guide.sections, 1)
    ]


def _in(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or text.get("nb") or next(iter(text.values()), "")


def kinds_of(blueprint: Blueprint) -> tuple[str, ...]:
    """Return the kinds of guide a county's meetings use, in the order of its meetings."""
    return tuple(dict.fromkeys(kind.guide for kind in blueprint.meeting_kinds))


def shipped_texts(county: County) -> dict[str, str]:
    """Return the guides that come with the system for this county, by language."""
    return {
        language: (SHIPPED / f"{county.code}.{language}.md").read_text(encoding="utf-8") for language in ("nb", "nn")
    }


def read(texts: Mapping[str, str], county: County) -> dict[str, dict[str, Guide]]:
    """Return kind -> language -> guide for the kinds this county's meetings use.

    Raises GuideFormatError when a text does not follow the format, or two languages of one guide differ in shape.
    """
    wanted = kinds_of(blueprints.latest(county.code))
    parsed = {language: {guide.kind: guide for guide in parse(text)} for language, text in texts.items()}
    found = {kind: {language: guides[kind] for language, guides in parsed.items() if kind in guides} for kind in wanted}
    for versions in found.values():
        _check_shapes(versions.values())
    return {kind: versions for kind, versions in found.items() if versions}


def _check_shapes(versions: Iterable[Guide]) -> None:
    shapes = {version.shape for version in versions}
    if len(shapes) > 1:
        names = " and ".join(sorted(version.title for version in versions))
        raise GuideFormatError(f"{names} do not have the same headings and points")


def content(texts: Mapping[str, Guide], county: County, latest: GuideVersion | None) -> tuple[Text, list[Any]]:
    """Return title and sections as data for a new version.

    What the given languages say anew is taken; another language is kept from the latest version for each text that the
    given ones did not change, so that a correction in one language does not throw the other away.
    """
    plan = blueprints.latest(county.code).plan
    first = next(iter(texts.values()))
    before = latest.sections if latest else []
    heading = _merge({language: guide.title for language, guide in texts.items()}, latest.title if latest else {})
    sections = [
        _section(
            str(place + 1),
            {language: guide.headings[place] for language, guide in texts.items()},
            plan,
            before[place] if place < len(before) else None,
        )
        for place in range(len(first.headings))
    ]
    return heading, sections


def _section(key: str, texts: Mapping[str, Heading], plan: PlanTemplate, before: Any) -> dict[str, Any]:
    first = next(iter(texts.values()))
    old = before["points"] if before else []
    return {
        "key": key,
        "title": _merge({language: each.title for language, each in texts.items()}, before["title"] if before else {}),
        "minutes": first.minutes,
        "carries_to": _carries_to(first.words, plan),
        "points": [
            _point(
                {language: each.points[place] for language, each in texts.items()},
                old[place] if place < len(old) else {"text": {}, "help": {}},
            )
            for place in range(len(first.points))
        ],
    }


def _point(texts: Mapping[str, Point], before: Mapping[str, Text]) -> dict[str, Text]:
    return {
        "text": _merge({language: each.text for language, each in texts.items()}, before["text"]),
        "help": _merge({language: each.help for language, each in texts.items()}, before["help"]),
    }


def _merge(given: Text, before: Text) -> Text:
    unchanged = all(before.get(language) in (None, text) for language, text in given.items())
    return {**before, **given} if unchanged else given


def _carries_to(words: Sequence[str], plan: PlanTemplate) -> str:
    known = {section.key for section in plan.sections}
    known |= {"end_goal"} if plan.end_goal else set()
    known |= {"steps"} if plan.has_steps else set()
    return next((key for word in words for key in PLAN_WORDS.get(word, ()) if key in known), "")
