"""The typefaces of a document: whole font files, one per weight, so that the look never depends on the machine.

Subsets by Unicode range under one family name would break glyph widths and both validations.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from fontTools.ttLib import TTFont
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

# (family in the style sheet, weight, file). Pango asks for the family "emoji" by itself where a text has emoji.
FACES = (
    ("Inter", 400, "Inter_400Regular.ttf"),
    ("Inter", 600, "Inter_600SemiBold.ttf"),
    ("Inter", 700, "Inter_700Bold.ttf"),
    ("Noto Sans Arabic", 400, "NotoSansArabic_400Regular.ttf"),
    ("Noto Sans Arabic", 700, "NotoSansArabic_700Bold.ttf"),
    ("Noto Sans Ethiopic", 400, "NotoSansEthiopic_400Regular.ttf"),
    ("emoji", 400, "NotoEmoji_400Regular.ttf"),
)
FOLDER = "vendor/fonts"
MISSING_GLYPH = "\N{WHITE SQUARE}"
# Shown by no glyph of their own: joiners, direction marks, variation selectors, line ends.
_SILENT = {"Cf", "Mn", "Me", "Zl", "Zp"}
_FORBIDDEN = {"Cc", "Cs", "Co"}


def font_files() -> Iterator[tuple[str, int, Path]]:
    """Family, weight and file of each face, found among the static files; ImproperlyConfigured where one is missing."""
    for family, weight, name in FACES:
        path = finders.find(f"{FOLDER}/{name}")
        if not path:
            raise ImproperlyConfigured(f"The PDF's font {FOLDER}/{name} is not among the static files: run npm ci.")
        yield family, weight, Path(path)


def load_faces(configuration: FontConfiguration) -> CSS:
    """Register every face in `configuration`. This style sheet, alone, may read files: it is not made from input."""
    rules = "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{path.as_uri()}") }}'
        for family, weight, path in font_files()
    )
    return CSS(string=rules, font_config=configuration, url_fetcher=URLFetcher(allowed_protocols=("file",)))


@cache
def _covered() -> frozenset[int]:
    signs: set[int] = {ord("\n")}
    for _family, _weight, path in font_files():
        with TTFont(path, lazy=True) as font:
            signs.update(font.getBestCmap())
    return frozenset(signs)


def printable(text: str) -> str:
    """`text` as the fonts can show it: composed, without control and private characters, the unknown shown as □.

    A glyph that no font has, a control character or a lone surrogate would each make the file invalid.
    """
    composed = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(_shown(sign) for sign in composed)


def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign != "\n" and category in _FORBIDDEN:
        return ""
    return sign if ord(sign) in _covered() or category in _SILENT else MISSING_GLYPH
