"""The icons of the pages: one list of names, one sprite."""

import re

import pytest
from django.template import Context, Template

from common import icons
from config.environment import ROOT

CODE = [*ROOT.glob("templates/**/*.html")]


def test_an_icon_beside_words_is_hidden_from_screen_readers() -> None:
    html = Template('{% load ui %}{% icon "calendar" %}').render(Context())
    assert 'aria-hidden="true"' in html
    assert re.search(r'href="[^"]*icons[^"]*\.svg#calendar"', html)


def test_an_icon_alone_has_a_text() -> None:
    html = Template('{% load ui %}{% icon "calendar" label=text %}').render(Context({"text": 'Avtale "1"'}))
    assert 'role="img" aria-label="Avtale &quot;1&quot;"' in html
    assert "aria-hidden" not in html


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(icons.UnknownIconError, match="unicorn"):
        icons.decorative_icon("unicorn")


def test_every_icon_in_a_template_is_in_the_list() -> None:
    used = {name for path in CODE for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))}
    assert used
    assert used <= icons.icon_names()


def test_the_sprite_holds_every_icon_of_the_list() -> None:
    sprite = (ROOT / "static" / icons.SPRITE).read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == icons.icon_names()
