"""The forms of the plan and of follow-up. They parse and check; the actions write."""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from careerplans.actions.drafts import StepFields
from careerplans.enums import AskedOf, Going, Responsible, StepStatus, SupportSource
from careerplans.models import CareerPlan, EducationApplication, PlanQuestion, PlanStep, Trade
from careerplans.routes import ASSESSMENT, Route, usual_length
from careerplans.trades import find_trade, like
from common.forms import AppForm, ChoiceRadio, NorwegianDateField, form_helper
from journeys.blueprints.types import Blueprint, PlanSection

LONGEST_TEXT = 10_000


class RevisionForm(AppForm):
    """A form that says which revision its writer saw."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class SectionForm(RevisionForm):
    """The text under one heading."""

    text = forms.CharField(
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("The text is too long. Shorten it to 10,000 characters")},
    )

    def __init__(self, section: PlanSection, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{section.key}-%s", **kwargs)
        self.section = section
        self.helper.need_tags = False
        self.fields["text"].label, self.fields["text"].help_text = section.label, section.help

    def clean_text(self) -> str:
        """Line ends as they are kept: one character, so that the same text is the same text."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class GoalForm(RevisionForm):
    """The end goal: a trade, free words, or both."""

    trade = forms.CharField(
        label=_("Trade"),
        required=False,
        max_length=150,
        help_text=_("Begin to write the trade or the occupation, and choose from the list"),
        widget=forms.TextInput(attrs={"list": "trades", "autocomplete": "off"}),
    )
    end_goal = forms.CharField(
        label=_("End goal in your words"),
        required=False,
        max_length=200,
        help_text=_("For example the job you see before you. This is enough when the trade is not decided."),
    )

    def __init__(self, *args: Any, trade: Trade | None = None, **kwargs: Any) -> None:
        """`trade` is the one the plan has: it may stay, also when the list has it no more."""
        super().__init__(*args, auto_id="goal-%s", **kwargs)
        self.kept = trade
        self.helper.need_tags = False

    def clean_trade(self) -> Trade | None:
        """The trade of that name."""
        name = self.cleaned_data["trade"].strip()
        if self.kept and name in (str(self.kept), self.kept.name_nb, self.kept.name_nn):
            return self.kept
        trade = find_trade(name) if name else None
        if name and trade is None:
            raise _not_found(name)
        return trade


def _not_found(name: str) -> ValidationError:
    """Say which trades may be meant, so that the search also works where the list does not open."""
    if close := like(name):
        return ValidationError(
            _("Several trades fit “%(name)s”. Write one of these: %(trades)s"),
            params={"name": name, "trades": ", ".join(str(trade) for trade in close)},
        )
    return ValidationError(
        _("We do not know a trade called “%(name)s”. Choose from the list, or use your own words below"),
        params={"name": name},
    )


