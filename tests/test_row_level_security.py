"""The second lock of the firewall, asked directly: what PostgreSQL itself shows and refuses each party.

Nothing here goes through `visible_to` or a view. Two journeys with the same kinds of rows lie side by side, so that a
row too many is seen as clearly as one too few. Source: DOMAIN, "The firewall".
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Cover, Membership
from appointments.enums import Status
from appointments.models import Appointment
from careerplans.models import CareerPlan, PlanFile, PlanQuestion, PlanShare, PlanStep, PlanVersion
from common.models import AuditEntry
from common.rls import person_context
from common.roles import CLOSED_TO_WORKER
from conversations.models import GuideVersion, Note, NoteSection
from journeys.models import Event, Journey
from referrals.models import AgreedInformation
from sharing.models import ReadEntry
from tests.factories import JourneyFactory, as_participant, county, cover, membership, office, participant, staff

pytestmark = pytest.mark.django_db

TABLES = {
    "note": "conversations_note",
    "section": "conversations_notesection",
    "plan": "careerplans_careerplan",
    "step": "careerplans_planstep",
    "question": "careerplans_planquestion",
    "version": "careerplans_planversion",
    "share": "careerplans_planshare",
    "file": "careerplans_planfile",
    "agreed": "referrals_agreedinformation",
}
NOTHING: dict[str, set[int]] = {name: set() for name in TABLES}
Owner = Callable[[], AbstractContextManager[None]]


# --- asking ---------------------------------------------------------------------------------------------------------
@contextmanager
def asking(person: int | None, member: int | None = None, *, role: str = "app_web") -> Iterator[Any]:
    """A cursor in one transaction as this role, person and membership, set the way the middleware sets them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        (before,) = cursor.fetchone()
        cursor.execute(f"set local role {role}")
        _set(cursor, person, member)
        yield cursor
        _set(cursor, None, None)
        cursor.execute(f"set local role {before}")


def _set(cursor: Any, person: int | None, member: int | None) -> None:
    cursor.execute(
        "select set_config('app.person_id', %s, true), set_config('app.membership_id', %s, true)",
        [str(person or ""), str(member or "")],
    )


def acting(actor: Actor | None, *, role: str = "app_web") -> AbstractContextManager[Any]:
    person = actor.person.pk if actor else None
    return asking(person, actor.membership_id if actor else None, role=role)


def seen(actor: Actor | None, *, role: str = "app_web") -> dict[str, set[int]]:
    """The ids of all rows this actor sees in each protected table."""
    with acting(actor, role=role) as cursor:
        return _ids(cursor)


def _ids(cursor: Any) -> dict[str, set[int]]:
    found = {}
    for name, table in TABLES.items():
        cursor.execute(f"select id from {table}")
        found[name] = {row[0] for row in cursor.fetchall()}
    return found


def changed(actor: Actor | None, statement: str, *values: Any, role: str = "app_web") -> int:
    """Run a statement as this actor and return how many rows it touched."""
    with acting(actor, role=role) as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def refused(actor: Actor | None, statement: str, *values: Any, role: str = "app_web") -> str:
    """Run a statement the database must refuse, and return what it says."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        changed(actor, statement, *values, role=role)
    return str(caught.value)


# --- the scene ------------------------------------------------------------------------------------------------------
@dataclass
class Case:
    """One participant's journey with a note of each state, a plan in two versions, their files and what was agreed."""

    journey: Journey
    owner: Actor
    nav: Actor
    career: Actor
    open_note: Note
    closed_note: Note
    plan: CareerPlan
    first: PlanVersion
    second: PlanVersion

    def all(self) -> dict[str, set[int]]:
        return {
            "note": {self.open_note.pk, self.closed_note.pk},
            "section": set(NoteSection.objects.filter(journey=self.journey).values_list("pk", flat=True)),
            "plan": {self.plan.pk},
            "step": set(PlanStep.objects.filter(journey=self.journey).values_list("pk", flat=True)),
            "question": set(PlanQuestion.objects.filter(journey=self.journey).values_list("pk", flat=True)),
            "version": {self.first.pk, self.second.pk},
            "share": set(PlanShare.objects.filter(version__journey=self.journey).values_list("pk", flat=True)),
            "file": set(PlanFile.objects.filter(version__journey=self.journey).values_list("pk", flat=True)),
            "agreed": set(AgreedInformation.objects.filter(journey=self.journey).values_list("pk", flat=True)),
        }


