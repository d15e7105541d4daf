"""One demo journey as unsaved rows: what its story says, as the rooms' actions would have left it."""

import datetime
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils import translation

from accounts.enums import Party
from accounts.models import Membership, Person
from appointments.enums import Attendance, Status
from appointments.models import Appointment, Commitment
from careerplans.models import CareerPlan, PlanFile, PlanQuestion, PlanShare, PlanStep, PlanVersion, StepProgress
from conversations.models import GuideVersion, NextMeeting, Note, NoteSection
from journeys import blueprints, kinds
from journeys.actions import computed_columns
from journeys.blueprints.types import MeetingKind
from journeys.models import Event, Journey
from referrals.models import AgreedInformation, IncomeSupport, MissingDocument, NavAssessment, OwnStart, Referral
from sharing.models import ReadEntry
from workspace.demo import texts
from workspace.demo.cast import Cast, Team, name
from workspace.demo.clock import TeamClock
from workspace.demo.stories import BOOKED, HELD, MISSED, OVERDUE, Story

STATUS = {BOOKED: Status.BOOKED, OVERDUE: Status.BOOKED, HELD: Status.HELD, MISSED: Status.MISSED}
MINUTE = datetime.timedelta(minutes=1)
#: Where each county begins in the list of names, so that participants of two counties have different ones.
NAMES = {"nordland": 3, "trondelag": 8, "innlandet": 1, "rogaland": 5, "akershus": 10}


