"""The verbs of this room: each one transaction, with one event where there is a journey, else one audit row."""

from referrals.actions.agreed import ChangedMeanwhile, change_agreed_information
from referrals.actions.documents import mark_brought, mark_ordered
from referrals.actions.information import record_information
from referrals.actions.invitations import invite_again
from referrals.actions.registration import AddressOfAnother, look_up, register
from referrals.actions.start import (
    LinkOfAnother,
    LinkUsedUp,
    OwnStartAnswers,
    StartRequest,
    confirm_start,
    forget_expired_starts,
    request_start,
    start_signed_in,
)
from referrals.limits import TooMany

__all__ = [
    "AddressOfAnother",
    "ChangedMeanwhile",
    "LinkOfAnother",
    "LinkUsedUp",
    "OwnStartAnswers",
    "StartRequest",
    "TooMany",
    "change_agreed_information",
    "confirm_start",
    "forget_expired_starts",
    "invite_again",
    "look_up",
    "mark_brought",
    "mark_ordered",
    "record_information",
    "register",
    "request_start",
    "start_signed_in",
]
