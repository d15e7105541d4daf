"""What a participant confirms when sharing a plan. Every version ever shown stays here; a share keeps its exact words.

A new text gets a new number; the words of an old one never change.
"""

from dataclasses import dataclass
from hashlib import sha256

from accounts.models import Membership
from careerplans.models import PlanVersion

NEWEST = 1

_TEXTS = {
    (1, "nb"): (
        "Du deler versjon {number} av {the_plan} med {recipient} ved {office}, og med den som vikarierer for hen."
        " De kan lese {it} her, og krysse av på trinnene. Får du ny veileder, spør vi deg på nytt."
        " Nye versjoner blir ikke delt før du velger det.\n\n"
        "Du kan trekke delingen tilbake når som helst; da kan de ikke åpne {it} mer, men de kan huske det de har lest"
        " eller ha gjort bruk av det. Det får ingen følger for ytelsene dine om du ikke deler."
        " Du ser her hver gang noen leser {it}."
    ),
    (1, "nn"): (
        "Du deler versjon {number} av {the_plan} med {recipient} ved {office}, og med den som vikarierer for hen."
        " Dei kan lese {it} her, og krysse av på trinna. Får du ny rettleiar, spør vi deg på nytt."
        " Nye versjonar blir ikkje delte før du vel det.\n\n"
        "Du kan trekkje delinga tilbake når som helst; då kan dei ikkje opne {it} meir, men dei kan hugse det dei har"
        " lese, eller ha gjort bruk av det. Det får ingen følgjer for ytingane dine om du ikkje deler."
        " Du ser her kvar gong nokon les {it}."
    ),
}
_NOUNS = {
    ("career_plan", "nb"): {"the_plan": "karriereplanen din", "it": "den"},
    ("career_plan", "nn"): {"the_plan": "karriereplanen din", "it": "han"},
    ("training_plan", "nb"): {"the_plan": "opplæringsplanen din", "it": "den"},
    ("training_plan", "nn"): {"the_plan": "opplæringsplanen din", "it": "han"},
    ("summary_note", "nb"): {"the_plan": "det oppsummerende notatet ditt", "it": "det"},
    ("summary_note", "nn"): {"the_plan": "det oppsummerande notatet ditt", "it": "det"},
}


@dataclass(frozen=True)
class SharingText:
    """The words as shown, with the number of the text and its language."""

    version: int
    language: str
    text: str

    @property
    def fingerprint(self) -> str:
        """What the form carries, so that nobody confirms other words than those on the page."""
        return sha256(f"{self.version}\n{self.language}\n{self.text}".encode()).hexdigest()[:32]


def sharing_text(version: PlanVersion, recipient: Membership, language: str) -> SharingText:
    """Return the newest text for sharing this version with this recipient; bokmål where there is none in `language`."""
    language = language if (NEWEST, language) in _TEXTS else "nb"
    words = _TEXTS[NEWEST, language].format(
        number=version.number,
        recipient=recipient.person.name,
        office=recipient.office.name,
        **_NOUNS[version.content["kind"], language],
    )
    return SharingText(NEWEST, language, words)
