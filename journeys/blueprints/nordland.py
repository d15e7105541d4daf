"""Nordland: "Modell for samarbeid om karriereveiledning for NAVs brukere". Source: nordland-model."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import Party
from journeys import kinds
from journeys.blueprints import shared
from journeys.blueprints.types import (
    Action,
    Blueprint,
    Criterion,
    Link,
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
LATER_MEETINGS = ("guidance", "closing")
FOLLOW_UP = "follow_up"

#: Rows "Trepartssamtale" and "Karriereveiledning"; digital over long distances (evaluation, chapter 2).
MEETING_KINDS = (
    MeetingKind(
        THREE_PARTY,
        _("Three-party meeting"),
        60,
        (Mode.IN_PERSON, Mode.DIGITAL),
        who=(PARTICIPANT, NAV, CAREER),
        nav=NavPresence.REQUIRED,
        booked_by=(PARTICIPANT, NAV, CAREER),
        guide=THREE_PARTY,
    ),
    MeetingKind(
        "guidance",
        _("Career guidance"),
        45,
        (Mode.IN_PERSON, Mode.DIGITAL),
        who=(PARTICIPANT, CAREER),
        nav=NavPresence.NEVER,
        booked_by=(PARTICIPANT, CAREER),
        guide="guidance",
    ),
    MeetingKind(
        "closing",
        _("Closing meeting"),
        45,
        (Mode.IN_PERSON, Mode.DIGITAL),
        who=(PARTICIPANT, CAREER),
        nav=NavPresence.OPTIONAL,
        booked_by=(PARTICIPANT, CAREER),
        guide="closing",
    ),
    # Row "Videre oppfølging": the career centre joins Nav and the participant again on need.
    MeetingKind(
        FOLLOW_UP,
        _("Follow-up meeting"),
        45,
        (Mode.IN_PERSON, Mode.DIGITAL),
        who=(PARTICIPANT, NAV, CAREER),
        nav=NavPresence.REQUIRED,
        booked_by=(PARTICIPANT, NAV, CAREER),
        guide="guidance",
    ),
)

STEPS = (
    Step(
        "selection",
        _("Selection"),
        _("Selection"),
        _(
            "Nav and the participant map the situation together, talk about how Nav and the career centre work"
            " together, and agree what the career centre is to be told. Motivation and the participant's own wish"
            " weigh most."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="person-checkmark",
        completed_by=(On(kinds.REFERRAL_REGISTERED),),
        offers=(Offer(NAV, Action.REGISTER_REFERRAL),),
    ),
    Step(
        "booking",
        _("Booking the three-party meeting"),
        _("Booking"),
        _(
            "The participant books a time that suits all three, preferably together with the Nav counsellor. The"
            " meeting is in person at the career centre unless the distance is long."
        ),
        main_party=PARTICIPANT,
        parties=(PARTICIPANT, NAV),
        icon="calendar",
        completed_by=shared.booking_completed_by(THREE_PARTY),
        undone_by=shared.booking_undone_by(),
        bookable=(THREE_PARTY,),
        offers=(
            Offer(PARTICIPANT, Action.BOOK_APPOINTMENT),
            Offer(NAV, Action.BOOK_APPOINTMENT),
            Offer(PARTICIPANT, Action.REVIEW_INFORMATION),
        ),
    ),
    Step(
        "three_party_meeting",
        _("Three-party meeting"),
        _("Three-party meeting"),
        _(
            "The career counsellor leads the meeting by the conversation guide and takes notes. The three clarify the"
            " purpose, talk about the end goal and begin the plan. Before the meeting ends, the next time and what to"
            " prepare are agreed. School documents are brought along; the meeting is held even if they are missing."
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
        "guidance",
        _("Career guidance"),
        _("Guidance"),
        _(
            "The participant and the career counsellor meet as often as is needed, and follow up what they agreed last"
            " time. The career counsellor chooses the method. Nav may join the closing meeting when that is agreed."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="compass",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=LATER_MEETINGS),),
        optional=True,
        repeatable=True,
        meeting_kinds=LATER_MEETINGS,
        bookable=LATER_MEETINGS,
        offers=(
            Offer(PARTICIPANT, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            Offer(CAREER, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            Offer(CAREER, Action.HOLD_MEETING, (When.MEETING_BOOKED,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING, (When.MEETING_BOOKED,)),
            Offer(CAREER, Action.WRITE_PLAN),
        ),
        waits_for=((When.NO_MEETING_BOOKED, PARTICIPANT),),
    ),
    Step(
        "career_plan",
        _("Career plan"),
        _("Career plan"),
        _(
            "The career counsellor writes the career plan with the participant: the end goal, and what it takes to get"
            " there. It is completed in the last meeting, and the participant takes it along."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="tasklist",
        completed_by=(On(kinds.PLAN_COMPLETED),),
        started_by=(On(kinds.PLAN_STARTED),),
        bookable=LATER_MEETINGS,
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
            "Nav and the participant carry on. The participant applies for upper secondary education as agreed with"
            " Nav. The career centre joins again when there is a need. If the end goal changes, the participant and the"
            " career centre meet again and make a new plan if that is needed."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="clock-dashed",
        completed_by=(On(kinds.JOURNEY_CLOSED),),
        undone_by=(On(kinds.JOURNEY_REOPENED),),
        meeting_kinds=(FOLLOW_UP,),
        bookable=(*LATER_MEETINGS, FOLLOW_UP),
        offers=(*shared.FOLLOW_UP_OFFERS, Offer(NAV, Action.CLOSE_JOURNEY)),
    ),
)

#: Source: rows "Oppsummering/notat"; the headings of the conversation guide.
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
        PlanSection("way_there", _("The way there"), _("The route that was chosen, and about how long it takes.")),
        PlanSection("nav_contributes", _("What Nav contributes"), _("What was said in a meeting, and for how long.")),
        PlanSection("county_contributes", _("What the county contributes")),
        PlanSection("support", _("Support and adaptation"), _("Only what the participant wants to have written down.")),
        PlanSection("open_questions", _("Open questions"), _("What is still unclear, and who can answer?")),
        PlanSection("next_contact", _("Next contact"), _("Who contacts whom, and when?")),
        PlanSection("plan_b", _("Plan B"), _("What can be done if it does not go as hoped?")),
    ),
    end_goal=True,
    has_steps=True,
)

NORDLAND_1 = Blueprint(
    key="nordland",
    version=1,
    county_name="Nordland",
    title=_("Model for cooperation on career guidance for Nav's users"),
    origins=(NAV,),
    closers=(PARTICIPANT, NAV, CAREER),
    purpose=_("More people in Nordland complete upper secondary education."),
    target_group=TargetGroup(
        _(
            "Young people under 30 who have not completed upper secondary education and who wish to do so. Motivation"
            " for education and a wish for career guidance weigh most."
        ),
        checklist=(
            Criterion("under_30", _("Is the participant under 30?"), _("The project took in people from 19 to 30.")),
            shared.HAS_COMPLETED,
            Criterion("wishes_to_complete", _("Does the participant wish to complete upper secondary education?")),
            shared.WANTS_GUIDANCE,
            shared.IS_INFORMED,
        ),
        ages=(19, 29),
    ),
    steps=STEPS,
    reopenings=(Reopening(On(kinds.GOAL_CHANGED), after="career_plan", steps=("guidance", "career_plan", "sharing")),),
    milestones=(shared.COOPERATION_COMPLETED,),
    meeting_kinds=MEETING_KINDS,
    minimum_meetings=1,
    maximum_meetings=None,
    plan=PLAN,
    wording=Wording(_("three-party meeting"), _("career plan"), _("the career plan")),
    sections=Sections(
        purpose=_(
            "Nav in Nordland and Karriere Nordland cooperate on career guidance so that more people in Nordland"
            " complete upper secondary education. For the individual it is about a stable place in working life,"
            " mastery and taking part; for society, about the skills employers lack."
        ),
        target_group=_(
            "Young people under 30 without completed upper secondary education who wish to complete it. Both those who"
            " aim for a trade certificate and those who aim for higher education are included. Motivation and the"
            " person's own wish are the most important criteria."
        ),
        user_journey=_(
            "It begins in ordinary follow-up at Nav. Nav and the participant find out whether the model fits, and book"
            " a three-party meeting together. There the purpose is clarified and the plan begun. Further guidance is"
            " between the participant and the career counsellor, and ends in a career plan the participant takes along."
            " Then the cooperation under the model is completed. Nav follows up, and the career centre comes back when"
            " there is a need."
        ),
        roles=_(
            "Nav has the main responsibility for selection and follow-up, the participant for booking and for sharing"
            " the plan, and the career counsellor for the three-party meeting, the guidance and the career plan."
        ),
        organisation=_(
            "An overall cooperation agreement between Nav in Nordland and Nordland county, with local agreements"
            " between Nav offices and career centres. A joint annual wheel of digital information meetings is the"
            " responsibility of the lead at Karriere Nordland and the education coordinators at Nav in Nordland."
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
    documents_link=Link(
        "https://www.nfk.no/tjenester/skole-og-opplaring/eksamen/vitnemal-kompetansebevis-fag-og-svennebrev/",
        _("Order school documents from Nordland county"),
    ),
    centre_link=Link("https://karrierenordland.no/", _("Karriere Nordland")),
    referral_required=True,
)