class StepForm(AppForm):
    """One step of the plan. `key` is made with the form, so that sending it twice adds one step."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(label=_("What"), max_length=200, help_text=_("One thing to do, in a few words"))
    why = forms.CharField(label=_("Why"), max_length=300, required=False)
    responsible = forms.ChoiceField(label=_("Who is responsible"), widget=forms.RadioSelect)
    due_on = NorwegianDateField(label=_("Deadline"), required=False, example="15 3 2027")
    link = forms.URLField(
        label=_("Link"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("A page on the web that helps, for example vigo.no"),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": _("Write a web address, for example https://www.vigo.no")},
    )

    def __init__(self, *args: Any, step: PlanStep | None = None, cancel_url: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("initial", step_initial(step))
        super().__init__(*args, auto_id="step-%s", **kwargs)
        field = cast("forms.ChoiceField", self.fields["responsible"])
        field.choices = [(each.value, each.label_for(participant=False)) for each in Responsible]
        self.helper = form_helper(submit=_("Save the step") if step else _("Add the step"), cancel_url=cancel_url)

    @property
    def step_fields(self) -> StepFields:
        """What was cleaned, without the key."""
        data = self.cleaned_data
        return StepFields(
            what=data["what"],
            why=data["why"],
            responsible=data["responsible"],
            due_on=data["due_on"],
            link=data["link"],
        )


def step_initial(step: PlanStep | None) -> dict[str, Any]:
    """What a step's form starts with: the step's own words, or a new key."""
    if step is None:
        return {"key": uuid.uuid4(), "responsible": Responsible.PARTICIPANT}
    return {name: getattr(step, name) for name in ("key", "what", "why", "responsible", "due_on", "link")}


class QuestionForm(AppForm):
    """An open question for Nav or the training office, and its answer. `key` as in a step's form."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    asked_of = forms.ChoiceField(label=_("Who is asked?"), choices=AskedOf, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Question"), max_length=300)
    answer = forms.CharField(
        label=_("Answer"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty until the answer has come"),
    )

    def __init__(self, *args: Any, question: PlanQuestion | None = None, cancel_url: str = "") -> None:
        names = ("key", "asked_of", "text", "answer")
        initial = {name: getattr(question, name) for name in names} if question else {"key": uuid.uuid4()}
        super().__init__(*args, initial=initial, auto_id="question-%s")
        self.helper = form_helper(submit=_("Save the question"), cancel_url=cancel_url)


class RouteForm(AppForm):
    """The way to the end goal, among those that exist for the trade."""

    route = forms.ChoiceField(label=_("Which route?"))
    assessment = forms.BooleanField(
        label=_("Add the steps of recognition of prior learning"), help_text=ASSESSMENT.requirement, required=False
    )

    def __init__(self, *args: Any, routes: Sequence[Route], chosen: str = "", cancel_url: str = "") -> None:
        super().__init__(*args, initial={"route": chosen})
        field = cast("forms.ChoiceField", self.fields["route"])
        choice_help = {each.key: f"{each.requirement} {usual_length(each.months)} ({each.law})." for each in routes}
        field.widget = ChoiceRadio(choice_help=choice_help)
        field.choices = [(each.key, each.name) for each in routes]
        self.helper = form_helper(submit=_("Choose the route"), cancel_url=cancel_url)


class SupportForm(AppForm):
    """How long support lasts, as noted: a day or a number of years, and where it was said. Empty takes it away."""

    years = forms.IntegerField(label=_("Number of years"), required=False, min_value=1, max_value=10)
    until = NorwegianDateField(label=_("Or until a day"), required=False, example="1 8 2029")
    source = forms.ChoiceField(
        label=_("Where do you know it from?"),
        required=False,
        choices=SupportSource,
        widget=forms.RadioSelect,
        help_text=_(
            "Note only what was said in a meeting with the participant, or what Nav and the participant agreed."
        ),
    )

    def __init__(self, *args: Any, plan: CareerPlan, cancel_url: str = "") -> None:
        years = plan.support_months // 12 if plan.support_months else None
        initial = {"years": years, "until": plan.support_until, "source": plan.support_source}
        super().__init__(*args, initial=initial)
        self.helper = form_helper(submit=_("Save"), cancel_url=cancel_url)

    def clean(self) -> dict[str, Any]:
        """One of the two ways to say it, with its source; or nothing at all."""
        data = super().clean() or {}
        years, until, source = data.get("years"), data.get("until"), data.get("source")
        if years and until:
            self.add_error("until", _("Write a number of years or a day, not both"))
        if (years or until) and not source and "source" not in self.errors:
            self.add_error("source", _("Choose an answer under “%(label)s”") % {"label": self.fields["source"].label})
        if source and not (years or until) and not self.errors:
            self.add_error("years", _("Write how long, or take the answer below away"))
        return data

    @property
    def noted(self) -> dict[str, Any]:
        """What was cleaned, as `careerplans.actions.note_support_time` takes it."""
        data = self.cleaned_data
        months = data["years"] * 12 if data["years"] else None
        return {"until": data["until"], "months": months, "source": data["source"]}


class StepStatusForm(AppForm):
    """How a step goes, and how it went when the page was shown."""

    status = forms.ChoiceField(label=_("How is it going?"), choices=StepStatus)
    seen = forms.ChoiceField(choices=StepStatus, widget=forms.HiddenInput)


class CheckInForm(AppForm):
    """How it is going, in one tap."""

    answer = forms.ChoiceField(label=_("How is it going?"), choices=Going)


class ApplicationForm(AppForm):
    """An application for education. `key` is made with the form, so that sending it twice registers one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("What education"), max_length=200, help_text=_("For example building and construction, first year")
    )
    deadline = NorwegianDateField(label=_("Deadline"), required=False, example="1 3 2027")
    applied_on = NorwegianDateField(
        label=_("Applied on"), required=False, help_text=_("Leave it empty until the application is sent")
    )

    def __init__(
        self, *args: Any, application: EducationApplication | None = None, cancel_url: str = "", **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _application_initial(application))
        super().__init__(*args, **kwargs)
        cast("NorwegianDateField", self.fields["applied_on"]).latest = timezone.localdate()
        self.helper = form_helper(submit=_("Save the application"), cancel_url=cancel_url)


def _application_initial(application: EducationApplication | None) -> dict[str, Any]:
    if application is None:
        return {"key": uuid.uuid4()}
    names = ("what", "deadline", "applied_on")
    return {"key": application.public_id, **{name: getattr(application, name) for name in names}}


class OutcomeForm(AppForm):
    """What came of the guidance, as one of the county's codes."""

    outcome = forms.ChoiceField(label=_("What came of it?"), widget=forms.RadioSelect)

    def __init__(self, blueprint: Blueprint, *args: Any, cancel_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["outcome"])
        field.choices = [(choice.key, choice.label) for choice in blueprint.outcomes]
        self.helper = form_helper(submit=_("Record"), cancel_url=cancel_url)
