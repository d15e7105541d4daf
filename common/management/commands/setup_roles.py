"""Create the database roles and, where the owner has a password, give them theirs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from common import roles


class Command(BaseCommand):
    help = "Create app_web, app_job and app_policy. Run as the owner, before and after migrate; repeatable."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            roles.ensure_roles(cursor)
            if password := connection.settings_dict.get("PASSWORD"):
                roles.set_passwords(cursor, password)
        roles.grant_privileges(connection)
        self.stdout.write("Database roles are ready.")
