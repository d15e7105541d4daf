"""The verbs of proposals: propose a change in a guide, remark on it, accept it into the draft, or decline it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts.actors import Actor
from accounts.enums import Language
from accounts.models import Membership
from common.audit import audit
from common.errors import AlreadyDone
from conversations import guide_content, guides, notifications
from conversations.actions.drafts import hold, keep, member, start_draft
from conversations.models import GuideProposal, GuideVersion, ProposalComment, ProposalState, ProposedChange


class PlaceGone(Exception):
    """What the proposal is about is not in the draft any more; nothing was changed."""


@transaction.atomic
def propose(
    *, guide: GuideVersion, section: str, point: str, change: str, wording: str, why: str, by: Actor
) -> GuideProposal:
    """Propose a change on a question (`point`) or a whole section of a version. One audit row; tells nobody.

    ValueError for a place the version does not have, a question in a question, or words for taking something out.
    """
    _check_place(guide, section, point, ProposedChange(change))
    proposal = GuideProposal.objects.create(
        guide=guide,
        section=section,
        point=point,
        change=change,
        wording=wording,
        language=_language(),
        why=why,
        proposed_by=member(by),
        proposed_at=timezone.now(),
    )
    _audit("guide_proposal_made", proposal, by)
    return proposal


def _check_place(guide: GuideVersion, section: str, point: str, change: ProposedChange) -> None:
    found = guide_content.find(guide.sections, section)
    if found is None or (point and guide_content.find(found["points"], point) is None):
        raise ValueError("the guide has no such place")
    if point and change == ProposedChange.ADD:
        raise ValueError("a question is added to a section")


def _language() -> str:
    language = get_language() or ""
    return language if language in Language.values else Language.BOKMAL.value


@transaction.atomic
def comment(*, proposal: GuideProposal, text: str, by: Actor) -> ProposalComment:
    """Add a remark to a proposal, also to one that is decided. One audit row."""
    _audit("guide_proposal_comment", proposal, by)
    return ProposalComment.objects.create(proposal=proposal, text=text, by=member(by), at=timezone.now())


@transaction.atomic
def accept(*, proposal: GuideProposal, words: dict[str, str], by: Actor) -> None:
    """Put the proposal into the county's draft, which is begun where there is none; `words` by language, none to take
    something out.

    The proposer is told. One audit row. Raises AlreadyDone when it is decided, PlaceGone.
    """
    guide = proposal.guide
    draft = hold(start_draft(county=guide.county, kind=guide.kind, by=by))
    current = _hold_open(proposal)
    draft.sections = _with(draft.sections, current, words)
    keep(draft, by)
    _decide(current, ProposalState.ACCEPTED, by)


def _with(sections: list[guide_content.Section], proposal: GuideProposal, words: dict[str, str]) -> list[Any]:
    """Return the sections with the proposal done."""
    section = guide_content.find(sections, proposal.section)
    if section is None or (proposal.point and guide_content.find(section["points"], proposal.point) is None):
        raise PlaceGone
    if not proposal.point and proposal.change == ProposedChange.REMOVE:
        return [each for each in sections if each is not section]
    return [_changed(section, proposal, words) if each is section else each for each in sections]


def _changed(section: guide_content.Section, proposal: GuideProposal, words: dict[str, str]) -> guide_content.Section:
    points, key = section["points"], proposal.point
    if proposal.change == ProposedChange.ADD:
        return {**section, "points": [*points, {"key": guides.new_key(), "text": words, "help": {}}]}
    if proposal.change == ProposedChange.REMOVE:
        return {**section, "points": [each for each in points if each["key"] != key]}
    if not key:
        return {**section, "title": words}
    return {**section, "points": [{**each, "text": words} if each["key"] == key else each for each in points]}


@transaction.atomic
def decline(*, proposal: GuideProposal, reason: str, by: Actor) -> None:
    """Say no, with a reason the proposer reads. The proposer is told. One audit row.

    Raises AlreadyDone when it is decided; ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("a proposal is declined for a reason")
    current = _hold_open(proposal)
    current.reason = reason
    _decide(current, ProposalState.DECLINED, by)


def _hold_open(proposal: GuideProposal) -> GuideProposal:
    locked = GuideProposal.objects.select_for_update(of=("self",), no_key=True)
    current: GuideProposal = locked.select_related("proposed_by__person", "proposed_by__office").get(pk=proposal.pk)
    if not current.is_open:
        raise AlreadyDone
    return current


def _decide(proposal: GuideProposal, state: ProposalState, by: Actor) -> None:
    decided_by: Membership = member(by)
    proposal.state, proposal.decided_by, proposal.decided_at = state, decided_by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    _audit(f"guide_proposal_{state.value}", proposal, by)
    notifications.proposal_answered(proposal)


def _audit(kind: str, proposal: GuideProposal, by: Actor) -> None:
    data = {"guide": str(proposal.guide.public_id), "kind": proposal.guide.kind}
    audit(kind, by=by, subject=proposal.public_id, data=data)
