"""The database of a command: the one DATABASE_URL names, else the checkout's own server while the command runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.dev.localpg import LocalServer
from config.dev.paths import LOCAL
from config.dev.pgplace import LOCATION_NOTE, Place

NAME = "trepart"
#: Lets `manage.py` find the server while it runs.
NOTE = LOCAL / "database-url"


@contextmanager
def running_database() -> Iterator[str]:
    """Yield the owner's address of a database that answers, and leave it in DATABASE_URL for child processes."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with LocalServer.development(LOCAL) as server:
        server.ensure_database(NAME)
        os.environ["DATABASE_URL"] = server.url(NAME)
        NOTE.write_text(os.environ["DATABASE_URL"])
        try:
            yield os.environ["DATABASE_URL"]
        finally:
            if server.process:
                NOTE.unlink(missing_ok=True)


def remove_local_database() -> None:
    """Remove the checkout's own server with its data, wherever it is. The caller has seen that it does not run."""
    if (LOCAL / LOCATION_NOTE).exists() or (LOCAL / "pg").exists():
        Place.of(LOCAL).remove()
    (LOCAL / LOCATION_NOTE).unlink(missing_ok=True)
    NOTE.unlink(missing_ok=True)
