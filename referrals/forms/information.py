"""Nav's own record that it told about career guidance."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import AppForm, NorwegianDateField, form_helper, use_plain_words
from referrals.forms.fields import email_field
from referrals.models import InformationGiven


class InformationForm(AppForm):
    """How and when, and an address to send the link to. Nothing tells who it was."""

    how = forms.ChoiceField(
        label=_("What did you do?"),
        choices=InformationGiven.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you did")},
    )
    email = email_field(
        _("Send the link to this address"),
        required=False,
        help_text=_("The address is used once and is not kept with your record."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["given_on"] = NorwegianDateField(label=_("Date"), latest=today, initial=today)
        self.helper = form_helper("how", "given_on", "email", submit=_("Save"))
        self.order_fields(["how", "given_on", "email"])
        use_plain_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("how") == InformationGiven.How.SENT_LINK and "email" in cleaned and not cleaned["email"]:
            self.add_error("email", _("Fill in the address the link is to be sent to"))
        return cleaned
