"""The meeting page with its note, and closing."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import actor_of
from accounts.actors import Actor
from appointments.models import Appointment
from appointments.permissions import can_close as can_mark_missed
from common.dates import format_clock
from common.forms import posted
from conversations import actions, guides, permissions, queries
from conversations.forms import CloseForm, SectionForm
from conversations.models import Note, NoteSection
from journeys import meeting_context


# --- the meeting ---------------------------------------------------------------------------------------------------
@require_safe
def meeting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The guide on the appointment: to look at before the note is begun, to write under afterwards."""
    actor = actor_of(request)
    appointment = _appointment(actor, public_id)
    note = Note.objects.filter(appointment=appointment).select_related("guide").first()
    if note is None:
        return _before_meeting(request, actor, appointment)
    if not note.is_open:
        return redirect("conversations:note", note.public_id)
    note.appointment, note.journey = appointment, appointment.journey
    return _writing_page(request, actor, note)


@require_POST
def begin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Start the note; somebody who has begun it already is joined."""
    actor = actor_of(request)
    appointment = _appointment(actor, public_id)
    if not permissions.can_begin(actor, appointment):
        raise PermissionDenied
    try:
        actions.begin(appointment=appointment, by=actor)
    except actions.GuideMissing:
        messages.error(request, _("The county has no conversation guide for this meeting. Ask the coordinator."))
    return redirect("conversations:meeting", appointment.public_id)


@require_POST
def save_section(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Save under one heading: as autosave (JSON) or as a form. A conflict shows both texts (409)."""
    actor = actor_of(request)
    notes = Note.objects.visible_to(actor).select_related("journey").only("public_id", "journey__career_counsellor")
    note = notes.filter(public_id=public_id).first()
    if note is None:
        return _not_there(request)
    if not permissions.is_counsellor_of(actor, note.journey):
        raise PermissionDenied
    form = SectionForm(request.POST, key=key)
    if not form.is_valid():
        return _refused(request, actor, note, key, form)
    try:
        saved = actions.save_section(note=note, key=key, by=actor, **form.cleaned_data)
    except actions.Conflict as conflict:
        return _conflict(request, actor, note, conflict.section)
    except actions.NoteClosed:
        return _too_late(request, note, form.cleaned_data["text"])
    except NoteSection.DoesNotExist as error:
        raise Http404 from error
    return _saved(request, note, saved)


def _appointment(actor: Actor, public_id: UUID) -> Appointment:
    """The appointment with what its page needs: 404 for an outsider, 403 for who may not hold the meeting."""
    visible = Appointment.objects.visible_to(actor)
    related = (
        "journey__participant",
        "journey__county",
        "place",
        "career_counsellor__person",
        "nav_counsellor__person",
    )
    appointment: Appointment = get_object_or_404(visible.select_related(*related), public_id=public_id)
    if not permissions.can_open_guide(actor, appointment):
        raise PermissionDenied
    return appointment


def _note(actor: Actor, public_id: UUID) -> Note:
    """The note with what its pages need: 404 for everybody but the participant and the career counsellor."""
    related = ("journey__participant", "guide", "appointment__nav_counsellor__person")
    found: Note = get_object_or_404(Note.objects.visible_to(actor).select_related(*related), public_id=public_id)
    found.appointment.journey = found.journey
    return found


def _before_meeting(request: HttpRequest, actor: Actor, appointment: Appointment) -> HttpResponse:
    latest = queries.guide_for(appointment)
    context = _meeting_context(actor, appointment) | {
        "headings": guides.headings(latest) if latest else [],
        "can_begin": latest is not None and permissions.can_begin(actor, appointment),
    }
    return render(request, "conversations/before_meeting.html", context)