def make_case() -> Case:
    nav, career, owner = staff(Party.NAV_COUNSELLOR), staff(Party.CAREER_COUNSELLOR), participant()
    journey = JourneyFactory(
        participant=owner.person,
        nav_counsellor=nav.membership,
        career_counsellor=career.membership,
        career_centre=career.office,
    )
    own = {"journey": journey, "participant": owner.person}
    now = timezone.now()
    plan = CareerPlan.objects.create(**own, started_at=now, changed_at=now, changed_by=career.person)
    PlanStep.objects.create(**own, plan=plan, what="Søk læreplass", responsible="participant")
    PlanQuestion.objects.create(**own, plan=plan, asked_of="nav", text="Får jeg støtte?")
    first, second = (
        PlanVersion.objects.create(
            **own, plan=plan, number=number, language="nb", completed_at=now, completed_by=career.person
        )
        for number in (1, 2)
    )
    for version in (first, second):
        PlanFile.objects.create(version=version, participant=owner.person, language="nb", queued_at=now)
    AgreedInformation.objects.create(**own, text="Avtalt", changed_by=nav.person, changed_at=now)
    open_note = make_note(journey, career, days=1)
    closed_note = make_note(journey, career, days=2)
    Note.objects.filter(pk=closed_note.pk).update(next_meeting="none", closed_at=now)
    return Case(journey, owner, nav, career, open_note, closed_note, plan, first, second)


def make_note(journey: Journey, career: Actor, *, days: int) -> Note:
    starts_at = timezone.now() - datetime.timedelta(days=days)
    appointment = Appointment.objects.create(
        journey=journey,
        kind="guidance",
        mode="in_person",
        starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(minutes=45),
        status=Status.BOOKED,
        career_counsellor=career.membership,
        booked_by=journey.participant,
        booked_at=starts_at,
    )
    guide, _ = GuideVersion.objects.get_or_create(
        county=county(), kind="guidance", version=1, defaults={"published_at": starts_at}
    )
    note = Note.objects.create(
        journey=journey,
        appointment=appointment,
        participant=journey.participant,
        guide=guide,
        language="nb",
        started_by=career.person,
        started_at=starts_at,
    )
    NoteSection.objects.create(note=note, journey=journey, participant=journey.participant, key="1", text="Hemmelig")
    return note


def share(version: PlanVersion, recipient: Actor) -> PlanShare:
    return PlanShare.objects.create(
        version=version,
        participant=version.participant,
        recipient=recipient.membership,
        text="Jeg deler planen",
        language="nb",
        in_force_from=timezone.now(),
    )


@pytest.fixture
def case(as_owner: Owner) -> Case:
    """The case asked about; another one lies beside it."""
    with as_owner():
        make_case()
        return make_case()


@pytest.fixture
def whole(case: Case, as_owner: Owner) -> Callable[[], dict[str, set[int]]]:
    """All rows of the case, looked up as the owner."""

    def look() -> dict[str, set[int]]:
        with as_owner():
            return case.all()

    return look


def only(rows: dict[str, set[int]], *names: str) -> dict[str, set[int]]:
    return {name: rows[name] if name in names else set() for name in TABLES}


Whole = Callable[[], dict[str, set[int]]]
CAREER_SEES = ("note", "section", "plan", "step", "question", "version", "file", "agreed")


