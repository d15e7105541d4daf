"""The filter of the participant list: every answer may be empty, and nonsense in the address counts as empty."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import County
from journeys import blueprints

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATES = {"": _("Open journeys"), "mine": _("Waiting for me"), "closed": _("Closed journeys")}
LONGEST_NAME = 100


@dataclass(frozen=True)
class JourneyFilter:
    """What is asked for: part of a name, the key of a step, one of STATES."""

    q: str = ""
    step: str = ""
    state: str = ""

    def values(self) -> dict[str, str]:
        return asdict(self)


def step_choices(county: County | None) -> "dict[str, StrOrPromise]":
    """Return the steps to choose among, by key: those of the county's newest model."""
    steps = blueprints.latest(county.code).steps if county else ()
    return {"": _("All steps"), **{step.key: step.short_label for step in steps}}


def read_filter(query: QueryDict, county: County | None) -> JourneyFilter:
    """Return the filter an address asks for."""
    name, step, state = (query.get(key, "").strip() for key in ("q", "step", "state"))
    return JourneyFilter(
        q=name if len(name) <= LONGEST_NAME and "\0" not in name else "",
        step=step if step in step_choices(county) else "",
        state=state if state in STATES else "",
    )
