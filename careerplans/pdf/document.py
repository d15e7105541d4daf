"""What a PDF is made of. Plain data: nothing here, or further on in this package, reads the database."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["career_plan", "summary_note", "training_plan"]
Language = Literal["nb", "nn", "en"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it. The text is plain: blank lines part paragraphs. Without text it is left out."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the plan as agreed. It carries no status: what happens later is not part of the version."""

    number: int
    what: str
    why: str
    responsible_label: str
    due: date | None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """The way to the end goal: what it asks for in a sentence, how long it usually takes, and where the law has it."""

    name: str
    requirement: str
    length: str
    law: str


@dataclass(frozen=True, slots=True)
class Question:
    """An open question: whom it is for, and its answer, empty until it has come."""

    asked_of: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """One immutable version, ready to be printed. All text is plain text, in the language of the document.

    `end_goal_detail` is the qualification or programme of the trade; `written_with` the names of those who helped;
    `identifier` the public id of the version, which also fixes the identifier of the file;
    `support` the support time that was noted, with where it comes from.
    """

    kind: Kind
    language: Language
    participant_name: str
    county_name: str
    career_centre_name: str
    written_with: tuple[str, ...]
    version: int
    completed_on: date
    end_goal: str
    end_goal_detail: str
    sections: tuple[Section, ...]
    steps: tuple[Step, ...]
    identifier: str
    route: Route | None = None
    support: str = ""
    questions: tuple[Question, ...] = ()
