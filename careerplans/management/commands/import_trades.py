"""`manage.py import_trades [CSV] [--ways CSV]`: read in the national lists, or the few trades of the demo."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from careerplans.trades import Imported, import_demo_trades, import_edges, import_trades


class Command(BaseCommand):
    help = (
        "Reads trades, and the ways between programmes, from CSV files with the national lists' column names. Safe to "
        "repeat: says what is new, changed and gone. What is gone is offered no more; plans that name it keep it. "
        "Without a file: the few trades of the demo."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", type=Path, nargs="?", help="the list of trades")
        parser.add_argument("--ways", type=Path, help="the list of which programme leads on to which")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Read the files; CommandError, and nothing read, when one is missing or lacks a column."""
        trades, ways = options["csv"], options["ways"]
        if trades is None and ways is None:
            self.stdout.write(f"{import_demo_trades()} trades of the demo")
        if trades is not None:
            self._report("trades", _read(trades, import_trades))
        if ways is not None:
            self._report("ways", _read(ways, import_edges))

    def _report(self, what: str, came: Imported) -> None:
        self.stdout.write(
            f"{came.read} {what}: {came.added} added, {came.changed} changed, {came.unchanged} as before; "
            f"{came.gone} gone from the list"
        )


def _read(path: Path, read: Callable[[Iterable[str]], Imported]) -> Imported:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return read(lines)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
