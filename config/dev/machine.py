"""Debian packages the product needs: installed where that is possible without asking, else named in one line."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from config.dev.paths import Stop, say


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package and how to see that what it brings is there, wherever it came from."""

    name: str
    purpose: str
    is_there: Callable[[], bool]


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _library(file: str) -> Callable[[], bool]:
    def found() -> bool:
        try:
            ctypes.CDLL(file)
        except OSError:
            return False
        return True

    return found


GETTEXT = SystemPackage("gettext", "translations", _program("msgfmt"))
PANGO = SystemPackage("libpangoft2-1.0-0", "PDF", _library("libpangoft2-1.0.so.0"))
HARFBUZZ = SystemPackage("libharfbuzz-subset0", "fonts in PDF", _library("libharfbuzz-subset.so.0"))
CHROMIUM = SystemPackage("chromium", "browser tests", _program("chromium", "chromium-browser", "google-chrome"))
POPPLER = SystemPackage("poppler-utils", "tests of the PDF", _program("pdfinfo"))

FOR_RUNNING = (GETTEXT, PANGO, HARFBUZZ)
FOR_TESTING = (*FOR_RUNNING, CHROMIUM, POPPLER)


def ensure(packages: tuple[SystemPackage, ...]) -> None:
    """Install what is missing, or stop and say what to install."""
    if missing := [package for package in packages if not package.is_there()]:
        install([package.name for package in missing])
    if missing := [package for package in packages if not package.is_there()]:
        _stop([package.name for package in missing])


def install(names: list[str]) -> None:
    """Install Debian packages without a question, or stop with the line the developer can paste."""
    rights = _rights()
    if rights is None or not shutil.which("apt-get"):
        _stop(names)
    say(f"Installing {' '.join(names)} …")
    command = [*(rights or []), "apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    if _quietly(command) != 0:
        _quietly([*(rights or []), "apt-get", "update", "-qq"])
        if _quietly(command) != 0:
            _stop(names)


def _rights() -> list[str] | None:
    """Return what runs a command as root: nothing in front, sudo without a password, or None where there is no way."""
    if os.getuid() == 0:
        return []
    if shutil.which("sudo") and _quietly(["sudo", "-n", "true"]) == 0:
        return ["sudo", "-n"]
    return None


def _quietly(command: list[str]) -> int:
    done = subprocess.run(
        ["env", "DEBIAN_FRONTEND=noninteractive", *command] if command[0] != "sudo" else command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode


def _stop(names: list[str]) -> None:
    raise Stop(f"Missing on this machine: install with `sudo apt-get install {' '.join(names)}`, then try again.")
