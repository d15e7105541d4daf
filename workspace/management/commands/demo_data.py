"""Fill an empty database with invented people and journeys, and mark it as a demo."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.demo import mark
from careerplans.trades import import_demo_trades
from workspace.demo.build import build_county
from workspace.demo.stories import ONE_OF_EACH, STORIES


class Command(BaseCommand):
    help = (
        "Create N invented journeys, spread over Nordland and Trøndelag, and a few of the other counties besides, with"
        " offices, staff, appointments, notes and plans."
        " Only in a database without people; it marks that database, and only a marked one has the page of people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--journeys", type=int, default=72)
        parser.add_argument("--counties", default=",".join(STORIES))

    def handle(self, *args: Any, **options: Any) -> None:
        codes = options["counties"].split(",")
        if unknown := set(codes) - set(STORIES):
            raise CommandError(f"Unknown county: {', '.join(sorted(unknown))}. Known: {', '.join(STORIES)}.")
        started = time.monotonic()
        try:
            mark()
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        self._fill(codes, options["journeys"])
        self.stdout.write(f"Demo data is ready after {time.monotonic() - started:.1f} s.")

    def _fill(self, codes: list[str], journeys: int) -> None:
        import_demo_trades()
        now = timezone.now()
        for code, share in _shares(codes, journeys).items():
            build_county(code, share, now=now, report=self.stdout.write)


def _shares(codes: list[str], journeys: int) -> dict[str, int]:
    """How many journeys each county gets: evenly, besides those that get one of each story."""
    large = [code for code in codes if code not in ONE_OF_EACH]
    even = {code: journeys // len(large) + (place < journeys % len(large)) for place, code in enumerate(large)}
    return {code: even.get(code, len(STORIES[code])) for code in codes}
