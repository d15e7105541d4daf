"""Forms of group sessions: what a session is to be, who is put on its list, and who came."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import OfficeKind, Party
from accounts.models import County, Membership, Office
from appointments.actions.groups import GroupPlan
from appointments.enums import Attendance
from appointments.forms import lengths_label
from appointments.models import Appointment, GroupSession
from appointments.queries.groups import group_kinds
from common.forms import AppForm, NorwegianDateField, NorwegianTimeField, form_helper, use_plain_words
from journeys.blueprints.types import MeetingKind, Mode
from journeys.models import Journey

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Choices = Sequence[tuple[str, StrOrPromise]]

#: How far ahead a session may be planned.
AHEAD = timedelta(days=365)


class SessionForm(AppForm):
    """When, where and how a session is, who comes, and for how many; a field with one answer is not shown.

    `session` is the one to change, None for a new one; `leader` who leads it unless somebody else is chosen.
    """

    kind = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    day = NorwegianDateField(label=_("Day"))
    start = NorwegianTimeField(label=_("From"), help_text=_("For example 09.00"))
    minutes = forms.ChoiceField(label=_("How long"), widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("How you meet"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Where"), required=False)
    leader = forms.ChoiceField(label=_("Who leads it"))
    nav_contact = forms.ChoiceField(
        label=_("Who comes from Nav"),
        required=False,
        help_text=_("The time is taken in their calendar too, and they are told by e-mail."),
    )
    capacity = forms.IntegerField(label=_("Places"))

    def __init__(
        self,
        *args: Any,
        county: County,
        leader: Membership,
        session: GroupSession | None = None,
        cancel_url: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.kinds = {session.kind: session.meeting_kind} if session else _by_key(group_kinds(county))
        self.offices = {str(each.public_id): each for each in _offices(county, self.kinds.values())}
        self.contacts = {str(each.public_id): each for each in _staff(county, Party.NAV_COUNSELLOR)}
        self.leaders = {str(each.public_id): each for each in _staff(county, Party.CAREER_COUNSELLOR)}
        self.only: dict[str, str] = {}
        self._offer_choices()
        self.initial.update(self._of(session) if session else self._usual(leader.office))
        self.initial["leader"] = str(leader.public_id)
        submit = _("Save and tell everybody") if session else _("Plan the session")
        self.helper = form_helper(*self.fields, submit=submit, submit_icon="calendar", cancel_url=cancel_url)

    # --- what can be chosen ---
    def _offer_choices(self) -> None:
        kinds = self.kinds.values()
        minutes = sorted({length for kind in kinds for length in kind.lengths})
        modes = dict.fromkeys(mode for kind in kinds for mode in kind.modes)
        self._offer("kind", [(kind.key, kind.label) for kind in kinds])
        self._offer("minutes", [(str(each), lengths_label(each)) for each in minutes])
        self._offer("mode", [(mode.value, mode.label) for mode in modes])
        places = [(key, office.name, office.get_kind_display()) for key, office in self.offices.items()]
        self._choice("place").choices = [("", _("Choose")), *_grouped(places)]
        self._choice("place").required = all(mode == Mode.IN_PERSON for mode in modes)
        self._choice("leader").choices = _by_office(self.leaders)
        self._choice("nav_contact").choices = [("", _("Nobody")), *_by_office(self.contacts)]
        self._offer_places(max(kind.capacity or 0 for kind in kinds))

    def _offer_places(self, most: int) -> None:
        self.fields["capacity"] = forms.IntegerField(
            label=_("Places"),
            min_value=1,
            max_value=most,
            help_text=_("At most %(number)d.") % {"number": most},
            widget=forms.NumberInput(attrs={"class": "app-input-short"}),
        )
        use_plain_words(self)

    def _choice(self, name: str) -> forms.ChoiceField:
        return cast("forms.ChoiceField", self.fields[name])

    def _offer(self, name: str, choices: "Choices") -> None:
        if len(choices) == 1:
            self.only[name] = choices[0][0]
            del self.fields[name]
        else:
            self._choice(name).choices = choices

    def _usual(self, office: Office) -> dict[str, Any]:
        kind = next(iter(self.kinds.values()))
        usual = {"kind": kind.key, "minutes": str(kind.length_minutes), "mode": kind.default_mode.value}
        place = next(iter(self.offices)) if len(self.offices) == 1 else str(office.public_id)
        return usual | {"capacity": kind.capacity, "place": place}

    @staticmethod
    def _of(session: GroupSession) -> dict[str, Any]:
        start = timezone.localtime(session.starts_at)
        return {
            "day": start.date(),
            "start": start.time(),
            "minutes": str(int((session.ends_at - session.starts_at).total_seconds() // 60)),
            "mode": session.mode,
            "place": str(session.place.public_id) if session.place else "",
            "nav_contact": str(session.nav_contact.public_id) if session.nav_contact else "",
            "capacity": session.capacity,
        }

    # --- what was chosen ---
    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day"))
        if day > timezone.localdate() + AHEAD:
            raise forms.ValidationError(_("Choose a day within a year"))
        return day

    def clean(self) -> dict[str, Any]:
        data = (super().clean() or self.cleaned_data) | self.only
        self.cleaned_data = data
        if kind := self.kinds.get(data.get("kind") or next(iter(self.kinds))):
            self._check_kind(kind, data)
            self._check_place(kind, data)
        if data.get("day") and data.get("start") and self._starts_at() <= timezone.now():
            self.add_error("start", _("Choose a time that has not passed"))
        return data

    def _check_kind(self, kind: MeetingKind, data: dict[str, Any]) -> None:
        """What can be chosen is what any of the kinds has; this is about the one that was."""
        if data.get("minutes") and int(data["minutes"]) not in kind.lengths:
            self.add_error("minutes", _("It can last %(lengths)s") % {"lengths": _listed(kind.lengths)})
        if data.get("mode") and data["mode"] not in kind.modes:
            self.add_error("mode", _("You cannot meet like that for this"))
        if kind.capacity and data.get("capacity", 0) > kind.capacity:
            self.add_error("capacity", _("There is room for at most %(number)d") % {"number": kind.capacity})

    def _check_place(self, kind: MeetingKind, data: dict[str, Any]) -> None:
        office, contact = self.offices.get(data.get("place", "")), self.contacts.get(data.get("nav_contact", ""))
        if data.get("mode") != Mode.IN_PERSON:
            return
        if office is None:
            self.add_error("place", _("Choose where you meet"))
        elif kind.at_nav_office and office.kind != OfficeKind.NAV_OFFICE:
            self.add_error("place", _("Choose a Nav office: this is held there"))
        elif contact and office.kind == OfficeKind.NAV_OFFICE and contact.office_id != office.pk:
            wrong = _("%(name)s does not work at %(office)s") % {"name": contact.person.name, "office": office.name}
            self.add_error("nav_contact", wrong)

    def _starts_at(self) -> datetime:
        data = self.cleaned_data
        return datetime.combine(data["day"], data["start"], timezone.get_default_timezone()).astimezone(UTC)

    def wanted(self) -> GroupPlan:
        """Return what was asked for, in UTC; no place by phone and video."""
        data, starts_at = self.cleaned_data, self._starts_at()
        return GroupPlan(
            kind=self.kinds[data.get("kind") or next(iter(self.kinds))],
            mode=data["mode"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=int(data["minutes"])),
            place=self.offices.get(data["place"]) if data["mode"] == Mode.IN_PERSON else None,
            capacity=data["capacity"],
            nav_contact=self.contacts.get(data["nav_contact"]),
            leader=self.leaders[data["leader"]],
        )


def _by_key(kinds: Iterable[MeetingKind]) -> dict[str, MeetingKind]:
    return {kind.key: kind for kind in kinds}


def _listed(lengths: Iterable[int]) -> str:
    return ", ".join(lengths_label(length) for length in lengths)


def _grouped(rows: Iterable[tuple[str, str, "StrOrPromise"]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return choices (value, label, heading) under their headings."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for value, label, heading in rows:
        groups.setdefault(str(heading), []).append((value, label))
    return list(groups.items())


def _by_office(members: dict[str, Membership]) -> list[tuple[str, list[tuple[str, str]]]]:
    return _grouped((key, member.person.name, member.office.name) for key, member in members.items())


def _offices(county: County, kinds: Iterable[MeetingKind]) -> QuerySet[Office]:
    """Centres are left out where all of it is held at Nav offices."""
    where = [OfficeKind.NAV_OFFICE]
    if not all(kind.at_nav_office for kind in kinds):
        where.append(OfficeKind.CAREER_CENTRE)
    return Office.objects.filter(county=county, kind__in=where, is_active=True).order_by("kind", "name")


def _staff(county: County, role: Party) -> QuerySet[Membership]:
    working = Membership.objects.in_force(timezone.localdate()).filter(role=role)
    here = working.filter(office__county=county, office__is_active=True)
    return here.select_related("person", "office", "booking_settings").order_by("office__name", "person__name", "pk")


class AddForm(AppForm):
    """Which of these journeys' participants is put on the list."""

    journey = forms.ChoiceField(label=_("Participant"))

    def __init__(self, *args: Any, journeys: Iterable[Journey], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.journeys = {str(journey.public_id): journey for journey in journeys}
        names = [(key, journey.participant.name) for key, journey in self.journeys.items()]
        field = cast("forms.ChoiceField", self.fields["journey"])
        field.choices = [("", _("Choose")), *names]
        field.error_messages["invalid_choice"] = _("Choose somebody in the list")

    def chosen(self) -> Journey:
        return self.journeys[self.cleaned_data["journey"]]


class AttendanceForm(AppForm):
    """Who came: a question for each participant, and for the Nav contact; everybody did unless told otherwise."""

    NAV = "nav"

    def __init__(self, *args: Any, session: GroupSession, coming: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coming = {f"a-{appointment.public_id}": appointment for appointment in coming}
        for name, appointment in self.coming.items():
            self.fields[name] = attendance_field(appointment.journey.participant.name)
        if session.nav_contact:
            self.fields[self.NAV] = attendance_field(f"{session.nav_contact.person.name} (Nav)")
        self.helper = form_helper(form_tag=False, tags=False)

    def attendance(self) -> dict[int, Attendance]:
        """Return what was said of each participant, by appointment id."""
        return {
            appointment.pk: Attendance(self.cleaned_data[name])
            for name, appointment in self.coming.items()
            if self.cleaned_data.get(name)
        }

    def nav(self) -> Attendance:
        """Return what was said of the Nav contact."""
        return Attendance(self.cleaned_data.get(self.NAV) or Attendance.CAME)


def attendance_field(label: "StrOrPromise") -> forms.ChoiceField:
    """Return the question whether this person came; "came" unless somebody says otherwise."""
    widget = forms.RadioSelect
    return forms.ChoiceField(
        label=label, choices=Attendance.choices, initial=Attendance.CAME, widget=widget, required=False
    )
