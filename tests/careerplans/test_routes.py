"""From the trade to the routes that exist for it, to the steps that are laid out, to what the version keeps."""

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from careerplans import actions
from careerplans.content import page_document, pdf_document
from careerplans.enums import Course, SupportSource
from careerplans.models import CareerPlan, PlanStep, Trade
from careerplans.pdf.render import to_html
from careerplans.routes import ASSESSMENT, LANGUAGES, ROUTES, Route, in_years, route, routes_to
from careerplans.support import chosen_route
from careerplans.trades import import_demo_trades
from common.errors import AlreadyDone
from tests.careerplans.world import SignIn, World, completed, filled, new_world, page, started, text_of
from tests.factories import acting

At = Callable[[str], datetime.datetime]
TODAY = datetime.date(2026, 11, 21)


def chosen(key: str) -> Route:
    found = route(key)
    assert found is not None
    return found


def choose(world: World, key: str, *, assessment: bool = False) -> int:
    with acting(world.counsellor):
        plan = CareerPlan.objects.select_related("journey").get(journey=world.journey)
        return actions.choose_route(plan=plan, route=chosen(key), assessment=assessment, by=world.counsellor)


def goal(world: World, code: str) -> None:
    with acting(world.counsellor):
        plan, trade = CareerPlan.objects.select_related("journey").get(), Trade.objects.get(code=code)
        revision = plan.section_revisions.get(CareerPlan.GOAL, 0)
        actions.save_goal(plan=plan, trade=trade, words="", revision=revision, by=world.counsellor)


def steps_of(world: World) -> list[PlanStep]:
    with acting(world.counsellor):
        return list(PlanStep.objects.filter(journey=world.journey))


# --- the routes themselves -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("each", [*ROUTES, ASSESSMENT], ids=lambda each: each.key)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_route_says_what_it_asks_for_and_its_words_fit_where_they_are_kept(each: Route, language: str) -> None:
    with translation.override(language):
        assert str(each.requirement).endswith(".")
        assert each.law.startswith("opplæring")
        assert len({step.key for step in each.steps}) == len(each.steps) >= 2
        assert all(0 < len(str(step.what)) <= 200 and len(str(step.why)) <= 300 for step in each.steps)
        assert all(step.by_application_day != bool(step.weeks) for step in each.steps)
    assert each is ASSESSMENT or each.months >= 24


def test_keys_are_unique_and_every_course_has_its_ordinary_route_first() -> None:
    assert len({each.key for each in ROUTES}) == len(ROUTES)
    first = {course: next(each.key for each in ROUTES if course in each.courses) for course in Course}
    assert first == {
        Course.MAIN: "apprentice",
        Course.SPECIAL: "apprentice_special",
        Course.SCHOOL: "school",
        Course.SCHOOL_THEN_COMPANY: "school_then_company",
    }
    assert route("") is route("no such") is None


@pytest.mark.parametrize(("months", "said"), [(12, "1 year"), (24, "2 years"), (54, "4½ years"), (47, "3½ years")])
def test_a_length_is_said_in_years(months: int, said: str) -> None:
    with translation.override("en"):
        assert in_years(months) == said


@pytest.mark.django_db
def test_the_trade_decides_which_routes_exist() -> None:
    import_demo_trades()

    def keys(code: str) -> set[str]:
        return {each.key for each in routes_to(Trade.objects.get(code=code))}

    plumber, cleaner = keys("BARLF3----"), keys("BAROF3----")
    assert plumber >= {"apprentice", "on_the_job", "practice_candidate", "modules", "vg3_school"}
    assert not plumber & {"apprentice_special", "school", "crossing"}
    assert cleaner >= {"apprentice_special", "early_contract"}
    assert not cleaner & {"apprentice", "vg3_school"}
    assert "crossing" in keys("HSHEA3----")  # HSAMB2 crosses over to the trade itself
    assert "crossing" in keys("BAAMF3----")  # TPTIP1 crosses over to its Vg2
    school = Trade(code="X", course=Course.SCHOOL)
    assert [each.key for each in routes_to(school)] == ["school", "requalification"]
    assert "crossing" not in {each.key for each in routes_to(None)}
    assert "apprentice" in {each.key for each in routes_to(None)}


