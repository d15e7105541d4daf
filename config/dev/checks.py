"""`make check`: everything a machine can say about the code without running the tests."""

import os
import secrets
import subprocess

from config.dev import machine
from config.dev.paths import PYTHON, ROOT, say

BIN = PYTHON.parent

#: What `check --deploy` looks at is a real installation, not this checkout.
INSTALLED = {"DEBUG": "0", "DEMO": "0", "SECRET_KEY": secrets.token_urlsafe(64), "ALLOWED_HOSTS": "trepart.example"}


#: Whether models and migrations agree is written in the files; Django warns that it cannot ask a database too.
NO_DATABASE = {"PYTHONWARNINGS": "ignore:Got an error checking:RuntimeWarning"}


def check(*_: str) -> None:
    """Run every check, also after one failed, and end with what is wrong."""
    machine.ensure((machine.GETTEXT,))
    failed = [name for name, command, environment in _steps() if not _passes(name, command, environment)]
    if failed:
        raise SystemExit(f"\nNot in order: {', '.join(failed)}")
    say("\nEverything is in order.")


def format_code(*_: str) -> None:
    """Format Python files and mend what the linter can mend."""
    subprocess.run([str(BIN / "ruff"), "format", "."], cwd=ROOT, check=False)
    raise SystemExit(subprocess.run([str(BIN / "ruff"), "check", "--fix", "."], cwd=ROOT, check=False).returncode)


def _steps() -> list[tuple[str, list[str], dict[str, str]]]:
    manage = [str(PYTHON), "manage.py"]
    return [
        ("format", [str(BIN / "ruff"), "format", "--check", "."], {}),
        ("lint", [str(BIN / "ruff"), "check", "."], {}),
        ("types", [str(PYTHON), "-m", "mypy"], {}),
        ("floors", [str(BIN / "lint-imports")], {}),
        ("templates", [str(BIN / "djlint"), "--lint", "--quiet", "templates"], {}),
        ("translations", [str(PYTHON), "-m", "config.dev.translations"], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], NO_DATABASE),
        ("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], INSTALLED),
    ]


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    say(f"--- {name}")
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode == 0
