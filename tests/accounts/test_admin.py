"""The admin: superusers alone, and nothing of any case."""

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.sites import all_sites
from django.urls import reverse

from accounts.admin_site import SuperuserSite
from accounts.checks import admin_is_for_superusers
from accounts.enums import Party
from accounts.models import County, Membership, Office, Person
from common.privacy import Privacy
from conversations.models import Note
from tests.factories import PersonFactory, membership, office, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> Person:
    return Person.objects.create_superuser("sjef@example.test", "et-langt-passord-her", name="Sjef Prøvesen")


def test_it_shows_four_models_and_nothing_sensitive():
    assert set(admin.site._registry) == {County, Office, Membership, Person}
    shown = set(admin.site._registry[Person].fields)
    assert not {name for name in shown if Person.privacy[name] == Privacy.SENSITIVE}
    assert not shown & {"password", "birth_date", "phone", "is_staff"}


@pytest.mark.parametrize("name", ["index", "accounts_person_changelist", "accounts_office_add"])
def test_staff_who_are_no_superusers_stay_out(client, superuser, name):
    address = reverse(f"admin:{name}")
    assert client.get(address).status_code == 302
    counsellor = staff(Party.COORDINATOR).person
    counsellor.is_staff = True
    counsellor.save()
    client.force_login(counsellor)
    assert client.get(address, follow=False).status_code == 302
    client.force_login(superuser)
    assert client.get(address).status_code == 200


def test_strangers_go_to_the_one_sign_in_page(client, superuser):
    assert client.get(reverse("admin:login"))["Location"].startswith(reverse("account_login"))
    client.force_login(PersonFactory())
    assert client.get(reverse("admin:login"))["Location"] == "/"
    client.force_login(superuser)
    assert client.get(reverse("admin:login"))["Location"] == reverse("admin:index")


def test_a_new_account_has_no_password(client, superuser):
    client.force_login(superuser)
    client.post(reverse("admin:accounts_person_add"), {"name": "Ny", "email": "ny@example.test", "is_active": "on"})
    made = Person.objects.get(email="ny@example.test")
    assert not made.has_usable_password()
    address = reverse("admin:accounts_person_change", args=[made.pk])
    made.set_password("noe-langt-og-eget")
    made.save()
    client.post(address, {"name": "Nyere", "email": "ny@example.test", "is_active": "on"})
    made.refresh_from_db()
    assert (made.name, made.has_usable_password()) == ("Nyere", True)


def test_nobody_is_deleted(client, superuser):
    client.force_login(superuser)
    member = membership(Party.NAV_COUNSELLOR, office())
    for name, key in (("membership", member.pk), ("person", member.person_id)):
        assert client.post(reverse(f"admin:accounts_{name}_delete", args=[key]), {"post": "yes"}).status_code == 403


def test_the_check_finds_an_open_site_and_content():
    assert admin_is_for_superusers() == []
    loose = AdminSite("loose")
    loose.register(Note)
    try:
        assert {each.id for each in admin_is_for_superusers()} == {"accounts.E001", "accounts.E002"}
    finally:
        all_sites.discard(loose)
    assert all(isinstance(site, SuperuserSite) for site in [admin.site])
