"""What a county model is made of. A blueprint is data: frozen, without functions.

There is one object per version, so blueprints and steps are compared by identity, whatever the language of their texts.

The same blueprint drives `journeys.progress`, the stepper, the model description and what the forms require. A county
that changes its model gets a new version; journeys under way keep theirs.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.enums import Party

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Mode(TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    DIGITAL = "digital", _("Video meeting")
    PHONE = "phone", _("By phone")


class NavPresence(StrEnum):
    """Whether a Nav counsellor takes part in a kind of meeting."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NEVER = "never"


class PlanKind(TextChoices):
    """The document the guidance leads to."""

    CAREER_PLAN = "career_plan", _("Career plan")
    SUMMARY_NOTE = "summary_note", _("Summary note")
    TRAINING_PLAN = "training_plan", _("Training plan")


class Action(TextChoices):
    """What a party may do next. A suggestion, never a duty; whether it is allowed is decided where it is done."""

    REGISTER_REFERRAL = "register_referral", _("Register the referral")
    REVIEW_INFORMATION = "review_information", _("Read what Nav tells the career centre")
    ORDER_DOCUMENTS = "order_documents", _("Order school documents")
    BOOK_APPOINTMENT = "book_appointment", _("Book a time")
    HOLD_MEETING = "hold_meeting", _("Open the conversation guide")
    AGREE_NEXT_MEETING = "agree_next_meeting", _("Agree the next meeting")
    INVITE_NAV = "invite_nav", _("Invite a Nav counsellor")
    WRITE_PLAN = "write_plan", _("Write the plan")
    COMPLETE_PLAN = "complete_plan", _("Complete the plan")
    SHARE_PLAN = "share_plan", _("Choose whether Nav may see the plan")
    FOLLOW_UP_STEPS = "follow_up_steps", _("Follow up the steps")
    APPLY_EDUCATION = "apply_education", _("Register an application for education")
    CHANGE_GOAL = "change_goal", _("Say that the end goal has changed")
    RECORD_OUTCOME = "record_outcome", _("Record what came of it")
    CLOSE_JOURNEY = "close_journey", _("Close the journey")
    REOPEN_JOURNEY = "reopen_journey", _("Open the journey again")


class When(StrEnum):
    """A condition on what the events say so far."""

    MEETING_BOOKED = "meeting_booked"
    NO_MEETING_BOOKED = "no_meeting_booked"
    MORE_MEETINGS_ALLOWED = "more_meetings_allowed"
    PLAN_DRAFT = "plan_draft"
    PLAN_COMPLETE = "plan_complete"
    PLAN_UNSHARED = "plan_unshared"
    PLAN_SHARED = "plan_shared"
    DOCUMENTS_MISSING = "documents_missing"
    NAV_ABSENT = "nav_absent"


@dataclass(frozen=True)
class On:
    """Matches events of one kind.

    `meeting_kinds`: only these kinds of meeting (empty: any). `by`: data keys that tell one such fact from another, so
    that a cancelled appointment takes back its own booking and no other. `newest_version`: only about the newest
    version of the plan.
    """

    kind: str
    meeting_kinds: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    newest_version: bool = False


@dataclass(frozen=True)
class Offer:
    """An action suggested to a party while every condition holds."""

    party: Party
    action: Action
    when: tuple[When, ...] = ()


@dataclass(frozen=True, eq=False)
class Step:
    """A step of the journey.

    Done while one of `completed_by` stands that no `undone_by` took back. An optional step never holds the journey up:
    it is current only while something in it is agreed or begun. A repeatable one stays open while a meeting of its
    kinds is booked or to be booked. `waits_for`: the first condition that holds names whom the step waits for, else
    `main_party`. `known_to`: the parties that may know how the step stands (empty: all three); others are not shown
    it. `known_by_share`: they are shown it, and a Nav counsellor knows of a share made to them and of no other.
    """

    key: str
    label: "StrOrPromise"
    short_label: "StrOrPromise"
    description: "StrOrPromise"
    main_party: Party
    parties: tuple[Party, ...]
    icon: str
    completed_by: tuple[On, ...]
    undone_by: tuple[On, ...] = ()
    started_by: tuple[On, ...] = ()
    optional: bool = False
    repeatable: bool = False
    meeting_kinds: tuple[str, ...] = ()
    bookable: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    waits_for: tuple[tuple[When, Party], ...] = ()
    known_to: frozenset[Party] = frozenset()
    known_by_share: bool = False


@dataclass(frozen=True)
class Reopening:
    """An event that opens `steps` again, once the step `after` is done."""

    on: On
    after: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Milestone:
    """Something reached once and for all."""

    key: str
    label: "StrOrPromise"
    on: On


@dataclass(frozen=True)
class Criterion:
    """A question of the target group checklist; another answer than `expected` asks for a reason to go on."""

    key: str
    question: "StrOrPromise"
    help: "StrOrPromise" = ""
    expected: bool = True


@dataclass(frozen=True)
class TargetGroup:
    """Whom the model is for. Ages are guidance for the checklist, not a gate: first and last year, None for any age."""

    text: "StrOrPromise"
    checklist: tuple[Criterion, ...]
    ages: tuple[int, int] | None

    def includes(self, age: int) -> bool:
        """Tell whether somebody of this age (whole years) is in the group."""
        return self.ages is None or self.ages[0] <= age <= self.ages[1]


