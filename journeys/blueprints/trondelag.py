"""Trøndelag: the career guidance part of "Trøndelagsmodellen". Source: trondelag-model.

The participant books alone and may begin without Nav. Competence mapping by the training office, which the model
describes after the guidance, is not a step of this version.
"""

from django.utils.translation import gettext_lazy as _

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints import shared
from journeys.blueprints.types import (
    Action,
    Blueprint,
    BookingRules,
    Criterion,
    MeetingKind,
    Mode,
    NavPresence,
    Offer,
    On,
    PlanKind,
    PlanSection,
    PlanTemplate,
    Reopening,
    Sections,
    Step,
    TargetGroup,
    When,
    Wording,
)

NAV = Party.NAV_COUNSELLOR
CAREER = Party.CAREER_COUNSELLOR
PARTICIPANT = Party.PARTICIPANT

CONVERSATION = "conversation"

#: Section 4, "Karriereveileders rolle": 45 minutes, at a centre, on Teams or by phone; Nav only if the user wishes.
MEETING_KINDS = (
    MeetingKind(
        CONVERSATION,
        _("Career guidance"),
        45,
        (Mode.IN_PERSON, Mode.PHONE, Mode.DIGITAL),
        who=(PARTICIPANT, CAREER),
        nav=NavPresence.OPTIONAL,
        booked_by=(PARTICIPANT, NAV, CAREER),
        guide="guidance",
    ),
)

