"""The PDF of a version: what a reader, a screen reader and an archive get from it, and what hostile text cannot do."""

import io
import itertools
import logging
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.translation import gettext, pgettext

from careerplans.pdf import fonts
from careerplans.pdf.document import PlanDocument, Section, Step
from careerplans.pdf.render import render, render_html, to_html, typography
from careerplans.pdf.text import Block, blocks
from tests.careerplans.pdf_samples import LONG, NOTE, ODD, PLAN

SAMPLES = {"plan": PLAN, "note": NOTE, "long": LONG, "odd": ODD}


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """Each sample as a file, made once."""
    folder = tmp_path_factory.mktemp("pdf")
    for name, document in SAMPLES.items():
        (folder / f"{name}.pdf").write_bytes(render(document))
    return {name: folder / f"{name}.pdf" for name in SAMPLES}


def poppler(program: str, *arguments: str | Path) -> str:
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout


def text_of(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "one.pdf"
    path.write_bytes(content)
    return poppler("pdftotext", path, "-")


def in_order(text: str, *parts: str) -> bool:
    """Whether the parts stand in `text` one after the other; soft line breaks do not matter."""
    joined, position = " ".join(text.split()), 0
    for part in parts:
        position = joined.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return True


# --- what people read ---
def test_plan_says_it_all_in_reading_order(files):
    with translation.override("nb"):
        name, footer = gettext("Career plan"), gettext("You own the plan. You decide who gets to see it.")
    text = poppler("pdftotext", files["plan"], "-")
    assert in_order(text, name, "Ada Eksempelsen", "Fagbrev som kokk", "3. desember 2026", "Nils Navprøve")
    assert in_order(text, "Ring opplæringskontoret", "Du", "15. desember 2026", "Avtal arbeidstrening", "Oppsummering")
    assert in_order(text, "Oppsummering", "læreplass nå", "vg2 først", footer)
    assert "Karriere Nordland Prøvedal" in text


def test_summary_note_puts_its_sections_before_the_steps(files):
    with translation.override("nn"):
        name, footer = gettext("Summary note"), gettext("You own the note. You decide who gets to see it.")
    text = poppler("pdftotext", files["note"], "-")
    assert in_order(text, name, "Interesser", "Čáhci, đŋŧž", "Behov", "Ring opplæringskontoret")
    assert footer in " ".join(text.split())


def test_the_route_and_the_support_time_stand_before_the_steps(files):
    with translation.override("nb"):
        heading, support = gettext("The route there"), gettext("Support time noted")
    text = poppler("pdftotext", files["long"], "-")
    assert in_order(
        text, "Fagbrev som kokk", heading, "Lærling: to år", "Vanligvis om lag 4½ år · opplæringslova § 5-6"
    )
    assert in_order(text, f"{support}: Til 1. august 2029", "Trinn nummer 1")
    without = poppler("pdftotext", files["plan"], "-").splitlines()
    assert heading not in [line.strip() for line in without]


def test_questions_come_last_with_whom_they_are_for_and_their_answers(files):
    with translation.override("nb"):
        heading, unanswered = gettext("Questions asked, and their answers"), gettext("Not answered yet")
    text = " ".join(poppler("pdftotext", files["long"], "-").split())
    assert in_order(text, "Trinn nummer 12", heading, "i ferien?", "Nav", "Si fra først.", "Fagopplæringen", unanswered)
    assert heading not in poppler("pdftotext", files["plan"], "-")


def test_a_steps_link_is_printed_as_text():
    step = Step(1, "Søk", "", "Du", None, "https://www.vigo.no/?a=1&b=2")
    html = to_html(replace(PLAN, steps=(step,)))
    assert '<p class="link">https://www.vigo.no/?a=1&amp;b=2</p>' in html
    assert "<a " not in html


def test_section_without_text_is_left_out(files):
    assert "Plan B" not in poppler("pdftotext", files["plan"], "-")


def test_every_page_says_whose_it_is_and_which(files):
    with translation.override("nb"):
        footer, of = gettext("You own the plan. You decide who gets to see it."), pgettext("page 1 of 3", "of")
    pages = poppler("pdftotext", files["long"], "-").rstrip("\f").split("\f")
    assert len(pages) >= 3
    for page in pages:
        assert footer in " ".join(page.split())
        assert "Ada Eksempelsen" in page
        assert f"{pages.index(page) + 1} {of} {len(pages)}" in page


def test_english_document_has_english_dates(tmp_path):
    text = text_of(render(replace(PLAN, language="en")), tmp_path)
    assert in_order(
        text, "Career plan", "Made together with", "3 December 2026", "Responsible: Du", "Deadline: 15 December"
    )


def test_parts_without_content_leave_no_trace():
    bare = replace(PLAN, end_goal="", career_centre_name="", written_with=(), sections=(), steps=())
    html = to_html(bare)
    assert 'class="goal"' not in html
    assert "<section" not in html
    assert 'class="company"' not in html
    assert render(bare).startswith(b"%PDF-1.7")


def test_step_without_person_and_deadline_shows_no_empty_marks():
    assert 'class="term' not in to_html(replace(PLAN, steps=(Step(1, "Tenk litt", "", "", None),)))


def test_a4_pages(files):
    assert "A4" in poppler("pdfinfo", files["plan"])


def test_plain_text_becomes_paragraphs_and_lists():
    assert blocks("En\r\nto\n\n- a\n• b\n* c\nTil slutt -5 grader") == (
        Block(False, ("En", "to")),
        Block(True, ("a", "b", "c")),
        Block(False, ("Til slutt -5 grader",)),
    )
    assert blocks(" \n\n ") == ()
    assert blocks("-5 grader") == (Block(False, ("-5 grader",)),)


# --- what a screen reader and an archive need ---
@pytest.mark.parametrize(("name", "language"), [("plan", "nb"), ("note", "nn"), ("long", "nb"), ("odd", "nb")])
def test_declares_tags_title_language_and_both_standards(files, name, language):
    info = poppler("pdfinfo", files[name])
    assert "Tagged:          yes" in info
    assert SAMPLES[name].participant_name in info.split("Title:")[1].splitlines()[0]
    with pikepdf.open(files[name]) as pdf:
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert SAMPLES[name].participant_name in metadata["dc:title"]
        assert b"pdfaExtension:schemas" in pdf.Root.Metadata.read_bytes()


@pytest.mark.parametrize("name", SAMPLES)
def test_structure_is_sound(files, name):
    with pikepdf.open(files[name]) as pdf:
        tree = list(walk(pdf.Root.StructTreeRoot.K[0]))
    headings = [int(tag[2:]) for tag, _parents, _kids in tree if tag[1:2] == "H" and tag[2:].isdigit()]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    for tag, parents, kids in tree:
        if tag == "/L":
            assert set(kids) <= {"/LI", "/L", "/Caption"}
        if tag == "/LI":
            assert set(kids) <= {"/Lbl", "/LBody"}
            assert parents[-1] == "/L"
        if tag[1:2] == "H":
            assert not any(parent[1:2] == "H" for parent in parents)


def walk(element, parents=()):
    """Tag, tags above, tags of the children: for every structure element."""
    kids = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    yield str(element.S), parents, [str(kid.S) for kid in kids]
    for kid in kids:
        yield from walk(kid, (*parents, str(element.S)))


@pytest.mark.parametrize("name", SAMPLES)
def test_only_our_fonts_embedded_and_mapped_to_unicode(files, name):
    with pikepdf.open(files[name]) as pdf:
        found = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert found
        for font in found:
            family = str(font.BaseFont).partition("+")[2]
            assert family.startswith(("Inter", "Noto-Sans-Arabic", "Noto-Sans-Ethiopic", "emoji"))
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font


@pytest.mark.parametrize("name", SAMPLES)
def test_all_text_is_marked_and_every_glyph_exists(files, name):
    with pikepdf.open(files[name]) as pdf:
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
                if operator in {"Tj", "TJ"}:
                    assert depth > 0
                    assert 0 not in glyphs(instruction.operands)


def glyphs(operands) -> set[int]:
    parts = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
    strings = [bytes(part) for part in parts if isinstance(part, pikepdf.String)]
    return {int.from_bytes(one[at : at + 2]) for one in strings for at in range(0, len(one), 2)}


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_active_inside(files, name):
    with pikepdf.open(files[name]) as pdf:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(pdf.Root.keys())
        assert all("/Annots" not in page for page in pdf.pages)
        assert all("/XObject" not in page.Resources or not page.Resources.XObject for page in pdf.pages)


# --- same bytes ---
def test_identical_bytes_here_and_in_another_process():
    program = (
        "import django, hashlib; django.setup();"
        "from careerplans.pdf.render import render; from tests.careerplans.pdf_samples import ODD;"
        "print(hashlib.sha256(render(ODD)).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    render(PLAN)
    assert sha256(render(ODD)).hexdigest() == other.strip()


def test_identifier_is_part_of_the_file():
    assert render(PLAN) != render(replace(PLAN, identifier="another"))


# --- hostile text ---
HOSTILE = (
    '<script>alert(1)</script><img src="file:///etc/passwd"><a href="javascript:alert(1)">x</a>'
    '"><link rel=attachment href="file:///etc/hostname"> </title></p></body> {{ settings.SECRET_KEY }} {% debug %} &#0;'
)


def hostile_everywhere() -> PlanDocument:
    return replace(
        PLAN,
        participant_name=HOSTILE,
        county_name=HOSTILE,
        career_centre_name=HOSTILE,
        written_with=(HOSTILE,),
        end_goal=HOSTILE,
        end_goal_detail=HOSTILE,
        sections=(Section(HOSTILE, f"{HOSTILE}\n- {HOSTILE}"),),
        steps=(Step(1, HOSTILE, HOSTILE, HOSTILE, None),),
        identifier=HOSTILE,
    )


def test_hostile_text_is_printed_as_typed_and_does_nothing(tmp_path):
    content = render(hostile_everywhere())
    assert in_order(
        text_of(content, tmp_path).replace("\n", " "), "<script>alert(1)</script>", "{{ settings.SECRET_KEY }}"
    )
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "/Names" not in pdf.Root
        assert all("/Annots" not in page for page in pdf.pages)
        assert str(pdf.docinfo["/Title"]).endswith(HOSTILE)


def test_markup_of_people_never_reaches_the_page():
    html = to_html(hostile_everywhere())
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html
    assert html.count("<link") == 0


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="x" src="{url}">',
        '<link rel="stylesheet" href="{url}">',
        '<link rel="attachment" href="{url}">',
        "<style>@import '{url}';</style>",
        "<p style=\"background: url('{url}')\">x</p>",
        "<style>@font-face {{ font-family: stolen; src: url('{url}') }}</style>",
        '<object data="{url}" type="image/svg+xml">x</object>',
    ],
)
@pytest.mark.parametrize("scheme", ["file", "http", "ftp"])
def test_resources_are_never_fetched(markup, scheme, tmp_path, monkeypatch, caplog):
    """The second lock: should markup ever get through, the renderer opens neither files nor connections."""
    secret = tmp_path / "secret.txt"
    secret.write_text("KEEP-THIS-SECRET")
    url = {"file": secret.as_uri(), "http": "http://127.0.0.1:9/x", "ftp": "ftp://127.0.0.1:9/x"}[scheme]
    typography()
    opened: list[object] = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *arguments, **_options: opened.append(arguments))
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        content = render_html(f'<html lang="nb"><title>x</title>{markup.format(url=url)}<p>x</p>', identifier="x")
    assert opened == []
    assert "disallowed protocol" in caplog.text or "font" in markup
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "/Names" not in pdf.Root or "/EmbeddedFiles" not in pdf.Root.Names
        assert not any(b"KEEP-THIS-SECRET" in stream_bytes(one) for one in pdf.objects)


