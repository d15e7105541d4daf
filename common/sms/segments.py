"""How long a text is to the network, which sends, and bills, it in segments (GSM 03.38 and 03.40)."""

from typing import Final

#: The network's own alphabet; one letter outside it and the whole text takes two bytes a letter.
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_PLACES: Final = frozenset("^{}\\[~]|€\f")


def segments(text: str) -> int:
    """Return how many segments the text takes: 160 letters fit in one, 153 in each of several; else 70 and 67."""
    if set(text) <= _BASIC | _TWO_PLACES:
        length, alone, each = len(text) + sum(letter in _TWO_PLACES for letter in text), 160, 153
    else:
        length, alone, each = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= alone else -(-length // each)
