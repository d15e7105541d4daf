"""What a county's model says about times, for those who offer them: the newest model counts."""

from typing import TYPE_CHECKING

from accounts.models import County
from journeys import blueprints
from journeys.blueprints.types import BookingRules, Mode

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def rules_of(county: County) -> BookingRules:
    """Return the county's rules for booking."""
    return blueprints.latest(county.code).booking


def modes_of(county: County) -> list[Mode]:
    """Return the ways to meet that some kind of meeting in the county allows."""
    used = {mode for kind in blueprints.latest(county.code).meeting_kinds for mode in kind.modes}
    return [mode for mode in Mode if mode in used]


def lengths_of(county: County) -> "dict[int, list[StrOrPromise]]":
    """Return the minutes a meeting in the county may last, shortest first, with the kinds of meeting that last so."""
    found: dict[int, list[StrOrPromise]] = {}
    for kind in blueprints.latest(county.code).meeting_kinds:
        for minutes in kind.lengths:
            found.setdefault(minutes, []).append(kind.label)
    return {minutes: found[minutes] for minutes in sorted(found)}
