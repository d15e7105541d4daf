"""Pages of conversations."""

from conversations.views.guides import guide, guide_changes, guide_list
from conversations.views.meeting import begin, close, meeting, note, save_section

__all__ = ["begin", "close", "guide", "guide_changes", "guide_list", "meeting", "note", "save_section"]
