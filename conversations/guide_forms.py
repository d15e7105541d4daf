"""The forms of a guide's draft: its name, and one section with its questions, in both written languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.forms import AppForm, form_helper
from conversations import guide_content
from conversations.forms import LongTextField
from journeys.blueprints.types import PlanTemplate

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLE_LIMIT = 120
POINT_LIMIT = 600
MOST_MINUTES = 480

_KEY = re.compile(r"[a-z0-9-]{1,40}")


_IN: "dict[tuple[str, str], StrOrPromise]" = {
    ("title", "nb"): _("Name in bokmål"),
    ("title", "nn"): _("Name in nynorsk"),
    ("heading", "nb"): _("Heading in bokmål"),
    ("heading", "nn"): _("Heading in nynorsk"),
    ("text", "nb"): _("Question in bokmål"),
    ("text", "nn"): _("Question in nynorsk"),
    ("help", "nb"): _("Help text in bokmål"),
    ("help", "nn"): _("Help text in nynorsk"),
}


def _line(name: str, language: str) -> forms.CharField:
    return forms.CharField(label=_IN[name, language], max_length=TITLE_LIMIT, required=False)


def words_of(form: forms.BaseForm, name: str) -> dict[str, str]:
    """Return what a form's two fields say, by language; a language nobody wrote in is left out."""
    given = {language: form.cleaned_data[f"{name}_{language}"].strip() for language in ("nb", "nn")}
    return {language: text for language, text in given.items() if text}


class LowTextField(LongTextField):
    """Text that is mostly a sentence or two."""

    def __init__(self, **options: Any) -> None:
        super().__init__(limit=POINT_LIMIT, rows=2, required=False, **options)
        self.widget.attrs["class"] = "app-input-low"


class GuideTitleForm(AppForm):
    """What the guide is called."""

    title_nb = _line("title", "nb")
    title_nn = _line("title", "nn")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, title: Mapping[str, str], cancel_url: str = "", **kwargs: Any) -> None:
        initial = {f"title_{code}": text for code, text in title.items()} | {"seen": guide_content.mark(title)}
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = form_helper(cancel_url=cancel_url, tags=False)

    @property
    def title(self) -> dict[str, str]:
        return words_of(self, "title")


class GuideSectionForm(AppForm):
    """A section without its questions. `order` holds the questions' keys as they stand on the page."""

    heading_nb = _line("heading", "nb")
    heading_nn = _line("heading", "nn")
    minutes = forms.IntegerField(
        label=_("Suggested minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
        widget=forms.TextInput(attrs={"class": "app-input-short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    carries_to = forms.ChoiceField(
        label=_("Where in the plan the notes belong"),
        help_text=_("What is noted under this heading is shown beside that part of the plan when it is written."),
        required=False,
    )
    order = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, section: guide_content.Section, seen: str, plan: PlanTemplate, **kwargs: Any
    ) -> None:
        initial = {f"heading_{code}": text for code, text in section["title"].items()}
        initial |= {"minutes": section["minutes"], "carries_to": section["carries_to"], "seen": seen}
        initial["order"] = ",".join(point["key"] for point in section["points"])
        super().__init__(*args, initial=initial, **kwargs)
        choices = plan_parts(plan, section["carries_to"])
        cast("forms.ChoiceField", self.fields["carries_to"]).choices = choices
        self.helper = form_helper(form_tag=False, tags=False)


def plan_parts(plan: PlanTemplate, present: str = "") -> "list[tuple[str, StrOrPromise]]":
    """Return the parts of the county's plan that notes may belong to; one it no longer has stays while it is chosen."""
    parts: list[tuple[str, StrOrPromise]] = [("", _("Nowhere"))]
    parts += [("end_goal", _("End goal"))] if plan.end_goal else []
    parts += [(section.key, section.label) for section in plan.sections]
    parts += [("steps", _("Steps"))] if plan.has_steps else []
    return parts if present in dict(parts) else [*parts, (present, present)]


class GuidePointForm(AppForm):
    """One question with its help text."""

    text_nb = LowTextField(label=_IN["text", "nb"])
    text_nn = LowTextField(label=_IN["text", "nn"])
    help_nb = LowTextField(label=_IN["help", "nb"])
    help_nn = LowTextField(label=_IN["help", "nn"])

    def __init__(self, *args: Any, point: guide_content.Point, **kwargs: Any) -> None:
        initial = {f"{name}_{code}": text for name in ("text", "help") for code, text in point[name].items()}
        super().__init__(*args, initial=initial, prefix=f"q-{point['key']}", **kwargs)
        self.key = point["key"]
        self.helper = form_helper(form_tag=False, tags=False)

    @property
    def point(self) -> guide_content.Point:
        return {"key": self.key, "text": words_of(self, "text"), "help": words_of(self, "help")}


class SectionEditor:
    """A section's form and those of its questions, as one. Bound to `data` where something was sent."""

    def __init__(
        self, section: guide_content.Section, *, seen: str, plan: PlanTemplate, data: QueryDict | None = None
    ) -> None:
        self.section = section
        self.form = GuideSectionForm(data, section=section, seen=seen, plan=plan)
        points = section["points"] if data is None else _sent_points(data)
        self.points = [GuidePointForm(data, point=point) for point in points]

    @property
    def forms(self) -> "Sequence[AppForm]":
        return [self.form, *self.points]

    def is_valid(self) -> bool:
        """Look at every form, so that all that is wrong is said at once."""
        return all([form.is_valid() for form in self.forms])  # noqa: C419 - none is left out

    @property
    def cleaned(self) -> guide_content.Section:
        """The section as it was sent."""
        data = self.form.cleaned_data
        return {
            "key": self.section["key"],
            "title": words_of(self.form, "heading"),
            "minutes": data["minutes"],
            "carries_to": data["carries_to"],
            "points": [form.point for form in self.points],
        }


def _sent_points(data: QueryDict) -> Iterable[guide_content.Point]:
    keys = list(dict.fromkeys(key for key in data.get("order", "").split(",") if _KEY.fullmatch(key)))
    return [{"key": key, "text": {}, "help": {}} for key in keys]
