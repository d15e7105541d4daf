"""A guide's draft: its sections, one section, the preview, publishing and throwing it away. For coordinators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from common.forms import posted
from conversations import actions, guide_content, guide_diff, guides, permissions
from conversations import guide_queries as queries
from conversations.guide_forms import GuideTitleForm, SectionEditor
from conversations.models import GuideDraft
from journeys import blueprints
from journeys.blueprints.types import Blueprint

#: How many places a button moves a section or a question.
MOVES = {"up": -1, "down": 1}


@require_POST
def draft_start(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin a draft of one kind of guide, or go on with the one there is."""
    actor = actor_of(request)
    if actor.county is None or not permissions.can_edit_guides(actor):
        raise PermissionDenied
    if kind not in guides.kinds_of(blueprints.latest(actor.county.code)):
        raise Http404
    found = actions.start_draft(county=actor.county, kind=kind, by=actor)
    return redirect("conversations:draft", found.public_id)


@require_safe
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sections of a draft, to rearrange and to open."""
    found = _draft(request, public_id)
    context = _context(found) | {
        "rows": queries.section_rows(found),
        "minutes": guide_content.minutes(found.sections),
        "meeting_minutes": guides.meeting_minutes(_blueprint(found), found.kind),
        "waiting": queries.open_about(actor_of(request), found),
    }
    return render(request, "conversations/guide_draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_title(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the guide is called."""
    found = _draft(request, public_id)
    form = GuideTitleForm(posted(request), title=found.title, cancel_url=_url(found))
    theirs: Any = None
    if form.is_valid():
        try:
            actions.save_title(draft=found, title=form.title, seen=form.cleaned_data["seen"], by=actor_of(request))
        except actions.TitleConflict as conflict:
            theirs = conflict.title
            form.data = _with(request.POST, seen=guide_content.mark(theirs))
        else:
            messages.success(request, _("Saved"))
            return redirect(_url(found))
    context = _context(found) | {"form": form, "theirs": theirs}
    return render(request, "conversations/guide_draft_title.html", context, status=_status(theirs is not None, form))


def _status(conflict: bool, *sent: Any) -> int:
    if conflict:
        return 409
    return 422 if any(form.errors for form in sent) else 200


def _with(data: QueryDict, **values: str) -> QueryDict:
    """What was sent, some of it replaced."""
    changed = data.copy()
    for name, value in values.items():
        changed[name] = value
    return changed


@require_POST
def draft_section_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add an empty section and open it."""
    found = _draft(request, public_id)
    key = actions.add_section(draft=found, by=actor_of(request))
    return redirect("conversations:draft_section", found.public_id, key)


@require_POST
def draft_section_move(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Move a section up or down; another direction moves nothing."""
    found = _draft(request, public_id)
    places = MOVES.get(request.POST.get("direction", ""), 0)
    actions.move_section(draft=found, key=key, places=places, by=actor_of(request))
    return redirect(f"{_url(found)}#section-{key}")


