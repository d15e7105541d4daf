"""The coordinator's pages: offices of the county, people of the own organisation, cover, messages. No case anywhere."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts import actions, queries
from accounts.enums import OfficeKind, Party
from accounts.models import Cover, Invitation, Membership, Office
from accounts.permissions import can_edit_office, can_end, can_set_cover, can_stand_in
from accounts.undelivered import failed_messages, masked, shown
from accounts.undelivered import retry as retry_message
from common.errors import AlreadyDone
from common.models import AuditEntry, MessageState, OutboxMessage
from tests.factories import PersonFactory, actor_of, cover, membership, office, participant, staff

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def as_nav(client, nav_coordinator):
    client.force_login(nav_coordinator.person)
    return client


def date_parts(name: str, day: datetime.date) -> dict[str, int]:
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}


# --- offices -------------------------------------------------------------------------------------------------------
def test_both_organisations_see_the_countys_offices(
    client, nav_coordinator, county_coordinator, other_county, nav_office
):
    for actor, sees in ((nav_coordinator, True), (county_coordinator, True), (other_county, False)):
        client.force_login(actor.person)
        assert ("Nav Prøvevik" in client.get(reverse("accounts:offices")).content.decode()) is sees
        code = client.get(reverse("accounts:office", args=[nav_office.public_id])).status_code
        assert code == (200 if sees else 404)
        assert can_edit_office(actor, nav_office) is sees


def test_an_office_is_added_to_the_own_county(as_nav, audited):
    fields = {"kind": "career_centre", "name": "Nytt senter", "address": "Prøveveien 3", "website": "example.no"}
    assert as_nav.post(reverse("accounts:office_add"), fields)["Location"] == reverse("accounts:offices")
    added = Office.objects.get(name="Nytt senter")
    assert (added.county.code, added.number, added.website) == ("nordland", "", "https://example.no")
    assert audited() == ["office_added"]


def test_bad_input_stays_and_is_explained(as_nav, nav_office):
    Office.objects.filter(pk=nav_office.pk).update(number="1899")
    double = {"kind": "nav_office", "name": "Nav Prøvevik", "number": "1899"}
    response = as_nav.post(reverse("accounts:office_add"), double)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "number"}
    assert 'value="1899"' in response.content.decode()
    for typed in ({"number": "12"}, {"website": "://"}, {"kind": "castle"}, {"name": ""}):
        response = as_nav.post(reverse("accounts:office_add"), {"kind": "nav_office", "name": "Nav Ny", **typed})
        assert set(response.context["form"].errors) == set(typed)


def test_an_office_is_changed_and_keeps_its_kind(as_nav, nav_office, audited):
    address = reverse("accounts:office", args=[nav_office.public_id])
    as_nav.post(address, {"kind": "career_centre", "name": "Nav Prøvevik", "address": "Ny adresse", "number": "1898"})
    nav_office.refresh_from_db()
    assert (nav_office.kind, nav_office.address, nav_office.number) == ("nav_office", "Ny adresse", "1898")
    assert audited() == ["office_changed"]
    assert as_nav.post(address, {"name": ""}).status_code == 422


def test_two_who_add_the_same_office_at_once(nav_coordinator, nav_office):
    fields = {"kind": "nav_office", "name": nav_office.name}
    with pytest.raises(AlreadyDone):
        actions.add_office(county=nav_office.county, fields=fields, by=nav_coordinator)


def test_out_of_use_and_back(as_nav, nav_office, nav_coordinator, audited):
    waiting = actions.invite_colleague(
        email="v@example.test", name="V", office=nav_office, role="nav_counsellor", by=nav_coordinator
    )
    close = reverse("accounts:office_close", args=[nav_office.public_id])
    assert as_nav.post(close)["Location"] == reverse("accounts:offices")
    assert as_nav.post(close).status_code == 409
    waiting.refresh_from_db()
    assert waiting.revoked_at
    html = as_nav.get(reverse("accounts:office", args=[nav_office.public_id])).content.decode()
    reopen = reverse("accounts:office_reopen", args=[nav_office.public_id])
    assert reopen in html
    assert as_nav.post(reopen).status_code == 302
    assert as_nav.post(reopen).status_code == 409
    assert audited()[1:] == ["office_closed", "office_reopened"]


@pytest.mark.parametrize("route", ["office", "office_close", "office_reopen"])
def test_outsiders_and_offices(client, nav_office, other_county, route):
    address = reverse(f"accounts:{route}", args=[nav_office.public_id])
    for outsider, code in ((other_county, 404), (staff(Party.CAREER_COUNSELLOR), 403), (participant(), 403)):
        client.force_login(outsider.person)
        assert client.post(address, {"name": "X"}).status_code == code


@pytest.mark.parametrize("route", ["offices", "office_add", "people", "invite"])
def test_the_coordinators_pages_are_the_coordinators(client, route):
    for outsider in (staff(Party.NAV_COUNSELLOR), staff(Party.CAREER_COUNSELLOR), participant()):
        client.force_login(outsider.person)
        assert client.get(reverse(f"accounts:{route}")).status_code == 403


def test_offices_cost_the_same_for_one_and_three(as_nav, django_assert_num_queries):
    as_nav.get(reverse("accounts:offices"))
    for more in (0, 2):
        for n in range(more):
            office(name=f"Nav Nummer {n}")
        with django_assert_num_queries(8):
            as_nav.get(reverse("accounts:offices"))


def test_the_number_of_people_is_of_today(nav_coordinator, nav_office):
    today = timezone.localdate()
    membership(Party.NAV_COUNSELLOR, nav_office)
    membership(Party.NAV_COUNSELLOR, nav_office, valid_until=today)
    membership(Party.NAV_COUNSELLOR, nav_office, valid_from=today + DAY)
    counted = {each.name: each.people for each in queries.offices_with_people(nav_coordinator)}
    assert counted["Nav Prøvevik"] == 1


# --- people --------------------------------------------------------------------------------------------------------
def names(page) -> list[str]:
    return [row["member"].person.name for row in page.context["rows"]]


def test_people_of_the_own_organisation_in_norwegian_order(as_nav, nav_office, nav_coordinator):
    for name in ("Ørjan", "Aage", "Anna", "Ægir", "Zoe"):
        membership(Party.NAV_COUNSELLOR, nav_office, person=PersonFactory(name=name))
    membership(Party.CAREER_COUNSELLOR, office(OfficeKind.CAREER_CENTRE), person=PersonFactory(name="Fremmed"))
    membership(Party.NAV_COUNSELLOR, office(county_code="trondelag"), person=PersonFactory(name="Langt Borte"))
    membership(Party.NAV_COUNSELLOR, nav_office, person=PersonFactory(name="Sluttet"), valid_until=timezone.localdate())
    shown_names = names(as_nav.get(reverse("accounts:people")))
    assert [name for name in shown_names if name != nav_coordinator.person.name] == [
        "Anna", "Zoe", "Ægir", "Ørjan", "Aage",
    ]  # fmt: skip
    assert names(as_nav.get(reverse("accounts:people"), {"status": "ended"})) == ["Sluttet"]
    assert "Sluttet" in names(as_nav.get(reverse("accounts:people"), {"status": "all"}))
    assert names(as_nav.get(reverse("accounts:people"), {"q": "ÆGI"})) == ["Ægir"]
    assert names(as_nav.get(reverse("accounts:people"), {"q": "finnes ikke"})) == []
    assert names(as_nav.get(reverse("accounts:people"), {"status": "nonsense", "page": "x"}))


def test_people_cost_the_same_for_one_and_three(as_nav, nav_office, nav_coordinator, django_assert_num_queries):
    as_nav.get(reverse("accounts:people"))
    for more in (1, 2):
        for n in range(more):
            membership(Party.NAV_COUNSELLOR, nav_office)
            actions.invite_colleague(
                email=f"{more}{n}@example.test", name="", office=nav_office, role="nav_counsellor", by=nav_coordinator
            )
        with django_assert_num_queries(9):
            as_nav.get(reverse("accounts:people"))


def test_invitations_that_wait_are_shown_by_address(as_nav, nav_office, nav_coordinator):
    for n in range(2):
        actions.invite_colleague(
            email=f"v{n}@example.test", name="Hemmelig", office=nav_office, role="nav_counsellor", by=nav_coordinator
        )
    Invitation.objects.filter(person__email="v0@example.test").update(expires_at=timezone.now())
    html = as_nav.get(reverse("accounts:people")).content.decode()
    assert "v0@example.test" in html
    assert "v1@example.test" in html
    assert "Hemmelig" not in html


def test_ending_a_membership(as_nav, nav_office, audited):
    member = membership(Party.NAV_COUNSELLOR, nav_office)
    address = reverse("accounts:end_membership", args=[member.public_id])
    assert as_nav.get(address).status_code == 200
    today = timezone.localdate()
    assert as_nav.post(address, date_parts("on", today - DAY)).status_code == 422
    assert as_nav.post(address, {"on_0": ""}).status_code == 422
    assert as_nav.post(address, date_parts("on", today + 3 * DAY)).status_code == 302
    member.refresh_from_db()
    assert member.is_in_force()
    assert as_nav.post(address, date_parts("on", today)).status_code == 302
    member.refresh_from_db()
    assert not member.is_in_force()
    assert as_nav.post(address, date_parts("on", today)).status_code == 409
    assert audited() == ["membership_ended", "membership_ended"]


@pytest.mark.parametrize(("role", "has_caseload"), [(Party.NAV_COUNSELLOR, True), (Party.COORDINATOR, False)])
def test_who_ends_an_access_is_led_to_what_is_left(as_nav, nav_office, role, has_caseload):
    member = membership(role, nav_office)
    address = reverse("accounts:end_membership", args=[member.public_id])
    caseload = reverse("appointments:caseload", args=[member.public_id])
    assert (caseload in as_nav.get(address).content.decode()) is has_caseload
    if has_caseload:
        assert as_nav.get(caseload).status_code == 200
    done = as_nav.post(address, date_parts("on", timezone.localdate()), follow=True)
    (said,) = map(str, done.context["messages"])
    assert (gettext("Under “Caseloads” you see what is left, and hand it over to a colleague.") in said) is has_caseload


def test_a_membership_cannot_end_in_the_past(nav_coordinator, nav_office):
    today = timezone.localdate()
    member = membership(Party.NAV_COUNSELLOR, nav_office, valid_from=today + 5 * DAY)
    for on in (today - DAY, today + DAY):
        with pytest.raises(ValueError, match="before"):
            actions.end_membership(membership=member, on=on, by=nav_coordinator)


def test_who_may_end_a_membership(client, nav_office, nav_coordinator, county_coordinator, other_county):
    member = membership(Party.NAV_COUNSELLOR, nav_office)
    address = reverse("accounts:end_membership", args=[member.public_id])
    for actor, code in (
        (nav_coordinator, 200),
        (county_coordinator, 404),
        (other_county, 404),
        (actor_of(member), 403),
        (participant(), 403),
    ):
        client.force_login(actor.person)
        assert client.get(address).status_code == code
        assert can_end(actor, member) is (code == 200)
    client.force_login(nav_coordinator.person)
    own = reverse("accounts:end_membership", args=[nav_coordinator.membership.public_id])
    assert client.post(own, date_parts("on", timezone.localdate())).status_code == 403


def test_the_second_hat_sees_nothing_of_the_first(client, nav_office, nav_coordinator):
    """A coordinator who is also a counsellor looks after people only while acting as coordinator."""
    counsellor = membership(Party.NAV_COUNSELLOR, nav_office, person=nav_coordinator.person)
    client.force_login(nav_coordinator.person)
    assert client.get(reverse("accounts:people")).status_code == 200
    client.post(reverse("accounts:act_as"), {"actor": str(counsellor.public_id)})
    assert client.get(reverse("accounts:people")).status_code == 403
    assert list(Membership.objects.visible_to(actor_of(counsellor))) == [counsellor]


# --- cover ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def two_counsellors(nav_office):
    return membership(Party.NAV_COUNSELLOR, nav_office), membership(Party.NAV_COUNSELLOR, office(name="Nav Annetsted"))


def cover_fields(covering: Membership, first: datetime.date, last: datetime.date) -> dict[str, object]:
    return {"covering": str(covering.public_id), **date_parts("first_day", first), **date_parts("last_day", last)}


def test_the_coordinator_sets_and_ends_cover(as_nav, two_counsellors, audited):
    covered, covering = two_counsellors
    today = timezone.localdate()
    address = reverse("accounts:cover", args=[covered.public_id])
    assert as_nav.post(address, cover_fields(covering, today, today + DAY))["Location"] == address
    found = Cover.objects.get()
    assert (found.valid_from, found.valid_until, found.last_day) == (today, today + 2 * DAY, today + DAY)
    assert actor_of(covering).recipients == (covering.pk, covered.pk)
    assert as_nav.post(address, cover_fields(covering, today, today)).status_code == 409
    end = reverse("accounts:end_cover", args=[found.public_id])
    assert end in as_nav.get(address).content.decode()
    assert as_nav.post(end)["Location"] == address
    assert actor_of(covering).covers == ()
    assert as_nav.post(end).status_code == 404
    assert audited() == ["cover_set", "cover_ended"]


def test_a_cover_under_way_ends_today(nav_coordinator, two_counsellors):
    covered, covering = two_counsellors
    today = timezone.localdate()
    under_way = Cover.objects.create(
        covered=covered, covering=covering, valid_from=today - 3 * DAY, valid_until=today + DAY
    )
    actions.end_cover(cover=under_way, by=nav_coordinator)
    under_way.refresh_from_db()
    assert under_way.valid_until == today
    with pytest.raises(AlreadyDone):
        actions.end_cover(cover=under_way, by=nav_coordinator)
    under_way.delete()
    under_way.pk = 1
    with pytest.raises(AlreadyDone):
        actions.end_cover(cover=under_way, by=nav_coordinator)


def test_a_counsellor_sets_the_own_cover_only(client, two_counsellors):
    covered, covering = two_counsellors
    today = timezone.localdate()
    client.force_login(covered.person)
    mine, theirs = (reverse("accounts:cover", args=[each.public_id]) for each in two_counsellors)
    assert client.post(mine, cover_fields(covering, today, today)).status_code == 302
    assert mine in client.get(reverse("accounts:profile")).content.decode()
    assert client.get(theirs).status_code == 404
    client.force_login(covering.person)
    end = reverse("accounts:end_cover", args=[Cover.objects.get().public_id])
    assert client.post(end).status_code == 404
    client.force_login(participant().person)
    assert client.post(end).status_code == 404


def test_bad_cover_is_explained(as_nav, two_counsellors):
    covered, covering = two_counsellors
    today = timezone.localdate()
    address = reverse("accounts:cover", args=[covered.public_id])

    def errors(fields: dict[str, object]) -> set[str]:
        response = as_nav.post(address, fields)
        assert response.status_code == 422
        return set(response.context["form"].errors)

    assert errors(cover_fields(covering, today - DAY, today)) == {"first_day"}
    assert errors(cover_fields(covering, today + DAY, today)) == {"last_day"}
    assert errors(cover_fields(covered, today, today)) == {"covering"}
    assert errors({"covering": ""}) == {"covering", "first_day", "last_day"}


def test_cover_never_crosses(nav_coordinator, two_counsellors):
    covered, covering = two_counsellors
    career = membership(Party.CAREER_COUNSELLOR, office(OfficeKind.CAREER_CENTRE))
    far = membership(Party.NAV_COUNSELLOR, office(county_code="trondelag"))
    own_second = membership(Party.NAV_COUNSELLOR, office(name="Nav Tredje"), person=covered.person)
    today = timezone.localdate()
    assert can_stand_in(covered, covering)
    assert not can_stand_in(nav_coordinator.membership, nav_coordinator.membership)
    for wrong in (career, far, own_second, nav_coordinator.membership):
        assert not can_stand_in(covered, wrong)
        with pytest.raises(ValueError, match="one role and county"):
            actions.set_cover(
                covered=covered, covering=wrong, valid_from=today, valid_until=today + DAY, by=nav_coordinator
            )
    assert set(queries.colleagues_for_cover(covered)) == {covering}


def test_who_may_set_cover(client, nav_coordinator, county_coordinator, other_county, two_counsellors):
    covered, covering = two_counsellors
    assert can_set_cover(nav_coordinator, covered)
    assert can_set_cover(actor_of(covered), covered)
    for outsider in (county_coordinator, other_county, actor_of(covering), participant()):
        assert not can_set_cover(outsider, covered)
    assert not can_set_cover(nav_coordinator, nav_coordinator.membership)
    client.force_login(nav_coordinator.person)
    own = reverse("accounts:cover", args=[nav_coordinator.membership.public_id])
    assert client.get(own).status_code == 403
    strange = Cover.objects.create(
        covered=nav_coordinator.membership,
        covering=covering,
        valid_from=timezone.localdate(),
        valid_until=timezone.localdate() + DAY,
    )
    assert client.post(reverse("accounts:end_cover", args=[strange.public_id])).status_code == 403


def test_the_covering_colleague_may_not_hand_the_cover_on(two_counsellors):
    covered, covering = (actor_of(each) for each in two_counsellors)
    standing_in = cover(covered, covering)
    assert not can_set_cover(standing_in, covered.membership)


# --- messages that were not delivered ------------------------------------------------------------------------------
def failed(**fields) -> OutboxMessage:
    now = timezone.now()
    defaults = {
        "kind": "accounts.invitation", "reference": str(OutboxMessage.objects.count()), "address": "kari@example.test",
        "state": MessageState.FAILED, "created_at": now, "due_at": now, "error_class": "SMTPRecipientsRefused",
    }  # fmt: skip
    return OutboxMessage.objects.create(**{**defaults, **fields})


def test_the_coordinator_sees_that_and_why_but_not_for_whom(as_nav, nav_office, nav_coordinator):
    message = failed(office=nav_office.public_id, recipient=PersonFactory(name="Hemmelig Deltaker"))
    failed(office=office(OfficeKind.CAREER_CENTRE).public_id)
    failed(office=office(county_code="trondelag").public_id)
    failed(office=nav_office.public_id, state=MessageState.QUEUED)
    assert list(failed_messages(nav_coordinator)) == [message]
    html = as_nav.get(reverse("accounts:messages")).content.decode()
    for seen in ("k•••@example.test", "SMTPRecipientsRefused", "Nav Prøvevik"):
        assert seen in html
    for hidden in ("Hemmelig", "kari@"):
        assert hidden not in html


def test_whoever_booked_sees_for_whom(client, nav_coordinator):
    booker, colleague = staff(Party.NAV_COUNSELLOR), staff(Party.NAV_COUNSELLOR)
    message = failed(booked_by=booker.person, recipient=PersonFactory(name="Min Deltaker"))
    failed(booked_by=booker.person, reference="no one")
    client.force_login(booker.person)
    html = client.get(reverse("accounts:messages")).content.decode()
    assert "Min Deltaker" in html
    assert list(failed_messages(colleague)) == []
    assert list(failed_messages(nav_coordinator)) == []
    retry = reverse("accounts:message_retry", args=[message.public_id])
    for outsider, code in ((colleague, 404), (nav_coordinator, 404), (participant(), 403)):
        client.force_login(outsider.person)
        assert client.post(retry).status_code == code
    client.force_login(participant().person)
    assert client.get(reverse("accounts:messages")).status_code == 403
    assert list(failed_messages(participant())) == []


def test_a_message_is_sent_again_once(as_nav, nav_office, nav_coordinator, audited):
    message = failed(office=nav_office.public_id)
    address = reverse("accounts:message_retry", args=[message.public_id])
    assert as_nav.post(address)["Location"] == reverse("accounts:messages")
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
    assert as_nav.post(address).status_code == 404
    with pytest.raises(AlreadyDone):
        retry_message(message=message, by=nav_coordinator)
    assert audited() == ["message_retried"]


def test_messages_cost_the_same_for_one_and_three(as_nav, nav_office, django_assert_num_queries):
    as_nav.get(reverse("accounts:messages"))
    for more in (1, 2):
        for _ in range(more):
            failed(office=nav_office.public_id, recipient=PersonFactory())
        with django_assert_num_queries(9):
            as_nav.get(reverse("accounts:messages"))


def test_masking():
    assert masked("kari.nordmann@example.no") == "k•••@example.no"
    assert masked("nonsense") == "•••@nonsense"
    assert masked("+4790000012") == "+47•••12"


def test_an_empty_list_asks_for_no_offices(nav_coordinator):
    assert shown([], nav_coordinator) == []
    assert AuditEntry.objects.count() == 0
