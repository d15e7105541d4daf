"""The demo exists only in a demo, on this machine, on marked data."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from accounts.actors import AS_PARTICIPANT
from accounts.demo import assert_demo_allowed, is_marked, mark
from accounts.enums import Party
from common.models import InstallationMark
from tests.factories import JourneyFactory, PersonFactory, county, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, client, as_owner):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    client.defaults["SERVER_NAME"] = "localhost"
    with as_owner():
        InstallationMark.objects.create(key="demo", created_at=timezone.now())


@pytest.mark.parametrize("address", ["0.0.0.0:8000", "10.0.0.4:8000", "[::]:8000", "example.org:80", "", "unix:/run/x"])
def test_refuses_to_start_where_others_can_reach_it(demo, address):
    with pytest.raises(ImproperlyConfigured, match=r"127\.0\.0\.1"):
        assert_demo_allowed(address)


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "127.0.0.1", "localhost:8000", "[::1]:8000", "::1"])
def test_starts_on_this_machine(demo, address):
    assert_demo_allowed(address)


def test_refuses_to_start_on_unmarked_data(settings):
    settings.DEMO = True
    with pytest.raises(ImproperlyConfigured, match="demo_data"):
        assert_demo_allowed("127.0.0.1:8000")


def test_without_demo_there_is_nothing_to_refuse(settings):
    settings.DEMO = False
    assert_demo_allowed("0.0.0.0:8000")


def test_the_mark_goes_into_an_empty_database_only(as_owner):
    assert not is_marked()
    with as_owner():
        mark()
        mark()
    assert is_marked()
    PersonFactory()
    with as_owner(), pytest.raises(RuntimeError):
        mark()


def test_the_pages_are_gone_without_any_one_of_the_locks(client, demo, settings, as_owner):
    actor = staff(Party.NAV_COUNSELLOR)
    page, button = reverse("demo:people"), reverse("demo:sign_in", args=[actor.person.public_id])

    def gone(**extra: str) -> bool:
        codes = {client.get(page, **extra).status_code, client.post(button, {"actor": actor.key}, **extra).status_code}
        assert len(codes) == 1 or codes == {200, 302}
        return codes == {404}

    assert not gone()
    assert gone(REMOTE_ADDR="10.0.0.4")
    assert gone(REMOTE_ADDR="")
    assert gone(HTTP_HOST="demo.example.org")
    assert gone(HTTP_X_FORWARDED_FOR="10.0.0.4")
    with as_owner():
        InstallationMark.objects.all().delete()
    assert gone()
    with as_owner():
        InstallationMark.objects.create(key="demo", created_at=timezone.now())
    settings.DEMO = False
    assert gone()


def test_the_page_shows_a_few_people_per_county_and_party(client, demo):
    for _ in range(8):
        staff(Party.NAV_COUNSELLOR)
    staff(Party.CAREER_COUNSELLOR, county_code="trondelag")
    for _ in range(8):
        JourneyFactory()
    county("trondelag")
    html = client.get(reverse("demo:people")).content.decode()
    assert html.count('data-party="nav_counsellor" data-county="nordland"') == 6
    assert html.count('data-party="participant" data-county="nordland"') == 6
    assert html.count('data-party="career_counsellor" data-county="trondelag"') == 1
    assert html.count('data-county="trondelag"') == 1
    for code in ("nordland", "trondelag"):
        assert html.count(f'href="#{code}"') == html.count(f'id="{code}"') == 1
        assert html.count(reverse("workspace:model", args=[code])) == 1


def test_one_click_signs_in_in_the_capacity_of_the_button(client, demo):
    journey = JourneyFactory()
    person = journey.participant
    person.language = "nn"
    person.save()
    address = reverse("demo:sign_in", args=[person.public_id])
    response = client.post(address, {"actor": AS_PARTICIPANT})
    assert response["Location"] == "/"
    assert response.cookies["django_language"].value == "nn"
    other = staff(Party.COORDINATOR)
    client.post(reverse("demo:sign_in", args=[other.person.public_id]), {"actor": other.key})
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.key == other.key


def test_a_capacity_of_another_person_is_not_found(client, demo):
    mine, other = staff(Party.NAV_COUNSELLOR), staff(Party.COORDINATOR)
    address = reverse("demo:sign_in", args=[mine.person.public_id])
    for key in (other.key, AS_PARTICIPANT, "", "nonsense"):
        assert client.post(address, {"actor": key}).status_code == 404
    mine.person.is_active = False
    mine.person.save()
    assert client.post(address, {"actor": mine.key}).status_code == 404


def test_get_does_not_sign_in(client, demo):
    actor = staff(Party.NAV_COUNSELLOR)
    assert client.get(reverse("demo:sign_in", args=[actor.person.public_id])).status_code == 405


def test_the_page_costs_the_same_for_one_and_three(client, demo, django_assert_num_queries):
    address = reverse("demo:people")
    staff(Party.NAV_COUNSELLOR)
    JourneyFactory()
    with django_assert_num_queries(7):
        client.get(address)
    for _ in range(2):
        staff(Party.NAV_COUNSELLOR)
        JourneyFactory()
    with django_assert_num_queries(7):
        client.get(address)
