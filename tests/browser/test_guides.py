"""Guides: from a proposal by Nav to a published version, while a meeting under way keeps the one it began with."""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from conversations.models import GuideDraft, GuideProposal, GuideVersion, Note
from tests.browser.conftest import Open
from tests.browser.visitor import Visitor, said
from tests.browser.worker import send_mail, to
from tests.conftest import owner
from tests.conversations.conftest import Scene, make_scene
from tests.factories import actor_of, membership, office, staff

OLD = "Hva har du jobbet med? Ta med lønnet arbeid, frivillig arbeid, praksis og arbeid hjemme."
NEW, NEW_NN = "Hva har du jobbet med, med eller uten lønn?", "Kva har du jobba med, med eller utan løn?"


@dataclass(frozen=True)
class Cast:
    """A meeting that has begun, and a coordinator of each organisation."""

    scene: Scene
    note: Note
    county_side: Actor
    nav_side: Actor


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    with owner():
        scene = make_scene()
        note = scene.note()
    nav_county = office(OfficeKind.NAV_COUNTY)
    return Cast(scene, note, staff(Party.COORDINATOR), actor_of(membership(Party.COORDINATOR, nav_county)))


def test_a_proposal_from_nav_is_published_and_the_meeting_under_way_keeps_its_guide(browse: Open, cast: Cast):
    nav, coordinator = browse(actor=cast.scene.nav, phone=True), browse(actor=cast.county_side)
    career = browse(actor=cast.scene.career)
    career.open("conversations:meeting", cast.note.appointment.public_id).sees(OLD)
    proposal = propose(nav, cast.note.guide)
    answer(coordinator, proposal)
    told = to(send_mail(), cast.scene.nav.person.email)
    assert str(proposal.public_id) in told.body
    assert NEW not in told.body
    newest = publish(coordinator, cast.note.guide)
    career.open("conversations:meeting", cast.note.appointment.public_id).sees(OLD).does_not_see(NEW)
    nav.open("conversations:proposal", proposal.public_id).passes().go("conversations:guide", newest.public_id)
    nav.sees(NEW).does_not_see(OLD)
    nav.go("conversations:guide_changes", newest.public_id).passes()
    expect(nav.page.locator("main ins").first).to_be_visible()


def propose(nav: Visitor, guide: GuideVersion) -> GuideProposal:
    """Find the question, and say how it could be put."""
    nav.open("conversations:guides").go("conversations:guide", guide.public_id).passes()
    nav.go("conversations:propose", guide.public_id, "3").passes()
    nav.page.get_by_label(OLD).check()
    nav.fill(change="wording", wording=NEW, why="Kortere.").press("Send the proposal")
    nav.told("The proposal is sent. The county's coordinators answer it.").passes()
    return GuideProposal.objects.get()


def answer(coordinator: Visitor, proposal: GuideProposal) -> None:
    """Find the proposal, say a word about it, and put it into the draft in both languages."""
    coordinator.open("conversations:guides").go("conversations:proposals").passes()
    coordinator.go("conversations:proposal", proposal.public_id).passes()
    coordinator.fill(text="God idé.").press("Comment").sees("God idé.")
    coordinator.go("conversations:proposal_accept", proposal.public_id).passes()
    coordinator.fill(text_nn=NEW_NN).press("Put it into the draft")
    coordinator.told("The proposal stands in the draft. Who proposed it is told by e-mail.")


def publish(coordinator: Visitor, guide: GuideVersion) -> GuideVersion:
    """Look at what changes, and publish it."""
    draft = GuideDraft.objects.get()
    coordinator.open("conversations:guide", guide.public_id).go("conversations:draft", draft.public_id).passes()
    coordinator.go("conversations:draft_preview", draft.public_id).sees(NEW_NN).passes()
    coordinator.press("Publish").at("conversations:guide", GuideVersion.objects.get(version=2).public_id)
    newest: GuideVersion = GuideVersion.objects.get(version=2)
    return newest


def test_two_coordinators_of_one_section_lose_nothing_without_scripts(browse: Open, cast: Cast):
    mine, theirs = browse(actor=cast.county_side, scripts=False), browse(actor=cast.nav_side, scripts=False)
    draft = begin(mine)
    for visitor in (mine, theirs):
        visitor.open("conversations:draft_section", draft.public_id, "1")
    theirs.fill(heading_nb="Deres overskrift").press("Save the section").at("conversations:draft", draft.public_id)
    mine.fill(heading_nb="Min overskrift").press("Save the section")
    mine.sees("Deres overskrift")
    expect(mine.field("heading_nb")).to_have_value("Min overskrift")
    mine.press("Save the section").at("conversations:draft", draft.public_id)
    assert GuideDraft.objects.get().sections[0]["title"]["nb"] == "Min overskrift"


def begin(coordinator: Visitor) -> GuideDraft:
    coordinator.open("conversations:guides")
    start = reverse("conversations:draft_start", args=["three_party"])
    coordinator.page.locator(f'form[action="{start}"] button').click()
    coordinator.page.wait_for_url(lambda url: "/utkast/" in url)
    draft: GuideDraft = GuideDraft.objects.get()
    return draft


def test_a_section_is_written_with_the_keyboard(browse: Open, cast: Cast):
    coordinator = browse(actor=cast.county_side)
    draft = begin(coordinator)
    coordinator.go("conversations:draft_section", draft.public_id, "1").passes()
    coordinator.press("Add a question")
    question = coordinator.page.get_by_label(said("Question in bokmål")).last
    question.fill("Er det noe du lurer på?")
    coordinator.page.get_by_role("button", name=said("Up")).last.press("Enter")
    coordinator.page.wait_for_url(lambda url: "#q-" in url)
    coordinator.field("minutes").fill("mange")
    coordinator.field("heading_nb").press("Enter")
    expect(coordinator.page.locator(".ds-error-summary")).to_be_focused()
    coordinator.passes()
    coordinator.field("minutes").fill("6")
    coordinator.field("minutes").press("Enter")
    coordinator.at("conversations:draft", draft.public_id).passes()
    section = GuideDraft.objects.get().sections[0]
    assert section["minutes"] == 6
    assert section["points"][-2]["text"] == {"nb": "Er det noe du lurer på?"}
