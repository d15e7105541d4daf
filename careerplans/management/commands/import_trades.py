"""`manage.py import_trades CSV`: read in the national list of trades."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careerplans.trades import import_trades


class Command(BaseCommand):
    help = "Adds or updates trades from a CSV file with the national list's column names. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file; CommandError when it is missing or lacks a column."""
        try:
            with options["csv"].open(encoding="utf-8", newline="") as lines:
                number = import_trades(lines)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{number} trades")
