"""Forms about calendars that go out and come in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.enums import FeedNames
from appointments.fetching import Unreadable
from appointments.fetching.addresses import may_be_public, target_of
from common.forms import AppForm, ChoiceRadio, form_helper

NAMES_HELP = {
    FeedNames.NONE.value: _("For example “Three-party meeting”."),
    FeedNames.INITIALS.value: _("For example “Three-party meeting – AB”. Whoever sees your calendar sees them too."),
}


class FeedForm(AppForm):
    """What the entries of a private calendar address say of the participants; not asked of a participant."""

    names = forms.ChoiceField(
        label=_("What the entries say of the participant"),
        choices=FeedNames.choices,
        widget=ChoiceRadio(choice_help=NAMES_HELP),
        initial=FeedNames.NONE,
    )

    def __init__(self, *args: Any, is_open: bool, is_participant: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_participant:
            del self.fields["names"]
        self.helper = form_helper(submit=_("Save") if is_open else _("Make the address"))

    @property
    def chosen(self) -> FeedNames:
        return FeedNames(self.cleaned_data.get("names", FeedNames.NONE))


class OtherCalendarForm(AppForm):
    """The ICS address of a calendar elsewhere. Where it leads is checked again each time it is read."""

    url = forms.CharField(
        label=_("Calendar address (ICS)"),
        max_length=1000,
        help_text=_("Begins with https:// or webcal://"),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": _("The address is too long")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(submit=_("Read this calendar"))

    def clean_url(self) -> str:
        """Programs write `webcal` for a calendar that is fetched over https."""
        url = str(self.cleaned_data["url"])
        scheme, separator, rest = url.partition("://")
        if scheme.lower() in {"webcal", "webcals"}:
            url = f"https{separator}{rest}"
        try:
            host = target_of(url).host
        except Unreadable:
            raise forms.ValidationError(
                _("Paste the whole address: it begins with https:// or webcal:// and has no user name or port in it")
            ) from None
        if not may_be_public(host):
            raise forms.ValidationError(_("The address must be one that can be reached from the internet"))
        return url
