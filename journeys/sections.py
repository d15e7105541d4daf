"""What a room puts on the journey page and in my day: plain data that `workspace` composes.

Each room above offers `sections.journey_sections(journey, actor, state)`; it returns only what this actor may see, so
that one journey page serves three parties.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Column(StrEnum):
    """Where on the journey page a section stands."""

    MAIN = "main"
    ASIDE = "aside"


@dataclass(frozen=True)
class Section:
    """One card of the journey page: `template` is included with `section`, `journey`, `actor` and `request` in context.

    `order` sorts within the column, lowest first: 10 what to do now, 20 meetings, 30 plan, 40 what was agreed, 50
    history.
    """

    key: str
    template: str
    order: int
    column: Column = Column.MAIN
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """Something that waits for the actor, for my day. `at` (aware) sorts; None comes last.

    `about` names the participant, `person` is their id: two people may have one name.
    """

    title: str
    url: str
    about: str = ""
    person: int | None = None
    note: str = ""
    at: datetime | None = None
    icon: str = "tasklist"
    is_late: bool = False
