"""The form about when somebody cannot be booked. All days and clocks are Norwegian wall clock."""

from datetime import datetime, time
from typing import Any

from crispy_forms.layout import Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Membership
from appointments.availability_forms import DAY, FAR_AHEAD, instant
from common.forms import AppForm, NorwegianDateField, NorwegianTimeField, form_helper


class AbsenceForm(AppForm):
    """From a day to a day, both included; with clock times where it is less than whole days."""

    whose = forms.ModelChoiceField(
        label=gettext_lazy("Who is away?"),
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        help_text=gettext_lazy("Yourself, or somebody you stand in for."),
    )
    first_day = NorwegianDateField(label=gettext_lazy("First day"))
    last_day = NorwegianDateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave it empty for one day only.")
    )
    start = NorwegianTimeField(
        label=gettext_lazy("From"), required=False, help_text=gettext_lazy("Empty: the whole of the first day.")
    )
    end = NorwegianTimeField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: the whole of the last day.")
    )

    def __init__(self, *args: Any, actor: Actor, submit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.actor = actor
        self._offer_people()
        for name in ("first_day", "last_day"):
            field: Any = self.fields[name]
            field.earliest, field.latest = today, today + FAR_AHEAD
        people = ["whose"] if "whose" in self.fields else []
        layout = (*people, "first_day", "last_day", Row("start", "end"))
        self.helper = form_helper(*layout, submit=submit, submit_icon="plus")

    def _offer_people(self) -> None:
        field: Any = self.fields["whose"]
        if not self.actor.covers:
            del self.fields["whose"]
            return
        field.queryset = Membership.objects.filter(pk__in=self.actor.recipients).select_related("person", "office")
        field.label_from_instance = lambda member: member.person.name
        field.initial = self.actor.key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first"))
        if not self.errors:
            starts_at, ends_at = self.span()
            if ends_at <= starts_at:
                self.add_error("end", _("The time must end after it begins"))
            elif ends_at <= timezone.now():
                self.add_error("end", _("This time is over. Choose one that is ahead"))
        return data

    @property
    def membership(self) -> Membership:
        """Who is away, with person and office."""
        member: Any = self.cleaned_data.get("whose") or self.actor.membership
        return member

    def span(self) -> tuple[datetime, datetime]:
        """Return `[start, end)` in UTC; whole days end when the next one begins."""
        data = self.cleaned_data
        first, last = data["first_day"], data["last_day"] or data["first_day"]
        end = instant(last, data["end"]) if data["end"] else instant(last + DAY, time())
        return instant(first, data["start"] or time()), end
