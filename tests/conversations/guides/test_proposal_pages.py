"""The pages of proposals: making one, discussing it, answering it, and finding it again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conversations import actions
from conversations.models import GuideDraft, GuideProposal, ProposalState
from tests.conversations.guides.conftest import Desk
from tests.factories import staff

FORM = {"about": "2", "change": "wording", "wording": "Hva så?", "why": "Kortere."}


def url(name: str, proposal: GuideProposal) -> str:
    return reverse(f"conversations:{name}", args=[proposal.public_id])


def proposing(desk: Desk) -> str:
    return reverse("conversations:propose", args=[desk.guide.public_id, "1"])


def body(client: Client, address: str, **query: str) -> str:
    return client.get(address, query).content.decode()


def test_a_counsellor_proposes_from_the_page_of_the_guide(desk: Desk, as_actor):
    client = as_actor(desk.nav)
    assert proposing(desk) in body(client, reverse("conversations:guide", args=[desk.guide.public_id]))
    assert "Hva nå?" in body(client, proposing(desk))
    answer = client.post(proposing(desk), FORM)
    proposal = GuideProposal.objects.get()
    assert answer.headers["Location"] == url("proposal", proposal)
    assert (proposal.section, proposal.point, proposal.wording, proposal.why) == ("1", "2", "Hva så?", "Kortere.")
    page = body(client, url("proposal", proposal))
    assert "<del>" in page
    assert url("proposal_accept", proposal) not in page
    assert url("proposal", proposal) in body(client, reverse("conversations:guide", args=[desk.guide.public_id]))


def test_a_question_to_add_belongs_to_the_section(desk: Desk, as_actor):
    as_actor(desk.career).post(proposing(desk), FORM | {"change": "add"})
    assert GuideProposal.objects.get().point == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"change": ""},
        {"change": "wording", "wording": " "},
        {"change": "remove", "wording": "Behold ordene mine"},
        {"about": "section", "wording": "x" * 121},
        {"wording": "x" * 601},
        {"about": "9"},
    ],
)
def test_what_does_not_fit_is_said_and_stays_typed(desk: Desk, as_actor, wrong: dict[str, str]):
    answer = as_actor(desk.nav).post(proposing(desk), FORM | wrong)
    assert answer.status_code == 422
    assert (FORM | wrong)["wording"].strip() in answer.content.decode()
    assert "Kortere." in answer.content.decode()
    assert not GuideProposal.objects.exists()


def test_a_section_the_guide_does_not_have_is_not_found(desk: Desk, as_actor):
    address = reverse("conversations:propose", args=[desk.guide.public_id, "9"])
    assert as_actor(desk.nav).get(address).status_code == 404


def test_both_organisations_discuss(desk: Desk, as_actor):
    proposal = desk.proposal()
    for actor in (desk.career, desk.nav, desk.county_side):
        client = as_actor(actor)
        assert client.post(url("proposal_comment", proposal), {"text": f" Sagt av {actor.party} "}).status_code == 302
    page = body(client, url("proposal", proposal))
    assert "Sagt av career_counsellor" in page
    assert "Sagt av nav_counsellor" in page
    refused = client.post(url("proposal_comment", proposal), {"text": "x" * 601})
    assert (refused.status_code, "x" * 601 in refused.content.decode()) == (422, True)


def test_a_coordinator_of_either_side_adjusts_the_words_and_accepts(desk: Desk, as_actor):
    proposal = desk.proposal()
    client = as_actor(desk.nav_side)
    assert "Kva no?" in body(client, url("proposal_accept", proposal))
    answer = client.post(url("proposal_accept", proposal), {"text_nb": "", "text_nn": "Kva så?"})
    assert (answer.status_code, "Kva så?" in answer.content.decode()) == (422, True)
    assert (
        client.post(url("proposal_accept", proposal), {"text_nb": "Hva så?", "text_nn": "Kva så?"}).status_code == 302
    )
    assert GuideDraft.objects.get().sections[0]["points"][1]["text"] == {"nb": "Hva så?", "nn": "Kva så?"}
    version = desk.publish()
    page = body(as_actor(desk.nav), url("proposal", proposal))
    assert reverse("conversations:guide", args=[version.public_id]) in page
    assert url("proposal", proposal) in body(client, reverse("conversations:guide_changes", args=[version.public_id]))


def test_something_to_take_out_needs_no_words(desk: Desk, as_actor):
    proposal = desk.proposal(change="remove", wording="")
    client = as_actor(desk.county_side)
    assert client.get(url("proposal_accept", proposal)).status_code == 200
    assert client.post(url("proposal_accept", proposal)).status_code == 302
    assert [each["key"] for each in GuideDraft.objects.get().sections[0]["points"]] == ["1"]


def test_a_heading_has_room_for_less(desk: Desk, as_actor):
    proposal = desk.proposal(point="")
    answer = as_actor(desk.county_side).post(url("proposal_accept", proposal), {"text_nb": "x" * 121})
    assert answer.status_code == 422


def test_what_is_gone_from_the_draft_is_said(desk: Desk, as_actor):
    proposal = desk.proposal()
    actions.accept(proposal=desk.proposal(change="remove", wording=""), words={}, by=desk.county_side)
    answer = as_actor(desk.county_side).post(url("proposal_accept", proposal), {"text_nb": "Hva så?"})
    assert (answer.status_code, "Hva så?" in answer.content.decode()) == (422, True)


def test_declining_needs_a_reason_and_the_proposer_reads_it(desk: Desk, as_actor):
    proposal = desk.proposal()
    client = as_actor(desk.county_side)
    assert client.get(url("proposal_decline", proposal)).status_code == 200
    assert client.post(url("proposal_decline", proposal), {"reason": ""}).status_code == 422
    assert client.post(url("proposal_decline", proposal), {"reason": "Den er grei."}).status_code == 302
    assert "Den er grei." in body(as_actor(desk.nav), url("proposal", proposal))


@pytest.mark.parametrize("name", ["proposal_accept", "proposal_decline"])
def test_an_answer_too_late_changes_nothing(desk: Desk, as_actor, name: str):
    proposal = desk.proposal()
    actions.decline(proposal=proposal, reason="Nei.", by=desk.nav_side)
    answer = as_actor(desk.county_side).post(url(name, proposal), {"text_nb": "x", "reason": "x"})
    assert answer.headers["Location"] == url("proposal", proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.DECLINED, "Nei.")


def test_the_list_shows_the_open_ones_and_ones_own(desk: Desk, as_actor):
    own, others = (
        desk.proposal(),
        actions.propose(
            guide=desk.guide, section="2", point="", change="wording", wording="Slutt", why="", by=desk.career
        ),
    )
    actions.decline(proposal=own, reason="Nei.", by=desk.nav_side)
    client, address = as_actor(desk.nav), reverse("conversations:proposals")

    def shown(**query: str) -> list[bool]:
        page = body(client, address, **query)
        return [url("proposal", each) in page for each in (own, others)]

    assert (shown(), shown(show="open"), shown(show="own")) == ([True, True], [False, True], [True, False])
    elsewhere = body(as_actor(staff("nav_counsellor", county_code="trondelag")), address)
    assert url("proposal", own) not in elsewhere


#: The whole request: person, membership, context and navigation among them.
LIST_QUERIES = 10


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(desk: Desk, as_actor, count: int, django_assert_num_queries: Any):
    for _number in range(count):
        desk.proposal()
    client = as_actor(desk.nav)
    client.get(reverse("conversations:proposals"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("conversations:proposals"))
