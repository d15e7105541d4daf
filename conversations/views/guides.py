"""The county's guides, to read and print outside a journey, and what changed from version to version."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from conversations import guide_content, guides, permissions
from conversations import guide_queries as queries
from conversations.models import GuideDraft, GuideVersion


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """The county's guides as they are now, for everybody who works there."""
    actor = actor_of(request)
    if actor.county is None or not permissions.can_read_guides(actor):
        raise PermissionDenied
    context = {
        "rows": queries.guide_rows(actor, actor.county),
        "county": actor.county,
        "can_edit": permissions.can_edit_guides(actor),
    }
    return render(request, "conversations/guides.html", context)


@require_safe
def guide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One guide, to read or print outside a journey; an older version says so."""
    actor = actor_of(request)
    found = _guide(actor, public_id)
    versions = queries.versions_of(found)
    newest = versions[0] if versions[0].version > found.version else None
    can_edit = permissions.can_edit_guides(actor) and newest is None
    context = {
        "guide": found,
        "title": guides.title(found),
        "headings": guides.headings(found),
        "minutes": guide_content.minutes(found.sections),
        "newest": newest,
        "versions": versions,
        "waiting": queries.open_about(actor, found),
        "can_propose": permissions.can_propose(actor) and newest is None,
        "can_edit": can_edit,
        "draft": _draft(actor, found) if can_edit else None,
    }
    return render(request, "conversations/guide.html", context)


@require_safe
def guide_changes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a version changed in the one before it."""
    found = _guide(actor_of(request), public_id)
    old = queries.before(found)
    context = {
        "guide": found,
        "old": old,
        "title": guides.title(found),
        "changes": queries.changes_between(old, found),
        "taken_in": queries.with_places(found.taken_in.select_related("guide", "proposed_by__office")),
    }
    return render(request, "conversations/guide_changes.html", context)


def _guide(actor: Actor, public_id: UUID) -> GuideVersion:
    found: GuideVersion = get_object_or_404(
        GuideVersion.objects.visible_to(actor).select_related("county"), public_id=public_id
    )
    return found


def _draft(actor: Actor, guide: GuideVersion) -> GuideDraft | None:
    return GuideDraft.objects.visible_to(actor).filter(kind=guide.kind).first()
