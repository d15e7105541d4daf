"""Guides as published data: from the text format to versions, and from a version to the words of one language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Party
from accounts.models import County
from conversations.guide_format import PLAN_WORDS, Guide, GuideFormatError, Heading, Point, parse
from conversations.models import GuideDraft, GuideVersion
from journeys import blueprints
from journeys.blueprints.types import Blueprint, PlanTemplate

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Text = dict[str, str]
LANGUAGES = ("nb", "nn")
#: Nav's own preparation with the participant before the referral: the guide of no meeting.
NAV_PREPARATION = "nav_preparation"
SHIPPED = Path(__file__).parent / "demo"


#: What a kind of guide is called before the county has given it a name.
KIND_LABELS: "Mapping[str, StrOrPromise]" = {
    NAV_PREPARATION: _("Nav's preparation before the referral"),
    "three_party": _("Three-party meeting"),
    "guidance": _("Guidance meeting"),
    "closing": _("Closing meeting"),
    "mapping": _("Mapping"),
    "exploring": _("Exploring possibilities"),
    "planning": _("Plan for training"),
    "group": _("Group session"),
}


@dataclass(frozen=True)
class PointText:
    """A point in one language. `key` follows it from version to version."""

    key: str
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


def title(guide: GuideVersion | GuideDraft, language: str = "") -> str:
    """Return what the guide is called in a language (default the active one), in bokmål where it has no other."""
    return in_language(guide.title, language or get_language() or "nb")


def kind_label(kind: str) -> "StrOrPromise":
    """Return what a kind of guide is called, whatever the county calls its own."""
    return KIND_LABELS.get(kind, kind)


def headings(guide: GuideVersion | GuideDraft, language: str = "") -> list[HeadingText]:
    """Return the guide's headings and points in a language (default the active one)."""
    language = language or get_language() or "nb"
    return [
        HeadingText(
            key=section["key"],
            number=number,
            title=in_language(section["title"], language),
            minutes=section["minutes"],
            points=tuple(_point_text(point, language) for point in section["points"]),
        )
        for number, section in enumerate(guide.sections, 1)
    ]


def _point_text(point: Mapping[str, Any], language: str) -> PointText:
    return PointText(point["key"], in_language(point["text"], language), in_language(point["help"], language))


def in_language(text: Mapping[str, str], language: str) -> str:
    """Return a text in the language, or in bokmål or another one that it has."""
    return text.get(language) or text.get("nb") or next(iter(text.values()), "")


def kinds_of(blueprint: Blueprint) -> tuple[str, ...]:
    """Return the kinds of guide a county uses: Nav's preparation where Nav refers, then its meetings in their order."""
    first = (NAV_PREPARATION,) if Party.NAV_COUNSELLOR in blueprint.origins else ()
    return (*first, *dict.fromkeys(kind.guide for kind in blueprint.meeting_kinds))


def meeting_minutes(blueprint: Blueprint, kind: str) -> int | None:
    """Return how long a meeting with this kind of guide lasts in the county; None for one that is for no meeting."""
    return next((each.length_minutes for each in blueprint.meeting_kinds if each.guide == kind), None)


def shipped_texts(county: County) -> dict[str, str]:
    """Return the guides that come with the system for this county, by language."""
    return {language: "\n\n".join(_shipped(name, language) for name in _files(county)) for language in LANGUAGES}


def _files(county: County) -> tuple[str, ...]:
    return (
        (county.code, NAV_PREPARATION)
        if NAV_PREPARATION in kinds_of(blueprints.latest(county.code))
        else (county.code,)
    )


def _shipped(name: str, language: str) -> str:
    return (SHIPPED / f"{name}.{language}.md").read_text(encoding="utf-8")


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
    heading = _merge({language: guide.title for language, guide in texts.items()}, latest.title if latest else {})
    abreast = [dict(zip(texts, each, strict=True)) for each in zip(*(g.headings for g in texts.values()), strict=True)]
    titles = [{language: each.title for language, each in row.items()} for row in abreast]
    before = _matched(latest.sections if latest else [], titles, "title")
    sections = [
        _section(place, row, plan, old, is_first=latest is None)
        for place, (row, old) in enumerate(zip(abreast, before, strict=True), 1)
    ]
    return heading, sections


def _matched(old: Sequence[Any], new: Sequence[Text], name: str) -> list[Any]:
    """Say what each new text was before, None for nothing: what has its words in a language, else what stood there."""
    rest = list(old)
    found: list[Any] = []
    for words in new:
        same = [each for each in rest if any(each[name].get(code) == text for code, text in words.items())]
        found.append(same[0] if same else None)
        rest = [each for each in rest if each is not found[-1]]
    for place, was in enumerate(old[: len(new)]):
        if found[place] is None and any(was is each for each in rest):
            found[place] = was
    return found


def _section(
    place: int, texts: Mapping[str, Heading], plan: PlanTemplate, before: Any, *, is_first: bool
) -> dict[str, Any]:
    first = next(iter(texts.values()))
    abreast = [dict(zip(texts, each, strict=True)) for each in zip(*(h.points for h in texts.values()), strict=True)]
    words = [{language: each.text for language, each in row.items()} for row in abreast]
    old = _matched(before["points"] if before else [], words, "text")
    return {
        "key": _key(place, before, is_first=is_first),
        "title": _merge({language: each.title for language, each in texts.items()}, before["title"] if before else {}),
        "minutes": first.minutes,
        "carries_to": _carries_to(first.words, plan),
        "points": [
            _point(number, row, was, is_first=before is None)
            for number, (row, was) in enumerate(zip(abreast, old, strict=True), 1)
        ],
    }


def _point(place: int, texts: Mapping[str, Point], before: Any, *, is_first: bool) -> dict[str, Any]:
    was = before or {"text": {}, "help": {}}
    return {
        "key": _key(place, before, is_first=is_first),
        "text": _merge({language: each.text for language, each in texts.items()}, was["text"]),
        "help": _merge({language: each.help for language, each in texts.items()}, was["help"]),
    }


def _key(place: int, before: Any, *, is_first: bool) -> str:
    """The key it had; else its number in what is new as a whole, and one nobody ever had in what stood before."""
    if before:
        return str(before["key"])
    return str(place) if is_first else new_key()


def new_key() -> str:
    """Return a key for a section or a point that no other one has had."""
    return uuid4().hex[:12]


def _merge(given: Text, before: Text) -> Text:
    unchanged = all(before.get(language) in (None, text) for language, text in given.items())
    return {**before, **given} if unchanged else given


def _carries_to(words: Sequence[str], plan: PlanTemplate) -> str:
    known = {section.key for section in plan.sections}
    known |= {"end_goal"} if plan.end_goal else set()
    known |= {"steps"} if plan.has_steps else set()
    return next((key for word in words for key in PLAN_WORDS.get(word, ()) if key in known), "")
