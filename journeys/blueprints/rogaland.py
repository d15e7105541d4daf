"""Rogaland: "Karriereveiledning i Nav-kontor". Source: evaluation-2025, chapter 2, "Rogaland".

Not stated there, and assumed: that participants are put on the dates the career counsellor and the Nav office have
agreed, how long meetings are, how many a group takes, what is written, and when the participant is reminded.
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

GROUP_SESSION = "group_session"
CONVERSATIONS = ("three_party", "individual")

#: "Utforming av samarbeidet": the career counsellor travels to the Nav office. Lengths and capacity are assumed.
MEETING_KINDS = (
    MeetingKind(
        "three_party",
        _("Three-way conversation"),
        60,
        (Mode.IN_PERSON,),
        who=(PARTICIPANT, NAV, CAREER),
        nav=NavPresence.REQUIRED,
        booked_by=(NAV, CAREER),
        guide="three_party",
        at_nav_office=True,
    ),
    # For those who wish to talk without the Nav counsellor.
    MeetingKind(
        "individual",
        _("Individual conversation"),
        45,
        (Mode.IN_PERSON,),
        who=(PARTICIPANT, CAREER),
        nav=NavPresence.NEVER,
        booked_by=(PARTICIPANT, NAV, CAREER),
        guide="guidance",
        at_nav_office=True,
    ),
    MeetingKind(
        GROUP_SESSION,
        _("Group session"),
        90,
        (Mode.IN_PERSON,),
        who=(PARTICIPANT, CAREER),
        nav=NavPresence.OPTIONAL,
        booked_by=(NAV, CAREER),  # assumed: each side puts those it follows on the list
        guide="group",
        other_lengths=(120,),
        capacity=12,
        at_nav_office=True,
    ),
)

STEPS = (
    Step(
        "selection",
        _("Selection"),
        _("Selection"),
        _(
            "Nav tells about career guidance at the Nav office. The Nav counsellor and the participant agree what the"
            " participant wants from it, and what the career centre is to be told."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="person-checkmark",
        completed_by=(On(kinds.REFERRAL_REGISTERED),),
        offers=(Offer(NAV, Action.REGISTER_REFERRAL),),
    ),
    Step(
        GROUP_SESSION,
        _("Group session"),
        _("Group session"),
        _(
            "A taste of career guidance at the Nav office, for those who wish: what it is, possibilities for education,"
            " and other ways to go. Not every office has it. It comes before the conversation, and nobody has to take"
            " part in it."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="person-group",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=(GROUP_SESSION,)),),
        optional=True,
        meeting_kinds=(GROUP_SESSION,),
        bookable=CONVERSATIONS,
    ),
    Step(
        "booking",
        _("Booking the conversation"),
        _("Booking"),
        _(
            "The career counsellor and the Nav office's contact person have agreed on dates at the Nav office. The"
            " participant gets a time on one of them, and chooses between a three-way conversation and one without Nav."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="calendar",
        completed_by=shared.booking_completed_by(*CONVERSATIONS),
        undone_by=shared.booking_undone_by(),
        bookable=CONVERSATIONS,
        offers=(
            Offer(NAV, Action.BOOK_APPOINTMENT),
            Offer(PARTICIPANT, Action.BOOK_APPOINTMENT),
            Offer(CAREER, Action.BOOK_APPOINTMENT),
            Offer(PARTICIPANT, Action.REVIEW_INFORMATION),
        ),
    ),
    Step(
        "conversation",
        _("Career guidance"),
        _("Guidance"),
        _(
            "A three-way conversation or an individual one, at the Nav office. It follows the participant's needs and"
            " wishes. A trade certificate, or coming nearer to an occupation, can be the goal, but nobody is pressed"
            " into it. There are more conversations on request."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT, NAV),
        icon="handshake",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=CONVERSATIONS),),
        repeatable=True,
        meeting_kinds=CONVERSATIONS,
        bookable=CONVERSATIONS,
        offers=(
            Offer(PARTICIPANT, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            Offer(NAV, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            Offer(CAREER, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            Offer(CAREER, Action.HOLD_MEETING, (When.MEETING_BOOKED,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING, (When.MEETING_BOOKED,)),
            Offer(CAREER, Action.WRITE_PLAN),
        ),
        waits_for=((When.NO_MEETING_BOOKED, PARTICIPANT),),
    ),
    Step(
        "summary_note",
        _("Summary note"),
        _("Summary note"),
        _(
            "When there is a need, the career counsellor and the participant write a short plan or note together. The"
            " participant takes it along and owns it."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="tasklist",
        completed_by=(On(kinds.PLAN_COMPLETED),),
        started_by=(On(kinds.PLAN_STARTED),),
        optional=True,
        bookable=CONVERSATIONS,
        offers=(
            Offer(CAREER, Action.WRITE_PLAN),
            Offer(CAREER, Action.COMPLETE_PLAN, (When.PLAN_DRAFT,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING),
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
            "Nav follows up in the ordinary way after the guidance. The participant can ask for another conversation"
            " with the career counsellor."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="clock-dashed",
        completed_by=(On(kinds.JOURNEY_CLOSED),),
        undone_by=(On(kinds.JOURNEY_REOPENED),),
        bookable=CONVERSATIONS,
        offers=(
            *shared.FOLLOW_UP_OFFERS,
            Offer(CAREER, Action.WRITE_PLAN),
            Offer(NAV, Action.CLOSE_JOURNEY),
            Offer(CAREER, Action.CLOSE_JOURNEY),
        ),
    ),
)

#: Assumed: a short note with steps where there are any. The evaluation names no document.
PLAN = PlanTemplate(
    PlanKind.SUMMARY_NOTE,
    sections=(
        PlanSection("purpose", _("Purpose of the guidance"), _("What did the participant want from it?")),
        PlanSection(
            "summary",
            _("Summary"),
            _("Where the participant stands today: school, work, interests, strengths and values."),
            required=True,
        ),
        PlanSection("way_forward", _("The way forward"), _("Ways to go, and tips for exploring more.")),
        PlanSection("needs", _("Needs"), _("Only what the participant wants to have written down.")),
        PlanSection("open_questions", _("Open questions"), _("What is still unclear, and who can answer?")),
        PlanSection("next_contact", _("Next contact"), _("Who contacts whom, and when?")),
    ),
    end_goal=False,
    has_steps=True,
    steps_required=False,
)

ROGALAND_1 = Blueprint(
    key="rogaland",
    version=1,
    county_name="Rogaland",
    title=_("Career guidance at the Nav office"),
    origins=(NAV,),
    closers=(PARTICIPANT, NAV, CAREER),
    purpose=_("Career guidance where Nav's users are already."),
    target_group=TargetGroup(
        _(
            "Everybody registered at Nav. Young people under the youth guarantee and people in work assessment come"
            " first."
        ),
        checklist=(
            Criterion("is_registered", _("Is the participant registered at Nav?")),
            shared.WANTS_GUIDANCE,
            Criterion(
                "knows_free",
                _("Does the participant know that the guidance presses nobody into education?"),
                _("Many think that guidance is not for them because they do not see themselves at school."),
            ),
            shared.IS_INFORMED,
        ),
        ages=None,
    ),
    steps=STEPS,
    reopenings=(
        Reopening(On(kinds.GOAL_CHANGED), after="summary_note", steps=("conversation", "summary_note", "sharing")),
    ),
    milestones=(shared.COOPERATION_COMPLETED,),
    meeting_kinds=MEETING_KINDS,
    minimum_meetings=1,
    maximum_meetings=None,
    plan=PLAN,
    wording=Wording(_("three-way conversation"), _("summary note"), _("the summary note")),
    sections=Sections(
        purpose=_(
            "To offer career guidance at most of the larger Nav offices in Rogaland, so that Nav knows what the county"
            " can offer, the two work closer together, and Nav's users see more ways to go."
        ),
        target_group=_(
            "Nav's prioritised groups, of any age: above all young people under the youth guarantee and people in work"
            " assessment. The goal is vocational education, or coming nearer to an occupation, without pressure."
        ),
        user_journey=_(
            "Many begin in a group session at the Nav office and get a taste of career guidance. Afterwards everybody"
            " is offered a three-way conversation at the Nav office, or an individual one without Nav. There is more on"
            " request. Nav follows up in the ordinary way."
        ),
        roles=_(
            "The career counsellor travels to the Nav office, leads groups and conversations, and follows up the"
            " cooperation with that office. The office's leader or contact person agrees on the dates. Nav has the"
            " responsibility for following up afterwards. Each keeps its own records."
        ),
        organisation=_(
            "A general cooperation agreement between Nav and the county. The project staff talk every week. For each"
            " visit the career counsellor records the office, the kind of guidance or information meeting, and how many"
            " users and Nav counsellors came."
        ),
        visualisation=_("The figure shows the steps in order, who has the main responsibility, and who takes part."),
    ),
    questions_to_think_about=(
        _("What would you like to talk about?"),
        _("When have you enjoyed learning or working, and why?"),
        _("What would you like to know about education and work?"),
    ),
    close_reasons=shared.CLOSE_REASONS,
    outcomes=shared.OUTCOMES,
    offers=shared.OFFERS,
)