# --- choosing ------------------------------------------------------------------------------------------------------
def test_choosing_lays_out_what_why_who_and_when_after_the_steps_that_exist(world: World, at: At) -> None:
    at("2026-11-21 10:00")
    filled(world)  # has one step
    assert choose(world, "apprentice") == 5
    mine, *laid = steps_of(world)
    assert mine.what == "Søke skoleplass"
    assert [step.responsible for step in laid] == ["centre", "nav", "participant", "participant", "participant"]
    assert [step.due_on for step in laid] == [
        TODAY + datetime.timedelta(weeks=3),
        TODAY + datetime.timedelta(weeks=4),
        TODAY + datetime.timedelta(weeks=6),
        datetime.date(2027, 3, 1),
        datetime.date(2027, 3, 1),
    ]
    assert [step.position for step in laid] == [1, 2, 3, 4, 5]
    assert all(step.what and step.why for step in laid)
    with acting(world.counsellor):
        assert CareerPlan.objects.get().route == "apprentice"


@pytest.mark.parametrize(("today", "deadline"), [("2027-02-28", 2027), ("2027-03-01", 2028), ("2027-03-02", 2028)])
def test_the_day_to_apply_is_the_next_one(world: World, at: At, today: str, deadline: int) -> None:
    at(f"{today} 10:00")
    started(world)
    choose(world, "apprentice")
    assert steps_of(world)[-1].due_on == datetime.date(deadline, 3, 1)


def test_another_route_adds_only_what_is_not_there_and_changes_nothing(world: World) -> None:
    started(world)
    choose(world, "apprentice")
    first = steps_of(world)[0]
    with acting(world.counsellor):
        fields = {"what": "Vårt eget", "why": "", "responsible": "nav", "due_on": None, "link": ""}
        actions.change_step(step=first, fields=fields, by=world.counsellor)  # type: ignore[arg-type]
    assert choose(world, "on_the_job") == 3  # it shares the support step
    changed, *others = steps_of(world)
    assert (changed.what, changed.due_on) == ("Vårt eget", None)
    assert len(others) == 7
    assert choose(world, "apprentice") == 0
    assert len(steps_of(world)) == 8


def test_a_step_the_parties_took_away_stays_away_when_the_same_route_is_chosen(world: World) -> None:
    started(world)
    choose(world, "modules")
    with acting(world.counsellor):
        actions.remove_step(step=steps_of(world)[0], by=world.counsellor)
    assert choose(world, "modules", assessment=True) == 2
    assert len(steps_of(world)) == 5
    assert choose(world, "modules", assessment=True) == 0


def test_steps_are_laid_out_in_the_participants_language(world: World) -> None:
    world.owner.person.language = "en"
    world.owner.person.save()
    started(world)
    with translation.override("nb"):
        choose(world, "on_the_job")
    assert steps_of(world)[0].what == "Collect certificates for the practice you have in the trade"


def test_a_route_the_trade_does_not_have_is_refused(world: World) -> None:
    import_demo_trades()
    started(world)
    goal(world, "BAROF3----")
    with pytest.raises(ValueError, match="apprentice"):
        choose(world, "apprentice")
    assert steps_of(world) == []


def test_nobody_completes_another_route_than_the_one_read(world: World) -> None:
    plan = filled(world)
    choose(world, "modules")
    with acting(world.counsellor), pytest.raises(actions.ChangedSince):
        actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)


def test_a_completed_plan_takes_no_route(world: World) -> None:
    completed(world)
    with pytest.raises(AlreadyDone):
        choose(world, "modules")


