"""Bring counties and offices up to date from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.enums import OfficeKind
from accounts.office_file import OfficeFileError, read, write


class Command(BaseCommand):
    help = (
        "Import offices from a UTF-8 CSV file with the columns enhetsnr, navn, fylke, fylkesnr and, if there, slag, "
        "adresse, telefon, nettside. Repeatable: what is there is brought up to date, nothing is removed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("csv", type=Path)
        parser.add_argument(
            "--kind", choices=OfficeKind.values, default=OfficeKind.NAV_OFFICE, help="where slag is empty"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["csv"]
        try:
            done = write(read(path, kind=options["kind"]))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        except OfficeFileError as error:
            raise CommandError(f"{path}: {error} Nothing was imported.") from error
        self.stdout.write(
            f"Offices: {done['added']} added, {done['changed']} changed, {done['unchanged']} unchanged. "
            f"Counties: {done['county added']} added."
        )