@dataclass(frozen=True)
class MeetingKind:
    """A kind of meeting. The first of `modes` is the default; `guide` is the key of its conversation guide.

    `other_lengths`: minutes it may be booked for besides the usual. `capacity`: most participants of a group session,
    None for a meeting of one participant. `at_nav_office`: held where the Nav office is, on presence days; otherwise
    there or at the career centre, as it is offered.
    """

    key: str
    label: "StrOrPromise"
    length_minutes: int
    modes: tuple[Mode, ...]
    who: tuple[Party, ...]
    nav: NavPresence
    booked_by: tuple[Party, ...]
    guide: str
    other_lengths: tuple[int, ...] = ()
    capacity: int | None = None
    at_nav_office: bool = False

    @property
    def lengths(self) -> tuple[int, ...]:
        """The minutes it may be booked for, the usual first."""
        return (self.length_minutes, *self.other_lengths)

    @property
    def is_group(self) -> bool:
        return self.capacity is not None

    @property
    def default_mode(self) -> Mode:
        return self.modes[0]


@dataclass(frozen=True)
class BookingRules:
    """The county's rules for times; a career counsellor may ask for more notice, more room and a shorter horizon.

    `notice_hours`: shortest notice of a booking. `horizon_weeks`: how far ahead. `buffer_minutes`: room between two
    meetings of a career counsellor. `reminder_hours`: how long before the participant is reminded, longest first.
    `move_until_hours`: how long before it begins a meeting may be moved. `late_hours`: cancelling later than this is
    noted as late.
    """

    notice_hours: int = 1
    horizon_weeks: int = 26
    buffer_minutes: int = 0
    reminder_hours: tuple[int, ...] = (24,)
    move_until_hours: int = 2
    late_hours: int = 24


@dataclass(frozen=True)
class PlanSection:
    """A heading of the plan."""

    key: str
    label: "StrOrPromise"
    help: "StrOrPromise" = ""
    required: bool = False


@dataclass(frozen=True)
class PlanTemplate:
    """The plan's headings in order. `end_goal`: has a field of its own for it; `has_steps`: what, who, when, status.

    `steps_required`: the document is not complete without one.
    """

    kind: PlanKind
    sections: tuple[PlanSection, ...]
    end_goal: bool
    has_steps: bool
    steps_required: bool = True

    @property
    def required(self) -> frozenset[str]:
        return frozenset(section.key for section in self.sections if section.required)


@dataclass(frozen=True)
class Wording:
    """The county's own words, in lower case for use within a sentence."""

    three_party_meeting: "StrOrPromise"
    plan: "StrOrPromise"
    the_plan: "StrOrPromise"


@dataclass(frozen=True)
class Sections:
    """The six sections of the national model template (workshop report, annex 2)."""

    purpose: "StrOrPromise"
    target_group: "StrOrPromise"
    user_journey: "StrOrPromise"
    roles: "StrOrPromise"
    organisation: "StrOrPromise"
    visualisation: "StrOrPromise"


@dataclass(frozen=True)
class Choice:
    """A code and what it is called."""

    key: str
    label: "StrOrPromise"


@dataclass(frozen=True)
class Link:
    """An address outside the system."""

    url: str
    label: "StrOrPromise"


@dataclass(frozen=True, eq=False)
class Blueprint:
    """A county's model, one version of it.

    `origins`: which parties may begin a journey. `closers`: who may close and reopen one. `meetings`: fewest and most
    ordinary meetings (None: no limit). `offers` apply whatever the step.
    """

    key: str
    version: int
    county_name: str
    title: "StrOrPromise"
    origins: tuple[Party, ...]
    closers: tuple[Party, ...]
    purpose: "StrOrPromise"
    target_group: TargetGroup
    steps: tuple[Step, ...]
    reopenings: tuple[Reopening, ...]
    milestones: tuple[Milestone, ...]
    meeting_kinds: tuple[MeetingKind, ...]
    minimum_meetings: int
    maximum_meetings: int | None
    plan: PlanTemplate
    wording: Wording
    sections: Sections
    questions_to_think_about: tuple["StrOrPromise", ...]
    close_reasons: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    offers: tuple[Offer, ...] = ()
    documents_link: Link | None = None
    centre_link: Link | None = None
    referral_required: bool = True
    booking: BookingRules = BookingRules()

    def step(self, key: str) -> Step:
        """Return the step; KeyError for an unknown key."""
        return {step.key: step for step in self.steps}[key]

    def may_follow(self, key: str) -> tuple[MeetingKind, ...]:
        """Return the kinds of meeting that can be booked after one of this kind; of a repeatable step, it too."""
        place = next(place for place, step in enumerate(self.steps) if key in step.meeting_kinds)
        later = self.steps[place if self.steps[place].repeatable else place + 1 :]
        keys = dict.fromkeys(kind for step in later for kind in step.bookable)
        return tuple(self.meeting_kind(kind) for kind in keys)

    def meeting_kind(self, key: str) -> MeetingKind:
        """Return the kind of meeting; KeyError for an unknown key."""
        return {kind.key: kind for kind in self.meeting_kinds}[key]
