"""Sharing and reading in a browser: what the participant confirms, what Nav may never read, who reads the log."""

import re
import uuid

from django.test import Client
from django.urls import reverse

from accounts.enums import Party
from careerplans.models import PlanShare, PlanVersion
from journeys import kinds
from journeys.actions import close
from sharing.models import ReadEntry
from tests.careerplans.world import (
    SignIn,
    World,
    completed,
    page,
    render_as_job,
    shared,
    text_of,
    withdrawn,
)
from tests.factories import acting, cover, staff


# --- sharing -------------------------------------------------------------------------------------------------------
def shown(client: Client, version: PlanVersion) -> str:
    found = re.search(r'name="shown" value="(\w+)"', text_of(client.get(page("share", version.public_id))))
    assert found
    return found.group(1)


def test_the_participant_sees_what_nav_will_see_and_shares(world: World, sign_in: SignIn) -> None:
    version = completed(world, text="Liker å bygge")
    client = sign_in(world.owner)
    preview = text_of(client.get(page("share", version.public_id)))
    assert "Liker å bygge" in preview
    assert f"versjon 1 av karriereplanen din med {world.nav.person.name}" in preview
    answer = client.post(page("share", version.public_id), {"shown": shown(client, version)})
    assert answer.headers["Location"] == page("version", version.public_id)
    assert world.nav.person.name in text_of(client.get(answer.headers["Location"]))
    assert client.get(page("share", version.public_id)).status_code == 409
    assert client.post(page("share", version.public_id), {"shown": "x"}).status_code == 409


def test_other_words_than_those_shown_are_not_confirmed(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    client = sign_in(world.owner)
    fingerprint = shown(client, version)
    successor = staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds")
    world.journey.nav_counsellor = successor.membership
    world.journey.save()
    answer = client.post(page("share", version.public_id), {"shown": fingerprint})
    assert answer.status_code == 409
    assert successor.person.name in text_of(answer)
    with acting(world.owner):
        assert not PlanShare.objects.exists()


def test_without_a_nav_counsellor_the_page_says_how_to_invite_one(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    world.journey.nav_counsellor = None
    world.journey.save()
    answer = sign_in(world.owner).get(page("share", version.public_id))
    assert reverse("workspace:nav_invite", args=[world.journey.public_id]) in text_of(answer)


def test_one_click_takes_it_back(world: World, sign_in: SignIn) -> None:
    share = shared(world, completed(world))
    owner, nav = sign_in(world.owner), sign_in(world.nav)
    version = page("version", share.version.public_id)
    assert nav.get(version).status_code == 200
    assert nav.post(page("withdraw", share.public_id)).status_code == 403
    assert owner.post(page("withdraw", share.public_id)).status_code == 302
    assert nav.get(version).status_code == 404
    assert owner.post(page("withdraw", share.public_id)).status_code == 409
    assert nav.post(page("withdraw", share.public_id)).status_code == 404


# --- what Nav reads, and who reads the log -------------------------------------------------------------------------
def test_each_reading_is_logged_by_the_readers_own_name(world: World, sign_in: SignIn) -> None:
    share = shared(world, completed(world))
    render_as_job()
    covering = cover(world.nav, staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds"))
    sign_in(world.nav).get(page("version", share.version.public_id))
    sign_in(covering).get(page("pdf", share.version.public_id))
    sign_in(world.counsellor).get(page("version", share.version.public_id))
    sign_in(world.owner).get(page("version", share.version.public_id))
    entries = list(ReadEntry.objects.order_by("id"))
    assert [(entry.reader_name, entry.via) for entry in entries] == [
        (world.nav.person.name, "page"),
        (covering.person.name, "pdf"),
    ]
    log = text_of(sign_in(world.owner).get(page("reads")))
    assert world.nav.person.name in log
    assert covering.person.name in log
    assert "Nav Prøvesteds" in log


def test_the_log_is_the_participants_own(world: World, other: World, sign_in: SignIn) -> None:
    share = shared(world, completed(world))
    sign_in(world.nav).get(page("version", share.version.public_id))
    assert world.nav.person.name not in text_of(sign_in(other.owner).get(page("reads")))
    for actor in (world.nav, world.counsellor, staff(Party.COORDINATOR)):
        assert sign_in(actor).get(page("reads")).status_code == 403


def test_nav_gets_neither_unshared_nor_withdrawn_nor_newer_by_any_page(world: World, sign_in: SignIn) -> None:
    first = completed(world, text="Den første hemmeligheten")
    share = shared(world, first)
    newer = completed(world, text="Den andre hemmeligheten")
    render_as_job()
    nav = sign_in(world.nav)
    journey = reverse("workspace:journey", args=[world.journey.public_id])
    for version, status in ((first, 200), (newer, 404)):
        assert nav.get(page("version", version.public_id)).status_code == status
        assert nav.get(page("pdf", version.public_id)).status_code == status
        assert nav.get(page("pdf_status", version.public_id)).status_code == status
    whole = text_of(nav.get(page("version", first.public_id)))
    assert "Den andre hemmeligheten" not in whole
    assert str(newer.public_id) not in whole
    withdrawn(world, share)
    unknown = text_of(nav.get(page("version", uuid.uuid4())))
    for version in (first, newer):
        assert nav.get(page("pdf", version.public_id)).status_code == 404
        answer = nav.get(page("version", version.public_id))
        assert answer.status_code == 404
        assert tokenless(text_of(answer)) == tokenless(unknown)  # the error tells nothing more
    journeys = reverse("workspace:journeys")
    for address in (journey, reverse("workspace:home"), journeys, f"{journeys}?q=tømrer"):
        shown_there = text_of(nav.get(address))
        assert "hemmeligheten" not in shown_there
        assert "Bli tømrer" not in shown_there
        assert str(first.public_id) not in shown_there
        assert str(newer.public_id) not in shown_there
    for name in ("edit", "goal_changed"):
        assert nav.get(page(name, world.journey.public_id)).status_code == 404
    assert nav.post(page("start", world.journey.public_id)).status_code == 404


def tokenless(text: str) -> str:
    return re.sub(r"[0-9a-f-]{36}|[A-Za-z0-9]{64}", "", text)


def test_a_closed_journey_is_read_only(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    shared(world, version)
    close(journey=world.fresh(), reason="in_work", by=world.owner)
    owner, nav = sign_in(world.owner), sign_in(world.nav)
    key = version.content["steps"][0]["key"]
    assert owner.get(page("version", version.public_id)).status_code == 200
    assert nav.get(page("version", version.public_id)).status_code == 200
    assert nav.post(page("step_status", version.public_id, key), {"status": "done"}).status_code == 403
    assert owner.get(page("application", version.public_id)).status_code == 403
    assert owner.get(page("share", version.public_id)).status_code == 403
    assert not world.journey.events.filter(kind=kinds.STEP_STATUS_CHANGED).exists()
