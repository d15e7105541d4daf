"""Forms of appointments: publishing times, and what to book."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Office
from appointments.permissions import can_bring_nav
from appointments.queries import centres
from common.forms import AppForm, NorwegianDateField, NorwegianTimeField, form_helper
from journeys.blueprints.types import MeetingKind, Mode, NavPresence
from journeys.models import Journey

MOST_WEEKS = 12
#: How far ahead times may be published.
AHEAD = timedelta(days=365)


class PublishForm(AppForm):
    """A stretch of time to offer, and for how many weeks on the same weekday."""

    day = NorwegianDateField(label=_("First day"))
    start = NorwegianTimeField(label=_("From"), help_text=_("For example 09.00"))
    end = NorwegianTimeField(label=_("Until"), help_text=_("For example 15.00"))
    modes = forms.MultipleChoiceField(
        label=_("How you can meet"),
        choices=Mode.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Mode.values,
        error_messages={"required": _("Choose at least one way to meet")},
    )
    weeks = forms.IntegerField(
        label=_("For how many weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text=_("The same weekday and time each week."),
        widget=forms.NumberInput(attrs={"class": "app-input-short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("day", "start", "end", "modes", "weeks", submit=_("Publish"), submit_icon="calendar")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day"))
        if day > timezone.localdate() + AHEAD:
            raise forms.ValidationError(_("Choose a day within a year"))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", _("The time must end after it begins"))
        elif not self.errors and any(end <= start for start, end in self.stretches()):
            self.add_error("start", _("The clock is put forward then, so this time does not exist"))
        return data

    def stretches(self) -> list[tuple[datetime, datetime]]:
        """Return the stretches in UTC; the wall clock stays the same each week, also over a clock change."""
        data = self.cleaned_data
        days = [data["day"] + timedelta(weeks=week) for week in range(data["weeks"])]
        return [(_instant(day, data["start"]), _instant(day, data["end"])) for day in days]


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, timezone.get_default_timezone()).astimezone(UTC)


class WishForm(AppForm):
    """What to look for times for; sent by GET, and again hidden with the chosen time. Falls back to what is usual."""

    kind = forms.ChoiceField(label=_("What to book"), widget=forms.RadioSelect, required=False)
    mode = forms.ChoiceField(label=_("How do you want to meet?"), widget=forms.RadioSelect, required=False)
    centre = forms.ModelChoiceField(
        label=_("Career centre"), queryset=Office.objects.none(), to_field_name="public_id", required=False
    )
    nav = forms.BooleanField(label=_("My Nav counsellor is to take part"), required=False)

    def __init__(
        self, data: Any, *, journey: Journey, actor: Actor, allowed: Sequence[MeetingKind], **kwargs: Any
    ) -> None:
        self.chosen_kind = next((kind for kind in allowed if kind.key == data.get("kind")), allowed[0])
        self.journey = journey
        mode = data.get("mode")
        mode = mode if mode in self.chosen_kind.modes else self.chosen_kind.default_mode
        super().__init__({**data.dict(), "kind": self.chosen_kind.key, "mode": str(mode)}, **kwargs)
        self._offer_kinds(allowed)
        self._offer_centres(journey)
        self._offer_nav(actor)
        if not actor.is_participant:
            self.fields["mode"].label = _("How are you to meet?")
        self.helper = form_helper(form_tag=False, tags=False)

    def _offer_kinds(self, allowed: Sequence[MeetingKind]) -> None:
        kinds, modes = self.fields["kind"], self.fields["mode"]
        kinds.choices = [(kind.key, kind.label) for kind in allowed]  # type: ignore[attr-defined]
        modes.choices = [(mode.value, mode.label) for mode in self.chosen_kind.modes]  # type: ignore[attr-defined]
        if len(allowed) == 1:
            kinds.widget = forms.HiddenInput()

    def _offer_centres(self, journey: Journey) -> None:
        field: Any = self.fields["centre"]
        if journey.career_counsellor_id or journey.career_centre_id:
            del self.fields["centre"]
            return
        field.queryset = centres(journey)
        field.empty_label = None

    def _offer_nav(self, actor: Actor) -> None:
        is_choice = self.chosen_kind.nav == NavPresence.OPTIONAL
        if not (is_choice and can_bring_nav(actor, self.journey, self.chosen_kind)):
            del self.fields["nav"]
        elif not actor.is_participant:
            self.fields["nav"].label = _("The Nav counsellor is to take part")

    @property
    def has_choices(self) -> bool:
        """Whether there is anything to choose but the time."""
        return bool(self.visible_fields())
