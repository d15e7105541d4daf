"""The case in the middle of the access sweep's world: a journey with all that some may read and others must not.

Its texts carry the words of `tests.access_world.SECRETS`.
"""

import datetime
from typing import Any

from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments.enums import Status, WaitingState
from appointments.links import Purpose, token_of
from appointments.models import Absence, Appointment, CalendarFeed, Hold, PublishedTime, WaitingEntry, WeeklyPattern
from appointments.offer_links import token_of_offer
from careerplans.models import (
    CareerPlan,
    EducationApplication,
    PlanFile,
    PlanQuestion,
    PlanShare,
    PlanStep,
    PlanVersion,
)
from conversations.models import GuideVersion, Note, NoteSection
from journeys import actions, kinds
from journeys.models import Journey
from referrals.models import AgreedInformation, MissingDocument, NavAssessment, OwnStart, Referral
from tests.access_groups import group_args
from tests.factories import county

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)


class Case:
    """A Nordland journey with everything in it, and a Trøndelag one that nobody at Nav follows."""

    def __init__(self, owner: Actor, nav: Actor, career: Actor) -> None:
        self.owner, self.nav, self.career = owner, nav, career
        self.now = timezone.now()
        self.args: dict[str, tuple[Any, ...]] = {}
        self._closed()
        self.journey = self._start("nordland", Party.NAV_COUNSELLOR, nav_counsellor=nav.membership)
        self._referral()
        self._meetings()
        self._line()
        self._plan()
        self._alone()
        self.args |= group_args(self.journey, self.nav, self.career, self.now)

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
            "weekly hours": (self._weekly_hours().public_id,),
            "absence": (self._absence().public_id,),
            "held time": (self._hold().public_id,),
            "calendar address": (self._feed().key,),
            "cancel link": (token_of(Purpose.CANCEL, with_nav, self.owner.person),),
            "move link": (token_of(Purpose.MOVE, with_nav, self.owner.person),),
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

    def _hold(self) -> Hold:
        starts_at = self.now + 5 * DAY
        return Hold.objects.create(
            journey=self.journey,
            kind="closing",
            mode="digital",
            starts_at=starts_at,
            ends_at=starts_at + 45 * MINUTE,
            career_counsellor=self.career.membership,
            held_by=self.owner.person,
            held_at=self.now,
            expires_at=self.now + 10 * MINUTE,
        )

    def _weekly_hours(self) -> WeeklyPattern:
        return WeeklyPattern.objects.create(
            membership=self.career.membership,
            weekday=0,
            start=datetime.time(9),
            end=datetime.time(12),
            valid_from=self.now.date(),
            place=self.career.office,
            modes=["in_person"],
        )

    def _absence(self) -> Absence:
        """Around a meeting that is booked."""
        return Absence.objects.create(
            membership=self.career.membership, starts_at=self.now + 3 * DAY, ends_at=self.now + 4 * DAY
        )

    def _line(self) -> None:
        """A place in line for an earlier time, with a time offered."""
        meeting = Appointment.objects.get(public_id=self.args["appointment with Nav"][0])
        times = {"starts_at": meeting.starts_at - DAY, "ends_at": meeting.ends_at - DAY}
        case = {"journey": self.journey, "kind": meeting.kind, "mode": meeting.mode}
        offered = Hold.objects.create(
            **case,
            **times,
            career_counsellor=self.career.membership,
            nav_counsellor=self.nav.membership,
            moves=meeting,
            held_by=self.owner.person,
            held_at=self.now,
            expires_at=self.now + DAY,
            is_offer=True,
        )
        place = WaitingEntry.objects.create(
            **case,
            centre=self.career.office,
            length=45,
            with_nav=True,
            appointment=meeting,
            added_by=self.nav.person,
            added_at=self.now,
            state=WaitingState.OFFERED,
            hold=offered,
        )
        self.args |= {
            "place in line": (place.public_id,),
            "offer link": (token_of_offer(place, self.owner.person),),
        }

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
    def _feed(self) -> CalendarFeed:
        return CalendarFeed.objects.create(person=self.owner.person, created_at=self.now)

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
        question = PlanQuestion.objects.create(**own, plan=plan, asked_of="nav", text="Kladdeord som spørsmål")
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
            "draft question": (plan.public_id, question.key),
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
