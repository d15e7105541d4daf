"""Phone numbers as gateways want them: E.164, for example +4790000000."""

import re
from typing import Final

#: What people put between the digits.
_BETWEEN: Final = re.compile(r"[\s().\-\u2010-\u2015/]")
_NORWEGIAN: Final = re.compile(r"(?:\+?47)?([2-9][0-9]{7})")
_INTERNATIONAL: Final = re.compile(r"\+[1-9][0-9]{7,14}")
E164: Final = r"^\+[1-9][0-9]{7,14}$"


def normalised(number: str) -> str | None:
    """Return the number in E.164, None when it is none. Without a country code it is Norwegian: eight digits, not 0 or
    1 first.
    """
    digits = _BETWEEN.sub("", number)
    if not digits.isascii():
        return None
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if found := _NORWEGIAN.fullmatch(digits):
        return f"+47{found[1]}"
    return digits if _INTERNATIONAL.fullmatch(digits) and not digits.startswith("+47") else None
