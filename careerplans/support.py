"""The support time somebody noted in the plan, set against the usual length of the route. A notice, never a gate.

Only what was said in a meeting or stands in the agreed text is known here; Nav's own frame is not read (DOMAIN,
firewall 1).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from careerplans.enums import SupportSource
from careerplans.models import CareerPlan
from careerplans.routes import ASSESSMENT, Route, in_years, route, routes_to, usual_length
from common.dates import format_long_date

DAYS_IN_A_MONTH = 30.4


@dataclass(frozen=True)
class ChosenRoute:
    """The route of a plan as its pages show it.

    `exists`: the trade has this route. `shorter` holds what may shorten it, when it is usually longer than the support
    time noted; else it is empty.
    """

    route: Route
    exists: bool
    support: str
    shorter: tuple[Route, ...]

    @property
    def length(self) -> str:
        """How long the route usually takes, in words."""
        return usual_length(self.route.months)


def chosen_route(plan: CareerPlan, today: date) -> ChosenRoute | None:
    """Return the plan's route with what is to be said of it; None until one is chosen. At most one query."""
    chosen = route(plan.route)
    if chosen is None:
        return None
    possible = routes_to(plan.trade)
    shorter: tuple[Route, ...] = ()
    if is_longer(chosen, plan, today):
        others = (each for each in possible if each.shortens and each is not chosen and each.months < chosen.months)
        shorter = (ASSESSMENT, *others)
    return ChosenRoute(chosen, chosen in possible, support_text(plan), shorter)


def is_longer(chosen: Route, plan: CareerPlan, today: date) -> bool:
    """Tell whether the route usually takes longer than the support time noted; never when none is noted."""
    if plan.support_until:
        return today + timedelta(days=round(chosen.months * DAYS_IN_A_MONTH)) > plan.support_until
    return plan.support_months is not None and chosen.months > plan.support_months


def support_text(plan: CareerPlan) -> str:
    """Return the support time as noted, with where it comes from, in the language in force; empty when none is."""
    return support_in_words(plan.support_until, plan.support_months, plan.support_source)


def support_in_words(until: date | None, months: int | None, source: str) -> str:
    """As `support_text`, of what a version keeps."""
    if until:
        length = _("Until %(day)s") % {"day": format_long_date(until)}
    elif months:
        length = in_years(months)
    else:
        return ""
    return f"{length} ({SupportSource(source).label})"
