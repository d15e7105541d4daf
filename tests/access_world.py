"""One small world for the access sweep: a case in every state, and everybody who may or may not be near it.

What only some people may ever see is written with a word of its own, so that a leak is seen wherever it happens.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.actors import Actor, as_participant
from accounts.enums import OfficeKind, Party
from accounts.models import Invitation, Membership, Office, Person
from accounts.tokens import hash_of as invitation_hash
from accounts.tokens import token_of as invitation_token
from common.models import MessageState, OutboxMessage
from journeys import actions, kinds
from referrals.models import OwnStart, PendingStart
from referrals.tokens import hash_of as start_hash
from referrals.tokens import token_of as start_token
from tests.access_case import DAY, Case
from tests.access_guides import guides_of
from tests.factories import PersonFactory, actor_of, county, cover, membership, office, staff
from workspace.access import CAREER_TEAM, NAV_TEAM, OWN, PARTIES, People, Who

#: Words that stand in the world's texts, and who may ever read them. Source: DOMAIN, "The firewall".
SECRETS: dict[str, People] = {
    "Hjertesak": OWN | CAREER_TEAM,  # what was said: the notes
    "Preparasjonsord": OWN | CAREER_TEAM,  # what to prepare, in the note
    "Kladdeord": OWN | CAREER_TEAM,  # the draft
    "Udeltord": OWN | CAREER_TEAM,  # a version that was never shared
    "Tilbakeord": OWN | CAREER_TEAM,  # a version that is not shared any more
    "Nyereord": OWN | CAREER_TEAM,  # the version after the shared one
    "Delteord": PARTIES,  # the version shared with Nav
    "Avtaltord": PARTIES,  # what Nav tells the career centre
    "Formålsord": PARTIES,  # the purpose
    "Rammeord": NAV_TEAM,  # Nav's own frame, and the reason for going on against the checklist
    "Egetord": OWN | CAREER_TEAM,  # what the participant wrote when starting alone
    "Andreord": CAREER_TEAM | {Who.OTHER_PARTICIPANT},  # the same in a journey where Nav was invited afterwards
    # The participant's name; whoever looks after the people at Nav has it as a colleague's.
    "Deltakersen": PARTIES | {Who.NAV_SELF, Who.COORDINATOR_NAV, Who.SUPERUSER},
}


@dataclass
class World:
    """Who is there, and the arguments of an address per kind of object (`Row.example`)."""

    actors: dict[Who, Actor]
    args: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    #: The same for a case whose staff have all ended: what those who are over must not reach any more.
    abandoned: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def places(self, who: Who, example: str) -> list[tuple[Any, ...]]:
        """Return the arguments to ask for as this person: one object, and for those who ended the one they had."""
        has_ended = who.value.endswith(".ended")
        return [self.args[example], *([self.abandoned[example]] if has_ended and example in self.abandoned else [])]


def build() -> World:
    """Make the world. As the schema's owner."""
    actors = _people()
    world = World(actors)
    case = Case(actors[Who.PARTICIPANT], actors[Who.NAV], actors[Who.CAREER])
    world.args = {
        **case.args,
        **_waiting(actors),
        **_invited(actors),
        **_offices(actors),
        **_links(actors, case),
        **_admin(actors),
        **guides_of(county(), by=actors[Who.NAV], coordinator=actors[Who.COORDINATOR_COUNTY], now=timezone.now()),
    }
    gone = Case(as_participant(PersonFactory()), actors[Who.NAV_ENDED], actors[Who.CAREER_ENDED])
    world.abandoned = gone.args
    _end(actors)
    return world


# --- people ---------------------------------------------------------------------------------------------------------
def _people() -> dict[Who, Actor]:
    nav, career, coordinator = Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.COORDINATOR
    participant = as_participant(PersonFactory(name="Dorthe Deltakersen"))
    named_nav, named_career = staff(nav), staff(career)
    elsewhere = {"county_code": "trondelag"}
    at_nav_county = membership(coordinator, office(OfficeKind.NAV_COUNTY))
    return {
        Who.PARTICIPANT: participant,
        Who.OTHER_PARTICIPANT: as_participant(PersonFactory()),
        Who.NAV: named_nav,
        Who.NAV_COVER: cover(named_nav, staff(nav, office_name="Nav Nabobygd")),
        Who.NAV_COLLEAGUE: staff(nav),
        Who.NAV_SELF: staff(nav, person=participant.person),
        Who.NAV_ELSEWHERE: staff(nav, **elsewhere),
        Who.NAV_ENDED: cover(named_nav, staff(nav)),
        Who.CAREER: named_career,
        Who.CAREER_COVER: cover(named_career, staff(career, office_name="Karriere Nabobygd")),
        Who.CAREER_COLLEAGUE: staff(career),
        Who.CAREER_ELSEWHERE: staff(career, **elsewhere),
        Who.CAREER_ENDED: cover(named_career, staff(career)),
        Who.COORDINATOR_NAV: actor_of(at_nav_county),
        Who.COORDINATOR_COUNTY: staff(coordinator),
        Who.COORDINATOR_ELSEWHERE: staff(coordinator, **elsewhere),
        Who.COORDINATOR_ENDED: staff(coordinator),
        Who.SUPERUSER: as_participant(PersonFactory(is_superuser=True)),
    }


