"""Rogaland, whose model begins with an optional group session, and journeys that may join one."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.actors import Actor, System
from accounts.enums import Party
from accounts.models import Office
from appointments.actions import groups
from appointments.actions.groups import GroupPlan
from appointments.models import Appointment, GroupSession
from journeys import actions as journey_actions
from journeys import kinds
from journeys.blueprints.rogaland import GROUP_SESSION, ROGALAND_1
from journeys.blueprints.types import Mode
from journeys.models import Journey
from tests.appointments.conftest import Scene, publish, today
from tests.factories import county, participant, staff

CODE = "rogaland"
GROUP = ROGALAND_1.meeting_kind(GROUP_SESSION)
PLACES = 3


@dataclass
class GroupScene:
    """A leader, a Nav counsellor who hosts and follows the journeys, and another Nav counsellor at the office."""

    leader: Actor
    host: Actor
    other_nav: Actor
    journeys: list[Journey] = field(default_factory=list)

    @property
    def nav_office(self) -> Office:
        assert self.host.office is not None
        return self.host.office

    def wanted(self, clock: str = "12:00", *, days: int = 1, **fields: Any) -> GroupPlan:
        """Two hours at the Nav office tomorrow, unless told otherwise."""
        start = today(clock) + timedelta(days=days)
        usual: dict[str, Any] = {
            "kind": GROUP,
            "mode": Mode.IN_PERSON,
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "place": self.nav_office,
            "capacity": PLACES,
            "nav_contact": self.host.membership,
        }
        return GroupPlan(**{**usual, **fields})

    def plan(self, clock: str = "12:00", **fields: Any) -> GroupSession:
        return groups.plan(wanted=self.wanted(clock, **fields), by=self.leader)

    def journey(self, nav: Actor | None = None) -> Journey:
        """Another journey past its referral, followed by the host unless told otherwise."""
        nav, owner = nav or self.host, participant()
        made = journey_actions.start(
            county=county(CODE),
            participant=owner.person,
            origin=Party.NAV_COUNSELLOR,
            by=System("test"),
            nav_counsellor=nav.membership,
            career_centre=self.leader.office,
        )
        journey_actions.record(journey=made, kind=kinds.REFERRAL_REGISTERED, by=System("test"))
        self.journeys.append(made)
        return made

    def add(self, session: GroupSession, journey: Journey | None = None, *, by: Actor | None = None) -> Appointment:
        return groups.add_participant(session=session, journey=journey or self.journey(), by=by or self.host)


def make_group_scene() -> GroupScene:
    """The leader has published a morning at the Nav office, for what else is booked."""
    scene = GroupScene(
        staff(Party.CAREER_COUNSELLOR, county_code=CODE),
        staff(Party.NAV_COUNSELLOR, county_code=CODE),
        staff(Party.NAV_COUNSELLOR, county_code=CODE),
    )
    morning = publish(scene.leader)
    morning.place = scene.nav_office
    morning.save()
    return scene


def colleague() -> Actor:
    """Another career counsellor at the centre."""
    return staff(Party.CAREER_COUNSELLOR, county_code=CODE)


def as_scene(scene: GroupScene, journey: Journey) -> Scene:
    """The journey in the words of the other tests, to book an ordinary meeting in it."""
    return Scene(journey, owner_of(journey), scene.host, scene.leader)


def owner_of(journey: Journey) -> Actor:
    return Actor(journey.participant)
