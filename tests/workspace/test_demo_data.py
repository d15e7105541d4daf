"""`manage.py demo_data`: what a visitor of the demo can count on."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.management import CommandError, call_command

from accounts.demo import is_marked
from accounts.enums import OfficeKind
from accounts.models import Office
from careerplans.models import Trade

AsOwner = Callable[[], AbstractContextManager[None]]


@pytest.mark.django_db
def test_an_empty_database_becomes_a_demo_once(as_owner: AsOwner) -> None:
    with as_owner():
        call_command("demo_data", "--journeys", "4", stdout=None)
        assert is_marked()
        assert Trade.objects.exists(), "the plan's end goal offers trades"
        centres = Office.objects.filter(kind=OfficeKind.CAREER_CENTRE, is_active=True)
        assert centres
        assert all(centre.website for centre in centres), "the confirmation of a meeting links to the centre"
        with pytest.raises(CommandError):
            call_command("demo_data", "--journeys", "4")
