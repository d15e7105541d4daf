"""What a room has to say about a journey while its meeting is held, for example the purpose of the order.

Rooms on one floor do not know each other: each registers here in `ready()`, and the meeting page shows what it gets.
"""

from collections.abc import Callable

from accounts.actors import Actor
from journeys.models import Journey
from journeys.sections import Section

Provider = Callable[[Journey, Actor], list[Section]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Ask `provider(journey, actor)` for sections on the meeting page; it returns only what this actor may see.

    Registering twice does nothing.
    """
    if provider not in _providers:
        _providers.append(provider)


def sections(journey: Journey, actor: Actor) -> list[Section]:
    """Return what the rooms give, by their `order`. The caller has checked that the actor holds the meeting."""
    found = [section for provider in _providers for section in provider(journey, actor)]
    return sorted(found, key=lambda section: section.order)
