"""Forms of appointments: what to book."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.models import Membership, Office
from appointments.models import Appointment
from appointments.permissions import can_bring_nav
from appointments.queries import centres, counsellors
from appointments.queries.wishes import own_counsellor
from common.forms import AppForm, form_helper
from journeys.blueprints.types import MeetingKind, NavPresence
from journeys.models import Journey

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Choices = Sequence[tuple[str, StrOrPromise]]


class UsualForm(AppForm):
    """Choices sent by GET, and again hidden with the chosen time: what is missing or nonsense becomes what is usual.

    Always valid; `chosen` is what holds now, as the fields of an address or of hidden inputs.
    """

    def __init__(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        self.given = {key: str(data[key]) for key in data}
        super().__init__(self.given, **kwargs)
        self.chosen: dict[str, str] = {}
        self.helper = form_helper(form_tag=False, tags=False)

    def offer(self, name: str, choices: "Choices", *, show: bool = True) -> str:
        """Let one of these be chosen, the first being the usual; return the one chosen. One choice is not shown."""
        asked = self.given.get(name, "")
        chosen = asked if asked in {key for key, _label in choices} else choices[0][0]
        self.chosen[name] = self.given[name] = chosen
        if show and len(choices) > 1:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]
        return chosen

    @property
    def has_choices(self) -> bool:
        """Whether there is anything to choose but the time."""
        return bool(self.fields)


class WishForm(UsualForm):
    """What to look for times for: kind of meeting, how, how long, where, with whom."""

    kind = forms.ChoiceField(label=_("What to book"), widget=forms.RadioSelect, required=False)
    mode = forms.ChoiceField(label=_("How do you want to meet?"), widget=forms.RadioSelect, required=False)
    length = forms.ChoiceField(label=_("How long"), widget=forms.RadioSelect, required=False)
    centre = forms.ChoiceField(label=_("Career centre"), required=False)
    counsellor = forms.ChoiceField(label=_("Career counsellor"), required=False)
    nav = forms.BooleanField(label=_("My Nav counsellor is to take part"), required=False)

    def __init__(
        self, data: Mapping[str, Any], *, journey: Journey, actor: Actor, allowed: Sequence[MeetingKind], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.journey, self.actor = journey, actor
        key = self.offer("kind", [(kind.key, kind.label) for kind in allowed])
        self.chosen_kind = next(kind for kind in allowed if kind.key == key)
        self.chosen_mode = self.offer("mode", [(mode.value, mode.label) for mode in self.chosen_kind.modes])
        self.minutes = self._offer_lengths()
        self.chosen_centre = self._offer_centres()
        self.chosen_counsellor = self._offer_counsellors()
        self.with_nav = self._offer_nav()
        if not actor.is_participant and "mode" in self.fields:
            self.fields["mode"].label = _("How are you to meet?")

    def _offer_lengths(self) -> int:
        """Only those who know how much there is to talk about say how long; a participant gets the usual."""
        if self.actor.is_participant:
            del self.fields["length"]
            return self.chosen_kind.length_minutes
        lengths = [(str(length), lengths_label(length)) for length in self.chosen_kind.lengths]
        return int(self.offer("length", lengths))

    def _offer_centres(self) -> Office | None:
        """Return the journey's centre, else the one chosen, the first by name being the usual."""
        if self.journey.career_counsellor_id or self.journey.career_centre_id:
            del self.fields["centre"]
            return self.journey.career_centre
        offices = {str(office.public_id): office for office in centres(self.journey)}
        if not offices:
            del self.fields["centre"]
            return None
        return offices[self.offer("centre", [(key, office.name) for key, office in offices.items()])]

    def _offer_counsellors(self) -> Membership | None:
        """Return the one who is named, None for whoever is free; who has a counsellor of their own meets that one."""
        own = self.journey.career_counsellor
        if (own and own.is_in_force()) or self.chosen_centre is None:
            del self.fields["counsellor"]
            return None
        found = {str(member.public_id): member for member in counsellors(self.chosen_centre)}
        choices: Choices = [("", _("Any of them")), *((key, member.person.name) for key, member in found.items())]
        return found.get(self.offer("counsellor", choices, show=len(found) > 1))

    def _offer_nav(self) -> bool:
        is_choice = self.chosen_kind.nav == NavPresence.OPTIONAL
        if not (is_choice and can_bring_nav(self.actor, self.journey, self.chosen_kind)):
            del self.fields["nav"]
            return self.chosen_kind.nav == NavPresence.REQUIRED
        if not self.actor.is_participant:
            self.fields["nav"].label = _("The Nav counsellor is to take part")
        if self.given.get("nav") == "on":
            self.chosen["nav"] = "on"
        return "nav" in self.chosen


class MoveForm(UsualForm):
    """How and with whom a meeting that is booked may be instead; as it is unless told otherwise."""

    mode = forms.ChoiceField(label=_("How do you want to meet?"), widget=forms.RadioSelect, required=False)
    counsellor = forms.ChoiceField(label=_("Career counsellor"), required=False)

    def __init__(self, data: Mapping[str, Any], *, appointment: Appointment, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        modes = sorted(appointment.meeting_kind.modes, key=lambda mode: mode != appointment.mode)
        self.chosen_mode = self.offer("mode", [(mode.value, mode.label) for mode in modes])
        self.chosen_counsellor = self._offer_counsellors(appointment)
        if not actor.is_participant and "mode" in self.fields:
            self.fields["mode"].label = _("How are you to meet?")

    def _offer_counsellors(self, appointment: Appointment) -> Membership | None:
        """The appointment's own first, then the others of the centre; any of them when the own has left."""
        own = own_counsellor(appointment)
        found = {str(each.public_id): each for each in counsellors(own.office)}
        first = (str(own.public_id), own.person.name) if str(own.public_id) in found else ("", _("Any of them"))
        others = [(key, each.person.name) for key, each in found.items() if key != first[0]]
        return found.get(self.offer("counsellor", [first, *others]))


def lengths_label(minutes: int) -> str:
    """Return ``45 minutes``."""
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
