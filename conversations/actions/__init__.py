"""The verbs of conversations, one module per noun."""

from conversations.actions.meetings import (
    PREPARATION_LIMIT,
    SECTION_LIMIT,
    Conflict,
    DraftChanged,
    GuideMissing,
    NextMeetingChanged,
    NoteClosed,
    Saved,
    TextTooLong,
    begin,
    close_meeting,
    draft_mark,
    save_closing_draft,
    save_section,
)
from conversations.actions.publishing import publish_guides

__all__ = [
    "PREPARATION_LIMIT",
    "SECTION_LIMIT",
    "Conflict",
    "DraftChanged",
    "GuideMissing",
    "NextMeetingChanged",
    "NoteClosed",
    "Saved",
    "TextTooLong",
    "begin",
    "close_meeting",
    "draft_mark",
    "publish_guides",
    "save_closing_draft",
    "save_section",
]
