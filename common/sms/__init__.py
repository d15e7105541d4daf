"""Text messages: one small interface, and the gateway that the settings name.

`SMS_BACKEND` is `off`, `console` (a demo), `http`, or the dotted path of a gateway of one's own; `SMS` is what it needs
to know. A gateway is made of those settings and has one method, `send`. Neither number nor text is ever logged.
"""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

OFF: Final = "off"
BACKENDS: Final = {"console": "common.sms.console.Console", "http": "common.sms.http.HttpGateway"}


class Gateway(Protocol):
    """What carries text messages: made of the settings in `SMS`, wrong ones raise ImproperlyConfigured."""

    def __init__(self, options: Mapping[str, Any]) -> None: ...

    def send(self, *, to: str, text: str, reference: str) -> None:
        """Hand over one message to a number in E.164, or raise; the same `reference` again is the same message."""
        ...


def is_on() -> bool:
    """Whether this installation sends text messages at all."""
    return bool(settings.SMS_BACKEND != OFF)


def gateway() -> Gateway:
    """Return the gateway of the settings. Only where `is_on()`."""
    made: Gateway = import_string(BACKENDS.get(settings.SMS_BACKEND, settings.SMS_BACKEND))(settings.SMS)
    return made
