"""Offices from a CSV file: read and checked whole before anything is written."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.text import slugify

from accounts.enums import OfficeKind
from accounts.models import County, Office

REQUIRED = ("enhetsnr", "navn", "fylke", "fylkesnr")
#: `slag` is a code of OfficeKind; the file of Nav offices has none of these.
OPTIONAL = {"slag": "kind", "adresse": "address", "telefon": "phone", "nettside": "website"}

LONGEST = {"name": 150, "address": 250, "phone": 20, "website": 200}


class OfficeFileError(Exception):
    """The file cannot be used; the text says on which line and why."""


@dataclass(frozen=True)
class Row:
    """One line: the county, and the fields of the office. `line` is counted from 1, the heading included."""

    line: int
    county_name: str
    county_number: str
    kind: str
    number: str
    name: str
    extra: tuple[tuple[str, str], ...] = ()


def county_code(name: str) -> str:
    """Return how addresses and blueprints name a county: Møre og Romsdal is `more-og-romsdal`."""
    return slugify(name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a"))


def read(path: Path, *, kind: str = OfficeKind.NAV_OFFICE) -> list[Row]:
    """Return the checked rows of a UTF-8 file; `kind` is for files without `slag`. Raises OfficeFileError, OSError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(csv.DictReader(file), kind))
    except UnicodeDecodeError as error:
        raise OfficeFileError("The file is not UTF-8.") from error
    _refuse_doubles(rows)
    return rows


def _rows(reader: "csv.DictReader[str]", kind: str) -> Iterator[Row]:
    missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise OfficeFileError(f"Line 1: the heading lacks {', '.join(missing)}.")
    for record in reader:
        values = {name: (value or "").strip() for name, value in record.items() if name and not isinstance(value, list)}
        yield _row(reader.line_num, values, kind)


def _row(line: int, values: dict[str, str], kind: str) -> Row:
    row = Row(
        line=line,
        county_name=values["fylke"],
        county_number=values["fylkesnr"],
        kind=values.get("slag") or kind,
        number=values["enhetsnr"],
        name=values["navn"],
        extra=tuple(
            (field, values[column]) for column, field in OPTIONAL.items() if field != "kind" and column in values
        ),
    )
    if problem := _problem(row):
        raise OfficeFileError(f"Line {line}: {problem}")
    return row


def _problem(row: Row) -> str:
    if row.kind not in OfficeKind.values:
        return f"slag is {row.kind!r}; it must be one of {', '.join(OfficeKind.values)}."
    if not row.name or not row.county_name:
        return "navn and fylke must be filled in."
    if not (len(row.county_number) == 2 and row.county_number.isdigit()):
        return f"fylkesnr is {row.county_number!r}; it must have two digits."
    needs_number = row.kind == OfficeKind.NAV_OFFICE or row.number
    if needs_number and not (len(row.number) == 4 and row.number.isdigit()):
        return f"enhetsnr is {row.number!r}; it must have four digits."
    return _too_long(row) or _bad_website(row)


def _too_long(row: Row) -> str:
    for field, value in (("name", row.name), *row.extra):
        if len(value) > LONGEST[field]:
            return f"{field} is longer than {LONGEST[field]} characters."
    return ""


def _bad_website(row: Row) -> str:
    website = dict(row.extra).get("website", "")
    try:
        if website:
            URLValidator(schemes=["https", "http"])(website)
    except ValidationError:
        return f"nettside is {website!r}; it must be a web address."
    return ""


def _refuse_doubles(rows: Iterable[Row]) -> None:
    seen: dict[object, int] = {}
    for row in rows:
        for key in (("number", row.number), ("name", row.county_number, row.kind, row.name)):
            if key != ("number", "") and key in seen:
                raise OfficeFileError(f"Line {row.line}: the same office as on line {seen[key]}.")
            seen[key] = row.line
    _refuse_two_names(rows)


def _refuse_two_names(rows: Iterable[Row]) -> None:
    names: dict[str, str] = {}
    for row in rows:
        if names.setdefault(row.county_number, row.county_name) != row.county_name:
            raise OfficeFileError(f"Line {row.line}: county {row.county_number} has two names.")


@transaction.atomic
def write(rows: Iterable[Row]) -> Counter[str]:
    """Add what is new, bring up to date what is there: known by its number, else by county, kind and name.

    Returns how many of "county added", "added", "changed" and "unchanged". Nothing is removed or taken out of use.
    Raises OfficeFileError when another office already has the name, and writes nothing then.
    """
    done: Counter[str] = Counter()
    counties: dict[str, County] = {}
    for row in rows:
        if row.county_number not in counties:
            counties[row.county_number], added = _county(row)
            done["county added"] += added
        done[_write_office(counties[row.county_number], row)] += 1
    return done


def _county(row: Row) -> tuple[County, bool]:
    code = county_code(row.county_name)
    found = County.objects.filter(code=code).first()
    if found and found.number != row.county_number:
        raise OfficeFileError(f"Line {row.line}: {row.county_name} has number {found.number} already.")
    defaults = {"code": code, "name": row.county_name}
    return County.objects.get_or_create(number=row.county_number, defaults=defaults)


def _write_office(county: County, row: Row) -> str:
    named = Office.objects.filter(county=county, kind=row.kind, name=row.name).first()
    office = Office.objects.filter(number=row.number).first() if row.number else named
    office = office or named or Office()
    if named and named.pk != office.pk:
        raise OfficeFileError(f"Line {row.line}: another office in {county} is called {row.name}.")
    wanted = {"county_id": county.pk, "kind": row.kind, "name": row.name, **dict(row.extra)}
    wanted |= {"number": row.number} if row.number else {}
    changes = {field: value for field, value in wanted.items() if getattr(office, field) != value}
    if not changes:
        return "unchanged"
    result = "changed" if office.pk else "added"
    for field, value in changes.items():
        setattr(office, field, value)
    office.save()
    return result
