"""The list of trades and the ways between programmes: reading them in, and finding a trade by what somebody wrote."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from careerplans.enums import Course, EdgeKind
from careerplans.models import Trade, TradeEdge

#: A small part of the national lists, shipped for the demo.
DEMO = Path(__file__).with_name("demo")
DEMO_LIST, DEMO_EDGES = DEMO / "trades.csv", DEMO / "edges.csv"
COLUMNS = {
    "code": "programomradekode",
    "name_nb": "navn_nb",
    "name_nn": "navn_nn",
    "name_en": "navn_en",
    "qualification": "sluttkompetanse",
    "occupation_nb": "yrkestittel_nb",
    "programme_nb": "utdanningsprogram_nb",
}
COURSE_COLUMN = "lop"
EDGE_COLUMNS = {"from_code": "fra_kode", "to_code": "til_kode", "kind": "type"}
COURSES = {
    "hovedløp 2+2": Course.MAIN,
    "særløp 1+3": Course.SPECIAL,
    "3 år i skole": Course.SCHOOL,
    "3 år i skole + læretid": Course.SCHOOL_THEN_COMPANY,
}
EDGE_KINDS = {"hoved": EdgeKind.MAIN, "kryss": EdgeKind.CROSSING}
SUGGESTED = 5

T = TypeVar("T")


@dataclass(frozen=True)
class Imported:
    """What reading a list came to, in rows."""

    added: int
    changed: int
    unchanged: int
    gone: int

    @property
    def read(self) -> int:
        """How many rows the list had."""
        return self.added + self.changed + self.unchanged


@transaction.atomic
def import_trades(lines: Iterable[str], *, whole: bool = True) -> Imported:
    """Read trades from CSV lines with the national list's column names. Safe to repeat.

    A trade missing from a `whole` list is offered no more, but stays, since plans may name it; one that comes back is
    offered again. ValueError when a column is missing or a course of study is unknown; nothing is read then.
    """
    rows = {
        row[COLUMNS["code"]].strip(): _trade_fields(row)
        for row in _rows(lines, [*COLUMNS.values(), COURSE_COLUMN], "trades")
    }
    known = {trade.code: trade for trade in Trade.objects.filter(code__in=rows)}
    changed = [trade for code, trade in known.items() if _differs(trade, rows[code])]
    for trade in changed:
        for name, value in rows[trade.code].items():
            setattr(trade, name, value)
    added = [Trade(code=code, **fields) for code, fields in rows.items() if code not in known]
    Trade.objects.bulk_create(added)
    Trade.objects.bulk_update(changed, ["is_offered", "course", *(name for name in COLUMNS if name != "code")])
    left_out = Trade.objects.filter(is_offered=True).exclude(code__in=rows) if whole else Trade.objects.none()
    gone = left_out.update(is_offered=False)
    return Imported(len(added), len(changed), len(known) - len(changed), gone)


@transaction.atomic
def import_edges(lines: Iterable[str], *, whole: bool = True) -> Imported:
    """Read which programme leads on to which from CSV lines with the national list's column names. Safe to repeat.

    A way missing from a `whole` list is removed. ValueError as for trades.
    """
    rows = {}
    for row in _rows(lines, EDGE_COLUMNS.values(), "ways"):
        kind = _known(EDGE_KINDS, row[EDGE_COLUMNS["kind"]], "kind of way")
        rows[row[EDGE_COLUMNS["from_code"]].strip(), row[EDGE_COLUMNS["to_code"]].strip()] = kind
    known = {(edge.from_code, edge.to_code): edge for edge in TradeEdge.objects.all()}
    changed = [edge for pair, edge in known.items() if pair in rows and edge.kind != rows[pair]]
    for edge in changed:
        edge.kind = rows[edge.from_code, edge.to_code]
    added = [TradeEdge(from_code=pair[0], to_code=pair[1], kind=rows[pair]) for pair in rows if pair not in known]
    gone = [edge.pk for pair, edge in known.items() if whole and pair not in rows]
    TradeEdge.objects.bulk_create(added)
    TradeEdge.objects.bulk_update(changed, ["kind"])
    TradeEdge.objects.filter(pk__in=gone).delete()
    return Imported(len(added), len(changed), len(rows) - len(added) - len(changed), len(gone))


def _rows(lines: Iterable[str], columns: Iterable[str], what: str) -> Iterator[Mapping[str, str]]:
    reader = csv.DictReader(lines)
    if absent := set(columns) - set(reader.fieldnames or ()):
        raise ValueError(f"the list of {what} lacks {', '.join(sorted(absent))}")
    return iter(list(reader))


def _trade_fields(row: Mapping[str, str]) -> dict[str, Any]:
    """What a trade is, apart from its code. A missing nynorsk name is the one in bokmål."""
    fields: dict[str, Any] = {name: row[column].strip() for name, column in COLUMNS.items() if name != "code"}
    fields["name_nn"] = fields["name_nn"] or fields["name_nb"]
    return {**fields, "course": _known(COURSES, row[COURSE_COLUMN], "course of study"), "is_offered": True}


def _known(codes: Mapping[str, T], word: str, what: str) -> T:
    if word.strip() not in codes:
        raise ValueError(f"“{word.strip()}” is no {what} we know")
    return codes[word.strip()]


def _differs(trade: Trade, fields: Mapping[str, Any]) -> bool:
    return any(getattr(trade, name) != value for name, value in fields.items())


def import_demo_trades() -> int:
    """Read in the small lists that come with the demo, beside what is there; return how many trades they have."""
    with DEMO_EDGES.open(encoding="utf-8", newline="") as lines:
        import_edges(lines, whole=False)
    with DEMO_LIST.open(encoding="utf-8", newline="") as lines:
        return import_trades(lines, whole=False).read


def offered() -> list[Trade]:
    """Return the trades to choose from, by name."""
    return list(Trade.objects.filter(is_offered=True))


def find_trade(name: str) -> Trade | None:
    """Return the offered trade with this name, or this occupation; else the only one it is a part of; else None."""
    trades = Trade.objects.filter(is_offered=True)
    exact = trades.filter(_in_any_name("iexact", name)).first()
    if exact:
        return exact
    for lookup in ("istartswith", "icontains"):
        found = trades.filter(_in_any_name(lookup, name))[:2]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def like(name: str) -> list[Trade]:
    """Return a few offered trades somebody may have meant, by name: those the word is a part of."""
    trades = Trade.objects.filter(is_offered=True)
    return list(trades.filter(_in_any_name("icontains", name))[:SUGGESTED])


def _in_any_name(lookup: str, name: str) -> Q:
    found = Q()
    for field in ("name_nb", "name_nn", "name_en", "occupation_nb"):
        found |= Q(**{f"{field}__{lookup}": name})
    return found