# --- the participant ------------------------------------------------------------------------------------------------
def test_a_participant_sees_all_of_the_own_case_and_nothing_of_another(case: Case, whole: Whole, as_owner: Owner):
    with as_owner():
        share(case.first, case.nav)
    assert seen(case.owner) == whole()


@pytest.mark.parametrize("role", [Party.CAREER_COUNSELLOR, Party.NAV_COUNSELLOR, Party.COORDINATOR])
def test_a_member_of_staff_sees_nothing_of_the_own_case(case: Case, role: Party):
    assert seen(staff(role, person=case.owner.person)) == NOTHING


def test_a_participant_who_claims_a_membership_is_not_even_seen_as_participant(case: Case):
    with asking(case.owner.person.pk, case.career.membership_id) as cursor:
        assert _ids(cursor) == NOTHING


def test_a_membership_that_does_not_exist_opens_nothing(case: Case):
    with asking(case.owner.person.pk, 2**40) as cursor:
        assert _ids(cursor) == NOTHING


# --- the career centre ----------------------------------------------------------------------------------------------
def test_the_career_counsellor_sees_the_case_but_not_whom_it_is_shared_with(case: Case, whole: Whole, as_owner: Owner):
    with as_owner():
        share(case.first, case.nav)
    assert seen(case.career) == only(whole(), *CAREER_SEES)


def test_a_colleague_at_the_same_centre_sees_nothing(case: Case):
    assert seen(staff(Party.CAREER_COUNSELLOR)) == NOTHING


def test_who_covers_today_sees_what_the_career_counsellor_sees(case: Case, whole: Whole):
    covering = cover(case.career, staff(Party.CAREER_COUNSELLOR))
    assert seen(covering) == only(whole(), *CAREER_SEES)


@pytest.mark.parametrize(("first_day", "last_day"), [(-9, 0), (1, 9)])
def test_cover_that_is_over_or_has_not_begun_opens_nothing(case: Case, first_day: int, last_day: int):
    colleague, today = staff(Party.CAREER_COUNSELLOR), timezone.localdate()
    Cover.objects.create(
        covered=case.career.membership,
        covering=colleague.membership,
        valid_from=today + datetime.timedelta(days=first_day),
        valid_until=today + datetime.timedelta(days=last_day),
    )
    assert seen(colleague) == NOTHING


def test_cover_does_not_reach_across_to_the_other_organisation(case: Case):
    assert seen(cover(case.career, staff(Party.NAV_COUNSELLOR))) == NOTHING


def test_a_coordinator_who_covers_sees_nothing(case: Case):
    assert seen(cover(case.career, staff(Party.COORDINATOR))) == NOTHING


def test_an_ended_membership_sees_nothing_from_the_day_it_ends(case: Case):
    Membership.objects.filter(pk=case.career.membership_id).update(valid_until=timezone.localdate())
    assert seen(case.career) == NOTHING


def test_a_membership_that_begins_tomorrow_sees_nothing(case: Case):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    Membership.objects.filter(pk=case.career.membership_id).update(valid_from=tomorrow)
    assert seen(case.career) == NOTHING


def test_cover_falls_with_the_membership_of_who_covers(case: Case):
    covering = cover(case.career, staff(Party.CAREER_COUNSELLOR))
    Membership.objects.filter(pk=covering.membership_id).update(valid_until=timezone.localdate())
    assert seen(covering) == NOTHING


def test_the_membership_of_another_person_opens_nothing(case: Case):
    stranger = staff(Party.CAREER_COUNSELLOR)
    with asking(stranger.person.pk, case.career.membership_id) as cursor:
        assert _ids(cursor) == NOTHING


def test_who_takes_over_the_journey_sees_it_and_who_left_does_not(case: Case, whole: Whole):
    successor = staff(Party.CAREER_COUNSELLOR)
    Journey.objects.filter(pk=case.journey.pk).update(career_counsellor=successor.membership)
    assert seen(case.career) == NOTHING
    assert seen(successor) == only(whole(), *CAREER_SEES)


