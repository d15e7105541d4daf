"""Making the PDF of a version, apart from the request. The worker reads and stores by named database functions only.

The door of `PlanFile.state`: queued → ready, or failed and tried again, five times at most.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from django.db import connection

from careerplans.content import pdf_document
from careerplans.pdf.document import PlanDocument
from careerplans.pdf.pool import submit

logger = logging.getLogger(__name__)

Maker = Callable[[PlanDocument], bytes]


def render_version(version: str, language: str, *, make: Maker = submit) -> bool:
    """Make and store the PDF of a version (public id) unless it is stored; tell whether this call stored it.

    What `make` raises is counted as a failed attempt, which stands also when this transaction is committed, and logged
    without the document's text; nothing is raised, since `render_waiting` comes back to it.
    """
    document = _document(version, language)
    if document is None:
        return False
    try:
        data = make(document)
    except Exception as error:  # noqa: BLE001 - the queue must go on, whatever one document does to the renderer
        # Neither message nor traceback: they may quote the document.
        logger.error("rendering_failed version=%s error=%s", version, type(error).__name__)  # noqa: TRY400
        _ask("select rls.rendering_failed(%s, %s)", version, language)
        return False
    return bool(_ask("select rls.store_rendering(%s, %s, %s)", version, language, data)[0][0])


def render_waiting(*, make: Maker = submit) -> int:
    """Make every PDF that waits, the oldest first, at most 500; return how many were stored. Picks up after a crash."""
    waiting = _ask("select version, language from rls.renderings_waiting()")
    return sum(render_version(str(version), language, make=make) for version, language in waiting)


def _document(version: str, language: str) -> PlanDocument | None:
    rows = _ask("select number, content, completed_at from rls.version_to_render(%s, %s)", version, language)
    if not rows:
        return None
    number, content, completed_at = rows[0]
    return pdf_document(
        json.loads(content), identifier=version, number=number, language=language, completed_at=completed_at
    )


def _ask(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