# --- the support time ----------------------------------------------------------------------------------------------
def note(world: World, *, until: datetime.date | None = None, months: int | None = None) -> CareerPlan:
    with acting(world.counsellor):
        plan = CareerPlan.objects.select_related("journey", "trade").get(journey=world.journey)
        source = SupportSource.MEETING if until or months else ""
        actions.note_support_time(plan=plan, until=until, months=months, source=source, by=world.counsellor)
        return CareerPlan.objects.select_related("journey", "trade").get(pk=plan.pk)


@pytest.mark.parametrize(
    ("time", "longer"),
    [
        ({}, False),
        ({"months": 36}, True),
        ({"months": 48}, False),
        ({"until": datetime.date(2029, 8, 1)}, True),
        ({"until": datetime.date(2030, 11, 30)}, False),
    ],
)
def test_a_route_longer_than_the_support_time_is_gently_noticed(world: World, time: dict, longer: bool) -> None:
    started(world)
    choose(world, "apprentice")
    shown = chosen_route(note(world, **time), TODAY)
    assert shown is not None
    assert [each.key for each in shown.shorter] == (["assessment", "on_the_job", "modules"] if longer else [])
    assert bool(shown.support) == bool(time)


def test_no_route_is_a_way_to_shorten_itself_or_a_shorter_one(world: World) -> None:
    started(world)
    choose(world, "on_the_job")
    shown = chosen_route(note(world, months=12), TODAY)
    assert shown is not None
    assert [each.key for each in shown.shorter] == ["assessment"]


def test_a_support_time_is_one_thing_from_one_source(world: World) -> None:
    plan = started(world)
    wrong = (
        {"support_until": TODAY},
        {"support_source": SupportSource.MEETING},
        {"support_until": TODAY, "support_months": 12, "support_source": SupportSource.MEETING},
    )
    for fields in wrong:
        with acting(world.counsellor), pytest.raises(IntegrityError), transaction.atomic():
            CareerPlan.objects.filter(pk=plan.pk).update(**fields)


def test_the_notice_reads_nothing_of_navs_own(world: World) -> None:
    """DOMAIN, firewall 1: Nav's frame (income, duration) is not known here unless it was said and noted."""
    started(world)
    choose(world, "apprentice")
    plan = note(world, months=12)
    with acting(world.counsellor), CaptureQueriesContext(connection) as asked:
        assert chosen_route(plan, TODAY)
    assert not [query for query in asked.captured_queries if "referral" in query["sql"]]


# --- what the version keeps ----------------------------------------------------------------------------------------
def test_the_version_keeps_the_route_and_the_support_time_in_every_language(world: World) -> None:
    import_demo_trades()
    filled(world)
    goal(world, "BARLF3----")
    choose(world, "apprentice")
    note(world, until=datetime.date(2029, 8, 1))
    with acting(world.counsellor):
        plan = CareerPlan.objects.select_related("journey").get()
        version = actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)
    kept = version.content
    assert set(kept["route"]["name"]) == set(kept["route"]["requirement"]) == {"nb", "nn", "en"}
    assert (kept["route"]["months"], kept["route"]["law"][:12]) == (48, "opplæringslo")
    assert kept["support"] == {"until": "2029-08-01", "months": None, "source": "meeting"}
    with translation.override("en"):
        shown = page_document(kept, to_participant=True)
    assert shown.route is not None
    assert shown.route.name == "Apprentice: two years at school, two in a company"
    assert shown.route.length == "Usually about 4 years"
    assert shown.support == "Until Wednesday 1 August 2029 (said in the meeting)"
    paper = pdf_document(kept, identifier="x", number=1, language="en", completed_at=version.completed_at)
    assert (paper.route, paper.support) == (shown.route, shown.support)
    assert to_html(paper) == to_html(paper)
    assert "two in a company" in to_html(paper)


