"""Norwegian dates in three parts and clock times, which do not depend on the language of the browser."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import format_short_date

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DatePartsWidget(forms.MultiWidget):
    """Day, month and year as three inputs named ``<name>_0``, ``_1`` and ``_2``. A date or a list of texts is shown."""

    LABELS: "ClassVar[tuple[StrOrPromise, ...]]" = (gettext_lazy("Day"), gettext_lazy("Month"), gettext_lazy("Year"))
    SIZES: ClassVar[tuple[str, ...]] = ("2", "2", "4")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput, forms.TextInput, forms.TextInput], attrs)

    def decompress(self, value: Any) -> list[str]:
        """The three texts of a date; a missing one gives three empty texts."""
        return [str(value.day), str(value.month), str(value.year)] if isinstance(value, date) else ["", "", ""]


class NorwegianDateField(forms.MultiValueField):
    """A date written as day, month and year; ``cleaned_data`` holds a ``datetime.date``, or None when left empty.

    ``example`` becomes the help text "For example 24 3 1996"; ``earliest`` and ``latest`` are allowed themselves.
    """

    widget = DatePartsWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "incomplete": gettext_lazy("Write day, month and year"),
        "invalid": gettext_lazy("This date does not exist. Write day, month and year with numbers"),
        "century": gettext_lazy("Write the year with four digits"),
    }

    def __init__(
        self, *, example: str = "", earliest: date | None = None, latest: date | None = None, **options: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        parts = (forms.CharField(required=False), forms.CharField(required=False), forms.CharField(required=False))
        super().__init__(fields=parts, require_all_fields=False, **options)
        if example and not self.help_text:
            self.help_text = gettext_lazy("For example %(date)s") % {"date": example}

    def clean(self, value: Any) -> date | None:
        """The date of the three texts; raises ValidationError with one message about what to correct."""
        parts = [str(part or "").strip() for part in value or ("", "", "")]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        day = self.compress(parts)
        self._check_limits(day)
        return day

    def compress(self, data_list: Any) -> date:
        """Three texts, at least one of them filled in, to a date; raises ValidationError."""
        if not all(data_list):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            day, month, year = (int(part) for part in data_list)
            if 0 <= year < 100:
                raise ValidationError(self.error_messages["century"], code="century")
            return date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def _check_limits(self, day: date) -> None:
        if self.earliest and day < self.earliest:
            raise ValidationError(
                _("The date cannot be before %(date)s") % {"date": format_short_date(self.earliest)}, code="min_value"
            )
        if self.latest and day > self.latest:
            raise ValidationError(
                _("The date cannot be after %(date)s") % {"date": format_short_date(self.latest)}, code="max_value"
            )


class NorwegianTimeField(forms.TimeField):
    """A clock time; "10.30", "10:30", "1030" and "10" are understood, "10.30" is shown."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": gettext_lazy("Write the time like this: 10.30"),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H.%M", attrs={"class": "app-input-short", "autocomplete": "off"})
        options.setdefault("widget", widget)
        # Hours alone come before hours and minutes: "%H%M" would read "10" as 01.00.
        options.setdefault("input_formats", ["%H.%M", "%H:%M", "%H", "%H%M"])
        super().__init__(**options)
