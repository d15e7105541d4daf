"""The main menu, by party."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party
from appointments.queries.groups import group_kinds
from referrals.permissions import can_record_information, can_refer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Per party: label and route.
MENUS = {
    Party.PARTICIPANT: (
        (_("My journey"), "workspace:home"),
        (_("Appointments"), "appointments:upcoming"),
        (_("Who has read"), "careerplans:reads"),
    ),
    Party.NAV_COUNSELLOR: (
        (_("My day"), "workspace:home"),
        (_("Participants"), "workspace:journeys"),
        (_("Appointments"), "appointments:upcoming"),
        (_("Calendar"), "appointments:calendar"),
        (_("Conversation guides"), "conversations:guides"),
    ),
    Party.CAREER_COUNSELLOR: (
        (_("My day"), "workspace:home"),
        (_("Participants"), "workspace:journeys"),
        (_("Appointments"), "appointments:upcoming"),
        (_("Calendar"), "appointments:calendar"),
        (_("Conversation guides"), "conversations:guides"),
    ),
    Party.COORDINATOR: (
        (_("Offices"), "accounts:offices"),
        (_("People"), "accounts:people"),
        (_("Messages"), "accounts:messages"),
        (_("Conversation guides"), "conversations:guides"),
    ),
}


#: Where participants begin without Nav, Nav only notes that it told about the offer.
INFORMATION = (_("Told about guidance"), "referrals:information")


#: Where the county's model has them.
GROUPS = (_("Group sessions"), "appointments:groups")
COUNSELLORS = frozenset({Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR})


@dataclass(frozen=True)
class FirstAction:
    """What a Nav counsellor begins with in the own county: the one button of my day and of the list."""

    label: "StrOrPromise"
    url: str


def first_action(actor: Actor) -> FirstAction | None:
    """Return how this actor begins with a participant; None for those with whom nothing begins."""
    if can_refer(actor):
        return FirstAction(_("New referral"), reverse("referrals:new"))
    if can_record_information(actor):
        return FirstAction(INFORMATION[0], reverse(INFORMATION[1]))
    return None


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav_items` for the header; empty when signed out."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"nav_items": []}
    items = _menu(actor.party, can_record_information(actor), bool(group_kinds(actor.county)))
    current = _current(request.path, [url for _label, url in items])
    return {
        "nav_items": [{"label": label, "url": url, "current": url == current, "count": None} for label, url in items]
    }


@cache
def _menu(party: Party, informs: bool, groups: bool) -> "list[tuple[StrOrPromise, str]]":
    """Return labels and addresses; the same for everybody of the party, in every language."""
    menu = [*MENUS.get(party, ()), *([INFORMATION] if informs else [])]
    if groups and party in COUNSELLORS:
        menu.insert(-1, GROUPS)
    return [(label, reverse(route)) for label, route in menu]


def _current(path: str, urls: list[str]) -> str:
    """Return the address of the menu the page belongs to: the longest one it begins with, "" for none."""
    within = (url for url in urls if path == url or (url != "/" and path.startswith(url)))
    return max(within, key=len, default="")
