"""The text format conversation guides are written in, so that a county can edit them in any editor.

A guide begins with `## Title (60 min) – who takes part`. Its headings follow, each with its points, in either form:

    **1. Heading (5 min)** → plan word, plan word        1. Heading. 2. Heading *(help for the counsellor)*. 3. …
    - A point *(help for the counsellor)*

The words after the arrow say where in the plan the answers belong. Lines before the first guide are remarks.
"""

import re
from dataclasses import dataclass, replace

#: What a guide's title says about its kind (`MeetingKind.guide`). Both written languages.
KINDS = {
    "forberedelse i nav": "nav_preparation",
    "førebuing i nav": "nav_preparation",
    "trepartssamtale": "three_party",
    "trekantsamtale": "three_party",
    "veiledning": "guidance",
    "karriereveiledning": "guidance",
    "rettleiing": "guidance",
    "karriererettleiing": "guidance",
    "avsluttende samtale": "closing",
    "avsluttande samtale": "closing",
    "individuell samtale": "guidance",
    "kartlegging": "mapping",
    "mulighetsutforsking": "exploring",
    "utforsking av moglegheiter": "exploring",
    "plan for opplæring": "planning",
    "gruppeveiledning": "group",
    "grupperettleiing": "group",
    "gruppekurs": "group",
}

#: Plan words and the plan sections they may mean, the first one the county's plan has is taken. `end_goal` and `steps`
#: are the plan's own fields.
PLAN_WORDS = {
    "formål": ("purpose",),
    "oppsummering": ("summary", "school_and_work"),
    "skole": ("school_and_work", "summary"),
    "skule": ("school_and_work", "summary"),
    "interesser": ("interests", "summary"),
    "motivasjon": ("motivation", "summary"),
    "behov": ("needs", "support"),
    "sluttmål": ("end_goal",),
    "vei": ("way_there", "way_forward"),
    "veg": ("way_there", "way_forward"),
    "veien videre": ("way_forward", "way_there"),
    "vegen vidare": ("way_forward", "way_there"),
    "trinn": ("steps",),
    "dette bidrar nav med": ("nav_contributes",),
    "dette bidreg nav med": ("nav_contributes",),
    "åpne spørsmål": ("open_questions",),
    "opne spørsmål": ("open_questions",),
    "spørsmål til nav": ("open_questions",),
    "neste kontakt": ("next_contact", "way_forward"),
    "framdrift": ("progress",),
    "dette bidrar fylkeskommunen med": ("county_contributes",),
    "dette bidreg fylkeskommunen med": ("county_contributes",),
    "muligheter": ("explored",),
    "moglegheiter": ("explored",),
    "avklaringer": ("clarified", "open_questions"),
    "avklaringar": ("clarified", "open_questions"),
    "støtte": ("support", "needs"),
    "det nav følger opp": ("nav_follows_up",),
    "det nav følgjer opp": ("nav_follows_up",),
    "plan b": ("plan_b",),
}

_MINUTES = r"(?:\s*\((?P<minutes>\d+)(?:[–-]\d+)? min\))?"
_GUIDE = re.compile(rf"## (?P<title>[^(–]+?){_MINUTES}\s*(?:–.*)?$")
_HEADING = re.compile(rf"\*\*\d+\. (?P<title>.+?){_MINUTES}\*\*(?:\s*→\s*(?P<words>.+))?$")
_COMPACT = re.compile(r"(?:^|(?<=[.?»!)*–] ))\d+\. ")
_POINT = re.compile(r"- (?P<text>.+?)(?:\s*\*\((?P<help>.+)\)\*)?$")
_HELP = re.compile(r"^(?P<text>.+?)\s*\*\((?P<help>.+)\)\*\.?$")


class GuideFormatError(ValueError):
    """A line that does not follow the format; the message gives its number."""


@dataclass(frozen=True)
class Point:
    """One thing to remember, with a help text for the counsellor or ''."""

    text: str
    help: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of a guide. `words` are the plan words after the arrow, in lower case."""

    title: str
    minutes: int | None = None
    words: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Guide:
    """One guide in one language; `kind` is '' where the title names none we know."""

    kind: str
    title: str
    headings: tuple[Heading, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of points under each heading: two languages of one guide must agree in it."""
        return tuple(len(heading.points) for heading in self.headings)


def parse(source: str) -> list[Guide]:
    """Return the guides in a text. Raises GuideFormatError with the number of the first line that does not fit."""
    guides: list[Guide] = []
    for number, line in enumerate(map(str.strip, source.splitlines()), 1):
        if match := _GUIDE.match(line):
            title = match["title"].strip()
            guides.append(Guide(KINDS.get(title.lower(), ""), title))
        elif line and guides:
            guides[-1] = _take(guides[-1], line, number)
    if empty := [guide.title for guide in guides if not guide.headings]:
        raise GuideFormatError(f"{empty[0]} has no headings")
    return guides


def _take(guide: Guide, line: str, number: int) -> Guide:
    if match := _HEADING.match(line):
        heading = Heading(match["title"], _number(match["minutes"]), _words(match["words"]))
        return replace(guide, headings=(*guide.headings, heading))
    if (match := _POINT.match(line)) and guide.headings:
        last = guide.headings[-1]
        last = replace(last, points=(*last.points, Point(match["text"], match["help"] or "")))
        return replace(guide, headings=(*guide.headings[:-1], last))
    if re.match(r"\d+\. ", line):
        return replace(guide, headings=(*guide.headings, *_compact(line)))
    raise GuideFormatError(f"line {number} is neither a heading nor a point: {line[:40]}")


def _compact(line: str) -> list[Heading]:
    """Headings in running text, `1. So. 2. So.`: a help text in one of them becomes its only point."""
    headings = []
    for part in filter(None, (part.strip() for part in _COMPACT.split(line))):
        match = _HELP.match(part)
        title = (match["text"] if match else part).removesuffix(".")
        headings.append(Heading(title, points=(Point(match["help"].removesuffix(".")),) if match else ()))
    return headings


def _number(minutes: str | None) -> int | None:
    return int(minutes) if minutes else None


def _words(words: str | None) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in re.split(r"[,/]", words or "") if word.strip())
