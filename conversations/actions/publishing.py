"""Publishing guides from text files."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor, System
from accounts.models import County
from common.audit import audit
from conversations import guides
from conversations.guide_content import tidied
from conversations.guide_format import Guide
from conversations.models import GuideVersion


@transaction.atomic
def publish_guides(*, county: County, texts: Mapping[str, str], by: Actor | System) -> list[GuideVersion]:
    """Publish a county's guides from texts by language; return the new versions.

    A guide whose words are unchanged gets no new version, so that repeating this does nothing. Kinds the county's
    meetings do not use are passed over. One audit row per new version. Raises GuideFormatError.
    """
    found = guides.read(texts, county)
    versions = [_publish(county, kind, content, by) for kind, content in found.items()]
    return [version for version in versions if version]


def _publish(county: County, kind: str, texts: Mapping[str, Guide], by: Actor | System) -> GuideVersion | None:
    latest = GuideVersion.objects.filter(county=county, kind=kind).order_by("-version").first()
    title, sections = guides.content(texts, county, latest)
    if latest and (latest.title, tidied(latest.sections)) == (title, tidied(sections)):
        return None
    version = GuideVersion.objects.create(
        county=county,
        kind=kind,
        version=latest.version + 1 if latest else 1,
        title=title,
        sections=sections,
        published_at=timezone.now(),
    )
    data = {"kind": kind, "version": version.version, "county": county.code}
    audit("guide_published", by=by, subject=version.public_id, data=data)
    return version
