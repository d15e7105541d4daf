"""The words of the access table: who may be where in relation to a case, and what one row promises.

The table itself knows the addresses of every app, and so stands in `config.access`; `settings.ACCESS_TABLE` names it.
`manage.py routes` prints it, and `tests/test_access_sweep.py` requests every row as each of these people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


class Who(StrEnum):
    """A person in relation to one case: the party (DOMAIN, "The parties") and, after the dot, the relation.

    `cover` stands in today; a `colleague` is at the same office and does not; `ended` was named on the case by a
    membership that is over; `self` is the participant of the case, acting in a membership at the Nav office.
    """

    SIGNED_OUT = "signed_out"
    PARTICIPANT = "participant.own"
    OTHER_PARTICIPANT = "participant.other"
    NAV = "nav_counsellor.named"
    NAV_COVER = "nav_counsellor.cover"
    NAV_COLLEAGUE = "nav_counsellor.colleague"
    NAV_SELF = "nav_counsellor.self"
    NAV_ELSEWHERE = "nav_counsellor.other_county"
    NAV_ENDED = "nav_counsellor.ended"
    CAREER = "career_counsellor.named"
    CAREER_COVER = "career_counsellor.cover"
    CAREER_COLLEAGUE = "career_counsellor.colleague"
    CAREER_ELSEWHERE = "career_counsellor.other_county"
    CAREER_ENDED = "career_counsellor.ended"
    COORDINATOR_NAV = "coordinator.nav_side"
    COORDINATOR_COUNTY = "coordinator.county_side"
    COORDINATOR_ELSEWHERE = "coordinator.other_county"
    COORDINATOR_ENDED = "coordinator.ended"
    SUPERUSER = "superuser"


People = frozenset[Who]


def people(*who: Who) -> People:
    """Return these people as a set that rows can add to and subtract from."""
    return frozenset(who)


NOBODY = people()
ANYBODY = frozenset(Who)
SIGNED_IN = ANYBODY - {Who.SIGNED_OUT}

NAV_TEAM = people(Who.NAV, Who.NAV_COVER)
CAREER_TEAM = people(Who.CAREER, Who.CAREER_COVER)
OWN = people(Who.PARTICIPANT)
PARTIES = OWN | NAV_TEAM | CAREER_TEAM

NAV_COUNTY = NAV_TEAM | {Who.NAV_COLLEAGUE, Who.NAV_SELF}
NAV_COUNSELLORS = NAV_COUNTY | {Who.NAV_ELSEWHERE}
CAREER_COUNTY = CAREER_TEAM | {Who.CAREER_COLLEAGUE}
CAREER_COUNSELLORS = CAREER_COUNTY | {Who.CAREER_ELSEWHERE}
COORDINATORS = people(Who.COORDINATOR_NAV, Who.COORDINATOR_COUNTY, Who.COORDINATOR_ELSEWHERE)
STAFF = NAV_COUNSELLORS | CAREER_COUNSELLORS | COORDINATORS
#: Whoever is signed in without a membership in force acts as participant, most of them without a case.
AS_PARTICIPANT = SIGNED_IN - STAFF
ENDED = people(Who.NAV_ENDED, Who.CAREER_ENDED, Who.COORDINATOR_ENDED)

GET, POST, GET_POST, ANY_METHOD = ("GET",), ("POST",), ("GET", "POST"), ("GET", "POST", "*")
LOGIN = 0  # stands for a redirect to the sign-in page


@dataclass(frozen=True)
class Row:
    """What one address promises.

    `may`: who reaches it. `refused`: who may know of what it is about, but not do this (403). Everybody else gets
    `hidden`; who is signed out is sent to the sign-in page unless `public`.
    `example`: the kind of object in the address ("" for none), and thereby its state, for example *shared version*.
    `answer`: the status of a GET by those who may; `answers` where it differs. `data`: what a POST carries, `{key}`
    standing for the acting-as key; a POST by those who may is neither refused nor an error, whatever it answers.
    `only_in_demo`: nobody finds it anywhere else.
    """

    name: str
    methods: tuple[str, ...]
    may: People
    refused: People = NOBODY
    example: str = ""
    answer: int = 200
    answers: Mapping[Who, int] = field(default_factory=dict)
    hidden: int = 404
    public: bool = False
    only_in_demo: bool = False
    data: Mapping[str, str] = field(default_factory=dict)

    def status(self, who: Who) -> int:
        """Return the status this person's GET gets; LOGIN for the way to the sign-in page."""
        if self.only_in_demo and not settings.DEMO:
            return 404
        if who in self.may:
            return self.answers.get(who, self.answer)
        if who is Who.SIGNED_OUT and not self.public:
            return LOGIN
        return 403 if who in self.refused else self.hidden


def table() -> tuple[Row, ...]:
    """Return the rows of `settings.ACCESS_TABLE`. An address has one row per state it may be asked for in."""
    rows: tuple[Row, ...] = import_string(settings.ACCESS_TABLE)
    return rows


#: What `manage.py routes` calls the larger groups.
GROUPS = {
    ANYBODY: "anybody",
    SIGNED_IN: "everybody signed in",
    STAFF: "everybody who works here",
    AS_PARTICIPANT: "everybody acting as participant",
    NOBODY: "nobody",
}


def said(row: Row) -> str:
    """Return who may reach the address, in words for a terminal."""
    group = GROUPS.get(row.may) or ", ".join(who for who in Who if who in row.may)
    return f"{group} (only in a demo)" if row.only_in_demo else group


def summary(rows: list[Row]) -> list[dict[str, Any]]:
    """Return who may reach an address, per state: what `manage.py routes --json` tells."""
    return [{"example": row.example or None, "may": [str(who) for who in Who if who in row.may]} for row in rows]
