"""Sharing: only the participant's yes opens a version to Nav, only that version, only as long as it stands."""

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership
from careerplans import actions, queries
from careerplans.models import PlanShare, PlanVersion
from careerplans.sharing_text import sharing_text
from common.errors import AlreadyDone
from common.models import MessageState, OutboxMessage
from common.outbox import send_due
from journeys import kinds
from journeys.actions import close
from tests.careerplans.world import World, completed, new_world, shared, withdrawn
from tests.factories import acting, cover, participant, staff


def readable(world: World) -> set[int]:
    """The numbers of the versions Nav may read, asked through the queryset and of the database itself."""
    with acting(world.nav), connection.cursor() as cursor:
        cursor.execute("select number from careerplans_planversion")
        raw = {number for (number,) in cursor.fetchall()}
        asked = set(PlanVersion.objects.visible_to(world.nav).values_list("number", flat=True))
    assert asked == raw
    return asked


def test_sharing_opens_this_version_and_no_other(world: World) -> None:
    first = completed(world)
    assert readable(world) == set()
    share = shared(world, first)
    assert readable(world) == {1}
    completed(world)
    assert readable(world) == {1}
    withdrawn(world, share)
    assert readable(world) == set()


def test_the_share_keeps_the_exact_words_and_records_one_event(world: World) -> None:
    share = shared(world, completed(world))
    nav = world.nav.person.name
    assert f"versjon 1 av karriereplanen din med {nav} ved Nav Prøvesteds" in share.text
    assert (share.text_version, share.language, share.basis) == (1, "nb", "fvl_13a_1")
    event = world.journey.events.get(kind=kinds.PLAN_SHARED)
    assert event.data == {"version": 1, "share": str(share.public_id), "recipient": world.nav.membership_id}
    assert event.by_party == Party.PARTICIPANT


@pytest.mark.django_db
def test_the_words_follow_language_and_document() -> None:
    world = new_world(county_code="trondelag")
    version = completed(world)
    recipient = queries.recipient_of(world.fresh())
    assert recipient is not None
    nynorsk = sharing_text(version, recipient, "nn")
    assert "det oppsummerande notatet ditt" in nynorsk.text
    assert "Dei kan lese det her" in nynorsk.text
    other = sharing_text(version, recipient, "en")
    assert other.language == "nb"
    assert other.fingerprint != nynorsk.fingerprint


def test_sharing_twice_is_already_done(world: World) -> None:
    version = completed(world)
    shared(world, version)
    with pytest.raises(AlreadyDone):
        shared(world, version)
    with acting(world.owner):
        assert PlanShare.objects.count() == 1
    assert world.journey.events.filter(kind=kinds.PLAN_SHARED).count() == 1


def test_withdrawing_twice_is_already_done_and_sharing_again_is_a_new_share(world: World) -> None:
    version = completed(world)
    share = shared(world, version)
    withdrawn(world, share)
    with pytest.raises(AlreadyDone):
        withdrawn(world, share)
    again = shared(world, version)
    assert again.pk != share.pk
    assert readable(world) == {1}
    assert world.journey.events.filter(kind=kinds.PLAN_WITHDRAWN).count() == 1


def test_a_closed_journey_is_not_shared_but_may_be_withdrawn(world: World) -> None:
    version = completed(world)
    share = shared(world, version)
    newer = completed(world)
    close(journey=world.fresh(), reason="in_work", by=world.owner)
    with pytest.raises(AlreadyDone):
        shared(world, newer)
    withdrawn(world, share)
    assert readable(world) == set()


def test_a_recipient_who_is_no_longer_the_journeys_counsellor_gets_no_share(world: World) -> None:
    version = completed(world)
    recipient = queries.recipient_of(world.fresh())
    assert recipient is not None
    successor = staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds")
    world.journey.nav_counsellor = successor.membership
    world.journey.save()
    version.journey = world.fresh()
    text = sharing_text(version, recipient, "nb")
    with acting(world.owner), pytest.raises(AlreadyDone):
        actions.share(version=version, recipient=recipient, text=text, by=world.owner)


def test_a_transfer_carries_no_share_along(world: World) -> None:
    shared(world, completed(world))
    successor = staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds")
    world.journey.nav_counsellor = successor.membership
    world.journey.save()
    with acting(successor):
        assert not PlanVersion.objects.visible_to(successor).exists()
        assert not PlanVersion.objects.exists()


def test_nobody_to_share_with(world: World) -> None:
    journey = world.fresh()
    Membership.objects.filter(pk=world.nav.membership_id).update(valid_until=timezone.localdate())
    assert queries.recipient_of(journey) is None
    journey.nav_counsellor = None
    assert queries.recipient_of(journey) is None


def test_who_covers_reads_and_the_office_does_not(world: World) -> None:
    version = completed(world)
    shared(world, version)
    colleague = staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds")
    with acting(colleague):
        assert not PlanVersion.objects.visible_to(colleague).exists()
    covering = cover(world.nav, colleague)
    with acting(covering):
        assert PlanVersion.objects.visible_to(covering).get().pk == version.pk
    recipient = world.nav.membership
    assert recipient is not None
    assert queries.covering_now(recipient) == [covering.person.name]


def test_nobody_but_the_participant_can_write_a_share_even_in_the_database(world: World) -> None:
    version = completed(world)
    for actor in (world.nav, world.counsellor, participant()):
        with acting(actor), pytest.raises(Exception, match="row-level security"), transaction.atomic():
            PlanShare.objects.create(
                version=version,
                participant=actor.person,
                recipient=world.nav.membership,
                text="x",
                language="nb",
                in_force_from=timezone.now(),
            )


# --- the messages --------------------------------------------------------------------------------------------------
def send_as_job() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role app_job")
        send_due()
        cursor.execute("set local role app_web")


def test_nav_is_told_without_names(world: World) -> None:
    share = shared(world, completed(world))
    send_as_job()
    to_nav = [message for message in mail.outbox if message.to == [world.nav.person.email]]
    assert len(to_nav) == 1
    text = to_nav[0].subject + to_nav[0].body
    for secret in ("Dag", "Demostad", "tømrer", str(share.version.public_id)):
        assert secret not in text
    withdrawn(world, share)
    send_as_job()
    to_nav = [message for message in mail.outbox if message.to == [world.nav.person.email]]
    assert len(to_nav) == 2
    assert "http" not in to_nav[1].body


def test_a_share_taken_back_before_it_is_told_is_not_told(world: World) -> None:
    share = shared(world, completed(world))
    withdrawn(world, share)
    send_as_job()
    states = dict(OutboxMessage.objects.filter(address=world.nav.person.email).values_list("kind", "state"))
    assert states == {
        "careerplans.plan_shared": MessageState.VOID,
        "careerplans.share_withdrawn": MessageState.SENT,
    }


def test_coordinators_see_no_share(world: World) -> None:
    shared(world, completed(world))
    coordinator = staff(Party.COORDINATOR)
    with acting(coordinator):
        assert not PlanShare.objects.visible_to(coordinator).exists()
        assert not PlanVersion.objects.visible_to(coordinator).exists()