def _writing_page(
    request: HttpRequest, actor: Actor, note: Note, *, instead: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page with one form per heading. `instead` replaces one of them: {"key", "form", "theirs"}."""
    instead = instead or {"key": "", "form": None, "theirs": None}
    rows = []
    for section in queries.section_texts(note):
        key = section.heading.key
        initial = {"text": section.text, "revision": section.revision}
        form = SectionForm(initial=initial, key=key, heading=section.heading.title)
        row: dict[str, Any] = {"section": section, "form": form, "theirs": None}
        if key == instead["key"]:
            row |= {"form": instead["form"], "theirs": instead["theirs"]}
            row["form"].fields["text"].label = form.fields["text"].label
        rows.append(row)
    context = _meeting_context(actor, note.appointment) | {
        "note": note,
        "rows": rows,
        "failed": instead["form"],
        "can_close": permissions.can_close(actor, note),
        "can_mark_missed": can_mark_missed(actor, note.appointment, now=timezone.now()),
        "other_writer": queries.other_writer(note, actor, timezone.now()),
    }
    return render(request, "conversations/meeting.html", context, status=status)


def _meeting_context(actor: Actor, appointment: Appointment) -> dict[str, Any]:
    journey = appointment.journey
    return {
        "actor": actor,
        "journey": journey,
        "appointment": appointment,
        "label": queries.meeting_label(journey, appointment),
        "about": meeting_context.sections(journey, actor),
    }


def _not_there(request: HttpRequest) -> HttpResponse:
    """The same 404 for an outsider and for somebody whose access ended while writing; autosave keeps the text."""
    if not _wants_json(request):
        raise Http404
    message = _("You cannot write in this note. Your text was not saved, but it stays in this window.")
    return JsonResponse({"message": message}, status=404)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _saved(request: HttpRequest, note: Note, saved: actions.Saved) -> HttpResponse:
    if not _wants_json(request):
        messages.success(request, _("Saved"))
        address = reverse("conversations:meeting", args=[note.appointment.public_id])
        return redirect(f"{address}#section-{saved.section.key}")
    at = saved.section.saved_at
    label = _("Saved at %(time)s") % {"time": format_clock(at)} if at else ""
    return JsonResponse(
        {
            "revision": saved.section.revision,
            "saved_at": at.isoformat() if at else None,
            "saved_label": label,
            "other_writer": saved.other_writer or None,
        }
    )


def _refused(request: HttpRequest, actor: Actor, note: Note, key: str, form: SectionForm) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse(
            {"message": " ".join(str(e) for errors in form.errors.values() for e in errors)}, status=422
        )
    return _writing_page(request, actor, note, instead={"key": key, "form": form, "theirs": None}, status=422)


def _conflict(request: HttpRequest, actor: Actor, note: Note, section: NoteSection) -> HttpResponse:
    """Both texts, and the newest revision: saving again replaces the other text knowingly."""
    message = _("Somebody else saved another text here. Choose which one to keep.")
    if _wants_json(request):
        answer = {"revision": section.revision, "text": section.text, "message": message, "field": "text"}
        return JsonResponse(answer, status=409)
    mine = SectionForm(request.POST.dict() | {"revision": section.revision}, key=section.key)
    instead = {"key": section.key, "form": mine, "theirs": section.text}
    return _writing_page(request, actor, note, instead=instead, status=409)


def _too_late(request: HttpRequest, note: Note, text: str) -> HttpResponse:
    """The note was closed meanwhile: nothing is saved, and the text stays on the page for who wrote it."""
    if _wants_json(request):
        message = _("The meeting is closed, and the note no longer changes. Your last text was not saved.")
        return JsonResponse({"message": message}, status=422)
    return render(request, "conversations/too_late.html", {"note": note, "text": text}, status=409)


# --- closing and reading -------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree the next meeting and what to prepare, then close the meeting; or keep it and book the next one first."""
    actor = actor_of(request)
    note = _note(actor, public_id)
    if not permissions.is_counsellor_of(actor, note.journey):
        raise PermissionDenied
    if not permissions.can_close(actor, note):
        if request.method == "POST":
            messages.info(request, _("The meeting was closed already. Your answer was not saved."))
        return redirect("conversations:note", note.public_id)
    following = queries.next_booked(note.appointment)
    form = _close_form(request, note, following)
    if request.method == "POST" and form.is_valid() and _kept(note, form, actor):
        if form.is_draft:
            return redirect(_booking_url(note, form))
        messages.success(request, _("The meeting is closed. The participant can read the note."))
        return redirect("workspace:journey", note.journey.public_id)
    context = {
        "note": note,
        "journey": note.journey,
        "appointment": note.appointment,
        "following": following,
        "label": queries.meeting_label(note.journey, note.appointment),
        "is_early": note.appointment.starts_at > timezone.now(),
        "form": form,
    }
    return render(request, "conversations/close.html", context, status=422 if form.errors else 200)


def _close_form(request: HttpRequest, note: Note, following: Appointment | None) -> CloseForm:
    return CloseForm(
        posted(request),
        note=note,
        following=following,
        can_book=queries.has_room_for_another(note.appointment),
        later=queries.later_words(note.journey, note.appointment),
        cancel_url=reverse("conversations:meeting", args=[note.appointment.public_id]),
        initial={"nav_came": request.GET.get("nav_came")},
    )


def _booking_url(note: Note, form: CloseForm) -> str:
    """The times for the next meeting; whoever has booked comes back to close this one, and who came is still said."""
    came = {"nav_came": form.cleaned_data["nav_came"]} if form.cleaned_data.get("nav_came") else {}
    here = reverse("conversations:close", args=[note.public_id])
    back = urlencode({"next": f"{here}?{urlencode(came)}" if came else here})
    return f"{reverse('appointments:pick', args=[note.journey.public_id])}?{back}"


def _kept(note: Note, form: CloseForm, actor: Actor) -> bool:
    """Close the meeting, or keep the draft. False when something changed meanwhile, which the form then says."""
    try:
        if form.is_draft:
            actions.save_closing_draft(note=note, **form.agreed())
        else:
            actions.close_meeting(note=note, by=actor, attendance=form.attendance(), **form.agreed())
    except actions.DraftChanged as changed:
        form.show_other(changed.preparation)
        return False
    except actions.NextMeetingChanged:
        form.add_error("next_meeting", _("The next meeting was just changed. Choose again."))
        return False
    return True


@require_safe
def note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The note, for the participant and the career counsellor. Nav and everybody else: 404."""
    actor = actor_of(request)
    found = _note(actor, public_id)
    sections = queries.section_texts(found)
    context = {
        "note": found,
        "journey": found.journey,
        "appointment": found.appointment,
        "label": queries.meeting_label(found.journey, found.appointment),
        "sections": sections,
        "has_text": any(section.has_text for section in sections),
        "can_write": permissions.can_write(actor, found),
        "next_meeting": "" if found.is_open else queries.next_meeting_words(found, to_participant=actor.is_participant),
    }
    return render(request, "conversations/note.html", context)
