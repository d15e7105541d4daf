"""Changing what was agreed, and ticking off school documents: actions and their races."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from accounts.actors import Actor
from common import outbox
from common.errors import AlreadyDone
from common.models import OutboxMessage
from journeys import actions as journeys
from journeys import kinds
from referrals import actions, notifications
from referrals.models import AgreedInformation
from tests.factories import acting
from tests.referrals.conftest import AGREED, World

pytestmark = pytest.mark.django_db

NEW = "Bare at du vil ha fagbrev"


def change(world: World, by: Actor, text: str = NEW, agreed: AgreedInformation | None = None) -> None:
    agreed = agreed or world.agreed
    with acting(by):
        actions.change_agreed_information(agreed=agreed, text=text, seen=agreed.changed_at, by=by)


def changed_mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=notifications.AGREED_CHANGED))


def test_the_participant_changes_it_and_gets_no_mail(world: World) -> None:
    change(world, world.owner)
    assert (world.agreed.text, world.agreed.changed_by) == (NEW, world.owner.person)
    event = world.journey.events.get(kind=kinds.AGREED_INFORMATION_CHANGED)
    assert event.data == {"nav": world.nav.membership_id}
    assert changed_mails() == []


@pytest.mark.parametrize("neutral", [False, True])
def test_nav_changes_it_and_the_participant_is_told_without_the_text(world: World, neutral: bool) -> None:
    person = world.owner.person
    person.neutral_wording = neutral
    person.save()
    change(world, world.nav)
    (message,) = changed_mails()
    assert message.address == person.email
    assert (message.office, message.booked_by) == (world.nav.office.public_id, world.nav.person)
    assert notifications.is_journey_open(message)
    rendered = notifications.render_agreed_information_changed(message)
    assert rendered
    assert NEW not in rendered.body_text
    assert str(world.journey.public_id) in rendered.body_text
    assert ("Nav" in rendered.subject + rendered.body_text) is not neutral
    message.recipient = None
    assert notifications.render_agreed_information_changed(message) is None


def test_the_mail_is_dropped_when_the_journey_is_closed(world: World) -> None:
    change(world, world.nav)
    journeys.close(journey=world.journey, reason="moved", by=world.owner)
    outbox.send_due()
    assert changed_mails()[0].state == "void"


def test_an_unchanged_text_leaves_no_event(world: World) -> None:
    change(world, world.owner, AGREED)
    assert kinds.AGREED_INFORMATION_CHANGED not in world.kinds()


def test_the_second_writer_is_told_and_nothing_is_lost(world: World) -> None:
    before = world.agreed
    change(world, world.owner, NEW, before)
    with pytest.raises(actions.ChangedMeanwhile) as caught:
        change(world, world.nav, "Navs tekst", before)
    assert (caught.value.current.text, caught.value.current.changed_by) == (NEW, world.owner.person)
    assert world.agreed.text == NEW


def test_after_the_first_meeting_it_stands(world: World) -> None:
    world.hold_meeting()
    with pytest.raises(AlreadyDone):
        change(world, world.owner)


def test_the_database_refuses_the_career_counsellor(world: World) -> None:
    agreed = world.agreed
    with acting(world.career):
        assert AgreedInformation.objects.get(pk=agreed.pk).text == AGREED
        assert AgreedInformation.objects.filter(pk=agreed.pk).update(text="x") == 0


def test_the_database_hides_it_from_others(world: World, as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    agreed = world.agreed
    with acting(None):
        assert not AgreedInformation.objects.filter(pk=agreed.pk).exists()
    with as_owner():
        assert AgreedInformation.objects.filter(pk=agreed.pk).exists()


class TestDocuments:
    def test_ordered_then_brought(self, world: World) -> None:
        actions.mark_ordered(document=world.document, by=world.owner)
        assert world.document.ordered_at
        actions.mark_brought(document=world.document, by=world.career)
        assert world.document.brought_at
        assert world.kinds()[-2:] == [kinds.DOCUMENTS_ORDERED, kinds.DOCUMENTS_BROUGHT]

    def test_each_only_once(self, world: World) -> None:
        document = world.document
        actions.mark_ordered(document=document, by=world.owner)
        with pytest.raises(AlreadyDone):
            actions.mark_ordered(document=document, by=world.owner)
        actions.mark_brought(document=document, by=world.owner)
        with pytest.raises(AlreadyDone):
            actions.mark_brought(document=document, by=world.career)

    def test_what_is_brought_need_not_be_ordered(self, world: World) -> None:
        actions.mark_brought(document=world.document, by=world.owner)
        with pytest.raises(AlreadyDone):
            actions.mark_ordered(document=world.document, by=world.owner)