def test_a_route_the_new_trade_does_not_have_is_left_out_of_the_version(world: World) -> None:
    import_demo_trades()
    filled(world)
    choose(world, "apprentice")
    goal(world, "BAROF3----")
    with acting(world.counsellor):
        plan = CareerPlan.objects.select_related("journey", "trade").get()
        shown = chosen_route(plan, TODAY)
        version = actions.complete(plan=plan, revision=plan.revision, by=world.counsellor)
    assert shown is not None
    assert not shown.exists
    assert version.content["route"] is None


def test_a_version_from_before_there_were_routes_is_read_as_before(world: World) -> None:
    old = {
        key: value for key, value in completed(world).content.items() if key not in ("route", "support", "questions")
    }
    shown = page_document(old, to_participant=True)
    assert (shown.route, shown.support, shown.questions) == (None, "", ())
    paper = pdf_document(old, identifier="x", number=1, language="nb", completed_at=datetime.datetime.now(datetime.UTC))
    assert 'class="route"' not in to_html(paper)


# --- the pages -----------------------------------------------------------------------------------------------------
def test_the_route_is_chosen_on_a_page_and_shown_on_the_draft(world: World, sign_in: SignIn) -> None:
    import_demo_trades()
    plan = started(world)
    goal(world, "BAROF3----")
    client = sign_in(world.counsellor)
    choose_url, edit = page("route", plan.public_id), page("edit", world.journey.public_id)
    assert choose_url in text_of(client.get(edit))
    offered = text_of(client.get(choose_url))
    assert 'value="apprentice_special"' in offered
    assert 'value="apprentice"' not in offered
    assert client.post(choose_url, {"route": "apprentice"}).status_code == 422
    assert client.post(choose_url, {}).status_code == 422
    done = client.post(choose_url, {"route": "apprentice_special", "assessment": "on"})
    assert done.headers["Location"] == f"{edit}#steps"
    assert len(steps_of(world)) == 7
    assert client.post(choose_url, {"route": "apprentice_special"}).headers["Location"] == f"{edit}#route"
    assert str(chosen("apprentice_special").name) in text_of(sign_in(world.owner).get(edit))
    assert sign_in(world.owner).get(choose_url).status_code == 403
    assert sign_in(world.nav).get(choose_url).status_code == 404


def test_the_support_time_is_noted_with_its_source_and_taken_away(world: World, sign_in: SignIn) -> None:
    plan = started(world)
    choose(world, "apprentice")
    client = sign_in(world.counsellor)
    support, edit = page("support", plan.public_id), page("edit", world.journey.public_id)
    day = {"until_0": "1", "until_1": "8", "until_2": "2028"}
    for wrong in ({"years": "3"}, {"source": "meeting"}, {**day, "years": "3", "source": "meeting"}, {"years": "0"}):
        assert client.post(support, wrong).status_code == 422
    assert client.post(support, {"years": "3", "source": "meeting"}).headers["Location"] == f"{edit}#route"
    assert 'value="3"' in text_of(client.get(support))
    assert 'id="route-longer"' in text_of(client.get(edit))
    assert 'id="route-longer"' in text_of(sign_in(world.owner).get(edit))
    assert client.post(support, {**day, "source": "agreed_text"}).status_code == 302
    with acting(world.counsellor):
        saved = CareerPlan.objects.get()
        assert (saved.support_until, saved.support_months, saved.support_source) == (
            datetime.date(2028, 8, 1),
            None,
            "agreed_text",
        )
    client.post(support, {})
    assert 'id="route-longer"' not in text_of(client.get(edit))


def test_after_completing_neither_page_is_open(world: World, sign_in: SignIn) -> None:
    version = completed(world)
    client = sign_in(world.counsellor)
    for name in ("route", "support"):
        assert client.get(page(name, version.plan.public_id)).status_code == 409


@pytest.mark.django_db
def test_a_note_without_end_goal_has_no_route(sign_in: SignIn) -> None:
    world = new_world(county_code="trondelag")
    plan = started(world)
    client = sign_in(world.counsellor)
    assert client.get(page("route", plan.public_id)).status_code == 404
    assert page("route", plan.public_id) not in text_of(client.get(page("edit", world.journey.public_id)))
