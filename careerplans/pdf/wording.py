"""The fixed words of the kinds of document, in the language in force."""

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
    if kind == "summary_note":
        return _summary_note()
    return _plan(_("Training plan") if kind == "training_plan" else _("Career plan"))


def _plan(name: str) -> Wording:
    return Wording(
        name=name,
        steps_heading=_("The way there, step by step"),
        ownership=_("You own the plan. You decide who gets to see it."),
    )


def _summary_note() -> Wording:
    return Wording(
        name=_("Summary note"),
        steps_heading=_("What we agreed to do"),
        ownership=_("You own the note. You decide who gets to see it."),
    )
