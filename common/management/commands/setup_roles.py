"""Create the database roles and give them the passwords of their addresses."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from common import roles


class Command(BaseCommand):
    help = "Create app_web, app_job and app_policy. Run as the owner, before and after migrate; repeatable."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            roles.ensure_roles(cursor)
            roles.set_passwords(cursor, settings.DATABASE_ROLE_PASSWORDS)
        roles.grant_privileges(connection)
        self.stdout.write("Database roles are ready.")
