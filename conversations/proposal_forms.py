"""The forms about a proposal: making one, remarking on it, accepting and declining it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.forms import AppForm, form_helper
from conversations.forms import LongTextField
from conversations.guide_forms import POINT_LIMIT, TITLE_LIMIT, LowTextField, words_of
from conversations.guides import HeadingText
from conversations.models import GuideProposal, ProposedChange

WHY_LIMIT = 1_000
COMMENT_LIMIT = 600
WHOLE = "section"
_HEADING_TOO_LONG = _("A heading has room for %(limit)s characters. Shorten it.")


class ProposalForm(AppForm):
    """What a counsellor proposes about one section of a guide, or about a question in it."""

    about = forms.ChoiceField(label=_("What is your proposal about?"), widget=forms.RadioSelect)
    change = forms.ChoiceField(
        label=_("What do you propose?"),
        choices=ProposedChange,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you propose")},
    )
    wording = LowTextField(label=_("Your wording"), help_text=_("Leave it empty if something is to be taken out."))
    why = LongTextField(
        limit=WHY_LIMIT,
        rows=3,
        required=False,
        label=_("Why?"),
        help_text=_("Write about the guide only, never about a participant."),
    )

    def __init__(self, *args: Any, heading: HeadingText, cancel_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["about"])
        whole = (WHOLE, _("The whole section “%(title)s”") % {"title": heading.title})
        field.choices = [whole, *((point.key, point.text) for point in heading.points)]
        self.initial.setdefault("about", WHOLE)
        self.helper = form_helper(submit=_("Send the proposal"), cancel_url=cancel_url)

    @property
    def point(self) -> str:
        """The key of the question it is about, '' for the section; a question is added to the section."""
        data = self.cleaned_data
        return "" if data["about"] == WHOLE or data["change"] == ProposedChange.ADD else data["about"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wording, change = cleaned.get("wording", "-").strip(), cleaned.get("change")
        if change == ProposedChange.REMOVE and wording not in ("", "-"):
            self.add_error("wording", _("Leave this empty, or choose another answer above: you want it taken out."))
        if change in (ProposedChange.WORDING, ProposedChange.ADD) and not wording:
            self.add_error("wording", _("Write the words you propose"))
        is_heading = change == ProposedChange.WORDING and cleaned.get("about") == WHOLE
        if is_heading and len(wording) > TITLE_LIMIT:
            self.add_error("wording", _HEADING_TOO_LONG % {"limit": TITLE_LIMIT})
        return {**cleaned, "wording": wording}


class CommentForm(AppForm):
    """A short remark."""

    text = LongTextField(
        limit=COMMENT_LIMIT, rows=3, label=_("Your comment"), help_text=_("Everybody who works in the county reads it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="comment-%s", **kwargs)
        self.helper = form_helper(form_tag=False, tags=False)


class AcceptForm(AppForm):
    """The words as they go into the draft, in both written languages. Nothing to fill in for taking something out."""

    text_nb = LowTextField(label=_("Wording in bokmål"))
    text_nn = LowTextField(label=_("Wording in nynorsk"))

    def __init__(
        self, *args: Any, proposal: GuideProposal, present: dict[str, str], cancel_url: str, **kwargs: Any
    ) -> None:
        words = {**present, proposal.language: proposal.wording}
        super().__init__(*args, initial={f"text_{code}": text for code, text in words.items()}, **kwargs)
        self.limit = POINT_LIMIT
        if proposal.change == ProposedChange.WORDING and not proposal.point:
            self.limit = TITLE_LIMIT
        self.asks = proposal.change != ProposedChange.REMOVE
        if not self.asks:
            self.fields.clear()
        self.helper = form_helper(submit=_("Put it into the draft"), cancel_url=cancel_url, tags=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.asks and not cleaned.get("text_nb", "-").strip():
            self.add_error("text_nb", _("Write it in bokmål. Nynorsk may follow later."))
        for name, text in list(cleaned.items()):
            if len(text) > self.limit:
                self.add_error(name, ValidationError(_HEADING_TOO_LONG % {"limit": self.limit}))
        return cleaned

    @property
    def words(self) -> dict[str, str]:
        return words_of(self, "text") if self.asks else {}


class DeclineForm(AppForm):
    """Why not."""

    reason = LongTextField(
        limit=WHY_LIMIT,
        rows=3,
        label=_("Why not?"),
        help_text=_("Who proposed it reads this, and so does everybody who works in the county."),
    )

    def __init__(self, *args: Any, cancel_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(submit=_("Decline the proposal"), cancel_url=cancel_url, tags=False)
