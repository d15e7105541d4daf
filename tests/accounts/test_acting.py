"""One capacity at a time: choosing it, losing it, and forms opened in another one."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts import acting, participation
from accounts.actors import AS_PARTICIPANT, as_participant
from accounts.enums import OfficeKind, Party
from accounts.models import Person
from tests.factories import JourneyFactory, PersonFactory, actor_of, membership, office, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_hats():
    """A career counsellor who is also a Nav counsellor and has a journey of her own."""
    today = timezone.localdate()
    career = membership(Party.CAREER_COUNSELLOR, office(OfficeKind.CAREER_CENTRE))
    membership(Party.NAV_COUNSELLOR, office(), person=career.person, valid_from=today - datetime.timedelta(days=10))
    JourneyFactory(participant=career.person)
    return career.person


def header_options(client):
    return list(client.get(reverse("accounts:choose")).context["available_actors"])


def test_a_person_starts_in_the_oldest_membership_and_sees_all_capacities(client, two_hats):
    client.force_login(two_hats)
    options = header_options(client)
    assert [each["key"] == AS_PARTICIPANT for each in options] == [False, False, True]
    assert [each["is_current"] for each in options] == [True, False, False]
    assert str(options[0]["label"]) == "Career counsellor" or options[0]["place"]


def test_one_capacity_costs_the_header_no_query(client):
    actor = staff(Party.NAV_COUNSELLOR)
    client.force_login(actor.person)
    client.get(reverse("accounts:choose"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert header_options(client) == []
    asked = [query["sql"] for query in queries if "accounts_membership" in query["sql"]]
    assert len(asked) == 2, "one for the actor, one for the page's own list"


def test_changing_capacity(client, two_hats):
    client.force_login(two_hats)
    target = header_options(client)[1]
    response = client.post(reverse("accounts:act_as"), {"actor": target["key"], "next": "/konto/rolle/"})
    assert response["Location"] == "/konto/rolle/"
    page = client.get(response["Location"])
    assert page.wsgi_request.actor.party == Party.NAV_COUNSELLOR
    client.post(reverse("accounts:act_as"), {"actor": AS_PARTICIPANT})
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.is_participant


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_on_stays_here(client, two_hats, next_url):
    client.force_login(two_hats)
    response = client.post(reverse("accounts:act_as"), {"actor": AS_PARTICIPANT, "next": next_url})
    assert response["Location"] == "/"


def test_nobody_acts_in_a_capacity_of_somebody_else(client):
    mine, other = staff(Party.NAV_COUNSELLOR), staff(Party.CAREER_COUNSELLOR)
    ended = membership(Party.COORDINATOR, office(), person=mine.person, valid_until=timezone.localdate())
    client.force_login(mine.person)
    for key in (other.key, str(ended.public_id), str(uuid.uuid4()), "nonsense", "", AS_PARTICIPANT):
        assert client.post(reverse("accounts:act_as"), {"actor": key}).status_code == 404
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.key == mine.key


def test_an_ended_membership_falls_back_to_the_next_capacity(client, two_hats):
    client.force_login(two_hats)
    client.get(reverse("accounts:choose"))
    two_hats.memberships.filter(role=Party.CAREER_COUNSELLOR).update(valid_until=timezone.localdate())
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.party == Party.NAV_COUNSELLOR
    two_hats.memberships.update(valid_until=timezone.localdate())
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.is_participant


def test_a_person_without_role_or_journey_is_told_what_to_do(client):
    client.force_login(PersonFactory())
    page = client.get(reverse("accounts:choose"))
    assert page.status_code == 200
    assert page.context["options"] == []


def test_a_form_opened_in_another_capacity_does_nothing(client, two_hats):
    client.force_login(two_hats)
    options = header_options(client)
    address = reverse("accounts:act_as")
    stale = {"acting_as": options[1]["key"], "actor": AS_PARTICIPANT}
    assert client.post(address, stale).status_code == 409
    answer = client.post(address, stale, headers={"accept": "application/json"})
    assert answer.status_code == 403
    assert answer.json()["login_url"] == reverse("accounts:choose")
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.key == options[0]["key"]


def test_signed_out_pages_scripts_and_htmx_are_told_where_to_sign_in(client):
    address = reverse("accounts:choose")
    assert client.get(address)["Location"] == f"{reverse('account_login')}?next={address}"
    script = client.get(address, headers={"accept": "application/json"})
    assert (script.status_code, script.json()["login_url"]) == (401, reverse("account_login"))
    assert client.get(address, headers={"hx-request": "true"})["HX-Redirect"] == reverse("account_login")


def test_a_session_without_the_note_asks_the_database(client, two_hats):
    client.force_login(two_hats)
    session = client.session
    session[acting.SESSION_KEY] = AS_PARTICIPANT
    session.save()
    assert len(header_options(client)) == 3


def test_the_default_of_a_person_without_memberships_is_participant():
    person = PersonFactory()
    assert acting.default(person) == as_participant(person)


def test_a_membership_counts_on_its_dates(at):
    member = membership(
        Party.NAV_COUNSELLOR, office(), valid_from=datetime.date(2026, 3, 2), valid_until=datetime.date(2026, 3, 4)
    )
    for moment, expected in (("03-01 23:59", 0), ("03-02 00:00", 1), ("03-03 23:59", 1), ("03-04 00:00", 0)):
        at(f"2026-{moment}")
        assert len(acting.capacities(member.person)) == expected


def test_actor_of_keeps_what_the_middleware_found():
    actor = staff(Party.COORDINATOR)
    assert actor_of(actor.membership).key == actor.key


def test_a_view_that_needs_an_actor_refuses_without_one(rf):
    with pytest.raises(PermissionDenied):
        acting.actor_of(rf.get("/"))


def test_probes_know_nobody(client):
    client.force_login(staff(Party.NAV_COUNSELLOR).person)
    assert client.get("/health/live").wsgi_request.actor is None


def test_a_page_that_fails_leaves_nothing_behind(client, monkeypatch):
    actor = staff(Party.NAV_COUNSELLOR)
    client.force_login(actor.person)
    client.raise_request_exception = False

    def fail(*_args: object) -> None:
        raise RuntimeError("after the save")

    monkeypatch.setattr("accounts.views.profile.remember_language", fail)
    answer = client.post(reverse("accounts:profile"), {"name": "Nytt Navn", "language": "nb"})
    assert answer.status_code == 500
    actor.person.refresh_from_db()
    assert actor.person.name != "Nytt Navn"


def test_cases_are_registered_once():
    before = list(participation._registered)
    participation.register(before[0])
    assert participation._registered == before


def test_names_and_keys():
    member = membership(Party.NAV_COUNSELLOR, office(name="Nav Prøvevik"), person=PersonFactory(name="Kari Prøve"))
    with translation.override("en"):
        assert str(member) == "Kari Prøve (Nav counsellor, Nav Prøvevik)"
    assert Person.objects.get_by_natural_key(f" {member.person.email.upper()} ") == member.person
