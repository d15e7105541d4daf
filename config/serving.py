"""What must hold before a process may serve. Checked once at start; a process that may not serve does not start."""

from common.roles import assert_restricted_role


def refuse_unless_safe() -> None:
    """Raise ImproperlyConfigured when row-level security does not hold this process."""
    assert_restricted_role()
