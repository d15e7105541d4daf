"""The icons the pages may use: names from ``icons.json``, drawings in one sprite that npm's postinstall builds."""

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

ICONS_FILE = Path(__file__).with_name("icons.json")
SPRITE = "vendor/icons.svg"


class UnknownIconError(LookupError):
    """A template or a blueprint asks for an icon that the sprite does not hold."""


@cache
def icon_names() -> frozenset[str]:
    """The names that may be given to :func:`icon`."""
    return frozenset(json.loads(ICONS_FILE.read_text(encoding="utf-8")))


@cache
def decorative_icon(name: str) -> SafeString:
    """The icon without text for screen readers: it stands next to words that say the same.

    Raises :class:`UnknownIconError` for a name that is not in ``icons.json``.
    """
    return format_html(
        '<svg class="app-icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', _address(name)
    )


def labelled_icon(name: str, label: str) -> SafeString:
    """The icon where it stands alone: ``label`` is what a screen reader says. Raises as :func:`decorative_icon`."""
    return format_html(
        '<svg class="app-icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, _address(name)
    )


def _address(name: str) -> str:
    if name not in icon_names():
        raise UnknownIconError(name)
    return f"{static(SPRITE)}#{name}"
