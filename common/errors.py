"""Outcomes that are nobody's fault."""


class AlreadyDone(Exception):
    """Somebody did this a moment ago, or the state has moved on; nothing was changed. Answered with a friendly page."""


class Undeliverable(Exception):
    """A message that can never be delivered as it is: trying again would not help."""
