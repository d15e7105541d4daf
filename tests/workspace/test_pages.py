"""The pages the workspace composes: who gets them, what they cost, what they never show."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership, Person
from conversations.actions import close_meeting
from journeys.models import Journey
from tests.conversations.conftest import make_scene
from tests.factories import acting, actor_of, participant, staff
from tests.workspace.conftest import career_of, nav_of, owner_of
from workspace.demo import texts
from workspace.my_day import my_day

pytestmark = pytest.mark.django_db


def page(journey):
    return reverse("workspace:journey", args=[journey.public_id])


def at_step(journeys, step, **filters):
    found = journeys.filter(current_step=step, closed_at=None, **filters).first()
    assert found is not None
    return found


def test_each_party_of_a_journey_gets_the_one_page(demo, sign_in):
    journey = at_step(demo, "follow_up")
    for actor in (nav_of(journey), career_of(journey), owner_of(journey)):
        answer = sign_in(actor).get(page(journey))
        assert answer.status_code == 200
        assert journey.participant.name in answer.content.decode() or actor.is_participant


def test_outsiders_get_404(demo, sign_in):
    journey = at_step(demo, "follow_up")
    outsiders = (
        participant(), staff(Party.NAV_COUNSELLOR), staff(Party.CAREER_COUNSELLOR), staff(Party.COORDINATOR),
        staff(Party.NAV_COUNSELLOR, county_code="trondelag"),
    )  # fmt: skip
    for outsider in outsiders:
        for name in ("journey", "close", "reopen", "nav_invite"):
            answer = sign_in(outsider).get(reverse(f"workspace:{name}", args=[journey.public_id]))
            assert answer.status_code == 404, (name, outsider.party)


def test_an_ended_membership_sees_nothing(demo, sign_in):
    journey = at_step(demo, "follow_up")
    nav = nav_of(journey)
    Membership.objects.filter(pk=nav.membership_id).update(valid_until=timezone.localdate())
    assert sign_in(nav).get(page(journey)).status_code == 404


def test_nav_reads_neither_notes_nor_an_unshared_plan(demo, sign_in):
    unshared = [journey for journey in demo.exclude(plan_completed_at=None) if not _is_shared(journey)]
    assert unshared
    for journey in unshared:
        body = sign_in(nav_of(journey)).get(page(journey)).content.decode()
        for secret in (*texts.NOTE_TEXTS, *(goal.goal for goal in texts.GOALS), *(g.summary for g in texts.GOALS)):
            assert secret not in body


def _is_shared(journey):
    from tests.factories import acting

    with acting(owner_of(journey)):
        return any(
            share.withdrawn_at is None for version in journey.plan_versions.all() for share in version.shares.all()
        )


def test_the_career_counsellor_reads_nothing_that_stays_at_nav(demo, sign_in):
    journey = at_step(demo, "follow_up")
    body = sign_in(career_of(journey)).get(page(journey)).content.decode()
    assert "AAP" not in body
    assert "AAP" in sign_in(nav_of(journey)).get(page(journey)).content.decode()


def test_the_journey_page_costs_at_most_twelve_queries(demo, sign_in, django_assert_max_num_queries):
    journey = at_step(demo, "follow_up")
    for actor in (nav_of(journey), career_of(journey), owner_of(journey)):
        browser = sign_in(actor)
        browser.get(page(journey))
        with django_assert_max_num_queries(15) as queries:
            browser.get(page(journey))
        assert len(real(queries)) <= 12, (actor.party, [q["sql"][:100] for q in real(queries)])


def real(queries):
    """The queries of a page; the transaction's own statements cost no look at the data."""
    own = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [query for query in queries.captured_queries if not query["sql"].startswith(own)]