def test_another_membership_of_the_career_counsellor_sees_nothing(case: Case):
    elsewhere = staff(Party.CAREER_COUNSELLOR, office_name="Karriere Annetsteds", person=case.career.person)
    assert seen(elsewhere) == NOTHING


# --- Nav ------------------------------------------------------------------------------------------------------------
def test_nav_without_a_share_sees_only_what_it_agreed_with_the_participant(case: Case, whole: Whole):
    assert seen(case.nav) == only(whole(), "agreed")


def test_nav_sees_the_shared_version_with_its_file_and_never_the_newer_one_or_a_note(
    case: Case, whole: Whole, as_owner: Owner
):
    with as_owner():
        given = share(case.first, case.nav)
        file = PlanFile.objects.get(version=case.first)
    expected = only(whole(), "agreed") | {"version": {case.first.pk}, "share": {given.pk}, "file": {file.pk}}
    assert seen(case.nav) == expected


def test_withdrawing_closes_the_version_and_its_file_at_once(case: Case, whole: Whole, as_owner: Owner):
    with as_owner():
        given = share(case.first, case.nav)
    assert (
        changed(case.owner, "update careerplans_planshare set withdrawn_at = clock_timestamp() where id = %s", given.pk)
        == 1
    )
    assert seen(case.nav) == only(whole(), "agreed", "share")


def test_who_covers_for_the_recipient_sees_what_the_recipient_sees(case: Case, as_owner: Owner):
    with as_owner():
        share(case.first, case.nav)
    covering = cover(case.nav, staff(Party.NAV_COUNSELLOR))
    assert seen(covering) == seen(case.nav)


def test_a_share_with_one_counsellor_does_not_open_the_office(case: Case, as_owner: Owner):
    with as_owner():
        share(case.first, case.nav)
    assert seen(staff(Party.NAV_COUNSELLOR)) == NOTHING


def test_a_share_with_somebody_outside_the_journey_opens_that_version_and_no_more(case: Case, as_owner: Owner):
    other = staff(Party.NAV_COUNSELLOR, office_name="Nav Annetsteds")
    with as_owner():
        given = share(case.first, other)
        file = PlanFile.objects.get(version=case.first)
    assert seen(other) == NOTHING | {"version": {case.first.pk}, "share": {given.pk}, "file": {file.pk}}
    assert case.first.pk not in seen(case.nav)["version"]


def test_a_transfer_carries_no_share_along(case: Case, whole: Whole, as_owner: Owner):
    with as_owner():
        share(case.first, case.nav)
    successor = staff(Party.NAV_COUNSELLOR)
    Journey.objects.filter(pk=case.journey.pk).update(nav_counsellor=successor.membership)
    assert seen(successor) == only(whole(), "agreed")


# --- everybody else -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.COORDINATOR])
def test_staff_of_another_county_see_nothing(case: Case, role: Party):
    assert seen(staff(role, county_code="trondelag")) == NOTHING


def test_coordinators_of_both_organisations_see_nothing(case: Case):
    at_nav = membership(Party.COORDINATOR, office("nav_county"))
    with asking(at_nav.person_id, at_nav.pk) as cursor:
        assert _ids(cursor) == NOTHING
    assert seen(staff(Party.COORDINATOR)) == NOTHING


def test_nobody_and_a_membership_without_a_person_see_nothing(case: Case):
    assert seen(None) == NOTHING
    with asking(None, case.career.membership_id) as cursor:
        assert _ids(cursor) == NOTHING


def test_another_participant_sees_only_the_own_case(case: Case):
    assert seen(participant()) == NOTHING


# --- the worker -----------------------------------------------------------------------------------------------------
def test_the_worker_sees_no_row_whoever_it_claims_to_be(case: Case, as_owner: Owner):
    with as_owner():
        share(case.first, case.nav)
    for actor in (None, case.owner, case.career, case.nav):
        assert seen(actor, role="app_job") == NOTHING


