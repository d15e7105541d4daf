"""The routes to a trade: data, like the blueprints. What each asks for, how long it usually takes, and its first steps.

Sources: opplæringslova and opplæringsforskrifta as named in `law`. The lengths are the usual ones from the first day of
training, and say so on the page: what somebody has already passed or practised makes each of them shorter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from careerplans.enums import Course, EdgeKind, Responsible
from careerplans.models import Trade, TradeEdge

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LANGUAGES = ("nb", "nn", "en")
#: The last day to apply for a place at school or as an apprentice, each year: month and day.
APPLICATION_DAY = (3, 1)


@dataclass(frozen=True)
class RouteStep:
    """A step a route begins with. Its deadline is `weeks` from the day it is laid out, or the next day to apply."""

    key: str
    what: "StrOrPromise"
    why: "StrOrPromise"
    responsible: Responsible
    weeks: int = 0
    by_application_day: bool = False


@dataclass(frozen=True, eq=False)
class Route:
    """A way to a trade certificate, for trades with one of these `courses`.

    `months` is the usual length. `needs_crossing`: only where the list knows a crossing from another programme.
    `shortens`: worth asking about when another route is too long.
    """

    key: str
    name: "StrOrPromise"
    requirement: "StrOrPromise"
    law: str
    months: int
    courses: frozenset[Course]
    steps: tuple[RouteStep, ...]
    needs_crossing: bool = False
    shortens: bool = False


def _law(reference: str) -> str:
    """The reference with its numbers kept on the line of their signs."""
    return reference.replace("§ ", "§\N{NO-BREAK SPACE}").replace("kap. ", "kap.\N{NO-BREAK SPACE}")


_ALL = frozenset(Course)
_TRADES = _ALL - {Course.SCHOOL}
_IN_COMPANY = frozenset({Course.MAIN, Course.SPECIAL})

_PASSED = RouteStep(
    "passed",
    _("Find out what you have passed, and what is missing"),
    _("What you have passed counts, so you do not take it again."),
    Responsible.CENTRE,
    weeks=3,
)
_SUPPORT = RouteStep(
    "support",
    _("Find out what support Nav can give during the training, and for how long"),
    _("Then you know what you live on while you learn."),
    Responsible.NAV,
    weeks=4,
)
_SCHOOL = RouteStep(
    "school",
    _("Apply for a place at school"),
    _("The county gives places to those who have applied. Ask whether another deadline holds for adults."),
    Responsible.PARTICIPANT,
    by_application_day=True,
)
_COMPANY = RouteStep(
    "company",
    _("Visit companies that may take you on"),
    _("The training office of the trade knows which companies take on people now."),
    Responsible.PARTICIPANT,
    weeks=6,
)
_APPRENTICESHIP = RouteStep(
    "apprenticeship",
    _("Apply for an apprenticeship"),
    _("The county helps those who have applied to find a company."),
    Responsible.PARTICIPANT,
    by_application_day=True,
)
_PRACTICE = RouteStep(
    "practice",
    _("Collect certificates for the practice you have in the trade"),
    _("The county counts the practice you can show on paper."),
    Responsible.PARTICIPANT,
    weeks=4,
)
_THEORY = RouteStep(
    "theory",
    _("Find a course for the theory exam, and a date for it"),
    _("The exam must be passed before you can take the trade test."),
    Responsible.CENTRE,
    weeks=8,
)
_ADULTS = RouteStep(
    "adults",
    _("Apply for upper secondary education for adults"),
    _("The county places you in the modules you need, and may do so during the whole year."),
    Responsible.PARTICIPANT,
    weeks=4,
)
_CONTRACT = RouteStep(
    "contract",
    _("Ask the employer for a contract for a trade certificate on the job"),
    _("You, the employer and the county sign it, and the county follows it up."),
    Responsible.PARTICIPANT,
    weeks=6,
)
_JOB = RouteStep(
    "job",
    _("Look for work or work training in the trade"),
    _("This route asks for practice in the trade first."),
    Responsible.NAV,
    weeks=6,
)

ROUTES = (
    Route(
        "apprentice",
        _("Apprentice: two years at school, two in a company"),
        _("You take Vg1 and Vg2 at school, and train in a company that takes you on as an apprentice for two years."),
        _law("opplæringslova § 5-6 og § 18-6, opplæringsforskrifta kap. 9"),
        48,
        frozenset({Course.MAIN}),
        (_PASSED, _SUPPORT, _COMPANY, _SCHOOL, _APPRENTICESHIP),
    ),
    Route(
        "apprentice_special",
        _("Apprentice: one year at school, three in a company"),
        _("You take Vg1 at school, and train in a company that takes you on as an apprentice for three years."),
        _law("opplæringslova § 5-6 og § 18-6, opplæringsforskrifta kap. 9"),
        48,
        frozenset({Course.SPECIAL}),
        (_PASSED, _SUPPORT, _COMPANY, _SCHOOL, _APPRENTICESHIP),
    ),
    Route(
        "school_then_company",
        _("Three years at school, then in a company"),
        _("You take Vg1, Vg2 and Vg3 at school, and then train in a company until the trade test."),
        _law("opplæringslova § 5-6 og § 18-6, opplæringsforskrifta kap. 9"),
        54,
        frozenset({Course.SCHOOL_THEN_COMPANY}),
        (_PASSED, _SUPPORT, _SCHOOL, _COMPANY),
    ),
    Route(
        "school",
        _("Three years at school"),
        _("You take Vg1, Vg2 and Vg3 at school, and have the vocational qualification when you have passed them."),
        _law("opplæringslova kap. 5"),
        36,
        frozenset({Course.SCHOOL}),
        (_PASSED, _SUPPORT, _SCHOOL),
    ),
    Route(
        "early_contract",
        _("Apprentice with an early contract"),
        _("A company takes you on from the start or after Vg1, and you take the school subjects beside the work."),
        _law("opplæringsforskrifta kap. 9"),
        48,
        _IN_COMPANY,
        (_PASSED, _SUPPORT, _COMPANY),
    ),
    Route(
        "crossing",
        _("Crossing over from another programme"),
        _("You have passed Vg1 or Vg2 in a programme one may cross over to this trade from, and go on from there."),
        _law("opplæringslova kap. 5"),
        36,
        _TRADES,
        (_PASSED, _SUPPORT, _SCHOOL, _APPRENTICESHIP),
        needs_crossing=True,
    ),
    Route(
        "vg3_school",
        _("Vg3 at school"),
        _("You have passed Vg2 and applied for an apprenticeship without getting one; then the county offers Vg3."),
        _law("opplæringslova kap. 5"),
        36,
        frozenset({Course.MAIN}),
        (_PASSED, _SUPPORT, _APPRENTICESHIP, _SCHOOL),
    ),
    Route(
        "practice_candidate",
        _("Experience-based trade candidate"),
        _("You have varied practice a quarter longer than the training takes, usually five years, and pass an exam."),
        _law("opplæringslova § 23-2"),
        60,
        _TRADES,
        (_PRACTICE, _JOB, _SUPPORT, _THEORY),
    ),
    Route(
        "on_the_job",
        _("Trade certificate on the job"),
        _("You work in the trade, have a year of varied full-time practice, and get a contract for at least one year."),
        _law("opplæringsforskrifta § 9-58"),
        24,
        _TRADES,
        (_PRACTICE, _JOB, _SUPPORT, _CONTRACT),
        shortens=True,
    ),
    Route(
        "modules",
        _("Modules for adults"),
        _("You have an adult's right to upper secondary education, and take modules beside practice or paid work."),
        _law("opplæringslova kap. 18"),
        36,
        _TRADES,
        (_PASSED, _SUPPORT, _ADULTS, _COMPANY),
        shortens=True,
    ),
    Route(
        "training_candidate",
        _("Training candidate"),
        _("You train in a company towards goals of your own, and may go on to become an apprentice."),
        _law("opplæringsforskrifta kap. 9"),
        48,
        _IN_COMPANY,
        (_PASSED, _SUPPORT, _COMPANY, _APPRENTICESHIP),
    ),
    Route(
        "practice_letter",
        _("Practice certificate first"),
        _("You train two years in a company for a practice certificate, and may go on to become an apprentice."),
        _law("opplæringsforskrifta kap. 9"),
        48,
        _IN_COMPANY,
        (_PASSED, _SUPPORT, _COMPANY, _APPRENTICESHIP),
    ),
    Route(
        "requalification",
        _("A new vocational qualification"),
        _("You have completed upper secondary education before, and have a right to one new vocational qualification."),
        _law("opplæringslova § 18-4"),
        36,
        _ALL,
        (_PASSED, _SUPPORT, _ADULTS),
    ),
)
#: Not a route by itself: it makes any of them shorter.
ASSESSMENT = Route(
    "assessment",
    _("Recognition of prior learning"),
    _("You have an adult's right to education, or the municipality or Nav recommends it; what you can already counts."),
    _law("opplæringslova § 18-8"),
    0,
    _ALL,
    (
        RouteStep(
            "documents",
            _("Write down what you have learned at work, at school and elsewhere, and find certificates"),
            _("The assessment looks at all you can, wherever you have learned it."),
            Responsible.PARTICIPANT,
            weeks=3,
        ),
        RouteStep(
            "apply",
            _("Apply for recognition of prior learning"),
            _("What is recognised you need not take again, and the route becomes shorter."),
            Responsible.CENTRE,
            weeks=4,
        ),
    ),
    shortens=True,
)
_BY_KEY: Mapping[str, Route] = {route.key: route for route in ROUTES}


def route(key: str) -> Route | None:
    """Return the route of this key; None for none, and for one that is no more."""
    return _BY_KEY.get(key)


def routes_to(trade: Trade | None) -> list[Route]:
    """Return the routes that exist for this trade, the ordinary one first; without a trade, those of most trades."""
    course = Course(trade.course) if trade else Course.MAIN
    possible = [each for each in ROUTES if course in each.courses]
    if trade is None or not _has_crossing(trade):
        return [each for each in possible if not each.needs_crossing]
    return possible


def _has_crossing(trade: Trade) -> bool:
    """Whether one may cross over to the trade itself, or to the Vg2 that leads on to it. One query."""
    leads_on = TradeEdge.objects.filter(to_code=trade.code, kind=EdgeKind.MAIN).values("from_code")
    crossings = TradeEdge.objects.filter(kind=EdgeKind.CROSSING)
    return crossings.filter(Q(to_code=trade.code) | Q(to_code__in=leads_on)).exists()


def in_years(months: int) -> str:
    """Return a length as people say it: “2½ years”, to the nearest half year below."""
    years, half = divmod(months, 12)
    number = f"{years}½" if half >= 6 else str(years)
    return ngettext("%(number)s year", "%(number)s years", 1 if number == "1" else 2) % {"number": number}


def usual_length(months: int) -> str:
    """Return how long a route usually takes, in words."""
    return _now("Usually about %(length)s") % {"length": in_years(months)}


def in_languages(text: "StrOrPromise") -> dict[str, str]:
    """Return the text in each language a version can be read in, for what never changes."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found
