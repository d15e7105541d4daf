"""Who is there before a journey begins: one county with an office of each side, its guides and its staff."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.test import Client

import careerplans
from accounts.actors import Actor
from accounts.enums import Party
from tests.conftest import owner
from tests.factories import county, staff

TRADES = Path(careerplans.__file__).parent / "demo" / "trades.csv"


@dataclass(frozen=True)
class Staff:
    """The two counsellors of a journey, who have signed in before."""

    nav: Actor
    career: Actor

    @property
    def nav_email(self) -> str:
        return self.nav.person.email

    @property
    def career_email(self) -> str:
        return self.career.person.email


def may_sign_in(actor: Actor) -> Actor:
    """Let the person's address be verified, as it is after an invitation."""
    person = actor.person
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return actor


def staff_of(code: str) -> Staff:
    """Set the county up and return its counsellors."""
    county(code)
    with owner():
        call_command("import_guides", county=code, stdout=io.StringIO())
        call_command("import_trades", TRADES, stdout=io.StringIO())
    nav = staff(Party.NAV_COUNSELLOR, county_code=code, office_name="Nav Prøvebygd")
    career = staff(Party.CAREER_COUNSELLOR, county_code=code, office_name="Karriere Prøvebygd")
    return Staff(may_sign_in(nav), may_sign_in(career))


def session_cookie(actor: Actor, url: str) -> Any:
    """Sign the person in as this actor, and return the cookie that says so."""
    client = Client()
    client.force_login(actor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["acting_as"] = actor.key
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}
