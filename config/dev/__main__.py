"""python -m config.dev <command>: what the Makefile calls. Works with nothing but a Python on the machine."""

import os
import subprocess
import sys

from config.dev import bootstrap
from config.dev.paths import PYTHON, ROOT, Stop, in_venv


def main() -> None:
    """Set up the checkout, move into its virtual environment, and run the command there."""
    name, *arguments = sys.argv[1:] or ["help"]
    if not in_venv():
        if name == "lock":
            bootstrap.lock()
            return
        bootstrap.setup()
        if name == "setup":
            return
        os.execv(PYTHON, [str(PYTHON), "-m", "config.dev", name, *arguments])
    _run(name, arguments)


def _run(name: str, arguments: list[str]) -> None:
    from config.dev import checks, demo, suite

    commands = {
        "demo": demo.demo,
        "demo-reset": demo.demo_reset,
        "test": suite.test,
        "test-fast": suite.test_fast,
        "test-long": suite.test_long,
        "check": checks.check,
        "format": checks.format_code,
        "bench": _bench,
        "bench-booking": _bench_booking,
        "messages": _messages,
        "manage": _manage,
    }
    if name not in commands:
        raise Stop(f"There is no command {name!r}. There are: setup, lock, {', '.join(commands)}.")
    commands[name](*arguments)


def _bench(*arguments: str) -> None:
    """Measure pages, on the checkout's own database server unless DATABASE_URL names another one."""
    _measure("benchmarks", *arguments)


def _bench_booking(*arguments: str) -> None:
    """Measure finding times and booking them, on the same server."""
    _measure("benchmarks.booking", *arguments)


def _measure(module: str, *arguments: str) -> None:
    from config.dev.database import running_database
    from config.dev.demo import prepare

    prepare()
    with running_database():
        raise SystemExit(_call("-m", module, *arguments))


def _messages(*_: str) -> None:
    """Collect the strings of the interface into the catalogues, compile them, and tell what is missing."""
    from config.dev import machine
    from config.dev.demo import compile_messages

    machine.ensure((machine.GETTEXT,))
    _call("-m", "config.dev.translations", "--collect")
    compile_messages()
    raise SystemExit(_call("-m", "config.dev.translations"))


def _manage(*arguments: str) -> None:
    """Run a Django command while the database runs."""
    from config.dev.database import running_database

    with running_database():
        raise SystemExit(_call("manage.py", *arguments))


def _call(*arguments: str) -> int:
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