@pytest.mark.parametrize("keep", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(demo, sign_in, django_assert_max_num_queries, keep):
    journeys = list(Journey.objects.filter(closed_at=None).order_by("pk"))
    nav = nav_of(journeys[0])
    mine = [journey.pk for journey in journeys if journey.nav_counsellor_id == nav.membership_id]
    other = staff(Party.NAV_COUNSELLOR)
    Journey.objects.filter(pk__in=mine[keep:]).update(nav_counsellor=other.membership)
    browser = sign_in(nav)
    browser.get(reverse("workspace:journeys"))
    with django_assert_max_num_queries(12) as queries:
        answer = browser.get(reverse("workspace:journeys"))
    assert len(answer.context["rows"]) == keep
    assert len(real(queries)) == 6


def test_my_day_costs_the_same_however_many_wait(demo, sign_in, django_assert_max_num_queries):
    nav = nav_of(at_step(demo, "follow_up"))
    browser = sign_in(nav)
    browser.get("/")
    with django_assert_max_num_queries(16) as queries:
        browser.get("/")
    assert len(real(queries)) <= 12


def test_the_list_filters_sorts_and_survives_nonsense(demo, sign_in):
    journey = at_step(demo, "follow_up")
    browser = sign_in(nav_of(journey))
    url = reverse("workspace:journeys")
    names = [row.name for row in browser.get(url, {"q": journey.participant.name}).context["rows"]]
    assert journey.participant.name in names
    assert all(row.step for row in browser.get(url, {"step": "follow_up"}).context["rows"])
    closed = browser.get(url, {"state": "closed"}).context["rows"]
    assert closed
    assert not any(row.step for row in closed)
    assert browser.get(url, {"step": "x", "state": "y", "sort": "z", "page": "999"}).status_code == 200
    assert "Fant ingen" in browser.get(url, {"q": "ingen som heter dette"}).content.decode()


def test_names_come_in_norwegian_order(demo, sign_in):
    journey = at_step(demo, "follow_up")
    rows = sign_in(nav_of(journey)).get(reverse("workspace:journeys")).context["rows"]
    alphabet = {letter: place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyzæøå")}
    firsts = [alphabet[row.name[0].lower()] for row in rows]
    assert firsts == sorted(firsts)


def test_closing_and_reopening(demo, sign_in):
    journey = at_step(demo, "follow_up")
    browser = sign_in(nav_of(journey))
    url = reverse("workspace:close", args=[journey.public_id])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": "tull"}).status_code == 422
    assert browser.post(url, {"reason": "in_work"}).status_code == 302
    assert browser.post(url, {"reason": "in_work"}).status_code == 409
    again = reverse("workspace:reopen", args=[journey.public_id])
    assert browser.get(again).status_code == 200
    assert browser.post(again).status_code == 302
    assert browser.post(again).status_code == 409
    assert browser.get(again).status_code == 403


def test_reopening_while_a_newer_journey_is_open_says_so(demo, sign_in):
    journey = demo.exclude(closed_at=None).first()
    newer = at_step(demo, "follow_up")
    Journey.objects.filter(pk=newer.pk).update(participant=journey.participant)
    answer = sign_in(nav_of(journey)).post(reverse("workspace:reopen", args=[journey.public_id]), follow=True)
    assert "nyere løp" in answer.content.decode()


def test_only_the_participant_invites_nav_and_only_where_nobody_follows(demo, sign_in):
    journey = at_step(demo, "booking")
    Journey.objects.filter(pk=journey.pk).update(nav_counsellor=None)
    nav = staff(Party.NAV_COUNSELLOR, office_name="Nav Prøve")
    browser = sign_in(owner_of(journey))
    url = reverse("workspace:nav_invite", args=[journey.public_id])
    assert browser.get(url).status_code == 200
    chosen = {"office": nav.office.public_id}
    assert nav.person.name in browser.get(url, chosen).content.decode()
    there = f"{url}?office={nav.office.public_id}"
    assert browser.post(there, {}).status_code == 422
    assert browser.post(there, {"counsellor": nav.membership.public_id}).status_code == 302
    assert browser.get(url).status_code == 403
    assert sign_in(nav).get(page(journey)).status_code == 200


def test_a_participant_comes_home_to_the_own_journey(demo, sign_in):
    journey = at_step(demo, "follow_up")
    answer = sign_in(owner_of(journey)).get("/")
    assert answer.context["journey"] == journey


def test_a_participant_without_a_journey_is_told_what_to_do(sign_in):
    assert "Du har ikke noe løp ennå" in sign_in(participant()).get("/").content.decode()


def test_home_of_those_without_cases(sign_in, client):
    assert client.get("/").status_code == 200
    assert sign_in(staff(Party.COORDINATOR)).get("/").url == reverse("accounts:offices")


def test_coordinators_have_no_list_of_participants(sign_in):
    assert sign_in(staff(Party.COORDINATOR)).get(reverse("workspace:journeys")).status_code == 403
    assert sign_in(participant()).get(reverse("workspace:journeys")).status_code == 403


def test_no_page_of_somebody_signed_in_stays_in_the_browser(demo, sign_in, client):
    journey = at_step(demo, "follow_up")
    assert sign_in(nav_of(journey)).get(page(journey)).headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in client.get(reverse("workspace:privacy")).headers


def test_pages_everybody_may_read(client, demo):
    for name in ("privacy", "accessibility"):
        assert client.get(reverse(f"workspace:{name}")).status_code == 200
    assert client.get(reverse("workspace:model", args=["nordland"])).status_code == 200
    assert client.get(reverse("workspace:model", args=["oslo"])).status_code == 404


def test_a_cover_sees_what_the_covered_one_sees(demo, sign_in):
    from tests.factories import cover

    journey = at_step(demo, "follow_up")
    career = career_of(journey)
    colleague = actor_of(staff(Party.CAREER_COUNSELLOR, office_name=career.place).membership)
    assert sign_in(colleague).get(page(journey)).status_code == 404
    assert sign_in(cover(career, colleague)).get(page(journey)).status_code == 200


def test_the_participant_is_told_what_to_prepare_and_nav_is_not(db, sign_in):
    scene = make_scene()
    note = scene.note()
    with acting(scene.career):
        close_meeting(note=note, next_meeting="later", preparation="Ta med vitnemål", by=scene.career)
    link = reverse("conversations:note", args=[note.public_id]) + "#next"
    assert link in sign_in(scene.owner).get("/").content.decode()
    for actor in (scene.nav, scene.career):
        assert link not in sign_in(actor).get(page(scene.journey)).content.decode()


def test_two_people_with_one_name_are_both_in_my_day(demo, sign_in):
    journey = at_step(demo, "follow_up")
    nav = nav_of(journey)
    Person.objects.filter(journeys__nav_counsellor=nav.membership).update(name="Ola Prøvesen")
    with acting(nav):
        day = my_day(nav, now=timezone.now())
    waiting = demo.filter(nav_counsellor=nav.membership, waiting_for=Party.NAV_COUNSELLOR, closed_at=None)
    shown = {task.person for task in (*day.tasks, *day.waiting)}
    assert {found.participant_id for found in waiting[:10]} <= shown
