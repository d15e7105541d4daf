"""The project's server configuration, for a server whose workers are killed every other second."""

import os
import signal
from datetime import timedelta
from importlib import import_module
from typing import Any

from config import gunicorn
from config.dev.children import die_with
from config.gunicorn import *  # noqa: F403


def on_starting(server: Any) -> None:
    """Let the kernel end the server when the tests are killed. Read the code once, in the main process: a worker that
    takes a killed one's place then serves at once, also on a slow machine. It connects to the database by itself.
    """
    die_with(os.getppid(), signal.SIGTERM)()
    import django

    django.setup()
    from django.conf import settings

    import_module(settings.ROOT_URLCONF)


def post_worker_init(worker: Any) -> None:
    """Let a time be held for HOLD_SECONDS instead of ten minutes: a storm does not last long enough for more."""
    gunicorn.post_worker_init(worker)
    from appointments.actions import hold

    if seconds := os.environ.get("HOLD_SECONDS"):
        assert hold.__kwdefaults__ is not None
        hold.__kwdefaults__["keep"] = timedelta(seconds=float(seconds))
