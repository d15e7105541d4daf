"""The verbs of a guide's draft: begin, write, rearrange, publish, discard. Nobody's meeting sees it until then."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import County, Membership
from common.audit import audit
from common.errors import AlreadyDone
from conversations import guide_content, guides
from conversations.models import GuideDraft, GuideProposal, GuideVersion, ProposalState


class SectionConflict(Exception):
    """Somebody else changed this section; `section` holds it now, None when it was removed. Nothing was saved."""

    def __init__(self, section: Mapping[str, Any] | None) -> None:
        super().__init__()
        self.section = section


class TitleConflict(Exception):
    """Somebody else changed the name; `title` holds it now. Nothing was saved."""

    def __init__(self, title: Mapping[str, str]) -> None:
        super().__init__()
        self.title = title


class ChangedSince(Exception):
    """The draft, or the version before it, is another one than was looked at; nothing was published."""


class NotReady(Exception):
    """Something is missing in the draft; nothing was published."""


class NothingChanged(Exception):
    """The draft says what the newest version says; nothing was published."""


@transaction.atomic
def start_draft(*, county: County, kind: str, by: Actor) -> GuideDraft:
    """Return the county's draft of this kind, begun now from the newest version where there is none yet.

    One audit row for a new one.
    """
    base = newest(county, kind)
    began = {
        "base": base,
        "title": base.title if base else {},
        "sections": guide_content.tidied(base.sections) if base else [],
        "saved_by": member(by),
        "saved_at": timezone.now(),
    }
    draft, is_new = GuideDraft.objects.get_or_create(county=county, kind=kind, defaults=began)
    if is_new:
        _audit("guide_draft_started", draft, by)
    return draft


def newest(county: County | int, kind: str) -> GuideVersion | None:
    """Return the county's newest version of a kind of guide, None where none is published."""
    return GuideVersion.objects.filter(county=county, kind=kind).order_by("-version").first()


@transaction.atomic
def save_title(*, draft: GuideDraft, title: dict[str, str], seen: str, by: Actor) -> None:
    """Save what the guide is called. `seen` is the `guide_content.mark` of the name last seen.

    Raises AlreadyDone, TitleConflict.
    """
    current = hold(draft)
    if current.title == title:
        return
    if guide_content.mark(current.title) != seen:
        raise TitleConflict(current.title)
    current.title = title
    keep(current, by)


@transaction.atomic
def add_section(*, draft: GuideDraft, by: Actor) -> str:
    """Add an empty section at the end; return its key. Raises AlreadyDone."""
    current = hold(draft)
    key = guides.new_key()
    current.sections = [*current.sections, guide_content.empty_section(key)]
    keep(current, by)
    return key


@transaction.atomic
def save_section_of_draft(*, draft: GuideDraft, section: guide_content.Section, seen: str, by: Actor) -> None:
    """Save one section whole, as its key says; one that was removed comes back at the end when `seen` is ''.

    `seen` is the `guide_content.mark` of the section last seen. Raises AlreadyDone, SectionConflict.
    """
    current = hold(draft)
    now = guide_content.find(current.sections, section["key"])
    if now == section:
        return
    if guide_content.mark(now) != seen:
        raise SectionConflict(now)
    if now is None:
        current.sections = [*current.sections, section]
    else:
        current.sections = [section if each is now else each for each in current.sections]
    keep(current, by)


@transaction.atomic
def move_section(*, draft: GuideDraft, key: str, places: int, by: Actor) -> None:
    """Move a section up (negative) or down; one that was removed meanwhile moves nowhere. Raises AlreadyDone."""
    current = hold(draft)
    current.sections = guide_content.moved(current.sections, key, places)
    keep(current, by)


@transaction.atomic
def remove_section(*, draft: GuideDraft, key: str, seen: str, by: Actor) -> None:
    """Take a section out. Raises SectionConflict when somebody changed it since it was `seen`, and AlreadyDone."""
    current = hold(draft)
    now = guide_content.find(current.sections, key)
    if now is None:
        return
    if guide_content.mark(now) != seen:
        raise SectionConflict(now)
    current.sections = [each for each in current.sections if each is not now]
    keep(current, by)


def draft_seen(draft: GuideDraft, latest: GuideVersion | None) -> str:
    """Return the mark of what a preview shows: the draft, beside the newest version."""
    return guide_content.mark([draft.title, draft.sections, latest and latest.version])


@transaction.atomic
def publish_draft(*, draft: GuideDraft, seen: str, by: Actor) -> GuideVersion:
    """Make the draft the newest version and return it. Meetings under way keep theirs; the draft is gone.

    The proposals that stand in the draft are taken into the version. One audit row. `seen` is the `draft_seen` of the
    preview. Raises AlreadyDone, ChangedSince, NotReady, NothingChanged.
    """
    current = hold(draft)
    latest = newest(current.county_id, current.kind)
    if draft_seen(current, latest) != seen:
        raise ChangedSince
    sections = guide_content.to_publish(current.sections)
    if guide_content.problems(current.title, sections):
        raise NotReady
    if latest and (latest.title, guide_content.tidied(latest.sections)) == (current.title, sections):
        raise NothingChanged
    version = GuideVersion.objects.create(
        county=current.county,
        kind=current.kind,
        version=latest.version + 1 if latest else 1,
        title=current.title,
        sections=sections,
        published_at=timezone.now(),
    )
    _in_draft(current).update(taken_into=version)
    current.delete()
    data = {"kind": version.kind, "version": version.version, "county": version.county.code}
    audit("guide_published", by=by, subject=version.public_id, data=data)
    return version


@transaction.atomic
def discard_draft(*, draft: GuideDraft, by: Actor) -> None:
    """Throw the draft away. The proposals that were accepted into it are open again. One audit row.

    Raises AlreadyDone.
    """
    current = hold(draft)
    _in_draft(current).update(state=ProposalState.OPEN, decided_by=None, decided_at=None, reason="")
    _audit("guide_draft_discarded", current, by)
    current.delete()


def _in_draft(draft: GuideDraft) -> QuerySet[GuideProposal]:
    about = GuideProposal.objects.filter(guide__county=draft.county_id, guide__kind=draft.kind)
    return about.filter(state=ProposalState.ACCEPTED, taken_into=None)


def hold(draft: GuideDraft) -> GuideDraft:
    """Lock the draft and return it as it is now. Raises AlreadyDone when it was published or discarded."""
    locked = GuideDraft.objects.select_for_update(of=("self",), no_key=True).select_related("county")
    current = locked.filter(pk=draft.pk).first()
    if current is None:
        raise AlreadyDone
    return current


def keep(draft: GuideDraft, by: Actor) -> None:
    """Save a draft that is held."""
    draft.saved_by, draft.saved_at = member(by), timezone.now()
    draft.save(update_fields=["title", "sections", "saved_by", "saved_at"])


def member(by: Actor) -> Membership:
    """Return the membership somebody writes in; ValueError for a participant."""
    if by.membership is None:
        raise ValueError("only staff write guides")
    return by.membership


def _audit(kind: str, draft: GuideDraft, by: Actor) -> None:
    audit(kind, by=by, subject=draft.public_id, data={"kind": draft.kind, "county": draft.county.code})
