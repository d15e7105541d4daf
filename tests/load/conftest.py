"""Many clients against the real server, on committed data. TEST_SCALE=long takes the full figures."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.load.server import Server, serving

LONG = os.environ.get("TEST_SCALE") == "long"
Serve = Callable[..., AbstractContextManager[Server]]


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has broken in this database, as far as its backends have told."""
    with connection.cursor() as cursor:
        cursor.execute("select deadlocks from pg_stat_database where datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)


@pytest.fixture
def serve(transactional_db: None, tmp_path: Path) -> Serve:
    """`with serve() as server:` runs one for the block; afterwards nothing may have locked each other out.

    A backend tells of deadlocks at its end at the latest, so they are counted when the server has stopped.
    """

    @contextmanager
    def run(**options: Any) -> Iterator[Server]:
        before = deadlocks()
        with serving(tmp_path, **options) as server:
            yield server
        assert deadlocks() == before

    return run


@pytest.fixture
def chance() -> random.Random:
    """The same each time in the bounded form; drawn from the run's seed in the long one."""
    return random.Random(os.environ.get("SEED", "20260302"))
