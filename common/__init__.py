"""Shared pieces that know no room: privacy classes, outbox, audit, row-level security context, form pack helpers."""
