"""The participant's own start: from the county's page, with the link in the mail, or signed in already."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import County, Person
from common.forms import AppForm, form_helper, use_plain_words
from referrals.forms.fields import (
    NavCounsellorField,
    birth_date_field,
    email_field,
    language_field,
    name_field,
    phone_field,
    text_field,
)

TOPIC_LABEL = _("What do you want to talk about?")
TOPIC_HELP = _("A few words are enough. Your career counsellor reads it before you meet. Nav does not.")


class StartForm(AppForm):
    """What a county asks of somebody who is not signed in."""

    name = name_field(_("Name"), autocomplete="name")
    email = email_field(_("E-mail"), autocomplete="email", help_text=_("We send you a link. Use it within three days."))
    phone = phone_field(autocomplete="tel")
    language = language_field(_("Which language shall we write to you in?"))
    topic = text_field(
        TOPIC_LABEL, help_text=TOPIC_HELP, error_messages={"required": _("Write what you want to talk about")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth_date"] = birth_date_field()
        self.fields["language"].initial = get_language()
        order = ("topic", "name", "birth_date", "email", "phone", "language")
        self.helper = form_helper(*order, submit=_("Send me the link"), submit_icon="paperplane")
        self.order_fields(order)
        use_plain_words(self)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class OwnTopicForm(AppForm):
    """What is left to ask of a participant who is signed in. The birth date only where it is not known."""

    topic = text_field(
        TOPIC_LABEL, help_text=TOPIC_HELP, error_messages={"required": _("Write what you want to talk about")}
    )

    def __init__(self, *args: Any, county: County, person: Person, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.birth_date is None:
            self.fields["birth_date"] = birth_date_field()
        self.fields["nav_counsellor"] = NavCounsellorField(county=county, asker=person)
        self.helper = form_helper(*self.fields, submit=_("Go on and choose a time"), cancel_url=cancel_url)
        use_plain_words(self)


class ConfirmForm(AppForm):
    """The last step after the link in the mail: a password for somebody who has none, and whether Nav is invited."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. Three or four words you remember are good."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, county: County, person: Person, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not needs_password:
            del self.fields["password"]
        self.fields["nav_counsellor"] = NavCounsellorField(county=county, asker=person if person.pk else None)
        self.helper = form_helper(*self.fields, submit=_("Begin and choose a time"))
        use_plain_words(self)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password
