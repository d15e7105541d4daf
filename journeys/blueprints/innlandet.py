"""Innlandet: "Prosjekt INNsats". Source: evaluation-2025, chapter 2, "Innlandet: Prosjekt INNsats".

Not stated there, and assumed: who books, how long meetings are, where in the journey the group course comes, and when
the participant is reminded.
"""

from django.utils.translation import gettext_lazy as _

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints import shared
from journeys.blueprints.types import (
    Action,
    Blueprint,
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

THREE_PARTY = "three_party"
GUIDANCE = "guidance"
GROUP_COURSE = "group_course"

#: "Innhold i karriereveiledningen": as a rule in person, at the Nav office or the career centre. Lengths are assumed.
MEETING_KINDS = (
    MeetingKind(
        THREE_PARTY,
        _("Three-way conversation"),
        60,
        (Mode.IN_PERSON, Mode.DIGITAL),
        who=(PARTICIPANT, NAV, CAREER),
        nav=NavPresence.REQUIRED,
        booked_by=(NAV, CAREER),  # assumed: Nav, where the office's contact person coordinates
        guide=THREE_PARTY,
    ),
    MeetingKind(
        GUIDANCE,
        _("Career guidance"),
        45,
        (Mode.IN_PERSON, Mode.DIGITAL),
        who=(PARTICIPANT, CAREER),
        nav=NavPresence.OPTIONAL,
        booked_by=(PARTICIPANT, CAREER),
        guide=GUIDANCE,
    ),
    # "Utforming": 6 to 8 people, two days a week for four weeks. Each day is a session; how long it lasts is assumed.
    MeetingKind(
        GROUP_COURSE,
        _("Group course"),
        120,
        (Mode.IN_PERSON,),
        who=(PARTICIPANT, CAREER),
        nav=NavPresence.OPTIONAL,
        booked_by=(CAREER,),
        guide="group",
        other_lengths=(180, 240),
        capacity=8,
    ),
)

STEPS = (
    Step(
        "selection",
        _("Selection"),
        _("Selection"),
        _(
            "Nav finds the participants. The Nav counsellor and the participant see whether the model fits, talk about"
            " how Nav and the career centre work together, and agree what the career centre is to be told."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="person-checkmark",
        completed_by=(On(kinds.REFERRAL_REGISTERED),),
        offers=(Offer(NAV, Action.REGISTER_REFERRAL),),
    ),
    Step(
        "booking",
        _("Booking the three-way conversation"),
        _("Booking"),
        _(
            "The Nav counsellor finds a time that suits all three, with help from the office's contact person. The"
            " three meet at the Nav office on a day the career counsellor is there, or at the career centre."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="calendar",
        completed_by=shared.booking_completed_by(THREE_PARTY),
        undone_by=shared.booking_undone_by(),
        bookable=(THREE_PARTY,),
        offers=(
            Offer(NAV, Action.BOOK_APPOINTMENT),
            Offer(CAREER, Action.BOOK_APPOINTMENT),
            Offer(PARTICIPANT, Action.REVIEW_INFORMATION),
        ),
    ),
    Step(
        "three_party_meeting",
        _("Three-way conversation"),
        _("Three-way conversation"),
        _(
            "The three begin the career plan together: which way the participant has to go to get the competence they"
            " want, and what Nav and the county can each contribute. Before the conversation ends, the next time and"
            " what to prepare are agreed."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT, NAV),
        icon="handshake",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=(THREE_PARTY,)),),
        meeting_kinds=(THREE_PARTY,),
        offers=(
            Offer(CAREER, Action.HOLD_MEETING, (When.MEETING_BOOKED,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING),
            Offer(PARTICIPANT, Action.REVIEW_INFORMATION),
        ),
    ),
    Step(
        GUIDANCE,
        _("Career guidance"),
        _("Guidance"),
        _(
            "There are as many further meetings as are needed, with or without the Nav counsellor. The career"
            " counsellor chooses tools such as interest tests as they fit the participant."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="compass",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=(GUIDANCE,)),),
        optional=True,
        repeatable=True,
        meeting_kinds=(GUIDANCE,),
        bookable=(GUIDANCE,),
        offers=(
            Offer(PARTICIPANT, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            Offer(CAREER, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING, (When.MEETING_BOOKED,)),
            Offer(CAREER, Action.WRITE_PLAN),
        ),
        waits_for=((When.NO_MEETING_BOOKED, PARTICIPANT),),
    ),
    Step(
        GROUP_COURSE,
        _("Group course"),
        _("Group course"),
        _(
            "Where the career centre has one, those who wish can take part in a course for six to eight people, two"
            " days a week for four weeks. The career counsellor signs them up."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="person-group",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=(GROUP_COURSE,)),),
        optional=True,
        meeting_kinds=(GROUP_COURSE,),
        bookable=(GUIDANCE,),
        offers=(Offer(CAREER, Action.WRITE_PLAN),),
    ),
    Step(
        "career_plan",
        _("Career plan"),
        _("Career plan"),
        _(
            "The career plan is written with the participant in the county's template. It shows how far the participant"
            " has come, the way to the competence they want, and what Nav and the county each contribute."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="tasklist",
        completed_by=(On(kinds.PLAN_COMPLETED),),
        started_by=(On(kinds.PLAN_STARTED),),
        bookable=(GUIDANCE,),
        offers=(
            Offer(CAREER, Action.WRITE_PLAN),
            Offer(CAREER, Action.COMPLETE_PLAN, (When.PLAN_DRAFT,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING),
        ),
    ),
    shared.sharing_step(
        _("Sharing the career plan"),
        _("The participant chooses whether Nav may read the career plan, and may take it back at any time."),
    ),
    Step(
        "follow_up",
        _("Follow-up"),
        _("Follow-up"),
        _(
            "Nav and the participant carry on with what was agreed. Nav and the career centre have regular meetings"
            " where they discuss cases, and the career centre joins again when there is a need."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="clock-dashed",
        completed_by=(On(kinds.JOURNEY_CLOSED),),
        undone_by=(On(kinds.JOURNEY_REOPENED),),
        bookable=(GUIDANCE,),
        offers=(*shared.FOLLOW_UP_OFFERS, Offer(NAV, Action.CLOSE_JOURNEY)),
    ),
)

#: "Innhold i karriereveiledningen": progress, the way to the competence, and what Nav and the county each contribute.
PLAN = PlanTemplate(
    PlanKind.CAREER_PLAN,
    sections=(
        PlanSection("purpose", _("Purpose of the guidance"), _("What did the participant want from it?")),
        PlanSection(
            "summary",
            _("Summary"),
            _("Where the participant stands today: school, work, interests, strengths and values."),
            required=True,
        ),
        PlanSection("progress", _("Progress"), _("What is done, and what comes next?")),
        PlanSection("way_there", _("The way there"), _("The route that was chosen, and about how long it takes.")),
        PlanSection(
            "nav_contributes",
            _("What Nav contributes"),
            _("What was said in a meeting, and for how long."),
            required=True,
        ),
        PlanSection(
            "county_contributes",
            _("What the county contributes"),
            _("For example adult education, guidance, or help to find an apprenticeship."),
            required=True,
        ),
        PlanSection("support", _("Support and adaptation"), _("Only what the participant wants to have written down.")),
        PlanSection("open_questions", _("Open questions"), _("What is still unclear, and who can answer?")),
        PlanSection("next_contact", _("Next contact"), _("Who contacts whom, and when?")),
        PlanSection("plan_b", _("Plan B"), _("What can be done if it does not go as hoped?")),
    ),
    end_goal=True,
    has_steps=True,
)

INNLANDET_1 = Blueprint(
    key="innlandet",
    version=1,
    county_name="Innlandet",
    title=_("INNsats: career guidance in three-way conversations"),
    origins=(NAV,),
    closers=(PARTICIPANT, NAV, CAREER),
    purpose=_("Nav and the county work as one on the way to upper secondary education."),
    target_group=TargetGroup(
        _("People registered at Nav between 19 and 30 who have not completed upper secondary education."),
        checklist=(
            Criterion("is_19_to_30", _("Is the participant between 19 and 30?")),
            shared.HAS_COMPLETED,
            shared.WANTS_GUIDANCE,
            shared.IS_INFORMED,
        ),
        ages=(19, 30),
    ),
    steps=STEPS,
    reopenings=(Reopening(On(kinds.GOAL_CHANGED), after="career_plan", steps=(GUIDANCE, "career_plan", "sharing")),),
    milestones=(shared.COOPERATION_COMPLETED,),
    meeting_kinds=MEETING_KINDS,
    minimum_meetings=1,
    maximum_meetings=None,
    plan=PLAN,
    wording=Wording(_("three-way conversation"), _("career plan"), _("the career plan")),
    sections=Sections(
        purpose=_(
            "To connect the offers of Nav and the county, and make career guidance a whole with a view to vocational"
            " education. More people are to have three-way conversations and a career plan, and to get the activities"
            " they need before and during their education."
        ),
        target_group=_(
            "People registered at Nav between 19 and 30 without completed upper secondary education. About one in four"
            " under 29 in the Kongsvinger region is in neither education nor work."
        ),
        user_journey=_(
            "Nav finds the participant and books a three-way conversation, at the Nav office or the career centre. The"
            " three begin the career plan there. There are further meetings when they are needed, and in some places a"
            " course in a group. The plan shows progress and what Nav and the county each contribute. Nav follows up."
        ),
        roles=_(
            "Each Nav office has a contact person who plans activities and coordinates. Each career centre has one who"
            " helps the two to reach each other. The career counsellor leads the conversations and writes the plan with"
            " the participant. The participant owns it and chooses whether to share it."
        ),
        organisation=_(
            "A project of Nav and the county from 2023 to 2026, with a project leader at Nav and a steering group from"
            " both. Career counsellors have days at Nav offices, and there are regular meetings for sharing information"
            " and discussing cases. Three-way conversations from June to September are counted every year."
        ),
        visualisation=_("The figure shows the steps in order, who has the main responsibility, and who takes part."),
    ),
    questions_to_think_about=(
        _("What would you like to talk about?"),
        _("When have you enjoyed learning or working, and why?"),
        _("What do you wonder about on the way to completing upper secondary education?"),
    ),
    close_reasons=shared.CLOSE_REASONS,
    outcomes=shared.OUTCOMES,
    offers=shared.OFFERS,
)
