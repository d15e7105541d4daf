"""Read models of the guide pages: the list, versions, drafts and proposals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from accounts.actors import Actor
from accounts.models import County
from conversations import guide_content, guide_diff, guides, permissions
from conversations.guide_forms import plan_parts
from conversations.guides import HeadingText
from conversations.models import GuideDraft, GuideProposal, GuideVersion, ProposalState, ProposedChange
from journeys import blueprints

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class GuideRow:
    """A kind of guide in the list. `guide` is None where none is published, which only who edits them is shown."""

    kind: str
    title: "StrOrPromise"
    guide: GuideVersion | None
    draft: GuideDraft | None
    minutes: int
    proposals: int


@dataclass(frozen=True)
class SectionRow:
    """A section in the list of a draft's sections; `part` is the part of the plan its notes belong to, or ''."""

    heading: HeadingText
    part: "StrOrPromise"


@dataclass(frozen=True)
class Place:
    """What a proposal is about, in the words of the version it was made on; `question` is '' for the whole section."""

    section: str
    question: str


def guide_rows(actor: Actor, county: County) -> list[GuideRow]:
    """Return the county's guides: Nav's preparation, then in the order of its meetings. Three queries."""
    versions = {guide.kind: guide for guide in GuideVersion.objects.visible_to(actor).newest()}
    drafts = {draft.kind: draft for draft in GuideDraft.objects.visible_to(actor)} if _edits(actor) else {}
    waiting = open_by_kind(actor)
    own = guides.kinds_of(blueprints.latest(county.code))
    kinds = [*own, *(kind for kind in versions if kind not in own)]
    return [
        _guide_row(kind, versions.get(kind), drafts.get(kind), waiting.get(kind, 0))
        for kind in kinds
        if kind in versions or _edits(actor)
    ]


def _guide_row(kind: str, guide: GuideVersion | None, draft: GuideDraft | None, proposals: int) -> GuideRow:
    title = guides.title(guide) if guide else guides.kind_label(kind)
    minutes = guide_content.minutes(guide.sections) if guide else 0
    return GuideRow(kind, title, guide, draft, minutes, proposals)


def _edits(actor: Actor) -> bool:
    return permissions.can_edit_guides(actor)


def open_by_kind(actor: Actor) -> Mapping[str, int]:
    """Return how many open proposals there are about each kind of guide in the county. One query."""
    waiting = GuideProposal.objects.visible_to(actor).filter(state=ProposalState.OPEN)
    counted = waiting.order_by().values_list("guide__kind").annotate(Count("pk"))
    return dict(counted)


def versions_of(guide: GuideVersion) -> list[GuideVersion]:
    """Return all versions of the guide, the newest first, without what they say. One query."""
    return list(_versions(guide).only("public_id", "version", "published_at"))


def before(guide: GuideVersion) -> GuideVersion | None:
    """Return the version before this one, None for the first."""
    return _versions(guide).filter(version__lt=guide.version).first()


def _versions(guide: GuideVersion) -> QuerySet[GuideVersion]:
    return GuideVersion.objects.filter(county=guide.county_id, kind=guide.kind).order_by("-version")


def changes_between(old: GuideVersion | None, new: GuideVersion) -> guide_diff.Changes:
    """Return what differs from one version to another."""
    return _changes(old, new.title, new.sections, new.county)


def changes_in_draft(draft: GuideDraft, latest: GuideVersion | None) -> guide_diff.Changes:
    """Return what publishing the draft would change."""
    return _changes(latest, draft.title, guide_content.to_publish(draft.sections), draft.county)


def _changes(
    old: GuideVersion | None, title: Mapping[str, str], sections: list[guide_content.Section], county: County
) -> guide_diff.Changes:
    parts = dict(plan_parts(blueprints.latest(county.code).plan))
    return guide_diff.changes(old.title if old else {}, old.sections if old else [], title, sections, parts)


def section_rows(draft: GuideDraft) -> list[SectionRow]:
    """Return a draft's sections as they are listed, in the active language."""
    parts = dict(plan_parts(blueprints.latest(draft.county.code).plan))
    sections = zip(guides.headings(draft), draft.sections, strict=True)
    return [SectionRow(heading, _part(section["carries_to"], parts)) for heading, section in sections]


def _part(key: str, parts: "Mapping[str, StrOrPromise]") -> "StrOrPromise":
    return parts.get(key, key) if key else ""


def place_of(proposal: GuideProposal) -> Place:
    """Return what the proposal is about, in the active language."""
    heading = next((each for each in guides.headings(proposal.guide) if each.key == proposal.section), None)
    points = {point.key: point.text for point in heading.points} if heading else {}
    return Place(heading.title if heading else "", points.get(proposal.point, ""))


def proposals_for(actor: Actor) -> QuerySet[GuideProposal]:
    """Return the county's proposals with what their pages say of them, the newest first."""
    related = ("guide__county", "proposed_by__person", "proposed_by__office", "decided_by__person", "taken_into")
    return GuideProposal.objects.visible_to(actor).select_related(*related)


def with_places(proposals: Iterable[GuideProposal]) -> list[tuple[GuideProposal, Place]]:
    """Return proposals, each with what it is about."""
    return [(proposal, place_of(proposal)) for proposal in proposals]


def open_about(actor: Actor, guide: GuideVersion | GuideDraft) -> list[tuple[GuideProposal, Place]]:
    """Return the open proposals about this kind of guide, whatever version they were made on."""
    return with_places(_about(actor, guide).filter(state=ProposalState.OPEN))


def in_draft(actor: Actor, draft: GuideDraft) -> list[tuple[GuideProposal, Place]]:
    """Return the proposals that were accepted into the draft."""
    return with_places(_about(actor, draft).filter(state=ProposalState.ACCEPTED, taken_into=None))


def _about(actor: Actor, guide: GuideVersion | GuideDraft) -> QuerySet[GuideProposal]:
    return proposals_for(actor).filter(guide__county=guide.county_id, guide__kind=guide.kind)


def present_words(proposal: GuideProposal) -> dict[str, str]:
    """Return the words the proposal wants to replace, by language, as they stand in the version it was made on."""
    if proposal.change != ProposedChange.WORDING:
        return {}
    section = guide_content.find(proposal.guide.sections, proposal.section) or guide_content.empty_section("")
    point = guide_content.find(section["points"], proposal.point)
    words: dict[str, str] = point["text"] if point else section["title"]
    return words


def wording_runs(proposal: GuideProposal) -> tuple[guide_diff.Run, ...]:
    """Return the proposed words, with what came and went marked where they replace others."""
    return guide_diff.runs(present_words(proposal).get(proposal.language, ""), proposal.wording)
