"""What the header of every page reads about the person."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts import acting
from accounts.actors import Actor


def acting_as(request: HttpRequest) -> dict[str, Any]:
    """`available_actors`: the capacities to choose from, asked for only by people with several. `demo`: a demo
    serves.
    """
    actor: Actor | None = getattr(request, "actor", None)
    several = actor is not None and request.session.get(acting.SEVERAL, True)
    options: Any = SimpleLazyObject(lambda: _options(actor)) if actor and several else []
    return {"available_actors": options, "demo": settings.DEMO}


def _options(actor: Actor) -> list[dict[str, Any]]:
    return [
        {"key": each.key, "label": each.label, "place": each.place, "is_current": each.key == actor.key}
        for each in acting.capacities(actor.person)
    ]
