"""The worker: sends messages, makes PDFs and does the periodic work, as a role that row-level security holds."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand

from common.worker import work_until_asked_to_stop


class Command(BaseCommand):
    """Refuses what the web process refuses, then works off the queue; several may run at once."""

    help = "Work off the queue until stopped. Run with DB_ROLE=job."

    def handle(self, *args: Any, **options: Any) -> None:
        """Return when asked to stop. ImproperlyConfigured when connected as the owner or a superuser."""
        asyncio.run(work_until_asked_to_stop())
