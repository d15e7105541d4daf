"""The verbs of this room. Each is one transaction and leaves one row in the audit table."""

from accounts.actions.covers import end_cover, set_cover
from accounts.actions.invitations import (
    accept,
    accept_signed_in,
    invite_colleague,
    invite_participant,
    knows_birth_date,
    resend,
    revoke,
)
from accounts.actions.memberships import end_membership
from accounts.actions.offices import add_office, change_office, close_office, reopen_office
from accounts.actions.people import change_profile, set_up

__all__ = [
    "accept",
    "accept_signed_in",
    "add_office",
    "change_office",
    "change_profile",
    "close_office",
    "end_cover",
    "end_membership",
    "invite_colleague",
    "invite_participant",
    "knows_birth_date",
    "reopen_office",
    "resend",
    "revoke",
    "set_cover",
    "set_up",
]
