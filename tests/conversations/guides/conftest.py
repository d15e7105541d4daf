"""A published guide of Nordland with two sections, and those who write, propose and read."""

from dataclasses import dataclass
from typing import Any

import pytest

from accounts.actors import Actor, System
from accounts.enums import OfficeKind, Party
from conversations import actions
from conversations.models import GuideDraft, GuideProposal, GuideVersion
from tests.factories import actor_of, county, membership, office, staff

NB = """## Veiledning (45 min)
**1. Siden sist (5 min)** → formål
- Hva har skjedd? *(Spør rolig.)*
- Hva nå?

**2. Avtaler (10 min)**
- Hva gjør vi?
"""
NN = (
    NB.replace("Veiledning", "Rettleiing")
    .replace("Siden sist", "Sidan sist")
    .replace("Avtaler", "Avtalar")
    .replace("Hva har skjedd?", "Kva har hendt?")
    .replace("Hva nå?", "Kva no?")
    .replace("Hva gjør vi?", "Kva gjer vi?")
    .replace("Spør rolig", "Spør roleg")
)


@dataclass
class Desk:
    """The guide, a coordinator on each side, and a counsellor on each side."""

    guide: GuideVersion
    county_side: Actor
    nav_side: Actor
    nav: Actor
    career: Actor

    def draft(self) -> GuideDraft:
        return actions.start_draft(county=self.guide.county, kind=self.guide.kind, by=self.county_side)

    def proposal(self, **fields: Any) -> GuideProposal:
        said = {"section": "1", "point": "2", "change": "wording", "wording": "Hva så?", "why": ""} | fields
        return actions.propose(guide=self.guide, by=self.nav, **said)

    def publish(self) -> GuideVersion:
        draft = GuideDraft.objects.get()
        seen = actions.draft_seen(draft, actions.newest(draft.county_id, draft.kind))
        return actions.publish_draft(draft=draft, seen=seen, by=self.county_side)


@pytest.fixture
def desk(db: None) -> Desk:
    (guide,) = actions.publish_guides(county=county(), texts={"nb": NB, "nn": NN}, by=System("test"))
    return Desk(
        guide,
        staff(Party.COORDINATOR),
        actor_of(membership(Party.COORDINATOR, office(OfficeKind.NAV_COUNTY))),
        staff(Party.NAV_COUNSELLOR),
        staff(Party.CAREER_COUNSELLOR),
    )
