"""How much each counsellor follows: numbers only, for those who look after the counsellors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.enums import Party
from accounts.models import Membership
from appointments.enums import GroupStatus
from appointments.models import Appointment, GroupSession
from appointments.queries.colleagues import SIDES, side
from journeys.models import Journey


@dataclass(frozen=True)
class Caseload:
    """A counsellor with the number of open journeys, and of meetings ahead without group sessions."""

    member: Membership
    journeys: int
    meetings: int

    @property
    def is_left_behind(self) -> bool:
        """Whether somebody is followed by a counsellor who is not here any more."""
        return not self.member.is_in_force() and bool(self.journeys or self.meetings)


def caseloads(members: Iterable[Membership], *, now: datetime) -> list[Caseload]:
    """Return the caseload of each counsellor at `now` (aware). Two queries per role among them."""
    rows = list(members)
    journeys = _counted(rows, Journey.objects.open())
    meetings = _counted(rows, Appointment.objects.booked().filter(starts_at__gt=now, group=None))
    return [Caseload(each, journeys.get(each.pk, 0), meetings.get(each.pk, 0)) for each in rows]


def _counted(members: Sequence[Membership], things: QuerySet[Journey] | QuerySet[Appointment]) -> dict[int, int]:
    found: dict[int, int] = {}
    for role in {each.role for each in members}:
        of = [each.pk for each in members if each.role == role]
        rows = things.filter(**{f"{side(role)}__in": of}).order_by().values_list(side(role))
        found |= dict(rows.annotate(number=Count("pk")))
    return found


def left_behind(members: QuerySet[Membership], *, now: datetime) -> list[Caseload]:
    """Return the caseloads of those of these counsellors who are not here any more, and still follow somebody."""
    open_journeys, ahead = Journey.objects.open(), Appointment.objects.booked().filter(starts_at__gt=now, group=None)
    follows = Q()
    for name in SIDES.values():
        follows |= Q(pk__in=open_journeys.order_by().values(name)) | Q(pk__in=ahead.order_by().values(name))
    over = members.filter(follows, valid_until__lte=timezone.localdate())
    return caseloads(over.order_by("person__name_sort", "pk"), now=now)


def groups_led(member: Membership, *, now: datetime) -> int:
    """Return how many group sessions ahead at `now` (aware) this career counsellor leads."""
    if member.role != Party.CAREER_COUNSELLOR:
        return 0
    planned = GroupSession.objects.filter(career_counsellor=member, status=GroupStatus.PLANNED)
    return planned.filter(starts_at__gt=now).count()
