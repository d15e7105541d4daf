"""Two coordinators at once: one draft, one answer to a proposal, one version."""

import pytest

from conversations import actions, guide_content
from conversations.models import GuideDraft, GuideVersion
from tests.conversations.guides.conftest import Desk
from tests.conversations.test_races import THREADS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def busy(transactional_db: None, desk: Desk) -> Desk:
    return desk


def test_beginning_at_once_makes_one_draft(busy: Desk):
    assert at_once(busy.county_side, lambda _n: busy.draft()) == {"GuideDraft": THREADS}
    assert GuideDraft.objects.count() == 1


def test_a_proposal_accepted_at_once_is_taken_in_once(busy: Desk):
    proposal = busy.proposal(point="", change="add", wording="Noe mer?")

    def accept(_number: int) -> object:
        return actions.accept(proposal=proposal, words={"nb": "Noe mer?"}, by=busy.county_side)

    assert at_once(busy.county_side, accept) == {"NoneType": 1, "AlreadyDone": THREADS - 1}
    assert len(GuideDraft.objects.get().sections[0]["points"]) == 3


def test_publishing_at_once_makes_one_version(busy: Desk):
    draft = busy.draft()
    actions.save_title(draft=draft, title={"nb": "Ny"}, seen=guide_content.mark(draft.title), by=busy.county_side)
    draft.refresh_from_db()
    seen = actions.draft_seen(draft, busy.guide)
    outcomes = at_once(busy.county_side, lambda _n: actions.publish_draft(draft=draft, seen=seen, by=busy.county_side))
    assert outcomes == {"GuideVersion": 1, "AlreadyDone": THREADS - 1}
    assert GuideVersion.objects.count() == 2
