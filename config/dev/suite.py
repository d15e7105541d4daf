"""The tests: what they need, then pytest, then whether the core is covered."""

import os
import secrets
import subprocess

from config.dev import machine
from config.dev.demo import compile_messages
from config.dev.paths import LOCAL, PYTHON, ROOT, say

#: What must be covered by every branch: who may, what happens, and where a journey stands.
CORE = (
    "*/actions.py",
    "*/actions/*.py",
    "*/permissions.py",
    "*/permissions/*.py",
    "journeys/progress.py",
    "journeys/facts.py",
)


def test(*arguments: str) -> None:
    """All tests except the large figures, with coverage; the core must be covered completely."""
    _prepare()
    failed = _pytest("--cov", "--cov-report=", *arguments)
    uncovered = _coverage("report", f"--include={','.join(CORE)}", "--fail-under=100", "--skip-covered")
    raise SystemExit(failed or uncovered)


def test_fast(*arguments: str) -> None:
    """Everything that needs no browser and little time."""
    _prepare()
    raise SystemExit(_pytest("-m", "not browser and not long and not race", *arguments))


def test_long(*arguments: str) -> None:
    """The large figures: the same code as in `test` with larger numbers, from a new seed unless SEED names one.

    What they came to stays in `.local/results`, under the commit they were measured on.
    """
    _prepare()
    seed = os.environ.setdefault("SEED", str(secrets.randbelow(2**32)))
    os.environ["TEST_SCALE"] = "long"
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    name = commit.stdout.strip()[:12] or "no-commit"
    say(f"Commit {name}, seed {seed}. The same again: SEED={seed} make test-long")
    report = LOCAL / "results" / f"long-{name}-{seed}.xml"
    raise SystemExit(
        _pytest("-m", "long or race", "-s", f"--hypothesis-seed={seed}", f"--junit-xml={report}", *arguments)
    )


def _prepare() -> None:
    machine.ensure(machine.FOR_TESTING)
    compile_messages()


def _pytest(*arguments: str) -> int:
    return subprocess.run([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


def _coverage(*arguments: str) -> int:
    return subprocess.run([str(PYTHON), "-m", "coverage", *arguments], cwd=ROOT, check=False).returncode