def _end(actors: dict[Who, Actor]) -> None:
    """Let the memberships of those who ended be over since today."""
    over = [actor.membership_id for who, actor in actors.items() if who.value.endswith(".ended")]
    Membership.objects.filter(pk__in=over).update(valid_until=timezone.localdate())


# --- what stands beside the case ------------------------------------------------------------------------------------
def _waiting(actors: dict[Who, Actor]) -> dict[str, tuple[Any, ...]]:
    journey = actions.start(
        county=county(),
        participant=actors[Who.OTHER_PARTICIPANT].person,
        origin=Party.NAV_COUNSELLOR,
        by=actors[Who.NAV],
        nav_counsellor=actors[Who.NAV].membership,
        career_centre=actors[Who.CAREER].office,
    )
    facts = {"nav": actors[Who.NAV].membership_id, "documents_missing": False}
    actions.record(journey=journey, kind=kinds.REFERRAL_REGISTERED, by=actors[Who.NAV], data=facts)
    return {"journey waiting at the centre": (journey.public_id,)}


def _invited(actors: dict[Who, Actor]) -> dict[str, tuple[Any, ...]]:
    """A Trøndelag journey whose participant has invited the Nav counsellor, and shared nothing."""
    owner, career, nav = actors[Who.OTHER_PARTICIPANT], actors[Who.CAREER].membership, actors[Who.NAV].membership
    assert career is not None
    assert nav is not None
    journey = actions.start(county=county("trondelag"), participant=owner.person, origin=Party.PARTICIPANT, by=owner)
    OwnStart.objects.create(journey=journey, topic="Andreord", started_at=journey.started_at)
    actions.assign_career_counsellor(journey=journey, membership=career)
    actions.invite_nav(journey=journey, membership=nav, by=owner)
    return {"journey Nav is invited to": (journey.public_id,)}


def _offices(actors: dict[Who, Actor]) -> dict[str, tuple[Any, ...]]:
    nav = actors[Who.NAV]
    assert nav.office is not None
    assert nav.membership is not None
    invitation = _invitation(actors, office=nav.office, role=Party.NAV_COUNSELLOR)
    failed = OutboxMessage.objects.create(
        kind="appointments.confirmation",
        reference="sweep",
        address=actors[Who.PARTICIPANT].person.email,
        recipient=actors[Who.PARTICIPANT].person,
        office=nav.office.public_id,
        booked_by=nav.person,
        state=MessageState.FAILED,
        created_at=timezone.now(),
        due_at=timezone.now(),
    )
    closed = Office.objects.create(county=county(), kind=OfficeKind.NAV_OFFICE, name="Nav Nedlagt", is_active=False)
    return {
        "office": (nav.office.public_id,),
        "closed office": (closed.public_id,),
        "membership": (nav.membership.public_id,),
        "cover": (nav.membership.covered_by.order_by("pk")[0].public_id,),
        "invitation": (invitation.public_id,),
        "failed message": (failed.public_id,),
        "person": (nav.person.public_id,),
    }


def _invitation(actors: dict[Who, Actor], **fields: Any) -> Invitation:
    now = timezone.now()
    invitation = Invitation(
        person=PersonFactory(password="!"),
        invited_by=actors[Who.COORDINATOR_NAV].membership,
        created_at=now,
        expires_at=now + 14 * DAY,
        **fields,
    )
    invitation.token_hash = invitation_hash(invitation_token(invitation))
    invitation.save()
    return invitation


def _links(actors: dict[Who, Actor], case: Case) -> dict[str, tuple[Any, ...]]:
    now = timezone.now()
    pending = PendingStart(
        county=county("trondelag"),
        name="Nora Nykommersen",
        email="ny@example.test",
        birth_date=datetime.date(2004, 2, 3),
        language="nb",
        topic="Hva nå?",
        created_at=now,
        expires_at=now + DAY,
    )
    pending.token_hash = start_hash(start_token(pending))
    pending.save()
    return {
        "start link": (start_token(pending),),
        "invitation link": (invitation_token(_invitation(actors)),),
        "confirmation link": (_confirmation(actors[Who.PARTICIPANT].person),),
        "password link": ("1", "finnes-ikke"),
        "county": ("nordland",),
        "county of own starts": ("trondelag",),
        "county of referrals": ("nordland",),
        "": (),
    }


def _confirmation(person: Person) -> str:
    address = EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    return str(EmailConfirmationHMAC(address).key)


def _admin(actors: dict[Who, Actor]) -> dict[str, tuple[Any, ...]]:
    person: Person = actors[Who.OTHER_PARTICIPANT].person
    nav = actors[Who.NAV].membership
    assert nav is not None
    return {
        "admin app": ("accounts",),
        "admin nowhere": ("finnes-ikke/",),
        "admin object": (ContentType.objects.get_for_model(Person).pk, person.pk),
        "admin county": (county().pk,),
        "admin office": (nav.office_id,),
        "admin membership": (nav.pk,),
        "admin person": (person.pk,),
    }
