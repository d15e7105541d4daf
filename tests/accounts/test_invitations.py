"""Invitations: one use, 14 days, one answer for every link that opens nothing."""

import datetime
import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.actions.invitations import GUESSES
from accounts.actors import System, as_participant
from accounts.enums import OfficeKind, Party
from accounts.models import Invitation, Membership, Person
from accounts.permissions import can_invite, can_manage_invitation
from accounts.tokens import find_open, hash_of, link_of, token_of
from common import outbox
from common.errors import AlreadyDone
from common.models import AuditEntry, MessageState, OutboxMessage
from tests.factories import PASSWORD, PersonFactory, actor_of, membership, office, participant, staff

pytestmark = pytest.mark.django_db
NEW = "et-helt-nytt-passord-26"
#: The birth date of the people of `PersonFactory`, as the form sends it.
BORN = {"birth_date_0": "17", "birth_date_1": "5", "birth_date_2": "2004"}


def fresh_person(**fields) -> Person:
    person = PersonFactory(**fields)
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def invited(nav_office, nav_coordinator) -> Invitation:
    return actions.invite_colleague(
        email="Ny.Kollega@Example.test",
        name="Ny Kollegasen",
        office=nav_office,
        role="nav_counsellor",
        by=nav_coordinator,
    )


def accept_url(invitation: Invitation) -> str:
    return reverse("accounts:invitation", args=[token_of(invitation)])


def test_the_token_is_not_stored(invited):
    token = token_of(invited)
    assert invited.token_hash == hash_of(token)
    row = " ".join(str(value) for value in Invitation.objects.values().get(pk=invited.pk).values())
    assert token not in row
    message = OutboxMessage.objects.get()
    assert token not in f"{message.payload}{message.reference}"
    assert find_open(token) == invited


def test_the_mail_carries_the_link_and_who_invited(invited, nav_coordinator):
    assert outbox.send_due() == 1
    (sent,) = mail.outbox
    assert sent.to == ["ny.kollega@example.test"]
    assert link_of(invited) in sent.body
    assert nav_coordinator.person.name in sent.body
    assert "Nav Prøvevik" in sent.body


def test_a_participants_mail_in_neutral_wording_says_nothing_of_guidance():
    by = staff(Party.NAV_COUNSELLOR)
    actions.invite_participant(person=fresh_person(name="Åse O'Prøve", neutral_wording=True), by=by)
    actions.invite_participant(person=fresh_person(name="Per Prøve"), by=by)
    actions.invite_participant(person=fresh_person(), by=System("start"))
    assert outbox.send_due() == 3
    neutral, plain, alone = mail.outbox
    assert "Nav" not in neutral.body + neutral.subject
    assert "arriere" not in neutral.body + neutral.subject
    assert by.person.name in plain.body
    assert by.person.name not in alone.body


def test_a_withdrawn_invitation_is_not_sent(invited, nav_coordinator):
    actions.revoke(invitation=invited, by=nav_coordinator)
    assert outbox.send_due() == 0
    assert OutboxMessage.objects.get().state == MessageState.VOID


def test_a_new_secret_key_voids_links_that_wait(invited, settings):
    settings.SECRET_KEY = "another" * 10
    assert link_of(invited) == ""
    assert outbox.send_due() == 0


def test_accepting_sets_the_password_proves_the_address_and_gives_the_membership(client, invited):
    page = client.get(accept_url(invited))
    assert page.status_code == 200
    assert "ny.kollega@example.test" in page.content.decode()
    response = client.post(accept_url(invited), {"name": "Ny Navn", "password": NEW, "again": NEW})
    assert response["Location"] == "/"
    person = Person.objects.get(email="ny.kollega@example.test")
    assert person.name == "Ny Navn"
    assert person.check_password(NEW)
    assert EmailAddress.objects.get(user=person).verified
    member = Membership.objects.get(person=person)
    assert (member.role, member.valid_from) == ("nav_counsellor", timezone.localdate())
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.membership == member


def test_a_participant_accepts_without_a_membership(client):
    sent = actions.invite_participant(person=fresh_person(), by=staff(Party.NAV_COUNSELLOR))
    client.post(accept_url(sent), {**BORN, "password": NEW, "again": NEW})
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.is_participant
    assert not Membership.objects.filter(person=sent.person).exists()


