"""Who may move a journey as a whole. Plain bools; the view has already scoped the journey to the actor."""

from accounts.actors import Actor
from accounts.enums import Party
from journeys.models import Journey


def _is_party_to(actor: Actor, journey: Journey) -> bool:
    """Whether the actor is the participant, or acts for the journey's Nav or career counsellor."""
    if actor.is_participant:
        return journey.participant_id == actor.person.pk
    named = (journey.nav_counsellor_id, journey.career_counsellor_id)
    return any(membership in actor.recipients for membership in named)


def can_close(actor: Actor, journey: Journey) -> bool:
    """The parties the blueprint names may close an open journey of their own."""
    return journey.is_open and actor.party in journey.blueprint.closers and _is_party_to(actor, journey)


def can_reopen(actor: Actor, journey: Journey) -> bool:
    """The same parties may open a closed one again."""
    return not journey.is_open and actor.party in journey.blueprint.closers and _is_party_to(actor, journey)


def can_invite_nav(actor: Actor, journey: Journey) -> bool:
    """Only the participant brings Nav in, where nobody from Nav follows the journey yet (DOMAIN, firewall 1)."""
    is_own = actor.party == Party.PARTICIPANT and journey.participant_id == actor.person.pk
    return is_own and journey.is_open and journey.nav_counsellor_id is None
