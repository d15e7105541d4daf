"""Let the first coordinator of a county in; they invite everybody else."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.actions import invite_colleague
from accounts.actors import System
from accounts.enums import Party
from accounts.models import Office
from common.errors import AlreadyDone


class Command(BaseCommand):
    help = "Invite a coordinator by e-mail. OFFICE is the office's number, or its name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("office")

    def handle(self, *args: Any, **options: Any) -> None:
        email, office = options["email"], _office(options["office"])
        try:
            validate_email(email)
            invite_colleague(
                email=email,
                name=options["name"],
                office=office,
                role=Party.COORDINATOR,
                by=System("invite_coordinator"),
            )
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        except AlreadyDone as error:
            raise CommandError(f"{email} is coordinator at {office} already.") from error
        self.stdout.write(f"The worker sends the invitation to {email}.")


def _office(key: str) -> Office:
    found = list(
        Office.objects.filter(is_active=True, number=key) or Office.objects.filter(is_active=True, name=key)[:2]
    )
    if len(found) != 1:
        raise CommandError(f"There is not exactly one office in use called {key!r}. Use its number.")
    return found[0]
