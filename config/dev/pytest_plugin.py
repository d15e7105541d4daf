"""Gives every test run a PostgreSQL: the one DATABASE_URL names, else a throwaway server, kept with --reuse-db."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.dev.localpg import LocalServer

LOCAL = Path(__file__).resolve().parents[2] / ".local"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the server before pytest-django reads the settings; stop it when the run is over."""
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(LOCAL / "hypothesis"))
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if not is_worker and not os.environ.get("DATABASE_URL"):
        keep = bool(getattr(early_config.known_args_namespace, "reuse_db", False))
        server = LocalServer.kept_for_tests(LOCAL) if keep else LocalServer.throwaway(LOCAL)
        server.__enter__()
        os.environ["DATABASE_URL"] = server.url("postgres")
        early_config.add_cleanup(lambda: server.__exit__(None, None, None))
    return (yield)
