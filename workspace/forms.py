"""Forms of the workspace: closing a journey, inviting Nav."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import County, Membership, Office
from common.forms import AppForm, form_helper
from journeys.blueprints.types import Blueprint


class CloseForm(AppForm):
    """Why the journey is closed: one of the blueprint's reasons."""

    reason = forms.ChoiceField(
        label=_("Why is the journey closed?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the journey is closed")},
    )

    def __init__(self, *args: Any, blueprint: Blueprint, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        field.choices = [(c.key, c.label) for c in blueprint.close_reasons]
        self.helper = form_helper("reason", submit=_("Close the journey"), cancel_url=cancel_url)


class OfficeChoice(AppForm):
    """First step of inviting Nav: at which office the counsellor works."""

    office = forms.ModelChoiceField(
        label=_("Nav office"),
        queryset=Office.objects.none(),
        to_field_name="public_id",
        empty_label=_("Choose an office"),
    )

    def __init__(self, *args: Any, county: County, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(county=county, kind=OfficeKind.NAV_OFFICE, is_active=True)
        field: Any = self.fields["office"]
        field.queryset = offices
        self.helper = form_helper("office", submit=_("Show counsellors"), cancel_url=cancel_url, method="get")


class NavInvite(AppForm):
    """Second step: which counsellor at that office."""

    counsellor = forms.ModelChoiceField(
        label=_("Nav counsellor"),
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a Nav counsellor")},
    )

    def __init__(self, *args: Any, office: Office, cancel_url: str, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counsellors = Membership.objects.in_force().filter(office=office, role=Party.NAV_COUNSELLOR)
        field: Any = self.fields["counsellor"]
        field.queryset = counsellors.exclude(person=actor.person).select_related("person")
        field.label_from_instance = lambda member: member.person.name
        self.helper = form_helper("counsellor", submit=_("Invite"), cancel_url=cancel_url)
