"""Conversation guides, meeting notes and preparation."""
