"""What must hold before a process may serve. Checked once at start; a process that may not serve does not start."""

import os

from accounts.demo import assert_demo_allowed
from common.roles import assert_restricted_role


def refuse_unless_safe() -> None:
    """Raise ImproperlyConfigured when row-level security does not hold this process, or a demo may not be shown here.

    The server has left the address it listens on in SERVING_ADDRESS (config/gunicorn.py does).
    """
    assert_restricted_role()
    assert_demo_allowed(os.environ.get("SERVING_ADDRESS", ""))
