"""Who may hand over what to a colleague: the counsellor, who covers for them now, and the own side's coordinator.

A coordinator sees times, kinds and numbers for it, and no participant's name. The functions that find things return
only what the actor may know of; the rest are plain bools.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import Membership
from accounts.permissions import COVERED_ROLES, can_coordinate, is_own_side
from appointments.models import Absence, Appointment
from appointments.queries.colleagues import SIDES, attending
from journeys.models import Journey


def memberships_of(actor: Actor) -> QuerySet[Membership]:
    """Return the counsellors whose caseload the actor may hand over: own and covered; a coordinator's whole side."""
    looked_after = Membership.objects.visible_to(actor).filter(role__in=COVERED_ROLES)
    own = Membership.objects.filter(pk__in=actor.recipients, role__in=COVERED_ROLES)
    found: QuerySet[Membership] = (looked_after if can_coordinate(actor) else own).select_related("person", "office")
    return found


def absences_of(actor: Actor) -> QuerySet[Absence]:
    """Return the absences of those counsellors."""
    return Absence.objects.filter(membership__in=memberships_of(actor).order_by()).select_related("membership__person")


def appointments_of(actor: Actor) -> QuerySet[Appointment]:
    """Return the appointments the actor may know of, for a coordinator those of the own side's counsellors."""
    if not can_coordinate(actor):
        return Appointment.objects.visible_to(actor)
    side = SIDES[role_of(actor)]
    return Appointment.objects.filter(**{f"{side}__in": memberships_of(actor).order_by()})


def role_of(actor: Actor) -> Party:
    """Return the role whose counsellors the actor may hand over: the own; for a coordinator the own side's."""
    if actor.party in SIDES:
        return actor.party
    return Party.NAV_COUNSELLOR if actor.office and actor.office.is_nav else Party.CAREER_COUNSELLOR


def can_hand_over(actor: Actor, appointment: Appointment, *, now: datetime) -> bool:
    """A meeting ahead at `now` (aware) of one's own, or of the journey's one follows; group sessions go as a whole."""
    if not appointment.is_booked or appointment.starts_at <= now or appointment.group_id is not None:
        return False
    member = None if actor.is_participant else attending(appointment, role_of(actor))
    if member is None:
        return False
    own = {member.pk, appointment.journey.career_counsellor_id}
    return bool(own & set(actor.recipients)) or _looks_after(actor, member)


def is_ones_own(actor: Actor, appointment: Appointment) -> bool:
    """Whether the actor, or somebody the actor covers for, is the counsellor of the own role who attends now."""
    member = attending(appointment, actor.party) if actor.party in SIDES else None
    return member is not None and member.pk in actor.recipients


def can_transfer(actor: Actor, journey: Journey) -> bool:
    """An open journey one follows, or covers for who does, goes to a colleague of one's own role."""
    if actor.party not in SIDES or not journey.is_open:
        return False
    return getattr(journey, f"{SIDES[actor.party]}_id") in actor.recipients


def _looks_after(actor: Actor, member: Membership) -> bool:
    return can_coordinate(actor) and is_own_side(actor, member.office)


def in_absence(absence: Absence) -> Q:
    """Return the condition of an appointment that touches the absence."""
    return Q(starts_at__lt=absence.ends_at, ends_at__gt=absence.starts_at)
