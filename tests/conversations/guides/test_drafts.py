"""Drafts: what is saved, what conflicts, and what publishing does to meetings and proposals."""

import pytest
from django.db import DatabaseError, transaction

from common.errors import AlreadyDone
from common.models import AuditEntry
from conversations import actions, guide_content
from conversations.models import GuideDraft, GuideVersion, ProposalState
from tests.conversations.conftest import make_scene
from tests.conversations.guides.conftest import Desk
from tests.factories import acting, participant


def section_of(draft: GuideDraft, place: int = 0) -> guide_content.Section:
    draft.refresh_from_db()
    section: guide_content.Section = draft.sections[place]
    return section


def save(desk: Desk, draft: GuideDraft, section: guide_content.Section, seen: guide_content.Section | None) -> None:
    actions.save_section_of_draft(draft=draft, section=section, seen=guide_content.mark(seen), by=desk.county_side)


def audited(kind: str) -> int:
    return AuditEntry.objects.filter(kind=kind).count()


def test_a_draft_begins_from_the_newest_version_and_both_sides_share_it(desk: Desk):
    draft = desk.draft()
    again = actions.start_draft(county=desk.guide.county, kind="guidance", by=desk.nav_side)
    assert (draft, draft.base, draft.title) == (again, desk.guide, desk.guide.title)
    assert audited("guide_draft_started") == 1


def test_a_kind_without_a_guide_begins_empty(desk: Desk):
    draft = actions.start_draft(county=desk.guide.county, kind="closing", by=desk.county_side)
    assert (draft.base, draft.sections, draft.title) == (None, [], {})


def test_only_staff_write(desk: Desk):
    with pytest.raises(ValueError, match="staff"):
        actions.start_draft(county=desk.guide.county, kind="closing", by=participant())


def test_a_section_is_saved_whole_and_a_second_writer_is_told(desk: Desk):
    draft = desk.draft()
    was = section_of(draft)
    save(desk, draft, {**was, "minutes": 7}, was)
    with pytest.raises(actions.SectionConflict) as conflict:
        save(desk, draft, {**was, "minutes": 9}, was)
    assert conflict.value.section == {**was, "minutes": 7} == section_of(draft)
    save(desk, draft, {**was, "minutes": 7}, was)  # both wrote the same: no conflict


def test_what_was_removed_meanwhile_comes_back_only_knowingly(desk: Desk):
    draft = desk.draft()
    was = section_of(draft)
    actions.remove_section(draft=draft, key="1", seen=guide_content.mark(was), by=desk.nav_side)
    with pytest.raises(actions.SectionConflict) as conflict:
        save(desk, draft, {**was, "minutes": 9}, was)
    assert conflict.value.section is None
    save(desk, draft, {**was, "minutes": 9}, None)
    assert section_of(draft, -1)["minutes"] == 9


def test_removing_what_somebody_changed_is_a_conflict_and_twice_is_once(desk: Desk):
    draft = desk.draft()
    was = section_of(draft)
    save(desk, draft, {**was, "minutes": 9}, was)
    with pytest.raises(actions.SectionConflict):
        actions.remove_section(draft=draft, key="1", seen=guide_content.mark(was), by=desk.county_side)
    for _time in range(2):
        seen = guide_content.mark({**was, "minutes": 9})
        actions.remove_section(draft=draft, key="1", seen=seen, by=desk.county_side)
    draft.refresh_from_db()
    assert [each["key"] for each in draft.sections] == ["2"]


def test_the_name_is_saved_and_a_second_writer_is_told(desk: Desk):
    draft, seen = desk.draft(), guide_content.mark(desk.guide.title)
    actions.save_title(draft=draft, title={"nb": "Ny"}, seen=seen, by=desk.county_side)
    actions.save_title(draft=draft, title={"nb": "Ny"}, seen=seen, by=desk.nav_side)
    with pytest.raises(actions.TitleConflict):
        actions.save_title(draft=draft, title={"nb": "Annen"}, seen=seen, by=desk.nav_side)


def test_sections_are_added_and_moved(desk: Desk):
    draft = desk.draft()
    key = actions.add_section(draft=draft, by=desk.county_side)
    actions.move_section(draft=draft, key=key, places=-1, by=desk.county_side)
    draft.refresh_from_db()
    assert [each["key"] for each in draft.sections] == ["1", key, "2"]


def test_publishing_makes_the_next_version_and_meetings_under_way_keep_theirs(desk: Desk):
    scene = make_scene()
    note = scene.note()
    draft = actions.start_draft(county=scene.journey.county, kind=note.guide.kind, by=desk.county_side)
    was = section_of(draft)
    save(desk, draft, {**was, "title": {"nb": "Ny start"}}, was)
    version = desk.publish()
    assert (version.version, version.sections[0]["title"]) == (note.guide.version + 1, {"nb": "Ny start"})
    with acting(scene.career):
        note.refresh_from_db()
        assert note.guide.version == version.version - 1
    assert not GuideDraft.objects.exists()
    assert AuditEntry.objects.filter(kind="guide_published", subject=str(version.public_id)).count() == 1


def test_empty_questions_are_left_out_of_the_version(desk: Desk):
    draft = desk.draft()
    was = section_of(draft)
    empty = {"key": "x", "text": {}, "help": {}}
    save(desk, draft, {**was, "minutes": 6, "points": [*was["points"], empty]}, was)
    assert [each["key"] for each in desk.publish().sections[0]["points"]] == ["1", "2"]


def test_nothing_is_published_that_was_not_looked_at_or_lacks_something_or_is_the_same(desk: Desk):
    draft = desk.draft()
    with pytest.raises(actions.ChangedSince):
        actions.publish_draft(draft=draft, seen="", by=desk.county_side)
    with pytest.raises(actions.NothingChanged):
        desk.publish()
    actions.add_section(draft=draft, by=desk.county_side)
    with pytest.raises(actions.NotReady):
        desk.publish()
    assert GuideVersion.objects.count() == 1


def test_a_draft_that_is_gone_takes_nothing_more(desk: Desk):
    draft = desk.draft()
    actions.discard_draft(draft=draft, by=desk.nav_side)
    assert audited("guide_draft_discarded") == 1
    with pytest.raises(AlreadyDone):
        actions.add_section(draft=draft, by=desk.county_side)


def test_a_published_guide_never_changes(desk: Desk):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        GuideVersion.objects.filter(pk=desk.guide.pk).update(title={"nb": "Noe annet"})


def test_publishing_takes_in_the_accepted_proposals_and_discarding_opens_them_again(desk: Desk):
    first, second = desk.proposal(), desk.proposal(point="1", wording="Hva skjedde?")
    actions.accept(proposal=first, words={"nb": "Hva så?"}, by=desk.county_side)
    version = desk.publish()
    actions.accept(proposal=second, words={"nb": "Hva skjedde?"}, by=desk.county_side)
    actions.discard_draft(draft=GuideDraft.objects.get(), by=desk.county_side)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.taken_into) == (ProposalState.ACCEPTED, version)
    assert (second.state, second.decided_at) == (ProposalState.OPEN, None)
