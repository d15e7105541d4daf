"""From a document to the bytes of its PDF. Pure: same document, same bytes; no database, no network, no local file."""

import warnings
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from careerplans.pdf.conformance import declare_pdf_ua
from careerplans.pdf.document import Language, PlanDocument, Step
from careerplans.pdf.fonts import load_faces, printable
from careerplans.pdf.text import blocks
from careerplans.pdf.wording import wording

VARIANT = "pdf/a-2a"
STYLE = Path(__file__).with_name("document.css")


@dataclass(frozen=True)
class Typography:
    """Fonts and style sheets, read once per process (about a second) and used for every document."""

    configuration: FontConfiguration
    sheets: tuple[CSS, ...]


@cache
def typography() -> Typography:
    """The fonts and styles of this process; raises ImproperlyConfigured where a font file is missing."""
    configuration = FontConfiguration()
    faces = load_faces(configuration)
    style = CSS(string=STYLE.read_text(encoding="utf-8"), font_config=configuration, url_fetcher=closed_fetcher())
    return Typography(configuration, (faces, style))


def closed_fetcher() -> URLFetcher:
    """A fetcher that opens nothing but `data:` addresses: the default embeds local files on request."""
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


def render(document: PlanDocument) -> bytes:
    """The document as one file that is both PDF/A-2a and PDF/UA-1. One page takes about a tenth of a second once warm.

    Never called in a request or a thread: the worker's process pool (`careerplans.pdf.pool`) does it.
    """
    return render_html(to_html(document), identifier=document.identifier)


def to_html(document: PlanDocument) -> str:
    """The page that becomes the PDF. Every text of the document is escaped."""
    with translation.override(document.language):
        return printable(render_to_string("careerplans/pdf/document.html", _context(document)))


def render_html(html: str, *, identifier: str) -> bytes:
    """`html` as PDF; resources it asks for are not fetched. `identifier` fixes the identifier of the file."""
    fonts = typography()
    page = HTML(string=html, url_fetcher=closed_fetcher()).render(
        font_config=fonts.configuration, stylesheets=list(fonts.sheets), pdf_variant=VARIANT, pdf_tags=True
    )
    declare_pdf_ua(page)
    file_id = sha256(f"{identifier}\n{html}".encode()).digest()[:16]
    with warnings.catch_warnings():
        # WeasyPrint leaves its own colour profile's file to the garbage collector.
        warnings.filterwarnings("ignore", message="unclosed file .*sRGB2014.icc", category=ResourceWarning)
        content: bytes = page.write_pdf(pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=file_id)
    return content


def _context(document: PlanDocument) -> dict[str, Any]:
    return {
        "document": document,
        "words": wording(document.kind),
        "completed_on": _in_words(document.completed_on, document.language),
        "sections": [(part.heading, blocks(part.text)) for part in document.sections if part.text.strip()],
        "steps": [_step(step, document.language) for step in document.steps],
        "questions": [(each, blocks(each.answer)) for each in document.questions],
        "sections_first": document.kind == "summary_note",
    }


def _step(step: Step, language: Language) -> dict[str, Any]:
    return {
        "number": step.number,
        "what": step.what,
        "why": blocks(step.why),
        "responsible": step.responsible_label,
        "due": _in_words(step.due, language) if step.due else "",
        "link": step.link,
    }


def _in_words(day: date, language: Language) -> str:
    """`3. desember 2026` in Norwegian, `3 December 2026` in English."""
    return date_format(day, "j F Y" if language == "en" else "j. F Y")