def test_the_worker_reads_one_version_to_render_and_only_until_its_file_is_ready(case: Case):
    ask = "select count(*) from rls.version_to_render(%s, 'nb')"
    store = "select rls.store_rendering(%s, 'nb', 'pdf'::bytea)"
    with acting(None, role="app_job") as cursor:
        answers = []
        for statement in (ask, store, ask, store):
            cursor.execute(statement, [case.first.public_id])
            answers.append(cursor.fetchone()[0])
    assert answers == [1, True, 0, False]


@pytest.mark.parametrize(
    "call",
    [
        "rls.version_to_render('00000000-0000-0000-0000-000000000000', 'nb')",
        "rls.store_rendering('00000000-0000-0000-0000-000000000000', 'nb', 'pdf'::bytea)",
        "rls.rendering_failed('00000000-0000-0000-0000-000000000000', 'nb')",
        "rls.renderings_waiting()",
    ],
)
def test_requests_may_not_call_the_functions_of_the_worker(call: str):
    assert "permission denied" in refused(None, f"select * from {call}")


@pytest.mark.parametrize("table", sorted(set(TABLES.values())))
def test_the_worker_changes_and_removes_nothing(case: Case, table: str):
    assert changed(case.career, f"update {table} set id = id", role="app_job") == 0
    assert changed(case.career, f"delete from {table}", role="app_job") == 0


# --- writing notes --------------------------------------------------------------------------------------------------
ADD_SECTION = """insert into conversations_notesection (note_id, journey_id, participant_id, key, text, revision)
    values (%s, %s, %s, '9', 'Ny', 0)"""


def _section(case: Case) -> tuple[int, int, int]:
    return case.open_note.pk, case.journey.pk, case.owner.person.pk


def test_the_career_counsellor_and_who_covers_write_in_an_open_note(case: Case):
    statement = "update conversations_notesection set text = 'Mer' where note_id = %s"
    assert changed(case.career, statement, case.open_note.pk) == 1
    assert changed(cover(case.career, staff(Party.CAREER_COUNSELLOR)), statement, case.open_note.pk) == 1
    assert changed(case.career, ADD_SECTION, *_section(case)) == 1


def test_nobody_else_writes_in_a_note(case: Case):
    others = [case.owner, case.nav, staff(Party.CAREER_COUNSELLOR), staff(Party.COORDINATOR), None]
    for actor in others:
        for table in ("conversations_note", "conversations_notesection"):
            assert changed(actor, f"update {table} set participant_id = participant_id") == 0
        assert "row-level security" in refused(actor, ADD_SECTION, *_section(case))


def test_a_note_and_its_sections_cannot_be_removed(case: Case):
    for actor in (case.career, case.owner, case.nav):
        assert changed(actor, "delete from conversations_notesection") == 0
        assert changed(actor, "delete from conversations_note") == 0


def test_a_closed_note_never_changes_again(case: Case):
    closed = case.closed_note.pk
    assert "never changes" in refused(
        case.career, "update conversations_note set preparation = 'x' where id = %s", closed
    )
    assert "never changes" in refused(
        case.career, "update conversations_note set closed_at = null where id = %s", closed
    )
    statement = "update conversations_notesection set text = 'x' where note_id = %s"
    assert "never changes" in refused(case.career, statement, closed)
    assert "never changes" in refused(case.career, ADD_SECTION, closed, case.journey.pk, case.owner.person.pk)


def test_a_section_cannot_be_put_into_the_note_of_another_journey(case: Case, as_owner: Owner):
    with as_owner():
        other = make_case()
    row = (other.open_note.pk, case.journey.pk, case.owner.person.pk)
    assert "row-level security" in refused(case.career, ADD_SECTION, *row)
    row = (case.open_note.pk, case.journey.pk, other.owner.person.pk)
    assert "row-level security" in refused(case.career, ADD_SECTION, *row)
    row = (other.open_note.pk, other.journey.pk, other.owner.person.pk)
    assert "row-level security" in refused(case.career, ADD_SECTION, *row)


