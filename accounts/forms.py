"""What people type in this room. Forms hand over `cleaned_data`; the actions write."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import NAV_KINDS, ROLES_AT, Language, OfficeKind, Party
from accounts.models import County, Membership, Office, Person
from common import sms
from common.forms import AppForm, NorwegianDateField, Section, form_helper, use_plain_words
from common.sms.numbers import normalised

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


PHONE = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})


class OfficeForm(AppForm):
    """The facts about one office; its kind is chosen once, since people's roles follow it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=OfficeKind.choices)
    name = forms.CharField(label=_("Name"), max_length=150)
    number = forms.RegexField(
        r"^\d{4}$",
        label=_("Office number"),
        required=False,
        help_text=_("Nav's four digits. Career centres have none."),
        error_messages={"invalid": _("Write the office number with four digits")},
    )
    address = forms.CharField(label=_("Address"), max_length=250, required=False, help_text=_("Where people meet."))
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False, widget=PHONE)
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Write a web address, for example https://example.no")},
    )

    def __init__(
        self, *args: Any, county: County, office: Office | None = None, cancel_url: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.county, self.office = county, office
        if office:
            del self.fields["kind"]
        names = [name for name in self.fields if name in ("kind", "name", "number")]
        self.helper = form_helper(
            Section(_("The office"), *names),
            Section(_("How to get there"), "address", "phone", "website"),
            submit=_("Save"),
            cancel_url=cancel_url,
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        others = Office.objects.exclude(pk=self.office.pk) if self.office else Office.objects.all()
        kind = self.office.kind if self.office else data.get("kind")
        if others.filter(county=self.county, kind=kind, name=data.get("name")).exists():
            self.add_error("name", _("The county has an office of this kind and name already"))
        if data.get("number") and others.filter(number=data["number"]).exists():
            self.add_error("number", _("Another office has this number"))
        return data


def roles_of(*, is_nav: bool) -> list[tuple[str, "StrOrPromise"]]:
    """The roles of one organisation's offices, in the order people think of them."""
    there = {role for kind, roles in ROLES_AT.items() if (kind in NAV_KINDS) == is_nav for role in roles}
    return [(party.value, party.label) for party in Party if party in there]


class InviteForm(AppForm):
    """Whom a coordinator invites, to which office, in which role."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The invitation goes to this address."))
    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), to_field_name="public_id", empty_label=_("Choose an office")
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offices: Any, is_nav: bool, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_of(is_nav=is_nav)  # type: ignore[attr-defined]
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.helper = form_helper(submit=_("Send invitation"), submit_icon="paperplane", cancel_url=cancel_url)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        office, role = data.get("office"), data.get("role")
        if office and role and role not in ROLES_AT[OfficeKind(office.kind)]:
            self.add_error("role", _("There is no such role at this kind of office. Choose another role or office"))
        elif office and role and self._has_role(data.get("email", ""), office, role):
            self.add_error("email", _("This person has the role at this office already"))
        return data

    def _has_role(self, email: str, office: Office, role: str) -> bool:
        members = Membership.objects.in_force()
        return bool(members.filter(person__email=email, office=office, role=role).exists())


class PeopleFilter(AppForm):
    """What the list of people is narrowed to."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Those who are here now")), ("ended", _("Those who have left")), ("all", _("Everyone"))],
    )


class EndMembershipForm(AppForm):
    """The first day without the role."""

    on = NorwegianDateField(
        label=_("First day without access"),
        help_text=_("With today's date the access ends at once."),
        error_messages={"required": _("Fill in the first day without access")},
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = max(timezone.localdate(), membership.valid_from)
        self.helper = form_helper(form_tag=False, tags=False)

    def clean_on(self) -> datetime.date:
        on: datetime.date = self.cleaned_data["on"]
        if on < self.earliest:
            raise ValidationError(_("Choose today or a later day"), code="early")
        return on


class CoverForm(AppForm):
    """Who stands in, and from which day to which."""

    covering = forms.ChoiceField(label=_("Who stands in"))
    first_day = NorwegianDateField(label=_("First day"))
    last_day = NorwegianDateField(label=_("Last day"))

    def __init__(self, *args: Any, colleagues: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(each.public_id): each for each in colleagues}
        self.fields["covering"].choices = [("", _("Choose a colleague")), *self._by_office()]  # type: ignore[attr-defined]
        self.helper = form_helper(submit=_("Set cover"))

    def _by_office(self) -> list[tuple[str, list[tuple[str, str]]]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, each in self.colleagues.items():
            groups.setdefault(each.office.name, []).append((key, each.person.name))
        return list(groups.items())

    def clean_covering(self) -> Membership:
        return self.colleagues[self.cleaned_data["covering"]]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and first < timezone.localdate():
            self.add_error("first_day", _("Choose today or a later day"))
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot come before the first"))
        return data


class ProfileForm(AppForm):
    """What a person may change about themselves."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False, widget=PHONE)
    language = forms.ChoiceField(label=_("Written language"), choices=Language.choices, widget=forms.RadioSelect)
    neutral_wording = forms.BooleanField(
        label=_("Neutral wording in messages"),
        required=False,
        help_text=_("Messages then say only that you have an appointment, not what it is about."),
    )
    second_reminder = forms.BooleanField(
        label=_("Remind me of appointments two hours before, too"),
        required=False,
        help_text=_("You get a reminder by e-mail earlier anyway."),
    )
    sms_reminders = forms.BooleanField(
        label=_("Send me reminders by text message too"),
        required=False,
        help_text=_("We send them to your phone number."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = actor.person
        if not actor.is_participant:
            del self.fields["second_reminder"]
        if not (actor.is_participant and person.phone and sms.is_on()):
            del self.fields["sms_reminders"]
        self.initial = {name: getattr(person, name) for name in self.fields}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("sms_reminders") and "phone" in data and normalised(data["phone"]) is None:
            self.add_error("phone", _("Write a phone number we can send text messages to, for example 900 00 000"))
        return data


class AcceptForm(AppForm):
    """The name and password of somebody who comes in for the first time.

    Whose birth date is known, as every participant's is, is asked for it instead of being shown the name.
    """

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters. Three or four words you remember are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    submit_label = _("Sign in")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person.birth_date:
            del self.fields["name"]
            self.fields["birth_date"] = NorwegianDateField(label=_("Birth date"), example="24 3 2004")
            self.order_fields(["birth_date"])
            use_plain_words(self)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password:
            self._validate(password)
        if password and again and password != again:
            self.add_error("again", _("The two passwords are not the same"))
        return data

    def _validate(self, password: str) -> None:
        try:
            validate_password(password, self.person)
        except ValidationError as error:
            self.add_error("password", error)
