"""One small world for the access sweep: a case in every state, and everybody who may or may not be near it.

What only some people may ever see is written with a word of its own, so that a leak is seen wherever it happens.
"""

import datetime
from collections.abc import Mapping
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
from appointments.enums import Status
from appointments.links import cancel_token
from appointments.models import Appointment, PublishedTime
from careerplans.models import (
    CareerPlan,
    EducationApplication,
    PlanFile,
    PlanShare,
    PlanStep,
    PlanVersion,
)
from common.models import MessageState, OutboxMessage
from conversations.models import GuideVersion, Note, NoteSection
from journeys import actions, kinds
from journeys.models import Journey
from referrals.models import AgreedInformation, MissingDocument, NavAssessment, OwnStart, PendingStart, Referral
from referrals.tokens import hash_of as start_hash
from referrals.tokens import token_of as start_token
from tests.factories import PersonFactory, actor_of, county, cover, membership, office, staff
from workspace.access import CAREER_TEAM, NAV_TEAM, OWN, PARTIES, People, Who

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)

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
    case = _Case(actors[Who.PARTICIPANT], actors[Who.NAV], actors[Who.CAREER], words=SECRETS)
    world.args = {
        **case.args,
        **_waiting(actors),
        **_invited(actors),
        **_offices(actors),
        **_links(actors, case),
        **_admin(actors),
    }
    gone = _Case(as_participant(PersonFactory()), actors[Who.NAV_ENDED], actors[Who.CAREER_ENDED], words=SECRETS)
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