def test_a_note_cannot_be_moved_to_another_journey_or_person(case: Case, as_owner: Owner):
    with as_owner():
        other = JourneyFactory(career_counsellor=case.career.membership)
    move = "update conversations_note set journey_id = %s, participant_id = %s where id = %s"
    assert "stays with its journey" in refused(case.career, move, other.pk, other.participant_id, case.open_note.pk)
    with as_owner():
        theirs = make_note(other, case.career, days=5)
    move = "update conversations_notesection set note_id = %s where note_id = %s"
    assert "stays with its journey" in refused(case.career, move, theirs.pk, case.open_note.pk)


# --- writing plans --------------------------------------------------------------------------------------------------
ADD_VERSION = """insert into careerplans_planversion
    (public_id, plan_id, journey_id, participant_id, number, language, content, completed_at, completed_by_id)
    values (gen_random_uuid(), %s, %s, %s, 3, 'nb', '{}', now(), %s)"""
ADD_STEP = """insert into careerplans_planstep
    (key, plan_id, journey_id, participant_id, position, what, why, responsible, link, origin)
    values (gen_random_uuid(), %s, %s, %s, 0, 'Søk', '', 'nav', '', '')"""
ADD_QUESTION = """insert into careerplans_planquestion
    (key, plan_id, journey_id, participant_id, asked_of, text, answer)
    values (gen_random_uuid(), %s, %s, %s, 'nav', 'Får jeg støtte?', '')"""


def _version(case: Case) -> tuple[int, int, int, int]:
    return case.plan.pk, case.journey.pk, case.owner.person.pk, case.career.person.pk


def test_only_the_career_counsellor_completes_a_version(case: Case):
    assert changed(case.career, ADD_VERSION, *_version(case)) == 1
    for actor in (case.nav, staff(Party.CAREER_COUNSELLOR), staff(Party.COORDINATOR), case.owner, None):
        assert "row-level security" in refused(actor, ADD_VERSION, *_version(case))


def test_a_version_step_or_question_cannot_be_added_to_the_plan_of_another_journey(case: Case, as_owner: Owner):
    with as_owner():
        other = make_case()
    assert "row-level security" in refused(case.career, ADD_VERSION, other.plan.pk, *_version(case)[1:])
    for add in (ADD_STEP, ADD_QUESTION):
        assert "row-level security" in refused(case.career, add, other.plan.pk, case.journey.pk, case.owner.person.pk)
        assert changed(case.career, add, case.plan.pk, case.journey.pk, case.owner.person.pk) == 1


def test_a_completed_version_changes_for_nobody_not_even_the_owner(case: Case, as_owner: Owner):
    statement = "update careerplans_planversion set language = 'nn'"
    for actor in (case.career, case.owner, case.nav):
        assert changed(actor, statement) == 0
        assert changed(actor, "delete from careerplans_planversion") == 0
    with as_owner(), pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PlanVersion.objects.filter(pk=case.first.pk).update(language="nn")


def test_nav_and_the_participant_do_not_write_in_the_draft(case: Case):
    for actor in (case.nav, case.owner, staff(Party.CAREER_COUNSELLOR)):
        assert changed(actor, "update careerplans_careerplan set end_goal = 'x'") == 0
        assert changed(actor, "delete from careerplans_planstep") == 0
        assert changed(actor, "delete from careerplans_planquestion") == 0
        assert changed(actor, "update careerplans_planquestion set answer = 'x'") == 0
    assert changed(case.career, "update careerplans_careerplan set end_goal = 'Tømrer'") == 1


def test_requests_never_touch_a_finished_file(case: Case):
    for actor in (case.career, case.owner, case.nav):
        assert changed(actor, "update careerplans_planfile set state = 'failed'") == 0
        assert changed(actor, "delete from careerplans_planfile") == 0
    ready = """insert into careerplans_planfile (version_id, participant_id, language, state, data, queued_at, ready_at,
        attempts) values (%s, %s, 'nn', 'ready', 'x'::bytea, now(), now(), 1)"""
    assert "row-level security" in refused(case.career, ready, case.first.pk, case.owner.person.pk)


