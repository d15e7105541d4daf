"""What the crispy-forms template pack ``designsystemet`` asks about a field. Used by the pack's templates only."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from common.form_fields import DatePartsWidget

register = template.Library()


@register.filter
def field_template(field: BoundField) -> str:
    """The template of the pack that draws this kind of field."""
    return f"designsystemet/fields/{_kind(field.field.widget)}.html"


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, DatePartsWidget):
        return "date_parts"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"


@register.filter
def ds_widget(field: BoundField) -> SafeString:
    """The widget with the class of the design system, and without ``cols``, which overflows a narrow screen."""
    attrs: dict[str, Any] = {"class": " ".join(filter(None, ["ds-input", field.field.widget.attrs.get("class")]))}
    if isinstance(field.field.widget, forms.Textarea):
        attrs["cols"] = False
    return field.as_widget(attrs=attrs)


@register.filter
def date_parts(field: BoundField) -> list[dict[str, Any]]:
    """The inputs of a date in three parts: label, size and the attributes Django gives them."""
    attrs = field.build_widget_attrs({"id": field.auto_id})
    context = field.field.widget.get_context(field.html_name, field.value(), attrs)
    labels_and_sizes = zip(DatePartsWidget.LABELS, DatePartsWidget.SIZES, strict=True)
    parts = zip(context["widget"]["subwidgets"], labels_and_sizes, strict=True)
    return [{**part, "label": label, "size": size} for part, (label, size) in parts]


@register.filter
def error_target(field: BoundField) -> str:
    """The id of the input that a link in the error summary goes to: the first one of a group."""
    widget = field.field.widget
    return f"{field.auto_id}_0" if getattr(widget, "use_fieldset", False) else field.auto_id
