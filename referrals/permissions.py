"""Who may do what with a referral. Plain bools; the view has already scoped what it loaded to the actor.

Source: DOMAIN, "The firewall", point 1.
"""

from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.enums import Party
from accounts.models import County, Membership
from journeys import blueprints
from journeys.models import Journey
from referrals.models import MissingDocument


def member(actor: Actor) -> Membership:
    """Return the membership the actor acts in; PermissionDenied for a participant."""
    if actor.membership is None:
        raise PermissionDenied
    return actor.membership


def county_of(actor: Actor) -> County:
    """Return the county the actor works in; PermissionDenied for a participant."""
    return member(actor).office.county


def starts_with(county: County | None, party: Party) -> bool:
    """Whether the county has a model that a journey may begin in by this party."""
    return (
        county is not None and county.code in blueprints.counties() and party in blueprints.latest(county.code).origins
    )


def can_refer(actor: Actor) -> bool:
    """A Nav counsellor of a county whose model begins with a referral."""
    return actor.party == Party.NAV_COUNSELLOR and starts_with(actor.county, Party.NAV_COUNSELLOR)


def can_record_information(actor: Actor) -> bool:
    """A Nav counsellor of a county whose model begins without Nav (trondelag-model, "NAV-veileders rolle")."""
    return (
        actor.party == Party.NAV_COUNSELLOR
        and starts_with(actor.county, Party.PARTICIPANT)
        and not starts_with(actor.county, Party.NAV_COUNSELLOR)
    )


def is_own(actor: Actor, journey: Journey) -> bool:
    return actor.is_participant and journey.participant_id == actor.person.pk


def acts_for_nav(actor: Actor, journey: Journey) -> bool:
    """The journey's Nav counsellor, or who covers for that one today."""
    return actor.party == Party.NAV_COUNSELLOR and journey.nav_counsellor_id in actor.recipients


def acts_for_centre(actor: Actor, journey: Journey) -> bool:
    """The journey's career counsellor, or who covers for that one today."""
    return actor.party == Party.CAREER_COUNSELLOR and journey.career_counsellor_id in actor.recipients


def can_read_referral(actor: Actor, journey: Journey) -> bool:
    """The purpose and the agreed information: all three parties, by name."""
    return is_own(actor, journey) or acts_for_nav(actor, journey) or acts_for_centre(actor, journey)


def can_read_own_start(actor: Actor, journey: Journey) -> bool:
    """What the participant wrote when starting alone: for the career counsellor, never for Nav."""
    return is_own(actor, journey) or acts_for_centre(actor, journey)


def writes_agreed_information(actor: Actor, journey: Journey) -> bool:
    """The two who agree: the participant and the Nav counsellor."""
    return is_own(actor, journey) or acts_for_nav(actor, journey)


def can_change_agreed_information(actor: Actor, journey: Journey, *, met: bool) -> bool:
    """The two who agree, in an open journey until the first meeting is held (`met`)."""
    return writes_agreed_information(actor, journey) and journey.is_open and not met


def can_see_contact(actor: Actor, journey: Journey, *, referred: bool) -> bool:
    """The career counsellor; Nav only where Nav registered the referral (`referred`)."""
    return acts_for_centre(actor, journey) or (referred and acts_for_nav(actor, journey))


def can_mark_ordered(actor: Actor, document: MissingDocument) -> bool:
    """It is the participant who orders them (nordland-model, *Forarbeid*)."""
    return document.journey.is_open and is_own(actor, document.journey)


def can_mark_brought(actor: Actor, document: MissingDocument) -> bool:
    """The participant, or the career counsellor who was handed them."""
    journey = document.journey
    return journey.is_open and (is_own(actor, journey) or acts_for_centre(actor, journey))
