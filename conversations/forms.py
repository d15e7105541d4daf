"""The text under one heading, and what is agreed before a meeting closes."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from appointments.enums import Attendance
from appointments.models import Appointment
from common.dates import format_long_datetime
from common.forms import AppForm, ChoiceRadio, form_helper
from conversations.actions import PREPARATION_LIMIT, SECTION_LIMIT, draft_mark
from conversations.models import NextMeeting, Note

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_TOO_LONG = _(
    "The text is too long: it has %(show_value)d characters, and there is room for %(limit_value)d. Shorten it."
)


class LongTextField(forms.CharField):
    """Text over several lines, counted as the browser counts it, and refused when too long rather than cut."""

    def __init__(self, *, limit: int, rows: int, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "cols": None})
        super().__init__(widget=widget, validators=[MaxLengthValidator(limit, _TOO_LONG)], strip=False, **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class SectionForm(AppForm):
    """The text under one heading, and the revision its writer last saw."""

    text = LongTextField(limit=SECTION_LIMIT, rows=5, required=False, label=_("Notes"))
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, key: str, heading: str = "", **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"section-{key}-%s", **kwargs)
        if heading:
            self.fields["text"].label = _("Notes: %(heading)s") % {"heading": heading}
        self.helper = form_helper(form_tag=False, tags=False)


class CloseForm(AppForm):
    """What is agreed about meeting again, starting from the note's draft.

    `following`: the next meeting, where booked; `can_book`: room for one; `later`: what meeting later means in the
    county. Sent with BOOK it is a draft: kept as it is while the next meeting is booked, so nothing need be filled in.
    """

    BOOK = "book"

    next_meeting = forms.ChoiceField(
        label=_("When do you meet again?"),
        choices=NextMeeting,
        widget=ChoiceRadio,
        error_messages={"required": _("Choose what you have agreed about the next meeting")},
    )
    preparation = LongTextField(
        limit=PREPARATION_LIMIT,
        rows=4,
        required=False,
        label=_("To prepare until next time"),
        help_text=_("For example an interest inventory, a visit to a workplace, or school documents to bring along."),
    )

    nav_came = forms.ChoiceField(choices=Attendance, widget=forms.RadioSelect, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        note: Note,
        following: Appointment | None,
        can_book: bool,
        later: "StrOrPromise",
        cancel_url: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has_next = following is not None
        self.is_draft = self.BOOK in self.data
        field = cast("forms.ChoiceField", self.fields["next_meeting"])
        when = format_long_datetime(following.starts_at) if following else _("No next meeting is booked.")
        cast("ChoiceRadio", field.widget).choice_help = {NextMeeting.BOOKED.value: when}
        field.required = not self.is_draft
        choice = NextMeeting.BOOKED if following else note.next_meeting or None
        mark = draft_mark(note.preparation)
        self.initial.update(next_meeting=choice, preparation=note.preparation, seen=mark)
        self._ask_for(note.appointment.nav_counsellor)
        field.choices = [
            (value, later if value == NextMeeting.LATER else label) for value, label in NextMeeting.choices
        ]
        if not can_book and not following:
            field.choices = [(NextMeeting.NONE.value, NextMeeting.NONE.label)]
        book = [(self.BOOK, _("Book the next meeting"))] if can_book and not following else []
        self.helper = form_helper(submit=_("Close the meeting"), secondary=book, cancel_url=cancel_url, tags=False)

    def _ask_for(self, nav: Membership | None) -> None:
        """Whether the Nav counsellor came, where one was expected; the participant did, or there was no meeting."""
        self.nav = nav
        if nav is None:
            del self.fields["nav_came"]
            return
        self.fields["nav_came"].label = _("Did %(name)s from Nav take part?") % {"name": nav.person.name}
        if self.initial.get("nav_came") not in Attendance.values:
            self.initial["nav_came"] = Attendance.CAME

    def clean_next_meeting(self) -> str:
        choice: str = self.cleaned_data["next_meeting"]
        if self.is_draft:
            return choice
        if choice == NextMeeting.BOOKED and not self.has_next:
            raise forms.ValidationError(_("No next meeting is booked. Book it first, or choose another answer."))
        if choice != NextMeeting.BOOKED and self.has_next:
            raise forms.ValidationError(_("A next meeting is booked. Choose that, or cancel it first."))
        return choice

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_draft:
            return cleaned
        meets_again = cleaned.get("next_meeting") in (NextMeeting.BOOKED, NextMeeting.LATER)
        if meets_again and not cleaned.get("preparation", "-").strip():
            self.add_error(
                "preparation", _("Write what to prepare until next time. Write “nothing” if there is nothing.")
            )
        return cleaned

    def agreed(self) -> dict[str, Any]:
        """Return what was agreed, without who came."""
        return {name: value for name, value in self.cleaned_data.items() if name != "nav_came"}

    def attendance(self) -> dict[int, Attendance]:
        """Return who came by person id, as far as it was asked; said nothing means that they did."""
        came = Attendance(self.cleaned_data.get("nav_came") or Attendance.CAME)
        return {self.nav.person_id: came} if self.nav else {}

    def show_other(self, preparation: str) -> None:
        """Show a text saved meanwhile beside the own one; sending again replaces it knowingly."""
        other = _("Another text was saved here meanwhile: “%(text)s”. Take along what you need, then send again.")
        self.add_error("preparation", other % {"text": preparation})
        self.data = {**self.data.dict(), "seen": draft_mark(preparation)}  # type: ignore[attr-defined]
