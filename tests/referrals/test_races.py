"""Two at once: one result, and a friendly answer for the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Invitation, Person
from journeys.models import Journey
from referrals import actions
from referrals.models import PendingStart, Referral
from referrals.tokens import token_of
from tests.factories import county, staff
from tests.referrals.conftest import BIRTH, TOPIC, filled_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each on a connection of its own."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_registrations_of_one_person_make_one_journey(sign_in: Callable[[Actor], Client]) -> None:
    browsers = [sign_in(staff(Party.NAV_COUNSELLOR)) for _ in range(4)]
    data = filled_in()
    url = reverse("referrals:new")
    answers = at_once(*[lambda browser=browser: browser.post(url, data).status_code for browser in browsers])
    assert sorted(answers) == [302, 422, 422, 422]
    assert [rows.objects.count() for rows in (Journey, Referral, Invitation)] == [1, 1, 1]
    assert Person.objects.filter(email=data["email"]).count() == 1


def test_a_link_opened_twice_begins_once() -> None:
    request = actions.StartRequest("Grete Prøvesen", BIRTH, "grete@example.test", "", "nb", TOPIC)
    actions.request_start(county=county("trondelag"), request=request)
    url = reverse("referrals:confirm", args=[token_of(PendingStart.objects.get())])
    data = {"password": "et-nytt-oppdiktet-passord", "nav_counsellor": ""}
    answers = at_once(*[lambda: Client().post(url, data).status_code for _ in range(3)])
    assert sorted(answers) == [302, 410, 410]
    assert Journey.objects.count() == 1
