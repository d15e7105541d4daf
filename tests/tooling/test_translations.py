"""The check of the catalogues finds what is missing and leaves them as they are."""

import polib
import pytest

from config.dev import translations
from config.dev.paths import ROOT

CATALOGUE = ROOT / "locale" / "nn" / "LC_MESSAGES" / "django.po"


def test_a_new_string_is_missing_and_the_catalogue_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    before = CATALOGUE.read_bytes()

    def collect_one_more() -> None:
        catalogue = polib.pofile(str(CATALOGUE))
        catalogue.append(polib.POEntry(msgid="Nobody has translated this"))
        catalogue.save()

    monkeypatch.setattr(translations, "collect", collect_one_more)
    assert translations.missing() == ["nn: 'Nobody has translated this'"]
    assert CATALOGUE.read_bytes() == before


def test_every_string_is_translated() -> None:
    assert translations.missing() == []
