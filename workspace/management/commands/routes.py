"""Print every address, with methods, who may reach it, and an example from this database."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workspace.access import said
from workspace.routes import Address, addresses, described, example_of, methods_of, rows_of


class Command(BaseCommand):
    help = "List every address of the system: name, methods, who may reach it, and an example from this database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="For machines: one JSON list.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(described(), ensure_ascii=False, indent=2, default=str))
            return
        for address in addresses():
            self._write(address)

    def _write(self, address: Address) -> None:
        rows = rows_of(address)
        self.stdout.write(f"{address.name}  [{' '.join(methods_of(rows))}]  /{address.pattern}")
        for row in rows:
            about = f"{row.example}: " if row.example else ""
            self.stdout.write(f"    {about}{said(row)}")
        if path := example_of(rows):
            self.stdout.write(f"    e.g. {path}")