@dataclass
class JourneyRows:
    """Builds the rows of journey `number` of a county; `rows` lists them in the order they must be saved."""

    cast: Cast
    team: Team
    clock: TeamClock
    story: Story
    number: int
    now: datetime.datetime
    guides: dict[str, GuideVersion]
    with_file: bool
    rows: list[Any] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def build(self) -> list[Any]:
        """Return the rows, people and journey first."""
        self.goal = texts.GOALS[self.number % len(texts.GOALS)]
        self.blueprint = blueprints.latest(self.cast.county.code)
        meetings = self._meeting_times()
        first = min(meetings, default=self.now)
        self.started = min(first, self.now) - datetime.timedelta(days=5 + self.number % 4)
        self.participant = self._participant()
        self.journey = self._journey(bool(meetings))
        self._begin()
        for (kind, state), start in zip(self.story.meetings, meetings, strict=True):
            self._meeting(kind, state, start)
        if self.story.plan:
            self._plan()
        self._end()
        self.events.sort(key=lambda event: event.at)
        for column, value in computed_columns(self.journey, self.events).items():
            setattr(self.journey, column, value)
        return [self.participant, self.journey, *self.rows, *self.events]

    def _meeting_times(self) -> list[datetime.datetime]:
        """When each meeting is: the last one behind today is recent, those before it older, booked ones ahead."""
        behind = [place for place, (_, state) in enumerate(self.story.meetings) if state != BOOKED]
        times = []
        for place, (_, state) in enumerate(self.story.meetings):
            if state == BOOKED:
                times.append(self.clock.coming())
            else:
                times.append(self.clock.recent() if place == behind[-1] else self.clock.older())
        return sorted(times)

    def _participant(self) -> Person:
        code = self.cast.county.code
        birth = datetime.date(self.now.year - 19 - self.number % 10, 1 + self.number % 12, 1 + self.number % 28)
        return Person(
            email=f"deltaker{self.number}.{code}@example.test",
            name=name(self.number * 11 + NAMES[code]),
            phone=f"6805{self.number % 10000:04d}",
            birth_date=birth,
            language="nn" if self.number % 5 == 4 else "nb",
            spoken_language="tigrinja" if self.number % 17 == 16 else "norsk",
            needs_interpreter=self.number % 17 == 16,
            password="!",  # noqa: S106 - "!" marks an unusable password
        )

    def _journey(self, has_meeting: bool) -> Journey:
        from_nav = Party.NAV_COUNSELLOR in self.blueprint.origins
        return Journey(
            county=self.cast.county,
            blueprint_key=self.blueprint.key,
            blueprint_version=self.blueprint.version,
            participant=self.participant,
            nav_counsellor=self.team.nav if from_nav or self.story.nav_invited else None,
            career_counsellor=self.team.career if has_meeting else None,
            career_centre=self.team.career.office if from_nav or has_meeting else None,
            started_at=self.started,
            last_event_at=self.started,
        )

    def _event(self, kind: str, at: datetime.datetime, by: Membership | None, **data: Any) -> None:
        """Record a fact as this member of staff, or (None) as the participant."""
        person = by.person if by else self.participant
        party = by.role if by else Party.PARTICIPANT
        self.events.append(
            Event(journey=self.journey, kind=kind, at=at, by_person=person, by_membership=by, by_party=party, data=data)
        )

    def _begin(self) -> None:
        if Party.NAV_COUNSELLOR in self.blueprint.origins:
            self._event(kinds.JOURNEY_STARTED, self.started, self.team.nav, origin="nav_counsellor")
            self._referral()
        else:
            self._event(kinds.JOURNEY_STARTED, self.started, None, origin="participant")
            topic = texts.PURPOSES[self.number % len(texts.PURPOSES)]
            self.rows.append(OwnStart(journey=self.journey, topic=topic, started_at=self.started))
        if self.story.nav_invited:
            self._event(kinds.NAV_INVITED, self.started + 10 * MINUTE, None, nav=self.team.nav.pk)

    def _referral(self) -> None:
        at = self.started + MINUTE
        referral = Referral(
            journey=self.journey,
            purpose=texts.PURPOSES[self.number % len(texts.PURPOSES)],
            registered_by=self.team.nav,
            registered_at=at,
        )
        checklist = {criterion.key: criterion.expected for criterion in self.blueprint.target_group.checklist}
        months = 36 if self.number % 2 else None
        frame = {"income_support": IncomeSupport.WORK_ASSESSMENT, "support_months": months}
        agreed = AgreedInformation(
            journey=self.journey,
            participant=self.participant,
            text=texts.AGREED[self.number % len(texts.AGREED)],
            changed_by=self.team.nav.person,
            changed_at=at,
        )
        self.rows += [referral, NavAssessment(referral=referral, checklist=checklist, **frame), agreed]
        if self.story.missing_documents:
            missing = texts.MISSING[self.number % len(texts.MISSING)]
            self.rows.append(MissingDocument(journey=self.journey, description=missing, registered_at=at))
        self._event(
            kinds.REFERRAL_REGISTERED,
            at,
            self.team.nav,
            nav=self.team.nav.pk,
            documents_missing=self.story.missing_documents,
        )

    def _meeting(self, kind: str, state: str, start: datetime.datetime) -> None:
        meeting = self.blueprint.meeting_kind(kind)
        with_nav = meeting.nav == "required" or (meeting.nav == "optional" and self.story.nav_invited)
        end = start + meeting.length_minutes * MINUTE
        by = self._booker(meeting)
        at = max(event.at for event in self.events if event.at < self.now) + 10 * MINUTE
        appointment = Appointment(
            journey=self.journey,
            kind=kind,
            mode=meeting.default_mode,
            starts_at=start,
            ends_at=end,
            status=STATUS[state],
            career_counsellor=self.team.career,
            nav_counsellor=self.team.nav if with_nav else None,
            place=self.team.nav.office if meeting.at_nav_office else self.team.career.office,
            booked_by=by.person if by else self.participant,
            booked_at=at,
            closed_at=end if state in {HELD, MISSED} else None,
        )
        people = [self.participant, self.team.career.person, *([self.team.nav.person] if with_nav else [])]
        self.rows.append(appointment)
        self.rows += [
            Commitment(
                booking=appointment.public_id,
                appointment=appointment,
                person=person,
                starts_at=start,
                ends_at=end,
                active=state != MISSED,
                attendance=_attendance(state, person == self.participant),
            )
            for person in people
        ]
        facts = {"appointment": str(appointment.public_id), "meeting_kind": kind, "nav_present": with_nav}
        facts |= {"nav": self.team.nav.pk} if with_nav else {}
        self._event(kinds.APPOINTMENT_BOOKED, at, by, **facts, mode=meeting.default_mode)
        if state == HELD:
            self._event(kinds.APPOINTMENT_HELD, end, self.team.career, **facts)
            self._note(appointment, kind, end)
        elif state == OVERDUE:
            self._note(appointment, kind, end)
        elif state == MISSED:
            self._event(kinds.APPOINTMENT_MISSED, end, self.team.career, **facts)

    def _booker(self, meeting: MeetingKind) -> Membership | None:
        """Nav where it refers and may book, else (None) the participant, else the career counsellor."""
        if Party.NAV_COUNSELLOR in self.blueprint.origins and Party.NAV_COUNSELLOR in meeting.booked_by:
            return self.team.nav
        return None if Party.PARTICIPANT in meeting.booked_by else self.team.career

    def _note(self, appointment: Appointment, kind: str, end: datetime.datetime) -> None:
        guide = self.guides[self.blueprint.meeting_kind(kind).guide]
        own = {"journey": self.journey, "participant": self.participant}
        note = Note(
            **own,
            appointment=appointment,
            guide=guide,
            language=self.participant.language,
            started_by=self.team.career.person,
            started_at=appointment.starts_at,
            next_meeting=NextMeeting.LATER,
            preparation=texts.NOTE_TEXTS[3],
        )
        self.rows.append(note)
        self.rows += [
            NoteSection(
                **own,
                note=note,
                key=section["key"],
                text=texts.NOTE_TEXTS[place] if place < len(texts.NOTE_TEXTS) else "",
                revision=1 if place < len(texts.NOTE_TEXTS) else 0,
                saved_by=self.team.career.person,
                saved_at=end,
            )
            for place, section in enumerate(guide.sections)
        ]

    def _plan(self) -> None:
        begun = max(event.at for event in self.events if event.at < self.now)
        own = {"journey": self.journey, "participant": self.participant}
        is_plan = self.blueprint.plan.end_goal
        plan = CareerPlan(
            **own,
            end_goal=self.goal.goal if is_plan else "",
            sections=self._sections(),
            revision=3,
            draft_number=self._draft_number(),
            started_at=begun,
            changed_at=begun,
            changed_by=self.team.career.person,
        )
        steps = [
            PlanStep(**own, plan=plan, position=place, what=what, why=why, responsible=who, due_on=self._due(days))
            for place, (what, why, who, days) in enumerate(self.goal.steps)
        ]
        question = PlanQuestion(**own, plan=plan, asked_of="training", text=texts.QUESTION)
        self.rows += [plan, *steps, question]
        key = str(plan.public_id)
        self._event(kinds.PLAN_STARTED, begun, self.team.career, plan=key)
        at = begun
        for number in range(1, self.story.versions + 1) if self.story.plan == "completed" else ():
            at = begun + number * 3 * MINUTE
            self._event(kinds.PLAN_COMPLETED, at, self.team.career, plan=key, version=number)
            self._version(plan, steps, number, at)
        if self.story.goal_changed:
            self._event(kinds.GOAL_CHANGED, at + 60 * MINUTE, None, plan=key)

    def _draft_number(self) -> int | None:
        """The number of the version being written; None while the newest one stands."""
        if self.story.plan == "draft":
            return 1
        return self.story.versions + 1 if self.story.goal_changed else None

    def _due(self, days: int) -> datetime.date:
        return self.now.date() + datetime.timedelta(days=days - 17)

    def _sections(self) -> dict[str, str]:
        given = texts.sections(self.goal, texts.PURPOSES[self.number % len(texts.PURPOSES)])
        keys = {section.key for section in self.blueprint.plan.sections}
        return {key: text for key, text in given.items() if key in keys}

    def _version(self, plan: CareerPlan, steps: list[PlanStep], number: int, at: datetime.datetime) -> None:
        own = {"journey": self.journey, "participant": self.participant}
        version = PlanVersion(
            **own,
            plan=plan,
            number=number,
            language=self.participant.language,
            content=self._content(plan, steps),
            completed_at=at,
            completed_by=self.team.career.person,
        )
        self.rows.append(version)
        if self.with_file:
            self.rows.append(
                PlanFile(version=version, participant=self.participant, language=version.language, queued_at=at)
            )
        if number == 1 and self.story.share:
            self._share(version, at)
        if number == 1 and self.story.follow_up:
            self._progress(steps, at)

    def _content(self, plan: CareerPlan, steps: list[PlanStep]) -> dict[str, Any]:
        labels = {section.key: section.label for section in self.blueprint.plan.sections}
        return {
            "kind": str(self.blueprint.plan.kind),
            "end_goal": plan.end_goal,
            "end_goal_detail": self.goal.trade if plan.end_goal else "",
            "sections": [
                {"key": key, "heading": headings(self.blueprint.key)[key], "text": plan.sections[key]}
                for key in labels
                if key in plan.sections
            ],
            "steps": [
                {
                    "key": str(step.key),
                    "what": step.what,
                    "why": step.why,
                    "responsible": step.responsible,
                    "due_on": step.due_on.isoformat() if step.due_on else None,
                }
                for step in steps
            ],
            "written_with": [self.team.career.person.name],
            "participant": self.participant.name,
            "county": self.cast.county.name,
            "centre": self.team.career.office.name,
        }

    def _share(self, version: PlanVersion, at: datetime.datetime) -> None:
        shared = at + 5 * MINUTE
        withdrawn = shared + 30 * MINUTE if self.story.share == "withdrawn" else None
        share = PlanShare(
            participant=self.participant,
            recipient=self.team.nav,
            text=f"Du deler versjon {version.number} av planen din med {self.team.nav.person.name}.",
            language=self.participant.language,
            in_force_from=shared,
            withdrawn_at=withdrawn,
            version=version,
        )
        self.rows.append(share)
        facts = {"version": version.number, "recipient": self.team.nav.pk, "share": str(share.public_id)}
        self._event(kinds.PLAN_SHARED, shared, None, **facts)
        if withdrawn:
            self._event(kinds.PLAN_WITHDRAWN, withdrawn, None, **facts)
        if self.story.share in {"read", "withdrawn"}:
            self._reading(version, shared + 10 * MINUTE)

    def _reading(self, version: PlanVersion, at: datetime.datetime) -> None:
        self.rows.append(
            ReadEntry(
                participant=self.participant,
                journey_key=self.journey.public_id,
                document_kind="plan_version",
                document_key=version.public_id,
                document_label=str(version.number),
                reader_membership=self.team.nav.public_id,
                reader_name=self.team.nav.person.name,
                reader_office=self.team.nav.office.name,
                via=ReadEntry.Via.PAGE,
                at=at,
            )
        )

    def _progress(self, steps: list[PlanStep], at: datetime.datetime) -> None:
        for place, status in enumerate(("done", "under_way")):
            changed = at + (45 + place) * MINUTE
            self.rows.append(
                StepProgress(
                    journey=self.journey,
                    participant=self.participant,
                    step_key=steps[place].key,
                    status=status,
                    changed_at=changed,
                    changed_by=self.participant,
                )
            )
            self._event(kinds.STEP_STATUS_CHANGED, changed, None, step=str(steps[place].key), status=status)

    def _end(self) -> None:
        if self.story.closed:
            at = max(event.at for event in self.events) + 90 * MINUTE
            self._event(kinds.JOURNEY_CLOSED, at, None, reason=self.story.closed)


@cache
def headings(blueprint_key: str) -> dict[str, dict[str, str]]:
    """Return the plan headings of a county in the languages documents can have."""
    words: dict[str, dict[str, str]] = {}
    for language in ("nb", "nn"):
        with translation.override(language):
            for section in blueprints.latest(blueprint_key).plan.sections:
                words.setdefault(section.key, {})[language] = str(section.label)
    return words


def _attendance(state: str, is_participant: bool) -> str:
    if state == HELD:
        return Attendance.CAME
    return Attendance.ABSENT if state == MISSED and is_participant else ""
