"""Any order of sharing, withdrawing, new versions, covering, transfers and memberships ending: what Nav reads at the
page, through the queryset and in the database itself is what the participant has decided, and each reading is logged.
"""

import datetime
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.actors import Actor, for_membership
from accounts.enums import Party
from accounts.models import Cover, Membership
from careerplans.models import PlanShare, PlanVersion
from common.errors import AlreadyDone
from common.rls import person_context
from sharing.models import ReadEntry
from tests.careerplans.world import World, completed, new_world, shared, withdrawn
from tests.factories import staff

PEOPLE = st.integers(min_value=0, max_value=2)
SignIn = Callable[[Actor], Client]


class Firewall(RuleBasedStateMachine):
    """Three Nav counsellors of one office; the model keeps who decided what, and nothing of how it is stored."""

    sign_in: SignIn

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.world: World = new_world()
        colleagues = [staff(Party.NAV_COUNSELLOR, office_name="Nav Prøvesteds") for _number in range(2)]
        self.navs = [self.world.nav, *colleagues]
        self.clients = [type(self).sign_in(nav) for nav in self.navs]
        self.versions: list[PlanVersion] = []
        self.shares: dict[tuple[int, int], PlanShare] = {}
        self.covers: set[tuple[int, int]] = set()
        self.ended: set[int] = set()
        self.named = 0
        self.reads = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()

    # --- what may happen ---
    @precondition(lambda self: len(self.versions) < 3)
    @rule()
    def complete_a_version(self) -> None:
        self.versions.append(completed(self.world))

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def share(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.versions) - 1))
        key = (place, self.named)
        if self.named in self.ended:
            return  # the page says that there is nobody to share with
        if key in self.shares:
            with pytest.raises(AlreadyDone):
                shared(self.world, self.versions[place])
        else:
            self.shares[key] = shared(self.world, self.versions[place])

    @precondition(lambda self: self.shares)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.shares)))
        withdrawn(self.world, self.shares.pop(key))

    @rule(who=PEOPLE)
    def transfer(self, who: int) -> None:
        self.world.journey.nav_counsellor = self.navs[who].membership
        self.world.journey.save(update_fields=["nav_counsellor"])
        self.named = who

    @rule(covered=PEOPLE, covering=PEOPLE)
    def cover(self, covered: int, covering: int) -> None:
        if covered == covering or (covered, covering) in self.covers:
            return
        today = timezone.localdate()
        Cover.objects.create(
            covered=self.navs[covered].membership,
            covering=self.navs[covering].membership,
            valid_from=today,
            valid_until=today + datetime.timedelta(days=1),
        )
        self.covers.add((covered, covering))

    @precondition(lambda self: self.covers)
    @rule(data=st.data())
    def stop_covering(self, data: st.DataObject) -> None:
        covered, covering = data.draw(st.sampled_from(sorted(self.covers)))
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        Cover.objects.filter(covered=self.navs[covered].membership, covering=self.navs[covering].membership).update(
            valid_from=yesterday, valid_until=timezone.localdate()
        )
        self.covers.remove((covered, covering))

    @rule(who=PEOPLE)
    def end_or_renew_a_membership(self, who: int) -> None:
        ends = None if who in self.ended else timezone.localdate()
        Membership.objects.filter(pk=self.navs[who].membership_id).update(valid_until=ends)
        self.ended ^= {who}

    # --- what must hold ---
    def decided(self, who: int) -> set[int]:
        """The numbers of the versions this counsellor may read now, from the participant's decisions alone."""
        if who in self.ended:
            return set()
        mine = {who} | {covered for covered, covering in self.covers if covering == who}
        return {place + 1 for place, recipient in self.shares if recipient in mine}

    @invariant()
    def the_database_shows_what_was_decided(self) -> None:
        for who, nav in enumerate(self.navs):
            with person_context(nav.person.pk, nav.membership_id), connection.cursor() as cursor:
                cursor.execute("select number from careerplans_planversion")
                assert {number for (number,) in cursor.fetchall()} == self.decided(who)

    @invariant()
    def the_queryset_shows_what_was_decided(self) -> None:
        for who, nav in enumerate(self.navs):
            assert nav.membership is not None
            actor = for_membership(nav.person, nav.membership.public_id)
            assert (actor is None) == (who in self.ended)
            if actor is not None:
                with person_context(actor.person.pk, actor.membership_id):
                    found = set(PlanVersion.objects.visible_to(actor).values_list("number", flat=True))
                assert found == self.decided(who)

    @invariant()
    def the_page_shows_what_was_decided_and_logs_it(self) -> None:
        for who, client in enumerate(self.clients):
            for version in self.versions:
                expected = version.number in self.decided(who)
                answer = client.get(f"/planer/versjon/{version.public_id}/")
                assert answer.status_code == (200 if expected else 404)
                self.reads += expected
        assert ReadEntry.objects.count() == self.reads


@pytest.mark.django_db
def test_any_order_of_decisions(sign_in: SignIn) -> None:
    class Machine(Firewall):
        pass

    Machine.sign_in = staticmethod(sign_in)  # type: ignore[method-assign]
    # A step asks every counsellor about every version in three ways: a sixth of the profile's examples is plenty.
    examples = settings.default.max_examples // 6  # type: ignore[union-attr]
    chosen = settings(max_examples=examples, stateful_step_count=10, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Machine, settings=chosen)
