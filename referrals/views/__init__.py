"""The pages of this room."""

from referrals.views.documents import document_brought, document_ordered
from referrals.views.information import information
from referrals.views.invitations import invite_again
from referrals.views.referral import agreed, new
from referrals.views.start import confirm, start, start_sent

__all__ = [
    "agreed",
    "confirm",
    "document_brought",
    "document_ordered",
    "information",
    "invite_again",
    "new",
    "start",
    "start_sent",
]