@require_http_methods(["GET", "HEAD", "POST"])
def draft_section_remove(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Show what a section says, and take it out when that is confirmed."""
    found = _draft(request, public_id)
    section = guide_content.find(found.sections, key)
    if section is None:
        return _section_gone(request, found)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            actions.remove_section(draft=found, key=key, seen=seen, by=actor_of(request))
        except actions.SectionConflict:
            messages.warning(request, _("Somebody else changed this section. Look at it again before you remove it."))
            return redirect("conversations:draft_section_remove", found.public_id, key)
        messages.success(request, _("The section is removed"))
        return redirect(_url(found))
    heading = next(each for each in guides.headings(found) if each.key == key)
    context = _context(found) | {"heading": heading, "seen": guide_content.mark(section)}
    return render(request, "conversations/guide_draft_remove.html", context)


def _section_gone(request: HttpRequest, draft: GuideDraft) -> HttpResponse:
    messages.info(request, _("That section is not in the draft any more."))
    return redirect(_url(draft))


@require_http_methods(["GET", "HEAD", "POST"])
def draft_section(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """One section with its questions. Every button saves what is typed first; a conflict shows both (409)."""
    found = _draft(request, public_id)
    section = guide_content.find(found.sections, key)
    if request.method == "POST" and len(key) <= guide_content.KEY_LENGTH:
        return _save_section(request, found, section or guide_content.empty_section(key))
    if section is None:
        return _section_gone(request, found)
    editor = SectionEditor(section, seen=guide_content.mark(section), plan=_blueprint(found).plan)
    return _section_page(request, found, editor)


def _save_section(request: HttpRequest, draft: GuideDraft, present: guide_content.Section) -> HttpResponse:
    plan = _blueprint(draft).plan
    editor = SectionEditor(present, seen="", plan=plan, data=request.POST)
    if not editor.is_valid():
        return _section_page(request, draft, editor, status=422)
    what, _colon, point = request.POST.get("do", "").partition(":")
    section = _rearranged(editor.cleaned, what, point)
    seen = editor.form.cleaned_data["seen"]
    try:
        actions.save_section_of_draft(draft=draft, section=section, seen=seen, by=actor_of(request))
    except actions.SectionConflict as conflict:
        data = _with(request.POST, seen=guide_content.mark(conflict.section))
        mine = SectionEditor(present, seen="", plan=plan, data=data)
        return _section_page(request, draft, mine, conflict=conflict, status=409)
    return _after_saving(request, draft, section, what, point)


def _rearranged(section: guide_content.Section, what: str, point: str) -> guide_content.Section:
    """What was sent, with what the button asks for done to its questions."""
    points = section["points"]
    if what == "add":
        points = [*points, {"key": guides.new_key(), "text": {}, "help": {}}]
    elif what == "remove":
        points = [each for each in points if each["key"] != point]
    elif what in MOVES:
        points = guide_content.moved(points, point, MOVES[what])
    return {**section, "points": points}


def _after_saving(
    request: HttpRequest, draft: GuideDraft, section: guide_content.Section, what: str, point: str
) -> HttpResponse:
    address = reverse("conversations:draft_section", args=[draft.public_id, section["key"]])
    if what == "add":
        return redirect(f"{address}#q-{section['points'][-1]['key']}")
    if what in MOVES:
        return redirect(f"{address}#q-{point}")
    if what == "remove":
        messages.success(request, _("The question is removed"))
        return redirect(f"{address}#questions")
    messages.success(request, _("The section is saved in the draft"))
    return redirect(f"{_url(draft)}#section-{section['key']}")


def _section_page(
    request: HttpRequest,
    draft: GuideDraft,
    editor: SectionEditor,
    *,
    conflict: actions.SectionConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    number = next((n for n, each in enumerate(draft.sections, 1) if each["key"] == editor.section["key"]), None)
    context = _context(draft) | {
        "editor": editor,
        "number": number,
        "conflict": conflict is not None,
        "theirs": guide_diff.both_languages(conflict.section) if conflict and conflict.section else None,
    }
    return render(request, "conversations/guide_draft_section.html", context, status=status)


@require_safe
def draft_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What will change and how it will read, with the button that publishes it."""
    return _preview_page(request, _draft(request, public_id))


def _preview_page(request: HttpRequest, draft: GuideDraft, *, status: int = 200) -> HttpResponse:
    latest = actions.newest(draft.county_id, draft.kind)
    sections = guide_content.to_publish(draft.sections)
    context = _context(draft) | {
        "languages": [(code, guides.title(draft, code), guides.headings(draft, code)) for code in guides.LANGUAGES],
        "latest": latest,
        "is_overtaken": latest is not None and latest.pk != draft.base_id,
        "changes": queries.changes_in_draft(draft, latest),
        "problems": guide_content.problems(draft.title, sections),
        "without_nynorsk": guide_content.without_nynorsk(draft.title, sections),
        "seen": actions.draft_seen(draft, latest),
        "taken_in": queries.in_draft(actor_of(request), draft),
    }
    return render(request, "conversations/guide_draft_preview.html", context, status=status)


@require_POST
def draft_publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish what the preview showed."""
    found = _draft(request, public_id)
    try:
        version = actions.publish_draft(draft=found, seen=request.POST.get("seen", ""), by=actor_of(request))
    except actions.ChangedSince:
        messages.warning(request, _("Somebody changed the draft meanwhile. Look at it again before you publish it."))
        return _preview_page(request, _draft(request, public_id), status=409)
    except (actions.NotReady, actions.NothingChanged) as error:
        is_same = isinstance(error, actions.NothingChanged)
        words = _("The draft says the same as the newest version.") if is_same else _("Something is missing.")
        messages.error(request, words)
        return _preview_page(request, found, status=422)
    done = _("Version %(number)s is published. Meetings under way keep the version they began with.")
    messages.success(request, done % {"number": version.version})
    return redirect("conversations:guide", version.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw the draft away, once it is confirmed."""
    found = _draft(request, public_id)
    if request.method == "POST":
        actions.discard_draft(draft=found, by=actor_of(request))
        messages.success(request, _("The draft is thrown away"))
        return redirect("conversations:guides")
    context = _context(found) | {"taken_in": queries.in_draft(actor_of(request), found)}
    return render(request, "conversations/guide_draft_discard.html", context)


def _draft(request: HttpRequest, public_id: UUID) -> GuideDraft:
    """The draft: 404 for everybody but the county's coordinators."""
    drafts = GuideDraft.objects.visible_to(actor_of(request)).select_related("county", "saved_by__person")
    found: GuideDraft = get_object_or_404(drafts, public_id=public_id)
    return found


def _context(draft: GuideDraft) -> dict[str, Any]:
    return {"draft": draft, "title": guides.title(draft) or guides.kind_label(draft.kind)}


def _blueprint(draft: GuideDraft) -> Blueprint:
    return blueprints.latest(draft.county.code)


def _url(draft: GuideDraft) -> str:
    return reverse("conversations:draft", args=[draft.public_id])
