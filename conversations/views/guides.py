"""The county's guides, to read and print outside a journey."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.acting import actor_of
from conversations import guides, permissions, queries
from conversations.models import GuideVersion


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """The county's guides as they are now, for everybody who works there."""
    actor = actor_of(request)
    if actor.county is None or not permissions.can_read_guides(actor):
        raise PermissionDenied
    rows = queries.guide_rows(GuideVersion.objects.visible_to(actor).newest(), actor.county)
    return render(request, "conversations/guides.html", {"rows": rows, "county": actor.county})


@require_safe
def guide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One guide, to read or print outside a journey; an older version says so."""
    found = get_object_or_404(GuideVersion.objects.visible_to(actor_of(request)), public_id=public_id)
    newer = GuideVersion.objects.filter(county=found.county_id, kind=found.kind, version__gt=found.version)
    context = {
        "guide": found,
        "title": guides.title(found),
        "headings": guides.headings(found),
        "newest": newer.order_by("-version").first(),
    }
    return render(request, "conversations/guide.html", context)
