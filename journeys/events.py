"""Reactions: rooms above subscribe to what is recorded and act in the same transaction.

Registered in each room's `ready()`; all of them are listed in `docs/architecture.md`.
"""

from collections import defaultdict
from collections.abc import Callable

from journeys.models import Event

Handler = Callable[[Event], None]

_handlers: dict[str, list[Handler]] = defaultdict(list)


def subscribe(kind: str, handler: Handler) -> None:
    """Call `handler(event)` after each event of this kind, in its transaction. Registering twice does nothing."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(event: Event) -> None:
    """Tell the subscribers; an exception in one rolls the whole act back."""
    for handler in _handlers[event.kind]:
        handler(event)
