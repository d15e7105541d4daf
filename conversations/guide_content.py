"""What a guide's sections are, as data: finding, comparing and checking them. Pure; nothing here is saved."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

#: A key is kept with each note section too.
KEY_LENGTH = 40

Section = dict[str, Any]
Point = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """What stops a draft from being published; `section` is the key of the section it is in, '' for the guide."""

    section: str
    text: str


def mark(content: Any) -> str:
    """Return what a page sends back to say what it showed: '' for nothing, else a short digest."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16] if content is not None else ""


def find(parts: Sequence[dict[str, Any]], key: str) -> dict[str, Any] | None:
    """Return the section or point with this key, None where there is none."""
    return next((each for each in parts if each["key"] == key), None)


def moved(parts: Sequence[dict[str, Any]], key: str, places: int) -> list[dict[str, Any]]:
    """Return the parts with one of them `places` further down (up where negative), at most to the end."""
    rest = [each for each in parts if each["key"] != key]
    for place, each in enumerate(parts):
        if each["key"] == key:
            rest.insert(max(0, place + places), each)
    return rest


def empty_section(key: str) -> Section:
    """Return a section nobody has written in."""
    return {"key": key, "title": {}, "minutes": None, "carries_to": "", "points": []}


def is_empty(point: Point) -> bool:
    """Whether a question holds no word in any language."""
    return not any(text.strip() for words in (point["text"], point["help"]) for text in words.values())


def to_publish(sections: Sequence[Section]) -> list[Section]:
    """Return the sections as a version keeps them: without empty questions and texts."""
    return [{**each, "points": [p for p in each["points"] if not is_empty(p)]} for each in tidied(sections)]


def tidied(sections: Sequence[Any]) -> list[Section]:
    """Return the sections without texts that are empty: a language nobody wrote in is left out."""
    return [
        {
            **section,
            "title": _written(section["title"]),
            "points": [
                {**point, "text": _written(point["text"]), "help": _written(point["help"])}
                for point in section["points"]
            ],
        }
        for section in sections
    ]


def _written(words: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in words.items() if text}


def minutes(sections: Sequence[Section]) -> int:
    """Return the suggested minutes of all sections together."""
    return sum(section["minutes"] or 0 for section in sections)


def problems(title: dict[str, str], sections: Sequence[Section]) -> list[Problem]:
    """Return what must be there before a guide is published: bokmål everywhere, since others fall back on it."""
    found = [] if title.get("nb") else [Problem("", _("The guide has no name in bokmål."))]
    if not sections:
        found.append(Problem("", _("The guide has no sections.")))
    for number, section in enumerate(sections, 1):
        found.extend(Problem(section["key"], text) for text in _problems_in(number, section))
    return found


def _problems_in(number: int, section: Section) -> Iterator[str]:
    if not section["title"].get("nb"):
        yield _("Section %(number)s has no heading in bokmål.") % {"number": number}
    for place, point in enumerate(section["points"], 1):
        if not is_empty(point) and not point["text"].get("nb"):
            values = {"number": number, "place": place}
            yield _("Section %(number)s: question %(place)s has no text in bokmål.") % values


def without_nynorsk(title: dict[str, str], sections: Sequence[Section]) -> int:
    """Return how many texts stand in bokmål only."""
    texts = [title]
    for section in sections:
        texts.append(section["title"])
        texts.extend(words for point in section["points"] for words in (point["text"], point["help"]))
    return sum(1 for words in texts if words.get("nb") and not words.get("nn"))
