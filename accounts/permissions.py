"""Who may do what with offices, people and invitations. Plain answers; the scope (404) comes before."""

from accounts.actors import Actor
from accounts.enums import ROLES_AT, OfficeKind, Party
from accounts.models import Invitation, Membership, Office

#: Those who have people of their own, whom somebody else can look after for a while.
COVERED_ROLES = (Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR)


def can_coordinate(actor: Actor) -> bool:
    """Offices, people, invitations and failed messages are the coordinator's; none of it shows any case."""
    return actor.party is Party.COORDINATOR


def is_own_side(actor: Actor, office: Office) -> bool:
    """Whether the office belongs to the actor's organisation and county (DOMAIN, "The parties")."""
    own = actor.office
    return own is not None and own.county_id == office.county_id and own.is_nav == office.is_nav


def can_edit_office(actor: Actor, office: Office) -> bool:
    """Both organisations look after the county's offices together."""
    return can_coordinate(actor) and actor.county is not None and office.county_id == actor.county.pk


def can_invite(actor: Actor, office: Office, role: str) -> bool:
    """To an office in use of the own organisation, in a role that exists there."""
    roles = ROLES_AT[OfficeKind(office.kind)]
    return can_coordinate(actor) and is_own_side(actor, office) and office.is_active and role in roles


def can_end(actor: Actor, membership: Membership) -> bool:
    """Not one's own: somebody must be left to look after the rest."""
    return can_coordinate(actor) and is_own_side(actor, membership.office) and membership.person_id != actor.person.pk


def can_manage_invitation(actor: Actor, invitation: Invitation) -> bool:
    """A colleague's: a coordinator of the same organisation. A participant's: the membership that sent it."""
    if invitation.office is None:
        return actor.membership_id is not None and invitation.invited_by_id == actor.membership_id
    return can_coordinate(actor) and is_own_side(actor, invitation.office)


def can_set_cover(actor: Actor, covered: Membership) -> bool:
    """One's own, or as coordinator for a counsellor of the own organisation."""
    if covered.role not in COVERED_ROLES:
        return False
    return covered.pk == actor.membership_id or (can_coordinate(actor) and is_own_side(actor, covered.office))


def can_stand_in(covered: Membership, covering: Membership) -> bool:
    """A colleague in the same role and county. Cover never crosses between Nav and the career centre."""
    return (
        covered.role in COVERED_ROLES
        and covered.role == covering.role
        and covered.office.county_id == covering.office.county_id
        and covered.person_id != covering.person_id
    )
