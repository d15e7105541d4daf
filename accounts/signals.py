"""What this room tells the rooms above, in the transaction in which it happened."""

from django.dispatch import Signal

#: Somebody saved what they may change about themselves; sent with `person`, as it is now.
profile_changed = Signal()
