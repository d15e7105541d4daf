"""Every address the system answers, with what the access table says of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from workspace.access import Row, summary, table
from workspace.examples import example

#: The one parameter of a pattern that has no name.
_PARAMETER = re.compile(r"<[^>]+>|\(\?P<.*")


@dataclass(frozen=True)
class Address:
    """One address: `name` with its namespaces, or the pattern itself where Django's admin gives none."""

    name: str
    pattern: str
    callback: Any


def addresses() -> list[Address]:
    """Return all addresses in the order they are tried."""
    return list(_walk(get_resolver().url_patterns, (), ""))


def _walk(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...], before: str) -> Iterator[Address]:
    for each in patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from _walk(each.url_patterns, inner, pattern)
        else:
            yield Address(":".join((*spaces, each.name)) if each.name else pattern, pattern, each.callback)


def rows_of(address: Address) -> list[Row]:
    """Return the table's rows of an address, one per state."""
    return [row for row in table() if row.name == address.name]


def described() -> list[dict[str, Any]]:
    """Return what `manage.py routes --json` prints: one entry per address. Reads the database for examples."""
    return [_entry(address, rows_of(address)) for address in addresses()]


def _entry(address: Address, rows: list[Row]) -> dict[str, Any]:
    return {
        "name": address.name,
        "pattern": "/" + address.pattern,
        "methods": methods_of(rows),
        "may": summary(rows),
        "example": example_of(rows),
    }


def methods_of(rows: list[Row]) -> list[str]:
    """Return the methods some row allows; "*" where the address answers any."""
    return [method for method in ("GET", "POST", "*") if any(method in row.methods for row in rows)]


def example_of(rows: list[Row]) -> str | None:
    """Return the path of the first row this database has an example for."""
    return next((path for row in rows if (path := path_of(row.name, example(row.example)))), None)


def path_of(name: str, args: tuple[Any, ...] | None) -> str | None:
    """Return the path of an address, None without arguments or when they do not fit."""
    if args is None:
        return None
    if "/" in name:
        return "/" + _PARAMETER.sub(lambda _match: str(args[0]), name)
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None