# --- the case -------------------------------------------------------------------------------------------------------
class _Case:
    """A Nordland journey with everything in it, and a Trøndelag one that nobody at Nav follows."""

    def __init__(self, owner: Actor, nav: Actor, career: Actor, *, words: Mapping[str, People]) -> None:
        self.owner, self.nav, self.career = owner, nav, career
        self.now = timezone.now()
        self.args: dict[str, tuple[Any, ...]] = {}
        self._closed()
        self.journey = self._start("nordland", Party.NAV_COUNSELLOR, nav_counsellor=nav.membership)
        self._referral()
        self._meetings()
        self._plan()
        self._alone()

    def _start(self, code: str, origin: Party, **fields: Any) -> Journey:
        journey = actions.start(
            county=county(code), participant=self.owner.person, origin=origin, by=self.owner, **fields
        )
        assert self.career.membership is not None
        actions.assign_career_counsellor(journey=journey, membership=self.career.membership)
        journey.refresh_from_db()
        return journey

    def _closed(self) -> None:
        journey = self._start("nordland", Party.NAV_COUNSELLOR, nav_counsellor=self.nav.membership)
        actions.close(journey=journey, reason=journey.blueprint.close_reasons[0].key, by=self.owner)
        self.args["closed journey"] = (journey.public_id,)

    def _alone(self) -> None:
        journey = self._start("trondelag", Party.PARTICIPANT)
        OwnStart.objects.create(journey=journey, topic="Egetord", started_at=self.now)
        self.args["journey nobody at Nav follows"] = (journey.public_id,)

    def _referral(self) -> None:
        journey, member = self.journey, self.nav.membership
        referral = Referral.objects.create(
            journey=journey, purpose="Formålsord", registered_by=member, registered_at=self.now
        )
        NavAssessment.objects.create(
            referral=referral, checklist={}, reason_against="Rammeord", income_support="none", frame_note="Rammeord"
        )
        AgreedInformation.objects.create(
            journey=journey,
            participant=self.owner.person,
            text="Avtaltord",
            changed_by=self.nav.person,
            changed_at=self.now,
        )
        papers = {"journey": journey, "description": "Vitnemål", "registered_at": self.now}
        missing = MissingDocument.objects.create(**papers)
        ordered = MissingDocument.objects.create(**papers, ordered_at=self.now)
        facts = {"referral": str(referral.public_id), "nav": self.nav.membership_id, "documents_missing": True}
        actions.record(journey=journey, kind=kinds.REFERRAL_REGISTERED, by=self.nav, data=facts)
        self.args |= {
            "journey": (journey.public_id,),
            "missing document": (missing.public_id,),
            "ordered document": (ordered.public_id,),
        }

    def _meetings(self) -> None:
        with_nav = self._appointment("three_party", 3, nav_counsellor=self.nav.membership)
        without = self._appointment("guidance", 4)
        begun = self._appointment("three_party", -1, nav_counsellor=self.nav.membership)
        writing = self._appointment("three_party", -2, nav_counsellor=self.nav.membership)
        done = self._appointment("guidance", -3, status=Status.HELD, closed_at=self.now)
        open_note, closed_note = self._note(writing), self._note(done)
        Note.objects.filter(pk=closed_note.pk).update(
            next_meeting="none", closed_at=self.now, preparation="Preparasjonsord"
        )
        offered = PublishedTime.objects.create(
            membership=self.career.membership,
            starts_at=self.now + 5 * DAY,
            ends_at=self.now + 5 * DAY + 180 * MINUTE,
            modes=["in_person"],
        )
        self.args |= {
            "appointment with Nav": (with_nav.public_id,),
            "appointment without Nav": (without.public_id,),
            "appointment that has begun": (begun.public_id,),
            "appointment with an open note": (writing.public_id,),
            "open note": (open_note.public_id,),
            "closed note": (closed_note.public_id,),
            "note section": (open_note.public_id, "opening"),
            "guide": (open_note.guide.public_id,),
            "published time": (offered.public_id,),
            "cancel link": (cancel_token(with_nav, self.owner.person),),
        }

    def _appointment(self, kind: str, days: int, **fields: Any) -> Appointment:
        starts_at = self.now + days * DAY
        return Appointment.objects.create(
            journey=self.journey,
            kind=kind,
            mode="in_person",
            starts_at=starts_at,
            ends_at=starts_at + 45 * MINUTE,
            career_counsellor=self.career.membership,
            place=self.career.office,
            booked_by=self.owner.person,
            booked_at=self.now,
            **fields,
        )

    def _note(self, appointment: Appointment) -> Note:
        words = {"nb": "Åpning", "nn": "Opning"}
        sections = [{"key": "opening", "title": words, "minutes": 5, "carries_to": "", "points": []}]
        guide, _made = GuideVersion.objects.get_or_create(
            county=self.journey.county,
            kind=appointment.kind,
            version=1,
            defaults={"published_at": self.now, "title": words, "sections": sections},
        )
        note = Note.objects.create(
            journey=self.journey,
            appointment=appointment,
            participant=self.owner.person,
            guide=guide,
            language="nb",
            started_by=self.career.person,
            started_at=self.now,
        )
        own = {"journey": self.journey, "participant": self.owner.person}
        NoteSection.objects.create(**own, note=note, key="opening", text="Hjertesak")
        return note

    # --- the plan: versions 1 to 4 and a draft of the fifth ---
    def _plan(self) -> None:
        own = {"journey": self.journey, "participant": self.owner.person}
        plan = CareerPlan.objects.create(
            **own,
            end_goal="Kladdeord",
            draft_number=5,
            started_at=self.now,
            changed_at=self.now,
            changed_by=self.career.person,
        )
        step = PlanStep.objects.create(**own, plan=plan, what="Kladdeord", responsible="nav")
        section = self.journey.blueprint.plan.sections[0].key
        versions = {
            state: self._version(plan, number, word)
            for number, (state, word) in enumerate(
                {"unshared": "Udeltord", "withdrawn": "Tilbakeord", "shared": "Delteord", "newer": "Nyereord"}.items(),
                start=1,
            )
        }
        self._share(versions["withdrawn"], withdrawn_at=self.now)
        share = self._share(versions["shared"])
        self.args |= {
            "draft": (plan.public_id,),
            "draft section": (plan.public_id, section),
            "draft step": (plan.public_id, step.key),
            "share": (share.public_id,),
            "application of the participant": (self._application(versions["shared"], self.owner).public_id,),
            "application of Nav": (self._application(versions["shared"], self.nav).public_id,),
        }

    def _version(self, plan: CareerPlan, number: int, word: str) -> PlanVersion:
        step = PlanStep(what=f"{word} i et trinn", responsible="nav")
        heading = {"nb": "Oppsummering", "nn": "Oppsummering"}
        version = PlanVersion.objects.create(
            journey=self.journey,
            participant=self.owner.person,
            plan=plan,
            number=number,
            language="nb",
            content={
                "kind": "career_plan",
                "end_goal": word,
                "end_goal_detail": "",
                "sections": [{"key": "summary", "heading": heading, "text": word}],
                "steps": [{"key": str(step.key), "what": step.what, "why": "", "responsible": "nav", "due_on": None}],
                "written_with": [self.career.person.name],
                "participant": self.owner.person.name,
                "county": "Nordland",
                "centre": self.career.place,
            },
            completed_at=self.now,
            completed_by=self.career.person,
        )
        file = {"version": version, "participant": self.owner.person, "language": "nb", "queued_at": self.now}
        PlanFile.objects.create(**file, state="ready", ready_at=self.now, data=word.encode())
        data = {"plan": str(plan.public_id), "version": number}
        actions.record(journey=self.journey, kind=kinds.PLAN_COMPLETED, by=self.career, data=data)
        state = {1: "unshared", 2: "withdrawn", 3: "shared", 4: "newer"}[number]
        self.args |= {
            f"{state} version": (version.public_id,),
            f"step of {state} version": (version.public_id, step.key),
        }
        return version

    def _share(self, version: PlanVersion, **fields: Any) -> PlanShare:
        return PlanShare.objects.create(
            version=version,
            participant=self.owner.person,
            recipient=self.nav.membership,
            text="Jeg deler planen",
            language="nb",
            in_force_from=self.now - MINUTE,
            **fields,
        )

    def _application(self, version: PlanVersion, by: Actor) -> EducationApplication:
        return EducationApplication.objects.create(
            journey=self.journey,
            participant=self.owner.person,
            version=version,
            what="Voksenopplæring",
            registered_at=self.now,
            registered_by=by.person,
        )


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


def _links(actors: dict[Who, Actor], case: _Case) -> dict[str, tuple[Any, ...]]:
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
