"""The main menu, by party."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.enums import Party

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
        (_("Conversation guides"), "conversations:guides"),
    ),
    Party.CAREER_COUNSELLOR: (
        (_("My day"), "workspace:home"),
        (_("Participants"), "workspace:journeys"),
        (_("Appointments"), "appointments:upcoming"),
        (_("My times"), "appointments:times"),
        (_("Conversation guides"), "conversations:guides"),
    ),
    Party.COORDINATOR: (
        (_("Offices"), "accounts:offices"),
        (_("People"), "accounts:people"),
        (_("Messages"), "accounts:messages"),
        (_("Conversation guides"), "conversations:guides"),
    ),
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav_items` for the header; empty when signed out."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"nav_items": []}
    items = [(label, reverse(route)) for label, route in MENUS.get(actor.party, ())]
    return {
        "nav_items": [
            {"label": label, "url": url, "current": _is_current(request, url), "count": None} for label, url in items
        ]
    }


def _is_current(request: HttpRequest, url: str) -> bool:
    return request.path == url if url == "/" else request.path.startswith(url)
