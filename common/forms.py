"""The base of every form: plain words in its errors, a crispy helper, and choices with a help text each."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from common.form_fields import DatePartsWidget, NorwegianDateField, NorwegianTimeField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = [
    "AppForm",
    "AppModelForm",
    "ChoiceRadio",
    "DatePartsWidget",
    "NorwegianDateField",
    "NorwegianTimeField",
    "Section",
    "form_helper",
    "posted",
    "use_plain_words",
]


SAVE = _("Save")


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the fields that were sent, also when there were none; None for a page that is read."""
    return request.POST if request.method == "POST" else None


class Section(Fieldset):
    """A group of fields as a card with a heading, for a crispy layout. ``text`` explains it in a sentence or two."""

    template = "%s/layout/section.html"

    def __init__(self, legend: "StrOrPromise", *fields: Any, text: "StrOrPromise" = "", **options: Any) -> None:
        super().__init__(legend, *fields, **options)
        self.text = text


def form_helper(  # noqa: PLR0913 — every option has a default that most forms keep
    *layout: Any,
    submit: "StrOrPromise" = SAVE,
    submit_icon: str = "",
    cancel_url: str = "",
    secondary: "Sequence[tuple[str, StrOrPromise]]" = (),
    method: str = "post",
    action: str = "",
    form_id: str = "",
    tags: bool = True,
    form_tag: bool = True,
) -> FormHelper:
    """A crispy helper with our buttons. ``layout`` holds field names and :class:`Section`; none means all fields.

    ``secondary`` are further submit buttons ``(name, label)``; ``tags`` shows "Må fylles ut" and "Valgfritt";
    without ``form_tag`` the page writes the ``<form>``, its tokens, its error summary and its buttons.
    """
    helper = FormHelper()
    helper.form_method, helper.form_action, helper.form_id = method, action, form_id
    helper.form_tag, helper.need_tags = form_tag, tags
    helper.submit_label, helper.submit_icon = submit, submit_icon
    helper.cancel_url, helper.secondary_buttons = cancel_url, secondary
    if layout:
        helper.layout = Layout(*layout)
        helper.render_hidden_fields = True
    return helper


def use_plain_words(form: forms.BaseForm) -> None:
    """Gives the fields of ``form`` error messages that name the field and say what to do, unless they have their
    own.
    """
    for name, field in form.fields.items():
        label = field.label or name.replace("_", " ").capitalize()
        if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = _required_message(field, label)
        if "invalid_choice" in field.error_messages:
            field.error_messages["invalid_choice"] = _("Choose one of the answers in the list")
        if isinstance(field, forms.IntegerField):
            _say_limits(field)
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = _("Write an e-mail address with @, for example name@example.no")


def _say_limits(field: forms.IntegerField) -> None:
    """Say both limits at once, at the field; Django's sentences name neither the field nor the other limit."""
    limits = {"lowest": field.min_value, "highest": field.max_value}
    if None in limits.values() or callable(field.min_value) or callable(field.max_value):
        return
    message = _("Write a whole number from %(lowest)s to %(highest)s") % limits
    field.error_messages["invalid"] = message
    for validator in field.validators:
        if isinstance(validator, MinValueValidator | MaxValueValidator):
            validator.message = message


def _required_message(field: forms.Field, label: "StrOrPromise") -> "StrOrPromise":
    if isinstance(field, forms.BooleanField):
        return _("Tick “%(label)s”") % {"label": label}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _("Choose an answer under “%(label)s”") % {"label": label}
    return _("Fill in “%(label)s”") % {"label": label}


class PlainWordsMixin(forms.BaseForm):
    """Errors in plain words from the server, never the browser's own bubbles; ``submit_label`` names the button."""

    use_required_attribute = False
    submit_label: "StrOrPromise" = SAVE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = form_helper(submit=self.submit_label)
        use_plain_words(self)


class AppForm(PlainWordsMixin, forms.Form):
    """A form of the application."""


class AppModelForm(PlainWordsMixin, forms.ModelForm):
    """A form that reads its fields from a model. It never saves: the actions write."""


class ChoiceRadio(forms.RadioSelect):
    """Radio buttons with a help text for some of the choices: ``ChoiceRadio(choice_help={"phone": _("…")})``."""

    def __init__(self, *args: Any, choice_help: "Mapping[str, StrOrPromise] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice_help = choice_help or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's, with ``help``."""
        return {**super().create_option(name, value, *args, **kwargs), "help": self.choice_help.get(str(value), "")}
