"""Fields that several of this room's forms ask for in the same way."""

import datetime
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Party
from accounts.models import County, Membership, Person
from common.forms import NorwegianDateField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_TEXT = 4000

_phone = RegexValidator(r"^\+?[0-9][0-9 ]{4,18}$", _("Write the phone number with digits, for example 900 00 000"))


def name_field(label: "StrOrPromise", *, autocomplete: str = "off") -> forms.CharField:
    return forms.CharField(label=label, max_length=200, widget=forms.TextInput(attrs={"autocomplete": autocomplete}))


def email_field(label: "StrOrPromise", *, autocomplete: str = "off", **options: Any) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
    return forms.EmailField(label=label, max_length=254, widget=widget, **options)


def phone_field(*, autocomplete: str = "off") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, "inputmode": "tel"})
    return forms.CharField(label=_("Phone"), required=False, max_length=20, widget=widget, validators=[_phone])


def birth_date_field() -> NorwegianDateField:
    """A birth date that can be one: not in the future, and not more than 110 years ago."""
    today = timezone.localdate()
    return NorwegianDateField(
        label=_("Birth date"), example="24 3 2004", earliest=datetime.date(today.year - 110, 1, 1), latest=today
    )


def language_field(label: "StrOrPromise") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Language.choices, initial=Language.BOKMAL, widget=forms.RadioSelect)


def text_field(label: "StrOrPromise", *, rows: int = 4, **options: Any) -> forms.CharField:
    """Free text of several lines; line breaks are counted once, whatever the browser sends."""
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows}), **options)


def yes_no_field(label: "StrOrPromise", help_text: "StrOrPromise" = "") -> forms.TypedChoiceField:
    """A question answered by yes or no, none chosen beforehand; the cleaned value is a bool."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )


class NavCounsellorField(forms.ChoiceField):
    """A Nav counsellor in force in a county, grouped by office, or nobody; the cleaned value is a Membership or None.

    `asker` is left out of the choices: nobody invites oneself.
    """

    def __init__(self, *, county: County, asker: Person | None = None) -> None:
        self.counsellors = {str(each.public_id): each for each in _counsellors(county, asker)}
        choices: list[Any] = [("", _("Nobody from Nav")), *_by_office(self.counsellors.values())]
        super().__init__(
            label=_("Do you want to invite a Nav counsellor?"),
            help_text=_(
                "You need not. The one you invite can see which step you are on and meetings you have together, and"
                " nothing of what you talk about. You can do it later too."
            ),
            choices=choices,
            required=False,
        )

    def clean(self, value: Any) -> Membership | None:
        return self.counsellors.get(super().clean(value))


def _counsellors(county: County, asker: Person | None) -> Iterable[Membership]:
    in_force = Membership.objects.in_force().filter(
        office__county=county, office__is_active=True, role=Party.NAV_COUNSELLOR
    )
    others = in_force.exclude(person=asker) if asker else in_force
    found: Iterable[Membership] = others.select_related("office", "person").order_by(
        "office__name_sort", "office_id", "person__name_sort", "pk"
    )
    return found


def _by_office(counsellors: Iterable[Membership]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups = groupby(counsellors, key=lambda member: member.office.name)
    return [(office, [(str(each.public_id), each.person.name) for each in members]) for office, members in groups]