# --- sharing --------------------------------------------------------------------------------------------------------
GIVE = """insert into careerplans_planshare
    (public_id, version_id, participant_id, recipient_id, basis, text, text_version, language, in_force_from)
    values (gen_random_uuid(), %s, %s, %s, 'fvl_13a_1', 'Ja', 1, 'nb', now())"""


def _gift(case: Case) -> tuple[int, int, int | None]:
    return case.first.pk, case.owner.person.pk, case.nav.membership_id


def test_the_participant_shares_the_own_version(case: Case):
    assert changed(case.owner, GIVE, *_gift(case)) == 1


def test_nobody_shares_for_the_participant(case: Case):
    as_staff = staff(Party.NAV_COUNSELLOR, person=case.owner.person)
    for actor in (case.nav, case.career, as_staff, staff(Party.COORDINATOR), participant(), None):
        assert "row-level security" in refused(actor, GIVE, *_gift(case))


def test_a_participant_cannot_share_the_version_of_another(case: Case):
    stranger = participant()
    assert "row-level security" in refused(stranger, GIVE, case.first.pk, stranger.person.pk, case.nav.membership_id)


def test_a_withdrawn_share_is_not_revived_and_no_share_is_redirected(case: Case, as_owner: Owner):
    with as_owner():
        given = share(case.first, case.nav)
    redirect = "update careerplans_planshare set recipient_id = %s, withdrawn_at = clock_timestamp() where id = %s"
    another = staff(Party.NAV_COUNSELLOR).membership_id
    assert "only be withdrawn" in refused(case.owner, redirect, another, given.pk)
    swap = "update careerplans_planshare set version_id = %s, withdrawn_at = clock_timestamp() where id = %s"
    assert "only be withdrawn" in refused(case.owner, swap, case.second.pk, given.pk)
    assert (
        changed(case.owner, "update careerplans_planshare set withdrawn_at = clock_timestamp() where id = %s", given.pk)
        == 1
    )
    revive = "update careerplans_planshare set withdrawn_at = null where id = %s"
    assert "only be withdrawn" in refused(case.owner, revive, given.pk)


def test_only_the_participant_withdraws_and_nobody_removes(case: Case, as_owner: Owner):
    with as_owner():
        share(case.first, case.nav)
    for actor in (case.nav, case.career, staff(Party.COORDINATOR), None):
        assert changed(actor, "update careerplans_planshare set withdrawn_at = clock_timestamp()") == 0
        assert changed(actor, "delete from careerplans_planshare") == 0
    assert changed(case.owner, "delete from careerplans_planshare") == 0


# --- agreed information ---------------------------------------------------------------------------------------------
def test_nav_and_the_participant_change_what_was_agreed_and_the_career_centre_does_not(case: Case):
    statement = "update referrals_agreedinformation set text = 'Nytt' where journey_id = %s"
    assert changed(case.nav, statement, case.journey.pk) == 1
    assert changed(case.owner, statement, case.journey.pk) == 1
    for actor in (case.career, staff(Party.NAV_COUNSELLOR), None):
        assert changed(actor, statement, case.journey.pk) == 0
    assert changed(case.nav, "delete from referrals_agreedinformation") == 0


# --- what only grows ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["app_web", "app_job"])
@pytest.mark.parametrize(
    "table", ["journeys_event", "sharing_readentry", "common_auditentry", "careerplans_stepchange"]
)
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
def test_events_reads_and_audit_are_only_added_to(case: Case, role: str, table: str, statement: str):
    assert "permission denied" in refused(case.career, statement.format(table), role=role)


