"""The message about a proposal for a guide. It says that there is an answer, never what it is or what it is about."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from common import outbox
from common.models import OutboxMessage
from conversations.models import GuideProposal

PROPOSAL_ANSWERED = "conversations.proposal_answered"


def proposal_answered(proposal: GuideProposal) -> None:
    """To the counsellor who proposed it. An answer after the draft was thrown away is told anew."""
    member, at = proposal.proposed_by, proposal.decided_at
    outbox.enqueue(
        kind=PROPOSAL_ANSWERED,
        reference=f"{proposal.public_id}:{at.isoformat() if at else ''}",
        address=member.person.email,
        recipient=member.person,
        language=member.person.language,
        payload={"proposal": str(proposal.public_id), "membership": str(member.public_id)},
        office=member.office.public_id,
    )


def render_proposal_answered(message: OutboxMessage) -> outbox.Rendered:
    """The counsellor's message, with the way to the answer."""
    with translation.override(message.language):
        address = reverse("conversations:proposal", args=[message.payload["proposal"]])
        text = render_to_string("conversations/mail/proposal_answered.txt", {"url": settings.SITE_URL + address})
        return outbox.Rendered(_("There is an answer to your proposal"), text)


def works_here(message: OutboxMessage) -> bool:
    """Whether the membership that proposed it is still in force: nobody else could open the answer."""
    return Membership.objects.in_force().filter(public_id=message.payload["membership"]).exists()


def register() -> None:
    """Tell the outbox how the message is written; called when the app is ready."""
    outbox.register(
        PROPOSAL_ANSWERED,
        render=render_proposal_answered,
        is_valid=works_here,
        label=gettext_lazy("Answer to a proposal for a conversation guide"),
    )
