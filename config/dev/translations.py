"""Finds strings of the interface without a translation, and collects them. Runs inside Django."""

import os
import sys
from pathlib import Path

import django
import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.makemessages import Command as MakeMessages

from config.dev.paths import ROOT

LANGUAGES = ("nb", "nn")
NOT_INTERFACE = ("node_modules", ".local", "static", "tests", "benchmarks", "docs")
CHANGING_HEADERS = (
    "Report-Msgid-Bugs-To",
    "Last-Translator",
    "Language-Team",
    "POT-Creation-Date",
    "PO-Revision-Date",
)


class Collect(MakeMessages):
    """makemessages that never guesses: a new string is missing, not fuzzy."""

    msgmerge_options = [*MakeMessages.msgmerge_options, "--no-fuzzy-matching"]


def collect() -> None:
    """Bring the catalogues in LOCALE_PATHS up to date with the strings in the code and the templates.

    They are sorted and carry no dates, so that a change to one string is a change of one place.
    """
    options = {"locale": list(LANGUAGES), "no_location": True, "no_wrap": True, "verbosity": 0}
    call_command(Collect(), ignore_patterns=list(NOT_INTERFACE), **options)
    for language in LANGUAGES:
        _tidy(Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po")


def missing() -> list[str]:
    """Return one line for every string without a finished translation. The committed catalogues stay as they are.

    Django collects into the `locale` folder of the working directory whatever the settings say; it is put back after.
    """
    folder = ROOT / "locale"
    committed = {file: file.read_bytes() for file in folder.glob("*/LC_MESSAGES/django.po")}
    try:
        collect()
        return [line for language in LANGUAGES for line in _unfinished(folder, language)]
    finally:
        for file, content in committed.items():
            file.write_bytes(content)


def _tidy(file: Path) -> None:
    catalogue = polib.pofile(str(file), wrapwidth=0)
    catalogue[:] = sorted(
        (entry for entry in catalogue if not entry.obsolete),
        key=lambda entry: (entry.msgid.lower(), entry.msgctxt or ""),
    )
    for name in CHANGING_HEADERS:
        catalogue.metadata.pop(name, None)
    catalogue.header = ""
    catalogue.metadata_is_fuzzy = None
    catalogue.save()


def _unfinished(folder: Path, language: str) -> list[str]:
    catalogue = polib.pofile(str(folder / language / "LC_MESSAGES" / "django.po"))
    entries = [entry for entry in catalogue if not entry.obsolete and (not entry.translated() or entry.fuzzy)]
    return [f"{language}: {entry.msgid!r}" for entry in entries]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    if "--collect" in sys.argv:
        collect()
        return
    if lines := missing():
        raise SystemExit("\n".join([*lines, f"{len(lines)} translations are missing or unfinished."]))


if __name__ == "__main__":
    main()