@pytest.mark.parametrize("role", ["app_web", "app_job"])
@pytest.mark.parametrize("table", ["common_installationmark", "django_migrations"])
def test_what_the_installation_says_of_itself_is_the_owners_alone(role: str, table: str):
    for statement in ("delete from {0}", "update {0} set id = id", "insert into {0} default values"):
        assert "permission denied" in refused(None, statement.format(table), role=role)


@pytest.mark.parametrize("table", ["procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers"])
def test_requests_put_jobs_into_the_queue_and_do_no_more_with_them(table: str):
    for statement in (f"delete from {table}", f"update {table} set id = default"):
        assert "permission denied" in refused(None, statement)


@pytest.mark.parametrize("table", CLOSED_TO_WORKER)
def test_the_worker_does_not_reach_what_people_wrote_outside_row_level_security(table: str):
    assert "permission denied" in refused(None, f"select 1 from {table}", role="app_job")


def test_events_reads_and_audit_can_be_added(case: Case):
    now = timezone.now()
    with acting(case.nav):
        Event.objects.create(
            journey=case.journey, kind="documents_ordered", at=now, by_person=case.nav.person, by_party="nav_counsellor"
        )
        AuditEntry.objects.create(kind="signed_in", at=now)
        ReadEntry.objects.create(
            participant=case.owner.person,
            journey_key=case.journey.public_id,
            document_kind="plan_version",
            document_key=case.first.public_id,
            document_label="1",
            reader_membership=case.nav.membership.public_id,  # type: ignore[union-attr]
            reader_name="Ola Prøve",
            reader_office="Nav Prøve",
            via="page",
            at=now,
        )
    assert ReadEntry.objects.filter(journey_key=case.journey.public_id).count() == 1


# --- the mechanism itself -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["app_web", "app_job"])
@pytest.mark.parametrize("table", sorted(TABLES.values()))
def test_the_serving_roles_can_neither_lift_the_lock_nor_empty_the_table(role: str, table: str):
    assert "must be owner" in refused(None, f"alter table {table} disable row level security", role=role)
    assert "permission denied" in refused(None, f"truncate {table} cascade", role=role)
    with connection.cursor() as cursor:
        cursor.execute("select relrowsecurity from pg_class where oid = %s::regclass", [table])
        assert cursor.fetchone() == (True,)


def test_switching_row_security_off_gives_an_error_and_no_rows(case: Case):
    with acting(case.nav) as cursor:
        cursor.execute("set local row_security = off")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute("select count(*) from conversations_note")
        cursor.execute("set local row_security = on")


def test_the_policy_role_cannot_log_in_and_the_serving_roles_are_nobodys_superuser():
    with connection.cursor() as cursor:
        cursor.execute("""select rolname, rolcanlogin, rolsuper, rolbypassrls from pg_roles
            where rolname in ('app_web', 'app_job', 'app_policy') order by rolname""")
        assert cursor.fetchall() == [
            ("app_job", True, False, False),
            ("app_policy", False, False, False),
            ("app_web", True, False, False),
        ]


def test_an_inner_person_context_gives_the_outer_one_back(case: Case, whole: Whole):
    with person_context(case.owner.person.pk):
        with person_context(case.nav.person.pk, case.nav.membership_id):
            assert Note.objects.count() == 0
        assert set(Note.objects.values_list("pk", flat=True)) == whole()["note"]


@pytest.mark.django_db(transaction=True)
def test_the_person_is_gone_when_the_transaction_ends(as_owner: Owner):
    with as_owner():
        case = make_case()
    with transaction.atomic(), connection.cursor() as cursor:
        _set(cursor, case.owner.person.pk, None)
        cursor.execute("select count(*) from conversations_note")
        assert cursor.fetchone() == (2,)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from conversations_note")
        assert cursor.fetchone() == (0,)


def test_the_case_of_these_tests_has_rows_in_every_protected_table(case: Case, whole: Whole, as_owner: Owner):
    with as_owner():
        share(case.first, case.nav)
    assert all(whole().values())
    assert as_participant(case.owner.person) == case.owner
