"""Proposals: who makes and answers them, what they do to the draft, and what the proposer is told."""

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from accounts.models import Membership
from common import outbox
from common.errors import AlreadyDone
from common.models import AuditEntry, OutboxMessage
from conversations import actions, permissions
from conversations.models import GuideDraft, GuideProposal, ProposalComment, ProposalState
from tests.conversations.guides.conftest import Desk
from tests.factories import participant, staff


def points(place: int = 0) -> list[dict[str, str]]:
    return [each["text"] for each in GuideDraft.objects.get().sections[place]["points"]]


def accept(desk: Desk, proposal: GuideProposal, **words: str) -> None:
    actions.accept(proposal=proposal, words=words, by=desk.county_side)


def test_both_organisations_propose_and_coordinators_decide(desk: Desk):
    assert permissions.can_propose(desk.nav)
    assert permissions.can_propose(desk.career)
    assert not permissions.can_propose(desk.county_side)
    proposal = desk.proposal()
    assert [permissions.can_decide(each, proposal) for each in (desk.county_side, desk.nav_side, desk.nav)] == [
        True,
        True,
        False,
    ]


def test_everybody_who_works_in_the_county_sees_it_and_nobody_else(desk: Desk):
    desk.proposal()
    seen = [GuideProposal.objects.visible_to(each).count() for each in (desk.nav, desk.career, desk.nav_side)]
    assert seen == [1, 1, 1]
    elsewhere = (staff("nav_counsellor", county_code="trondelag"), participant())
    assert [GuideProposal.objects.visible_to(each).count() for each in elsewhere] == [0, 0]


def test_a_proposal_leaves_an_audit_row_without_its_words(desk: Desk):
    with translation.override("nn"):
        proposal = desk.proposal()
    row = AuditEntry.objects.get(kind="guide_proposal_made", subject=str(proposal.public_id))
    assert (proposal.language, row.data) == (
        "nn",
        {"guide": str(desk.guide.public_id), "kind": "guidance"},
    )


@pytest.mark.parametrize("wrong", [{"section": "9"}, {"point": "9"}, {"change": "add"}, {"change": "burn"}])
def test_a_proposal_is_about_a_place_the_guide_has(desk: Desk, wrong: dict[str, str]):
    with pytest.raises(ValueError, match=r"place|section|burn"):
        desk.proposal(**wrong)


def test_another_wording_replaces_the_question_and_keeps_its_help(desk: Desk):
    accept(desk, desk.proposal(point="1"), nb="Hva så?", nn="Kva så?")
    first = GuideDraft.objects.get().sections[0]["points"][0]
    assert (first["text"], first["help"]["nb"]) == ({"nb": "Hva så?", "nn": "Kva så?"}, "Spør rolig.")


def test_another_wording_of_a_section_is_its_heading(desk: Desk):
    accept(desk, desk.proposal(point=""), nb="Sist")
    assert GuideDraft.objects.get().sections[0]["title"] == {"nb": "Sist"}


def test_a_new_question_comes_last_in_its_section(desk: Desk):
    accept(desk, desk.proposal(point="", change="add"), nb="Noe mer?")
    assert points()[-1] == {"nb": "Noe mer?"}


def test_what_is_to_be_taken_out_is_taken_out(desk: Desk):
    accept(desk, desk.proposal(change="remove", wording=""))
    assert [each["nb"] for each in points()] == ["Hva har skjedd?"]
    accept(desk, desk.proposal(change="remove", wording="", section="2", point=""))
    assert [each["key"] for each in GuideDraft.objects.get().sections] == ["1"]


@pytest.mark.parametrize("point", ["2", ""])
def test_what_is_not_in_the_draft_any_more_cannot_be_accepted(desk: Desk, point: str):
    first = desk.proposal(change="remove", wording="", point="")
    second = desk.proposal(point=point)
    accept(desk, first)
    with pytest.raises(actions.PlaceGone):
        accept(desk, second, nb="x")
    second.refresh_from_db()
    assert second.is_open


def test_an_answer_is_given_once_and_needs_a_reason_to_be_no(desk: Desk):
    proposal = desk.proposal()
    with pytest.raises(ValueError, match="reason"):
        actions.decline(proposal=proposal, reason=" ", by=desk.county_side)
    actions.decline(proposal=proposal, reason="Den er grei.", by=desk.county_side)
    with pytest.raises(AlreadyDone):
        accept(desk, proposal, nb="x")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.DECLINED, "Den er grei.")
    assert AuditEntry.objects.filter(kind="guide_proposal_declined").count() == 1
    assert not GuideDraft.objects.exists()  # the draft begun for it went with what was not done


def test_the_proposer_is_told_that_there_is_an_answer_and_nothing_of_it(desk: Desk):
    proposal = desk.proposal(why="Hemmelig")
    actions.decline(proposal=proposal, reason="Avslagsord", by=desk.county_side)
    assert outbox.send_due() == 1
    (sent,) = mail.outbox
    assert sent.to == [desk.nav.person.email]
    assert str(proposal.public_id) in sent.body
    assert not any(word in sent.body + sent.subject for word in ("Avslagsord", "Hemmelig", "Hva så?"))


def test_somebody_who_works_there_no_more_is_not_told(desk: Desk):
    actions.decline(proposal=desk.proposal(), reason="Nei.", by=desk.county_side)
    Membership.objects.filter(pk=desk.nav.membership_id).update(valid_until=timezone.localdate())
    assert outbox.send_due() == 0
    assert OutboxMessage.objects.get().state == "void"


def test_an_answer_after_the_draft_was_thrown_away_is_told_anew(desk: Desk):
    proposal = desk.proposal()
    accept(desk, proposal, nb="Hva så?")
    actions.discard_draft(draft=GuideDraft.objects.get(), by=desk.county_side)
    actions.decline(proposal=proposal, reason="Likevel ikke.", by=desk.county_side)
    assert OutboxMessage.objects.count() == 2


def test_comments_are_read_in_order_and_never_changed(desk: Desk):
    proposal = desk.proposal()
    for person, text in ((desk.career, "Enig."), (desk.nav, "Takk.")):
        actions.comment(proposal=proposal, text=text, by=person)
    assert [each.text for each in proposal.comments.all()] == ["Enig.", "Takk."]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ProposalComment.objects.update(text="Uenig.")
    assert AuditEntry.objects.filter(kind="guide_proposal_comment").count() == 2


def test_the_database_knows_what_a_decided_proposal_is(desk: Desk):
    proposal = desk.proposal()
    for wrong in (
        {"state": ProposalState.ACCEPTED},
        {"state": ProposalState.DECLINED, "decided_at": timezone.now(), "decided_by": desk.county_side.membership},
        {"taken_into": desk.guide},
        {"wording": ""},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            GuideProposal.objects.filter(pk=proposal.pk).update(**wrong)
