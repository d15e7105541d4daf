"""Guides for the access sweep: two versions, a draft of the third, and proposals in every state, of one county."""

import datetime
from typing import Any

from accounts.actors import Actor
from accounts.models import County
from conversations.models import (
    GuideDraft,
    GuideProposal,
    GuideVersion,
    ProposalComment,
    ProposalState,
    ProposedChange,
)

DAY = datetime.timedelta(days=1)


def both(text: str) -> dict[str, str]:
    return {"nb": text, "nn": f"{text} (nynorsk)"}


def section(key: str, title: str, *questions: str) -> dict[str, Any]:
    """A section of ten minutes; its questions have the keys 1, 2 and so on, and a help text each."""
    points = [{"key": str(n), "text": both(text), "help": both("Hjelp")} for n, text in enumerate(questions, 1)]
    return {"key": key, "title": both(title), "minutes": 10, "carries_to": "", "points": points}


def version(county: County, number: int, *sections: dict[str, Any], kind: str, at: datetime.datetime) -> GuideVersion:
    made: GuideVersion = GuideVersion.objects.create(
        county=county, kind=kind, version=number, title=both("Prøvemal"), sections=list(sections), published_at=at
    )
    return made


def guides_of(county: County, *, by: Actor, coordinator: Actor, now: datetime.datetime) -> dict[str, tuple[Any, ...]]:
    """Make the guides, and return the arguments of their addresses."""
    first = version(county, 1, section("1", "Start", "Hva nå?"), kind="closing", at=now - 9 * DAY)
    newest = version(
        county, 2, section("1", "Start", "Hva så?", "Og mer?"), section("2", "Slutt"), kind="closing", at=now - DAY
    )
    draft = GuideDraft.objects.create(
        county=county,
        kind="closing",
        base=newest,
        title=newest.title,
        sections=[section("1", "Begynnelse", "Hva så?", "Og mer?"), section("2", "Slutt", "Takk")],
        saved_by=coordinator.membership,
        saved_at=now,
    )
    waiting = _proposal(newest, by, now, why="Den er lettere å forstå.")
    ProposalComment.objects.create(proposal=waiting, text="Enig.", by=coordinator.membership, at=now)
    answer = {"decided_by": coordinator.membership, "decided_at": now}
    _proposal(first, by, now - 2 * DAY, state=ProposalState.ACCEPTED, taken_into=newest, **answer)
    _proposal(newest, by, now - DAY, state=ProposalState.ACCEPTED, **answer)
    _proposal(newest, by, now - DAY, state=ProposalState.DECLINED, reason="Den er grei.", **answer)
    return {
        "guide": (newest.public_id,),
        "section of a guide": (newest.public_id, "1"),
        "kind of guide": ("guidance",),
        "guide draft": (draft.public_id,),
        "section of a guide draft": (draft.public_id, "1"),
        "proposal for a guide": (waiting.public_id,),
    }


def _proposal(guide: GuideVersion, by: Actor, at: datetime.datetime, **fields: Any) -> GuideProposal:
    about = {"section": "1", "point": "1", "change": ProposedChange.WORDING, "wording": "Hva tenker du?"}
    made: GuideProposal = GuideProposal.objects.create(
        guide=guide, language="nb", proposed_by=by.membership, proposed_at=at, **about, **fields
    )
    return made
