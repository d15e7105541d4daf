"""Proposals for guides: the list, making one, its page with the remarks, and the coordinator's answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from common.forms import posted
from conversations import actions, guides, permissions
from conversations import guide_queries as queries
from conversations.models import GuideProposal, GuideVersion, ProposalState
from conversations.proposal_forms import AcceptForm, CommentForm, DeclineForm, ProposalForm

PAGE = 25


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """The county's proposals, the newest first: all, the open ones, or one's own."""
    actor = actor_of(request)
    if actor.county is None or not permissions.can_read_guides(actor):
        raise PermissionDenied
    shown = request.GET.get("show", "")
    found = queries.proposals_for(actor)
    if shown == "open":
        found = found.filter(state=ProposalState.OPEN)
    if shown == "own":
        found = found.filter(proposed_by=actor.membership_id)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "county": actor.county,
        "rows": [(each, queries.place_of(each), guides.title(each.guide)) for each in page],
        "page": page,
        "shown": shown,
        "can_propose": permissions.can_propose(actor),
    }
    return render(request, "conversations/guide_proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Propose a change on a section of a guide, or on a question in it."""
    actor = actor_of(request)
    guide = get_object_or_404(GuideVersion.objects.visible_to(actor), public_id=public_id)
    heading = next((each for each in guides.headings(guide) if each.key == key), None)
    if heading is None:
        raise Http404
    if not permissions.can_propose(actor):
        raise PermissionDenied
    back = reverse("conversations:guide", args=[guide.public_id]) + f"#{heading.anchor}"
    form = ProposalForm(posted(request), heading=heading, cancel_url=back)
    if form.is_valid():
        data = form.cleaned_data
        words = {"change": data["change"], "wording": data["wording"], "why": data["why"]}
        made = actions.propose(guide=guide, section=key, point=form.point, **words, by=actor)
        messages.success(request, _("The proposal is sent. The county's coordinators answer it."))
        return redirect("conversations:proposal", made.public_id)
    context = {"form": form, "guide": guide, "title": guides.title(guide), "heading": heading}
    return render(request, "conversations/guide_propose.html", context, status=422 if form.errors else 200)


@require_safe
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One proposal: what it says, the remarks, and what became of it."""
    actor = actor_of(request)
    return _page(request, actor, _proposal(actor, public_id), CommentForm())


def _page(
    request: HttpRequest, actor: Actor, found: GuideProposal, form: CommentForm, *, status: int = 200
) -> HttpResponse:
    context = _context(found) | {
        "comments": found.comments.select_related("by__person", "by__office"),
        "form": form,
        "can_decide": permissions.can_decide(actor, found),
    }
    return render(request, "conversations/guide_proposal.html", context, status=status)


def _context(found: GuideProposal) -> dict[str, Any]:
    return {
        "proposal": found,
        "guide_title": guides.title(found.guide),
        "place": queries.place_of(found),
        "runs": queries.wording_runs(found),
    }


@require_POST
def proposal_comment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a remark."""
    actor = actor_of(request)
    found = _proposal(actor, public_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, found, form, status=422)
    actions.comment(proposal=found, text=form.cleaned_data["text"].strip(), by=actor)
    return redirect(reverse("conversations:proposal", args=[found.public_id]) + "#comments")


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the proposal into the draft, in words the coordinator may adjust."""
    actor = actor_of(request)
    found = _to_decide(request, actor, public_id)
    if found is None:
        return redirect("conversations:proposal", public_id)
    form = AcceptForm(posted(request), proposal=found, present=queries.present_words(found), cancel_url=_url(found))
    if form.is_valid():
        try:
            actions.accept(proposal=found, words=form.words, by=actor)
        except actions.PlaceGone:
            form.add_error(
                None, _("What this is about is not in the draft any more. Write it there yourself, or decline.")
            )
        else:
            messages.success(request, _("The proposal stands in the draft. Who proposed it is told by e-mail."))
            return redirect("conversations:proposal", found.public_id)
    context = _context(found) | {"form": form}
    return render(request, "conversations/guide_proposal_accept.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_decline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say no, with a reason."""
    actor = actor_of(request)
    found = _to_decide(request, actor, public_id)
    if found is None:
        return redirect("conversations:proposal", public_id)
    form = DeclineForm(posted(request), cancel_url=_url(found))
    if form.is_valid():
        actions.decline(proposal=found, reason=form.cleaned_data["reason"].strip(), by=actor)
        messages.success(request, _("The proposal is declined. Who proposed it is told by e-mail."))
        return redirect("conversations:proposal", found.public_id)
    context = _context(found) | {"form": form}
    return render(request, "conversations/guide_proposal_decline.html", context, status=422 if form.errors else 200)


def _proposal(actor: Actor, public_id: UUID) -> GuideProposal:
    found: GuideProposal = get_object_or_404(queries.proposals_for(actor), public_id=public_id)
    return found


def _to_decide(request: HttpRequest, actor: Actor, public_id: UUID) -> GuideProposal | None:
    """The proposal for who answers it; None, and a message, when it is answered already."""
    found = _proposal(actor, public_id)
    if not permissions.can_edit_guides(actor):
        raise PermissionDenied
    if found.is_open:
        return found
    messages.info(request, _("The proposal is answered already."))
    return None


def _url(found: GuideProposal) -> str:
    return reverse("conversations:proposal", args=[found.public_id])
