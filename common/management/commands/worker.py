"""The worker: sends messages, makes PDFs and does the periodic work, as a role that row-level security holds."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from common.roles import assert_restricted_role


class Command(BaseCommand):
    """Refuses what the web process refuses, then hands over to procrastinate."""

    help = "Work off the queue until stopped. Run with DB_ROLE=job."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise ImproperlyConfigured when this process is connected as the owner or a superuser; else never return."""
        assert_restricted_role()
        connection.close()
        call_command("procrastinate", "worker")
