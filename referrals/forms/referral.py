"""Nav's forms: registering a referral, and changing what was agreed."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, OfficeKind
from accounts.models import County, Office
from common.forms import AppForm, Section, form_helper, use_plain_words
from journeys.blueprints.types import Blueprint, Criterion
from journeys.models import Journey
from referrals.actions.registration import Applicant, Registration
from referrals.forms.fields import (
    birth_date_field,
    email_field,
    language_field,
    name_field,
    phone_field,
    text_field,
    yes_no_field,
)
from referrals.models import AgreedInformation, IncomeSupport

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_SUPPORT = 120


class RegistrationForm(AppForm):
    """The whole referral on one page, in sections that say what crosses and what stays at Nav.

    An answer that differs from the checklist, or an age outside the target group, asks for a reason (DOMAIN: selection
    is a conversation, not a gate). `own_journey` is set by the view when the person is in a journey of the actor's own.
    """

    name = name_field(_("Name"))
    email = email_field(_("E-mail"), help_text=_("The participant signs in with it and gets messages there."))
    phone = phone_field()
    language = language_field(_("Written language"))
    spoken_language = forms.CharField(
        label=_("Spoken language"), required=False, max_length=60, help_text=_("If it is another than Norwegian.")
    )
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    reason_against = text_field(
        _("Reason for going on"),
        rows=3,
        required=False,
        help_text=_("Only if something in the list differs. It stays at Nav."),
    )
    purpose = text_field(
        _("What does the participant want from the guidance?"),
        help_text=_("In the participant's own words. Write it together."),
        error_messages={"required": _("Write what the participant wants from the guidance")},
    )
    agreed_text = text_field(
        _("This is what Nav tells the career centre about you"),
        required=False,
        help_text=_("Leave it empty if you have agreed that Nav tells nothing more."),
    )
    is_agreed = forms.BooleanField(
        label=_("The participant has read this and agrees"),
        error_messages={
            "required": _("Read the text together. You can only go on with what the participant agrees to")
        },
    )
    career_centre = forms.ModelChoiceField(
        label=_("Career centre"),
        queryset=Office.objects.none(),
        to_field_name="public_id",
        empty_label=_("Choose a career centre"),
        error_messages={"required": _("Choose a career centre")},
    )
    missing_documents = forms.CharField(
        label=_("Which documents are missing?"),
        required=False,
        max_length=200,
        help_text=_("The participant orders them and brings them along. The meeting is held even if they are missing."),
    )
    income_support = forms.ChoiceField(label=_("Income support"), choices=[("", "–"), *IncomeSupport.choices])
    support_months = forms.IntegerField(
        label=_("How many months can Nav support education?"),
        required=False,
        min_value=0,
        max_value=LONGEST_SUPPORT,
        help_text=_("Leave it empty if it is not settled. Three years (36 months) is a common limit."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "app-input-short", "autocomplete": "off"}),
    )
    frame_note = text_field(_("Note about Nav's frame"), rows=3, required=False)

    def __init__(self, *args: Any, county: County, blueprint: Blueprint, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blueprint = blueprint
        self.fields["birth_date"] = birth_date_field()
        centres = Office.objects.filter(county=county, kind=OfficeKind.CAREER_CENTRE, is_active=True)
        self.fields["career_centre"].queryset = centres  # type: ignore[attr-defined]
        for criterion in self.criteria:
            self.fields[_key(criterion)] = yes_no_field(criterion.question, criterion.help)
        self.own_journey: Journey | None = None
        self.helper = self._helper(cancel_url)
        if "is_another_person" in self.data:
            self.ask_about_namesake()
        self.order_fields(field for section in self.helper.layout.fields for field in section.fields)
        use_plain_words(self)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return self.blueprint.target_group.checklist

    def _helper(self, cancel_url: str) -> Any:
        who = ["name", "birth_date", "email", "phone", "language", "spoken_language", "needs_interpreter"]
        answers = [_key(criterion) for criterion in self.criteria]
        frame = ["income_support", "support_months", "frame_note"]
        by_key = dict(SECTIONS)
        return form_helper(
            Section(by_key["who"], *who, css_id="who"),
            Section(by_key["group"], *answers, "reason_against", css_id="group", text=self.blueprint.target_group.text),
            Section(by_key["purpose"], "purpose", css_id="purpose"),
            Section(by_key["agreed"], "agreed_text", "is_agreed", css_id="agreed", text=AGREED_TEXT),
            Section(by_key["centre"], "career_centre", css_id="centre"),
            Section(by_key["documents"], "missing_documents", css_id="documents"),
            Section(
                by_key["frame"],
                *frame,
                css_id="frame",
                text=_("Neither the career centre nor the participant sees this."),
            ),
            submit=_("Register and book a time"),
            cancel_url=cancel_url,
        )

    def ask_about_namesake(self) -> None:
        """Show the question, after somebody with the same name and birth date was found."""
        if "is_another_person" not in self.fields:
            label = _("This is another person with the same name and birth date")
            self.fields["is_another_person"] = forms.BooleanField(label=label, required=False)
            self.helper.layout.fields[0].fields.insert(2, "is_another_person")

    @property
    def is_namesake(self) -> bool:
        """Whether the answer was that this is another person."""
        return bool(self.cleaned_data.get("is_another_person"))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        differs = self._differences(cleaned)
        if differs and not cleaned.get("reason_against"):
            self.add_error("reason_against", _reason_message(differs))
        return cleaned

    def _differences(self, cleaned: dict[str, Any]) -> list[str]:
        """What speaks against the target group: answers other than expected, and an age outside it."""
        answers = [each for each in self.criteria if cleaned.get(_key(each)) == (not each.expected)]
        found: list[str] = [gettext("the answer to “%(question)s”") % {"question": each.question} for each in answers]
        born = cleaned.get("birth_date")
        group = self.blueprint.target_group
        if born and group.ages and not group.includes(age(born)):
            found.append(_age_message(born, group.ages))
        return found

    def registration(self) -> Registration:
        """Return the valid form as what `actions.register` takes."""
        data = self.cleaned_data
        return Registration(
            applicant=Applicant(
                name=data["name"],
                birth_date=data["birth_date"],
                email=data["email"],
                phone=data["phone"],
                language=Language(data["language"]),
                spoken_language=data["spoken_language"],
                needs_interpreter=data["needs_interpreter"],
            ),
            career_centre=data["career_centre"],
            checklist={each.key: data[_key(each)] for each in self.criteria},
            reason_against=data["reason_against"],
            purpose=data["purpose"],
            agreed_text=data["agreed_text"],
            missing_documents=data["missing_documents"],
            income_support=IncomeSupport(data["income_support"]),
            support_months=data["support_months"],
            frame_note=data["frame_note"],
        )


#: The sections of the form by the id of each, for the layout and the list of contents.
SECTIONS: tuple[tuple[str, "StrOrPromise"], ...] = (
    ("who", _("Who is it?")),
    ("group", _("Does the model fit?")),
    ("purpose", _("Purpose")),
    ("agreed", _("What Nav tells the career centre")),
    ("centre", _("Where is the meeting to be?")),
    ("documents", _("Missing school documents")),
    ("frame", _("Nav's frame: stays at Nav")),
)

AGREED_TEXT = _(
    "What you write comes in addition to name, birth date, contact details, languages and the purpose above. Only this."
    " It can be changed until the first meeting. The career centre does not tell Nav what the two of them talk about."
)


def age(born: datetime.date) -> int:
    """Whole years today, by the Norwegian calendar."""
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _key(criterion: Criterion) -> str:
    return f"check_{criterion.key}"


def _age_message(born: datetime.date, ages: tuple[int, int]) -> str:
    return gettext("the age of %(age)d years (the model is for %(from)d to %(to)d)") % {
        "age": age(born),
        "from": ages[0],
        "to": ages[1],
    }


def _reason_message(differs: list[str]) -> str:
    message = gettext("You can go on, but write why. This differs from the target group: %(what)s")
    return message % {"what": ", ".join(differs)}


class AgreedInformationForm(AppForm):
    """What Nav tells the career centre, with the moment the writer read it. `theirs` is what another saved since."""

    text = text_field(
        _("What Nav tells the career centre"),
        rows=6,
        required=False,
        help_text=_("Leave it empty if you have agreed that Nav tells nothing more."),
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: AgreedInformation | None = None
        self.helper = form_helper("text", submit=_("Save"), cancel_url=cancel_url, tags=False)

    def see(self, current: AgreedInformation) -> None:
        """Let the writer choose after somebody else saved: the text typed stays, and saving again replaces theirs."""
        self.data = {**dict(self.data.items()), "seen": current.changed_at.isoformat()}
        self.theirs = current
        self.add_error(
            "text", gettext("Somebody has changed the text since you opened it. Read theirs, and save again.")
        )
