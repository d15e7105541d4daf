"""Forms about when a counsellor can be met. All days and clocks are Norwegian wall clock."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crispy_forms.layout import Row
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import OfficeKind
from accounts.models import Membership, Office
from appointments.actions import Hours, Rules
from appointments.county_rules import lengths_of, modes_of, rules_of
from appointments.enums import Weekday
from appointments.models import BookingSettings, WeeklyPattern
from common.forms import AppForm, NorwegianDateField, NorwegianTimeField, form_helper

MOST_WEEKS = 12
#: How far ahead times may be published, and hours and absences may begin or end.
AHEAD, FAR_AHEAD = timedelta(days=365), timedelta(days=5 * 365)
DAY = timedelta(days=1)
MORNING = gettext_lazy("For example 09.00")
AFTERNOON = gettext_lazy("For example 15.00")


def instant(day: date, clock: time) -> datetime:
    """Return the instant in UTC of what the clock on the wall says on this day."""
    return datetime.combine(day, clock, timezone.get_default_timezone()).astimezone(UTC)


def places_of(membership: Membership) -> QuerySet[Office]:
    """Return where the counsellor may meet people: the own office first, then the county's Nav offices in use."""
    county, own = membership.office.county_id, membership.office_id
    presence = Q(kind=OfficeKind.NAV_OFFICE, county=county, is_active=True)
    return Office.objects.filter(presence | Q(pk=own)).order_by("kind", "name_sort", "pk")


class PlaceField(forms.ModelChoiceField):
    """The own office, or a Nav office on a presence day."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Where"))
        super().__init__(Office.objects.none(), to_field_name="public_id", empty_label=None, **options)

    def label_from_instance(self, obj: Office) -> str:
        return _("%(office)s (presence day)") % {"office": obj.name} if obj.is_nav else obj.name


class OfferForm(AppForm):
    """What weekly hours and single times have in common: from, until, where, and how."""

    start = NorwegianTimeField(label=gettext_lazy("From"), help_text=MORNING)
    end = NorwegianTimeField(label=gettext_lazy("Until"), help_text=AFTERNOON)
    place = PlaceField(help_text=gettext_lazy("On a presence day you meet people at a Nav office."))
    modes = forms.MultipleChoiceField(
        label=gettext_lazy("How you can meet"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one way to meet")},
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        place, modes = self.fields["place"], self.fields["modes"]
        place.queryset = places_of(membership)  # type: ignore[attr-defined]
        place.initial = membership.office.public_id
        modes.choices = [(mode.value, mode.label) for mode in modes_of(membership.office.county)]  # type: ignore[attr-defined]
        modes.initial = [value for value, _label in modes.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", _("The time must end after it begins"))
        return data


class PublishForm(OfferForm):
    """A single stretch of time to offer, and for how many weeks on the same weekday."""

    day = NorwegianDateField(label=gettext_lazy("First day"))
    weeks = forms.IntegerField(
        label=gettext_lazy("For how many weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text=gettext_lazy("The same weekday and time each week."),
        widget=forms.NumberInput(attrs={"class": "app-input-short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "day", Row("start", "end"), "place", "modes", "weeks", submit=_("Publish"), submit_icon="calendar"
        )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day"))
        if day > timezone.localdate() + AHEAD:
            raise forms.ValidationError(_("Choose a day within a year"))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and any(end <= start for start, end in self.stretches()):
            self.add_error("start", _("The clock is put forward then, so this time does not exist"))
        return data

    def stretches(self) -> list[tuple[datetime, datetime]]:
        """Return the stretches in UTC; the wall clock stays the same each week, also over a clock change."""
        data = self.cleaned_data
        days = [data["day"] + timedelta(weeks=week) for week in range(data["weeks"])]
        return [(instant(day, data["start"]), instant(day, data["end"])) for day in days]


class HoursForm(OfferForm):
    """Hours of every week. Subclasses say on which weekdays."""

    lengths = forms.TypedMultipleChoiceField(
        label=gettext_lazy("How long the meetings may last"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one length")},
    )
    valid_from = NorwegianDateField(label=gettext_lazy("First day"))
    last_day = NorwegianDateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave it empty for until further notice."),
    )

    def __init__(self, *args: Any, first: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self._offer_lengths()
        self._limit("valid_from", earliest=today, latest=today + AHEAD)
        self._limit("last_day", earliest=today, latest=today + FAR_AHEAD)
        self.fields["valid_from"].initial = today
        layout = (first, Row("start", "end"), "place", "modes", "lengths", Row("valid_from", "last_day"))
        self.helper = form_helper(*layout, submit=_("Save the hours"), submit_icon="checkmark")

    def _offer_lengths(self) -> None:
        self.all_lengths = lengths_of(self.membership.office.county)
        field: Any = self.fields["lengths"]
        field.choices = [(minutes, _length(minutes, kinds)) for minutes, kinds in self.all_lengths.items()]
        field.initial = list(self.all_lengths)

    def _limit(self, name: str, *, earliest: date, latest: date) -> None:
        field: Any = self.fields[name]
        field.earliest, field.latest = earliest, latest

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("valid_from"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first"))
        if not self.errors and all(minutes > self._minutes() for minutes in data["lengths"]):
            self.add_error("end", _("None of the lengths you have chosen fit in this time"))
        return data

    def _minutes(self) -> int:
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        return (end.hour - start.hour) * 60 + end.minute - start.minute

    def hours(self) -> Hours:
        """Return what was typed. All lengths ticked means any, those the county's model takes in later too."""
        data = self.cleaned_data
        lengths: Sequence[int] = data["lengths"]
        return Hours(
            **{name: data[name] for name in ("start", "end", "valid_from", "place", "modes")},
            valid_until=data["last_day"] + DAY if data["last_day"] else None,
            lengths=() if set(lengths) == set(self.all_lengths) else lengths,
        )