STEPS = (
    Step(
        "information",
        _("Information from Nav"),
        _("Information"),
        _(
            "Nav tells what career guidance is, how to book, and that the participant owns the note. It is fully"
            " possible to begin without having talked with Nav."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="information",
        completed_by=(On(kinds.INFORMATION_GIVEN),),
        optional=True,
        known_to=frozenset({PARTICIPANT, NAV}),
    ),
    Step(
        "booking",
        _("Booking career guidance"),
        _("Booking"),
        _(
            "The participant books a time and chooses whether to meet in person, by phone or by video, and whether Nav"
            " is to take part. Nav helps with the booking when asked."
        ),
        main_party=PARTICIPANT,
        parties=(PARTICIPANT,),
        icon="calendar",
        completed_by=shared.booking_completed_by(CONVERSATION),
        undone_by=shared.booking_undone_by(),
        bookable=(CONVERSATION,),
        offers=(
            Offer(PARTICIPANT, Action.BOOK_APPOINTMENT),
            Offer(PARTICIPANT, Action.INVITE_NAV, (When.NAV_ABSENT,)),
            Offer(NAV, Action.BOOK_APPOINTMENT),
        ),
    ),
    Step(
        CONVERSATION,
        _("Career guidance"),
        _("Guidance"),
        _(
            "The participant and the career counsellor explore the possibilities for a trade certificate: interests,"
            " qualities, values, and ways to get there. There can be up to three conversations. Nav takes part only if"
            " the participant wishes."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="compass",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=(CONVERSATION,)),),
        repeatable=True,
        meeting_kinds=(CONVERSATION,),
        bookable=(CONVERSATION,),
        offers=(
            Offer(PARTICIPANT, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED, When.MORE_MEETINGS_ALLOWED)),
            Offer(PARTICIPANT, Action.INVITE_NAV, (When.NAV_ABSENT,)),
            Offer(CAREER, Action.HOLD_MEETING, (When.MEETING_BOOKED,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING, (When.MEETING_BOOKED, When.MORE_MEETINGS_ALLOWED)),
            Offer(CAREER, Action.WRITE_PLAN),
        ),
        waits_for=((When.NO_MEETING_BOOKED, PARTICIPANT),),
    ),
    Step(
        "summary_note",
        _("Summary note"),
        _("Summary note"),
        _(
            "At the end of the guidance the participant and the career counsellor write a note together. The"
            " participant takes it along and owns it."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="tasklist",
        completed_by=(On(kinds.PLAN_COMPLETED),),
        started_by=(On(kinds.PLAN_STARTED),),
        bookable=(CONVERSATION,),
        offers=(
            Offer(PARTICIPANT, Action.INVITE_NAV, (When.NAV_ABSENT,)),
            Offer(CAREER, Action.WRITE_PLAN),
            Offer(CAREER, Action.COMPLETE_PLAN, (When.PLAN_DRAFT,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING, (When.MORE_MEETINGS_ALLOWED,)),
        ),
    ),
    shared.sharing_step(
        _("Sharing the summary note"),
        _("The participant chooses whether Nav may read the summary note, and may take it back at any time."),
    ),
    Step(
        "follow_up",
        _("Follow-up"),
        _("Follow-up"),
        _(
            "Nav and the participant make a plan for the training ahead, with the note as a starting point if the"
            " participant wishes. Either may contact the training office directly. The county supports along the way"
            " through education."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="clock-dashed",
        completed_by=(On(kinds.JOURNEY_CLOSED),),
        undone_by=(On(kinds.JOURNEY_REOPENED),),
        bookable=(CONVERSATION,),
        offers=(
            *shared.FOLLOW_UP_OFFERS,
            Offer(PARTICIPANT, Action.INVITE_NAV, (When.NAV_ABSENT,)),
            Offer(PARTICIPANT, Action.CLOSE_JOURNEY),
            Offer(CAREER, Action.CLOSE_JOURNEY),
        ),
    ),
)

#: Section 4, "Karriereveileders rolle": what the note sums up.
PLAN = PlanTemplate(
    PlanKind.SUMMARY_NOTE,
    sections=(
        PlanSection("school_and_work", _("Experience from school and work"), required=True),
        PlanSection("interests", _("Interests")),
        PlanSection("qualities", _("Qualities used and developed")),
        PlanSection("motivation", _("Motivation and mastery"), _("What gives energy, and what makes things go well?")),
        PlanSection("values", _("Values"), _("What matters most in a job and in a day?")),
        PlanSection("needs", _("Needs"), _("Only what the participant wants to have written down.")),
        PlanSection("way_forward", _("The way forward"), _("Ways to go, and tips for exploring more."), required=True),
        PlanSection("open_questions", _("Questions for Nav or the training office")),
    ),
    end_goal=False,
    has_steps=True,
    steps_required=False,
)

TRONDELAG_1 = Blueprint(
    key="trondelag",
    version=1,
    county_name="Trøndelag",
    title=_("The Trøndelag model: career guidance towards a trade certificate"),
    origins=(PARTICIPANT,),
    closers=(PARTICIPANT, CAREER),
    purpose=_("Close the gap between what jobseekers lack and what employers in Trøndelag look for."),
    target_group=TargetGroup(
        _(
            "People aged 18 to 35 who are outside work and education and curious whether a trade certificate could be a"
            " way to go. It is also for those who need to retrain."
        ),
        checklist=(
            Criterion("age_18_35", _("Are you between 18 and 35?")),
            Criterion("outside", _("Are you outside work and education now?")),
            Criterion(
                "curious",
                _("Are you curious about a trade certificate?"),
                _("You need not have decided. You may have an education already."),
            ),
        ),
        ages=(18, 35),
    ),
    steps=STEPS,
    reopenings=(
        Reopening(On(kinds.GOAL_CHANGED), after="summary_note", steps=(CONVERSATION, "summary_note", "sharing")),
    ),
    milestones=(shared.COOPERATION_COMPLETED,),
    meeting_kinds=MEETING_KINDS,
    minimum_meetings=1,
    maximum_meetings=3,
    plan=PLAN,
    wording=Wording(_("three-way conversation"), _("summary note"), _("the summary note")),
    sections=Sections(
        purpose=_(
            "Employers in Trøndelag need skilled workers, and many people are outside work and school. The model is to"
            " close the gap between what jobseekers lack and what employers look for, and give people a more stable"
            " place in working life."
        ),
        target_group=_(
            "Nav's users aged 18 to 35 who are outside work and education and curious whether a trade certificate could"
            " be a way to go, in all of Nav's effort groups. Retraining is included."
        ),
        user_journey=_(
            "When the interest in a trade certificate comes up, Nav tells about career guidance. The participant books"
            " alone and chooses how to meet. There is one conversation, and a second or third when needed. It ends in a"
            " summary note the participant owns. The follow-up is mainly Nav's, and the training office can be asked"
            " about the way to a trade certificate."
        ),
        roles=_(
            "Nav tells about the offer and follows up. The participant books, owns the note and chooses whether to"
            " share it. The career counsellor leads the conversation, has a duty of confidentiality towards Nav too,"
            " and writes the note with the participant."
        ),
        organisation=_(
            "An overall cooperation agreement between Trøndelag county and Nav in Trøndelag, with agreements on career"
            " guidance and on the Trøndelag model. A working group meets every other week, and the management"
            " quarterly."
        ),
        visualisation=_("The figure shows the steps in order, who has the main responsibility, and who takes part."),
    ),
    questions_to_think_about=(
        _("What would you like to talk about?"),
        _("When have you enjoyed learning or working, and why?"),
        _("What do you wonder about a trade certificate?"),
    ),
    close_reasons=shared.CLOSE_REASONS,
    outcomes=shared.OUTCOMES,
    offers=shared.OFFERS,
    referral_required=False,
    # Section 3, "Brukerreisen": a reminder goes 24 hours before.
    booking=BookingRules(reminder_hours=(24,)),
)
