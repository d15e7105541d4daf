"""The fixed words of the two kinds of document, in the language in force."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from careerplans.pdf.document import Kind


@dataclass(frozen=True, slots=True)
class Wording:
    """What a document calls itself and its parts."""

    name: str
    steps_heading: str
    ownership: str


def wording(kind: Kind) -> Wording:
    """The words for one kind of document."""
    return _summary_note() if kind == "summary_note" else _career_plan()


def _career_plan() -> Wording:
    return Wording(
        name=_("Career plan"),
        steps_heading=_("The way there, step by step"),
        ownership=_("You own the plan. You decide who gets to see it."),
    )


def _summary_note() -> Wording:
    return Wording(
        name=_("Summary note"),
        steps_heading=_("What we agreed to do"),
        ownership=_("You own the note. You decide who gets to see it."),
    )