def stream_bytes(candidate) -> bytes:
    return candidate.read_bytes() if isinstance(candidate, pikepdf.Stream) else b""


# --- letters ---
def test_letters_of_many_languages_survive(files):
    text = poppler("pdftotext", files["odd"], "-")
    assert "ሰላም" in text
    assert "Łukasz Żółć" in text
    assert "Олена" in text


def test_unprintable_is_dropped_and_unknown_is_a_square():
    assert fonts.printable("a\x00\x07\ud800\ue000b\tc\n漢") == "ab c\n□"
    assert fonts.printable("o\N{COMBINING DIAERESIS}") == "ö"
    assert fonts.printable("👩‍🍳❤️") == "👩‍🍳❤️"


def test_missing_font_is_one_clear_error(monkeypatch):
    monkeypatch.setattr(fonts, "FACES", (("Inter", 400, "no-such-font.ttf"),))
    with pytest.raises(ImproperlyConfigured, match="no-such-font"):
        list(fonts.font_files())


# --- the pool ---
POOL = """
import hashlib
from dataclasses import replace


def main():
    import django
    django.setup()
    from careerplans.pdf import pool
    from careerplans.pdf.document import Section
    from careerplans.pdf.render import render
    from tests.careerplans.pdf_samples import PLAN

    pool.warm_up()
    assert pool.submit(PLAN) == render(PLAN)
    endless = replace(PLAN, sections=(Section("x", "ord " * 300_000),))
    try:
        pool.submit(endless, timeout=1)
    except pool.RenderError:
        print("overdue")
    print(pool.submit(PLAN)[:5])


if __name__ == "__main__":
    main()
"""


def test_pool_renders_gives_up_in_time_and_recovers(tmp_path):
    """In a process of its own, as in the worker: nothing of it may outlive the test."""
    program = tmp_path / "worker.py"
    program.write_text(POOL)
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        cwd=root,
        timeout=120,
        env=environment(root),
        check=False,
    )
    assert run.stdout.split("\n")[:2] == ["overdue", "b'%PDF-'"], run.stderr


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(root)}


# --- time ---
def test_time_of_a_warm_document(capsys):
    """Printed, not asserted: times on shared machines are noise."""
    render(PLAN)
    begun = perf_counter()
    for _number in range(3):
        render(PLAN)
    with capsys.disabled():
        print(f"\nPDF: {(perf_counter() - begun) / 3 * 1000:.0f} ms for a warm one-page plan")  # noqa: T201
