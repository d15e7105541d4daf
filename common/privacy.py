"""Privacy classes: every field of every model carries one, and a test fails on a field that does not.

Export, erasure and logging are driven by the class, so a wrong class is a leak waiting to happen.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Privacy(StrEnum):
    """How much harm a field can do when it is seen by the wrong person, least first."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    CONTENT = "content"


def classify(
    *, public: str = "", internal: str = "", personal: str = "", sensitive: str = "", content: str = ""
) -> Mapping[str, Privacy]:
    """Return field name -> class from space-separated field names; raise ValueError on a name given twice."""
    classes: dict[str, Privacy] = {}
    given = {
        Privacy.PUBLIC: public,
        Privacy.INTERNAL: internal,
        Privacy.PERSONAL: personal,
        Privacy.SENSITIVE: sensitive,
        Privacy.CONTENT: content,
    }
    for privacy, names in given.items():
        for name in names.split():
            if name in classes:
                raise ValueError(f"{name} is classified twice")
            classes[name] = privacy
    return MappingProxyType(classes)
