"""The project's server configuration, for a server that must not outlive the tests that started it."""

import os
import signal
from datetime import timedelta
from typing import Any

from config.dev.children import die_with
from config.gunicorn import *  # noqa: F403


def on_starting(server: Any) -> None:
    """Let the kernel end the server when the tests are killed; its workers end with it."""
    die_with(os.getppid(), signal.SIGTERM)()


def post_worker_init(worker: Any) -> None:
    """Let a time be held for HOLD_SECONDS instead of ten minutes: a storm does not last long enough for more."""
    from appointments.actions import hold

    if seconds := os.environ.get("HOLD_SECONDS"):
        assert hold.__kwdefaults__ is not None
        hold.__kwdefaults__["keep"] = timedelta(seconds=float(seconds))