def _length(minutes: int, kinds: Sequence[Any]) -> str:
    said = ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    return f"{said}: {', '.join(dict.fromkeys(map(str, kinds)))}"


class AddHoursForm(HoursForm):
    """New hours, on one or several weekdays."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        coerce=int,
        choices=lambda: [(day.value, capfirst(day.label)) for day in Weekday],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one weekday")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, first="weekdays", **kwargs)


class ChangeHoursForm(HoursForm):
    """Hours that exist, on their one weekday."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"), coerce=int, choices=lambda: [(day.value, capfirst(day.label)) for day in Weekday]
    )

    def __init__(self, *args: Any, pattern: WeeklyPattern, **kwargs: Any) -> None:
        super().__init__(*args, first="weekday", membership=pattern.membership, **kwargs)
        self.initial = {
            **{name: getattr(pattern, name) for name in ("weekday", "start", "end", "modes", "valid_from")},
            "place": pattern.place.public_id,
            "lengths": pattern.lengths or list(self.all_lengths),
            "last_day": pattern.last_day,
        }
        today = timezone.localdate()
        self._limit("valid_from", earliest=min(today, pattern.valid_from), latest=today + AHEAD)


class StopForm(AppForm):
    """When weekly hours are to stop."""

    NOW, LATER = "now", "later"

    when = forms.ChoiceField(
        label=gettext_lazy("When do they stop?"),
        choices=((NOW, gettext_lazy("At once")), (LATER, gettext_lazy("After a day I choose"))),
        initial=NOW,
        widget=forms.RadioSelect,
    )
    last_day = NorwegianDateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("The hours are still offered on this day."),
    )

    def __init__(self, *args: Any, pattern: WeeklyPattern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["last_day"]
        field.earliest = max(timezone.localdate(), pattern.valid_from)
        field.latest = pattern.last_day - DAY if pattern.last_day else timezone.localdate() + FAR_AHEAD
        if field.latest < field.earliest:
            del self.fields["last_day"]
            self.fields["when"].choices = [(self.NOW, _("At once"))]  # type: ignore[attr-defined]
        self.helper = form_helper(form_tag=False, tags=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("when") == self.LATER and not data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Fill in “%(label)s”") % {"label": _("Last day")})
        return data

    @property
    def last_offered(self) -> date | None:
        """The last day they are offered; None for at once."""
        day: date | None = self.cleaned_data["last_day"] if self.cleaned_data["when"] == self.LATER else None
        return day


class SettingsForm(AppForm):
    """How a career counsellor wants to be booked: stricter than the county's rules or like them, never laxer."""

    buffer_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes between two meetings"), min_value=0, max_value=120, required=False
    )
    notice_hours = forms.IntegerField(
        label=gettext_lazy("Shortest notice, in hours"), min_value=0, max_value=336, required=False
    )
    horizon_weeks = forms.IntegerField(
        label=gettext_lazy("How many weeks ahead you can be booked"), min_value=1, max_value=52, required=False
    )
    video_link = forms.URLField(
        label=gettext_lazy("Link to your video meeting room"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy(
            "Goes into each video meeting that is booked from now on. Those booked already keep theirs."
        ),
        error_messages={
            "invalid": gettext_lazy("Write the whole address, for example https://video.example.no/my-room")
        },
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules_of(membership.office.county)
        kept = BookingSettings.objects.filter(membership=membership).first()
        for name in self.fields:
            self.fields[name].initial = getattr(kept, name, None)
        for name in ("buffer_minutes", "notice_hours", "horizon_weeks"):
            self.fields[name].help_text = f"{self._county_says(name)} {_('Leave it empty to follow the county.')}"
            self.fields[name].widget.attrs["class"] = "app-input-short"
        self.helper = form_helper(*self.fields, submit=_("Save"), submit_icon="checkmark")

    def _county_says(self, name: str) -> str:
        number: int = getattr(self.rules, name)
        if name == "horizon_weeks":
            return _("The county’s rule is at most %(number)s.") % {"number": number}
        return (
            _("The county’s rule is at least %(number)s.") % {"number": number}
            if number
            else _("The county asks for none.")
        )

    def clean_buffer_minutes(self) -> int | None:
        return self._at_least("buffer_minutes", _("The county asks for at least %(number)s minutes between meetings"))

    def clean_notice_hours(self) -> int | None:
        return self._at_least("notice_hours", _("The county asks for at least %(number)s hours’ notice"))

    def _at_least(self, name: str, message: str) -> int | None:
        asked: int | None = self.cleaned_data[name]
        lowest: int = getattr(self.rules, name)
        if asked is not None and asked < lowest:
            raise forms.ValidationError(message % {"number": lowest})
        return asked

    def clean_horizon_weeks(self) -> int | None:
        asked: int | None = self.cleaned_data["horizon_weeks"]
        if asked is not None and asked > self.rules.horizon_weeks:
            highest = {"number": self.rules.horizon_weeks}
            raise forms.ValidationError(_("The county lets people book at most %(number)s weeks ahead") % highest)
        return asked

    def clean_video_link(self) -> str:
        link: str = self.cleaned_data["video_link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("The address must begin with https://"))
        return link

    def as_rules(self) -> Rules:
        """Return what was typed."""
        return Rules(**self.cleaned_data)
