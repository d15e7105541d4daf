"""Recompute the list columns of journeys from their events."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from journeys.actions import computed_columns, lock
from journeys.models import Journey


class Command(BaseCommand):
    help = "Compare the journeys' columns with their events and write those that differ. Run as the owner; repeatable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a journey differs")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = Journey.objects.order_by("pk").values_list("pk", flat=True)
        differing = sum(self._rebuild(key, write=not options["check"]) for key in keys.iterator())
        self.stdout.write(f"{len(keys)} journeys, {differing} differed.")
        if differing and options["check"]:
            raise SystemExit(1)

    @transaction.atomic
    def _rebuild(self, key: int, *, write: bool) -> bool:
        journey = lock(Journey(pk=key))
        computed = computed_columns(journey, list(journey.events.all()))
        stored = {name: getattr(journey, name) for name in computed}
        if stored == computed:
            return False
        if write:
            Journey.objects.filter(pk=key).update(**computed)
        return True
