"""Brings the database up to date, in one Django process: roles, tables, and demo data where there is none."""

import io
import os

import django
from django.core.management import call_command
from django.db import transaction


def main() -> None:
    """Run as the owner. Repeatable: what is done already is passed over."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("setup_roles", stdout=io.StringIO())
    call_command("migrate", verbosity=0, interactive=False)
    call_command("setup_roles", stdout=io.StringIO())
    _fill_when_empty()


def _fill_when_empty() -> None:
    from accounts.demo import is_marked

    if not is_marked():
        print("Making demo data …", flush=True)
        with transaction.atomic():  # interrupted halfway, the next start finds the database empty
            call_command("demo_data")


if __name__ == "__main__":
    main()
