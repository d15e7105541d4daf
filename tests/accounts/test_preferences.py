"""How a participant wants to be reminded: asked on the own profile, and only what this installation can do."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Person
from accounts.signals import profile_changed
from tests.factories import participant, staff

pytestmark = pytest.mark.django_db
BY_SMS, TWICE = 'name="sms_reminders"', 'name="second_reminder"'


def chosen(actor: Actor) -> tuple[bool, bool]:
    return actor.person.sms_reminders, actor.person.second_reminder


def page(client: Client, actor: Actor) -> str:
    client.force_login(actor.person)
    return client.get(reverse("accounts:profile")).content.decode()


def save(client: Client, actor: Actor, **fields: str) -> Any:
    client.force_login(actor.person)
    given = {"name": actor.person.name, "phone": actor.person.phone, "language": "nb", **fields}
    answer = client.post(reverse("accounts:profile"), given)
    actor.person.refresh_from_db()
    return answer


@pytest.fixture
def told() -> Iterator[list[Person]]:
    people: list[Person] = []

    def listen(person: Person, **_signal: Any) -> None:
        people.append(person)

    profile_changed.connect(listen)
    yield people
    profile_changed.disconnect(listen)


def test_a_participant_chooses_how_to_be_reminded(client: Client, told: list[Person]) -> None:
    actor = participant(phone="900 00 000")
    assert chosen(actor) == (False, False)
    save(client, actor, sms_reminders="on", second_reminder="on")
    assert chosen(actor) == (True, True)
    assert "checked" in page(client, actor).split(BY_SMS)[1].split(">")[0]
    save(client, actor)
    assert chosen(actor) == (False, False)
    assert told == [actor.person] * 2


def test_text_messages_are_offered_to_who_has_a_phone(client: Client) -> None:
    assert BY_SMS in page(client, participant(phone="900 00 000"))
    without = page(client, participant())
    assert BY_SMS not in without
    assert TWICE in without


def test_text_messages_are_offered_where_there_is_a_gateway(client: Client, settings: Any) -> None:
    settings.SMS_BACKEND = "off"
    actor = participant(phone="900 00 000", sms_reminders=True)
    assert BY_SMS not in page(client, actor)
    save(client, actor)
    assert actor.person.sms_reminders, "what is not asked is not changed"


def test_staff_are_asked_for_neither(client: Client) -> None:
    actor = staff(Party.NAV_COUNSELLOR)
    actor.person.phone, actor.person.second_reminder = "900 00 000", True
    actor.person.save()
    shown = page(client, actor)
    assert BY_SMS not in shown
    assert TWICE not in shown
    save(client, actor)
    assert actor.person.second_reminder, "what is not asked is not changed"


@pytest.mark.parametrize("phone", ["", "ring meg", "00 00 00 00"])
def test_text_messages_need_a_number_that_can_be_one(client: Client, phone: str, told: list[Person]) -> None:
    actor = participant(phone="900 00 000")
    answer = save(client, actor, phone=phone, sms_reminders="on")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"phone"}
    assert actor.person.phone == "900 00 000"
    assert told == []


def test_nothing_else_is_changed_by_the_person() -> None:
    actor = participant()
    with pytest.raises(ValueError, match="is_staff"):
        actions.change_profile(by=actor, is_staff=True)
    assert not Person.objects.get(pk=actor.person.pk).is_staff
