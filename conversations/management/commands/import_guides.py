"""`manage.py import_guides`: publish a county's conversation guides from text files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actors import System
from accounts.models import County
from conversations.actions import publish_guides
from conversations.guide_format import GuideFormatError
from conversations.guides import shipped_texts


class Command(BaseCommand):
    """Publishes guides from files in the format of `conversations.guide_format`; unchanged guides stay as they are."""

    help = "Publish a county's conversation guides. Without files, the ones that come with the system."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="one per language")
        parser.add_argument("--county", required=True, help="the county's code, for example nordland")
        parser.add_argument(
            "--language", nargs="+", default=["nb"], choices=["nb", "nn"], help="of each file, in order"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        county = County.objects.filter(code=options["county"]).first()
        if county is None:
            raise CommandError(f"there is no county {options['county']}")
        texts = self._texts(county, options["files"], options["language"])
        try:
            published = publish_guides(county=county, texts=texts, by=System("import_guides"))
        except GuideFormatError as error:
            raise CommandError(str(error)) from error
        for version in published:
            self.stdout.write(f"{county.code} {version.kind}: version {version.version}")
        if not published:
            self.stdout.write("nothing has changed")

    def _texts(self, county: County, files: list[Path], language: list[str]) -> dict[str, str]:
        if not files:
            return shipped_texts(county)
        if len(files) != len(set(language)):
            raise CommandError("give one --language for each file")
        try:
            return {code: path.read_text(encoding="utf-8") for code, path in zip(language, files, strict=True)}
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"cannot read the file: {error}") from error
