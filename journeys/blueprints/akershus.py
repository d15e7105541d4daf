"""Akershus: "Koordinert og utvidet karriereveiledning til Nav sine brukere". Source: evaluation-2025, chapter 2.

Three modules, at the offices Nav Asker and Nav Bærum only. Not stated there, and assumed: who books module 1, the
lengths of modules 2 and 3, that the career counsellor arranges module 3 too, that a changed end goal leads back to
it, and when the participant is reminded.
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

MAPPING = "mapping"
EXPLORING = "exploring"
PLANNING = "planning"

#: "Utforming av samarbeidet": in person, at the career centre or at Nav. "Innhold": 90 minutes for module 1, without
#: Nav; then the career counsellor arranges module 2 with the Nav counsellor. The other lengths are assumed.
MEETING_KINDS = (
    MeetingKind(
        MAPPING,
        _("Module 1: Mapping"),
        90,
        (Mode.IN_PERSON,),
        who=(PARTICIPANT, CAREER),
        nav=NavPresence.NEVER,
        booked_by=(NAV, PARTICIPANT, CAREER),
        guide=MAPPING,
    ),
    MeetingKind(
        EXPLORING,
        _("Module 2: Exploring possibilities"),
        60,
        (Mode.IN_PERSON,),
        who=(PARTICIPANT, NAV, CAREER),
        nav=NavPresence.REQUIRED,
        booked_by=(CAREER,),
        guide=EXPLORING,
    ),
    MeetingKind(
        PLANNING,
        _("Module 3: Plan for training"),
        60,
        (Mode.IN_PERSON,),
        who=(PARTICIPANT, NAV, CAREER),
        nav=NavPresence.REQUIRED,
        booked_by=(CAREER,),
        guide=PLANNING,
    ),
)

#: What a module suggests: arrange it, then lead it and agree on the next one before it ends.
MODULE_OFFERS = (
    Offer(CAREER, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
    Offer(CAREER, Action.HOLD_MEETING, (When.MEETING_BOOKED,)),
    Offer(CAREER, Action.AGREE_NEXT_MEETING, (When.MEETING_BOOKED,)),
)

STEPS = (
    Step(
        "selection",
        _("Selection"),
        _("Selection"),
        _(
            "The project worker at Nav Asker or Nav Bærum and the participant see whether the offer fits, talk about"
            " the three modules, and agree what the career counsellor is to be told. Then Nav refers."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="person-checkmark",
        completed_by=(On(kinds.REFERRAL_REGISTERED),),
        offers=(Offer(NAV, Action.REGISTER_REFERRAL),),
    ),
    Step(
        MAPPING,
        _("Module 1: Mapping"),
        _("Mapping"),
        _(
            "The participant and the career counsellor meet alone, with good time: qualities and skills, school and"
            " work, and the CV. Together they find out what to tell Nav in the next conversation."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="person",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=(MAPPING,)),),
        meeting_kinds=(MAPPING,),
        bookable=(MAPPING,),
        offers=(
            Offer(NAV, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            Offer(PARTICIPANT, Action.BOOK_APPOINTMENT, (When.NO_MEETING_BOOKED,)),
            *MODULE_OFFERS,
            Offer(PARTICIPANT, Action.REVIEW_INFORMATION),
        ),
        waits_for=((When.NO_MEETING_BOOKED, NAV),),
    ),
    Step(
        EXPLORING,
        _("Module 2: Exploring possibilities"),
        _("Exploring"),
        _(
            "The career counsellor arranges a three-way conversation. The first conversation is summed up for the Nav"
            " counsellor as the participant wishes, and the three explore the ways to a trade certificate. Afterwards"
            " each has something to clarify."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT, NAV),
        icon="compass",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=(EXPLORING,)),),
        meeting_kinds=(EXPLORING,),
        bookable=(EXPLORING,),
        offers=(*MODULE_OFFERS, Offer(CAREER, Action.WRITE_PLAN)),
    ),
    Step(
        PLANNING,
        _("Module 3: Plan for training"),
        _("Plan for training"),
        _(
            "In a last three-way conversation the plan is settled. It can be anything from meeting a company that may"
            " take on an apprentice to trying a measure at Nav."
        ),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT, NAV),
        icon="handshake",
        completed_by=(On(kinds.APPOINTMENT_HELD, meeting_kinds=(PLANNING,)),),
        meeting_kinds=(PLANNING,),
        bookable=(PLANNING,),
        offers=(*MODULE_OFFERS, Offer(CAREER, Action.WRITE_PLAN)),
    ),
    Step(
        "training_plan",
        _("Training plan"),
        _("Training plan"),
        _("The career counsellor writes the training plan with the participant, who takes it along and owns it."),
        main_party=CAREER,
        parties=(CAREER, PARTICIPANT),
        icon="tasklist",
        completed_by=(On(kinds.PLAN_COMPLETED),),
        started_by=(On(kinds.PLAN_STARTED),),
        bookable=(PLANNING,),
        offers=(
            Offer(CAREER, Action.WRITE_PLAN),
            Offer(CAREER, Action.COMPLETE_PLAN, (When.PLAN_DRAFT,)),
            Offer(CAREER, Action.AGREE_NEXT_MEETING),
        ),
    ),
    shared.sharing_step(
        _("Sharing the training plan"),
        _("The participant chooses whether Nav may read the training plan, and may take it back at any time."),
    ),
    Step(
        "follow_up",
        _("Follow-up"),
        _("Follow-up"),
        _(
            "Nav writes its own follow-up plan from what was said in the last conversation, finds the right measures"
            " and carries on with the participant. The project's people meet every week and see who needs more."
        ),
        main_party=NAV,
        parties=(NAV, PARTICIPANT),
        icon="clock-dashed",
        completed_by=(On(kinds.JOURNEY_CLOSED),),
        undone_by=(On(kinds.JOURNEY_REOPENED),),
        bookable=(PLANNING,),
        offers=(*shared.FOLLOW_UP_OFFERS, Offer(NAV, Action.CLOSE_JOURNEY)),
    ),
)

#: "Modul 3: Plan for opplæring", and what is clarified after module 2.
PLAN = PlanTemplate(
    PlanKind.TRAINING_PLAN,
    sections=(
        PlanSection(
            "summary",
            _("Summary of the mapping"),
            _("Qualities, skills, school and work: what the participant builds on."),
            required=True,
        ),
        PlanSection(
            "explored", _("Possibilities explored"), _("What was looked into, and what does the participant think?")
        ),
        PlanSection(
            "way_there",
            _("The way there"),
            _("The route that was chosen, and about how long it takes."),
            required=True,
        ),
        PlanSection(
            "clarified", _("To be clarified"), _("What must be found out before the next conversation, and by whom?")
        ),
        PlanSection("support", _("Support and adaptation"), _("Only what the participant wants to have written down.")),
        PlanSection(
            "nav_follows_up",
            _("What Nav follows up"),
            _("What was said in a meeting. Nav writes its own follow-up plan."),
        ),
        PlanSection("plan_b", _("Plan B"), _("What can be done if it does not go as hoped?")),
        PlanSection("next_contact", _("Next contact"), _("Who contacts whom, and when?")),
    ),
    end_goal=True,
    has_steps=True,
)

AKERSHUS_1 = Blueprint(
    key="akershus",
    version=1,
    county_name="Akershus",
    title=_("Coordinated and extended career guidance for Nav's users"),
    origins=(NAV,),
    closers=(PARTICIPANT, NAV, CAREER),
    purpose=_("A plan for training that can be carried out, made by the three together."),
    target_group=TargetGroup(
        _(
            "Everybody at Nav Asker and Nav Bærum whom Nav gives situational or specially adapted effort. There is no"
            " age limit. Young people and people in the qualification programme come first."
        ),
        checklist=(
            Criterion(
                "at_asker_or_baerum",
                _("Does Nav Asker or Nav Bærum follow the participant up?"),
                _("The offer is for these two offices only."),
            ),
            Criterion("has_effort", _("Has Nav decided on situational or specially adapted effort?")),
            shared.WANTS_GUIDANCE,
            Criterion(
                "knows_modules",
                _("Does the participant know of the three modules, and that Nav takes part in the last two?"),
                _("Nobody can decide on an offer they do not know."),
            ),
        ),
        ages=None,
    ),
    steps=STEPS,
    reopenings=(
        Reopening(On(kinds.GOAL_CHANGED), after="training_plan", steps=(PLANNING, "training_plan", "sharing")),
    ),
    milestones=(shared.COOPERATION_COMPLETED,),
    meeting_kinds=MEETING_KINDS,
    minimum_meetings=3,
    maximum_meetings=None,
    plan=PLAN,
    wording=Wording(_("three-way conversation"), _("training plan"), _("the training plan")),
    sections=Sections(
        purpose=_(
            "To bring the Nav counsellor and the career counsellor closer together, so that each knows what the other"
            " can do. When Nav is there in the conversation, the plans become possible to carry out within Nav's rules."
        ),
        target_group=_(
            "Everybody registered at Nav Asker or Nav Bærum with situational or specially adapted effort, of any age."
            " Most lack completed upper secondary education. Special attention is given to young people and people in"
            " the qualification programme."
        ),
        user_journey=_(
            "Nav refers to the career counsellor. In module 1 the participant and the career counsellor have 90 minutes"
            " for mapping. In module 2 the Nav counsellor joins, and the three explore ways to education. In module 3"
            " the plan is settled. Between the modules everybody has time to clarify things. Nav follows up with its"
            " own plan."
        ),
        roles=_(
            "The project workers at Nav recruit, refer and keep track. The career counsellor leads the three"
            " conversations, arranges modules 2 and 3, and writes the training plan with the participant. The Nav"
            " counsellor takes part in modules 2 and 3 and follows up afterwards."
        ),
        organisation=_(
            "Nav Vest-Viken, the Nav offices in Asker and Bærum, and Akershus county. Nav has the overall"
            " responsibility. The project group meets every week and goes through who needs more follow-up; a steering"
            " group meets four times a year."
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
)