def test_a_stranger_at_a_mistyped_address_is_shown_nothing_and_let_in_nowhere(client):
    person, sender = fresh_person(name="Hemmelig Navnesen"), staff(Party.NAV_COUNSELLOR)
    sent = actions.invite_participant(person=person, by=sender)
    for _try in range(GUESSES):
        page = client.get(accept_url(sent)).content.decode()
        answer = client.post(accept_url(sent), {**BORN, "birth_date_2": "1999", "password": NEW, "again": NEW})
        assert answer.status_code == 422
        for words in (page, answer.content.decode()):
            assert "Navnesen" not in words
            assert person.email not in words
            assert sender.person.name not in words
    right = client.post(accept_url(sent), {**BORN, "password": NEW, "again": NEW})
    assert right.status_code == 404, "the link ran out with the last guess"
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert "_auth_user_id" not in client.session


def test_a_stranger_does_not_get_round_the_birth_date_by_a_new_password(client):
    person = fresh_person()
    asked = client.post(reverse("account_reset_password"), {"email": person.email})
    assert asked["Location"] == reverse("account_reset_password_done")
    assert not OutboxMessage.objects.exists()


def test_asking_for_the_birth_date_is_over_with_the_link(invited):
    invited.person.birth_date = datetime.date(2004, 5, 17)
    invited.person.save()
    assert actions.knows_birth_date(invitation=invited, answer=datetime.date(2004, 5, 17))
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(AlreadyDone):
        actions.knows_birth_date(invitation=invited, answer=datetime.date(2004, 5, 17))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"password": "kort", "again": "kort"}, "password"),
        ({"password": NEW, "again": "noe-annet-enn-det"}, "again"),
        ({"password": "passordpassord1"[:3] * 1, "again": ""}, "again"),
        ({"password": "", "again": ""}, "password"),
        ({"name": "", "password": NEW, "again": NEW}, "name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_happens(client, invited, typed, field):
    response = client.post(accept_url(invited), {"name": "Ny", **typed})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    invited.refresh_from_db()
    assert invited.accepted_at is None


def test_every_dead_link_looks_the_same(client, invited, nav_office, nav_coordinator, at):
    def dead(token: str) -> bytes:
        response = client.get(reverse("accounts:invitation", args=[token]))
        posted = client.post(reverse("accounts:invitation", args=[token]), {"name": "X", "password": NEW, "again": NEW})
        assert response.status_code == posted.status_code == 404
        return response.content.split(b"<main")[1].split(b"</main>")[0]

    unknown = dead("nonsense")
    used, revoked, closed, inactive, old = (
        actions.invite_colleague(
            email=f"n{n}@example.test", name="N", office=nav_office, role="nav_counsellor", by=nav_coordinator
        )
        for n in range(5)
    )
    actions.accept(invitation=used, name="N", password=NEW)
    actions.revoke(invitation=revoked, by=nav_coordinator)
    Person.objects.filter(pk=inactive.person_id).update(is_active=False)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    actions.close_office(office=nav_office, by=nav_coordinator)
    for each in (used, revoked, closed, inactive, old):
        assert dead(token_of(each)) == unknown
    assert dead(token_of(invited)[:-1] + "x") == unknown


def test_the_link_works_for_fourteen_days(invited, at):
    made = timezone.localtime(invited.created_at)
    moment = made + datetime.timedelta(days=14)
    at((moment - datetime.timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M"))
    assert find_open(token_of(invited))
    at((moment + datetime.timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M"))
    assert find_open(token_of(invited)) is None
    with pytest.raises(AlreadyDone):
        actions.accept(invitation=invited, name="N", password=NEW)


def test_whoever_has_an_account_signs_in_first_and_keeps_the_name(client, nav_office, nav_coordinator):
    owner, stranger = PersonFactory(name="Eget Navn"), PersonFactory()
    sent = actions.invite_colleague(
        email=owner.email, name="Feil Navn", office=nav_office, role="nav_counsellor", by=nav_coordinator
    )
    assert f"{reverse('account_login')}?next=" in client.get(accept_url(sent)).content.decode()
    client.post(accept_url(sent), {"name": "Tatt", "password": NEW, "again": NEW})
    client.force_login(stranger)
    assert client.get(accept_url(sent)).context["somebody_else"]
    client.post(accept_url(sent))
    assert not Membership.objects.filter(person=owner).exists()
    client.force_login(owner)
    assert "Nav Prøvevik" in client.get(accept_url(sent)).content.decode()
    assert client.post(accept_url(sent))["Location"] == "/"
    owner.refresh_from_db()
    assert owner.name == "Eget Navn"
    assert owner.check_password(PASSWORD)
    assert client.get(reverse("accounts:choose")).wsgi_request.actor.party == Party.NAV_COUNSELLOR


def test_a_participant_with_an_account_accepts_as_participant(client):
    person = PersonFactory()
    sent = actions.invite_participant(person=person, by=staff(Party.NAV_COUNSELLOR))
    client.force_login(person)
    client.post(accept_url(sent))
    assert client.get(reverse("accounts:choose")).wsgi_request.actor == as_participant(person)
    assert find_open(token_of(sent)) is None


def test_the_inviter_is_not_told_whether_the_address_has_an_account(client, nav_office, nav_coordinator):
    PersonFactory(email="kjent@example.test", name="Kjent Deltakersen")
    client.force_login(nav_coordinator.person)
    pages = []
    for email in ("kjent@example.test", "ukjent@example.test"):
        data = {"name": "X", "email": email, "office": nav_office.public_id, "role": "nav_counsellor"}
        response = client.post(reverse("accounts:invite"), data, follow=True)
        pages.append(response.content.decode())
        actions.revoke(invitation=Invitation.objects.filter(revoked_at=None).get(), by=nav_coordinator)
    for page in pages:
        assert "Kjent Deltakersen" not in page
    tell = [page.replace("ukjent@", "@").replace("kjent@", "@") for page in pages]
    assert tell[0].count("@example.test") == tell[1].count("@example.test")


def test_inviting_again_replaces_the_link(invited, nav_office, nav_coordinator):
    again = actions.invite_colleague(
        email="ny.kollega@example.test", name="", office=nav_office, role="nav_counsellor", by=nav_coordinator
    )
    assert find_open(token_of(invited)) is None
    assert find_open(token_of(again)) == again
    participants = [actions.invite_participant(person=invited.person, by=nav_coordinator) for _ in range(2)]
    assert [bool(find_open(token_of(each))) for each in participants] == [False, True]
    assert find_open(token_of(again)), "another invitation of the same person stands"


def test_a_role_somebody_has_is_not_given_twice(nav_office, nav_coordinator):
    member = membership(Party.NAV_COUNSELLOR, nav_office)
    with pytest.raises(AlreadyDone):
        actions.invite_colleague(
            email=member.person.email, name="", office=nav_office, role=member.role, by=nav_coordinator
        )


def test_a_membership_given_in_the_meantime_is_taken_over(invited):
    membership(Party.NAV_COUNSELLOR, invited.office, person=invited.person)
    actions.accept(invitation=invited, name="N", password=NEW)
    assert Membership.objects.filter(person=invited.person).count() == 1


def test_resend_and_revoke(invited, nav_coordinator, audited):
    again = actions.resend(invitation=invited, by=nav_coordinator)
    assert find_open(token_of(invited)) is None
    assert find_open(token_of(again)) == again
    for act in (actions.resend, actions.revoke):
        with pytest.raises(AlreadyDone):
            act(invitation=invited, by=nav_coordinator)
    actions.revoke(invitation=again, by=nav_coordinator)
    with pytest.raises(AlreadyDone):
        actions.accept(invitation=again, name="N", password=NEW)
    assert audited() == ["colleague_invited", "invitation_resent", "invitation_revoked"]


def test_an_expired_one_can_be_sent_again(invited, nav_coordinator):
    Invitation.objects.update(expires_at=timezone.now())
    again = actions.resend(invitation=invited, by=nav_coordinator)
    assert find_open(token_of(again)) == again


def test_a_password_set_in_the_meantime_is_not_overwritten(invited):
    invited.person.set_password(PASSWORD)
    invited.person.save()
    with pytest.raises(AlreadyDone):
        actions.accept(invitation=invited, name="N", password=NEW)


def test_signed_in_acceptance_is_once(client, nav_office, nav_coordinator):
    person = PersonFactory()
    sent = actions.invite_colleague(
        email=person.email, name="", office=nav_office, role="nav_counsellor", by=nav_coordinator
    )
    actions.accept_signed_in(invitation=sent, by=as_participant(person))
    with pytest.raises(AlreadyDone):
        actions.accept_signed_in(invitation=sent, by=as_participant(person))


def test_a_job_leaves_its_name(nav_office):
    actions.invite_colleague(
        email="f@example.test", name="F", office=nav_office, role="coordinator", by=System("invite_coordinator")
    )
    entry = AuditEntry.objects.get()
    assert (entry.by_person, entry.data["job"]) == (None, "invite_coordinator")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_get_one_membership(nav_office, nav_coordinator):
    sent = actions.invite_colleague(
        email="race@example.test", name="R", office=nav_office, role="nav_counsellor", by=nav_coordinator
    )
    results: list[str] = []
    barrier = threading.Barrier(8)

    def run() -> None:
        barrier.wait()
        try:
            actions.accept(invitation=sent, name="R", password=NEW)
            results.append("in")
        except AlreadyDone:
            results.append("already done")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["already done"] * 7 + ["in"]
    assert Membership.objects.filter(person=sent.person).count() == 1


# --- who may -------------------------------------------------------------------------------------------------------
def test_who_may_invite_where(nav_coordinator, county_coordinator, other_county, nav_office):
    centre = office(OfficeKind.CAREER_CENTRE)
    assert can_invite(nav_coordinator, nav_office, "nav_counsellor")
    assert not can_invite(nav_coordinator, nav_office, "career_counsellor")
    assert not can_invite(nav_coordinator, centre, "career_counsellor")
    assert can_invite(county_coordinator, centre, "career_counsellor")
    assert not can_invite(other_county, nav_office, "nav_counsellor")
    assert not can_invite(staff(Party.NAV_COUNSELLOR), nav_office, "nav_counsellor")
    assert not can_invite(participant(), nav_office, "nav_counsellor")
    nav_office.is_active = False
    assert not can_invite(nav_coordinator, nav_office, "nav_counsellor")


def test_who_may_manage_an_invitation(invited, nav_coordinator, county_coordinator, other_county):
    assert can_manage_invitation(nav_coordinator, invited)
    assert not can_manage_invitation(county_coordinator, invited)
    assert not can_manage_invitation(other_county, invited)
    sender, colleague = staff(Party.NAV_COUNSELLOR), staff(Party.NAV_COUNSELLOR)
    sent = actions.invite_participant(person=fresh_person(), by=sender)
    assert can_manage_invitation(sender, sent)
    assert not can_manage_invitation(colleague, sent)
    assert not can_manage_invitation(as_participant(sender.person), sent)
    assert not can_manage_invitation(nav_coordinator, sent)


@pytest.mark.parametrize("route", ["accounts:invitation_resend", "accounts:invitation_revoke"])
def test_outsiders_do_not_find_the_invitation(
    client, invited, route, nav_coordinator, county_coordinator, other_county
):
    address = reverse(route, args=[invited.public_id])
    for outsider, code in (
        (county_coordinator, 404),
        (other_county, 404),
        (staff(Party.NAV_COUNSELLOR), 403),
        (participant(), 403),
    ):
        client.force_login(outsider.person)
        assert client.post(address).status_code == code
    client.force_login(nav_coordinator.person)
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == reverse("accounts:people")
    assert client.post(address).status_code == 409


def test_visible_invitations(invited, nav_coordinator, county_coordinator):
    sender = staff(Party.NAV_COUNSELLOR)
    sent = actions.invite_participant(person=fresh_person(), by=sender)
    assert list(Invitation.objects.visible_to(nav_coordinator)) == [invited]
    assert list(Invitation.objects.visible_to(county_coordinator)) == []
    assert list(Invitation.objects.visible_to(sender)) == [sent]
    assert list(Invitation.objects.visible_to(participant())) == []


def test_the_form_says_what_is_wrong(client, nav_coordinator, nav_office):
    member = membership(Party.NAV_COUNSELLOR, nav_office)
    centre = office(OfficeKind.CAREER_CENTRE)
    client.force_login(nav_coordinator.person)

    def errors(**typed) -> set[str]:
        data = {
            "name": "X",
            "email": "x@example.test",
            "office": nav_office.public_id,
            "role": "nav_counsellor",
            **typed,
        }
        response = client.post(reverse("accounts:invite"), data)
        assert response.status_code == 422
        return set(response.context["form"].errors)

    assert errors(role="career_counsellor") == {"role"}, "no such role on this side"
    assert errors(office=nav_coordinator.office.public_id) == {"role"}, "no counsellors at the county office"
    assert errors(email=member.person.email.upper()) == {"email"}
    assert errors(email="ikke en adresse") == {"email"}
    assert errors(office=centre.public_id) == {"office"}
    assert errors(name="") == {"name"}
    assert not Invitation.objects.exists()


def test_only_coordinators_invite(client, nav_office):
    for outsider in (staff(Party.NAV_COUNSELLOR), participant()):
        client.force_login(outsider.person)
        assert client.get(reverse("accounts:invite")).status_code == 403
        assert client.post(reverse("accounts:invite"), {"email": "x@example.test"}).status_code == 403


def test_actor_of_a_new_membership(invited):
    member = actions.accept(invitation=invited, name="N", password=NEW)
    assert actor_of(member).party == Party.NAV_COUNSELLOR
