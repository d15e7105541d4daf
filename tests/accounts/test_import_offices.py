"""Offices from a file: repeatable, whole or not at all, and an error names its line."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import OfficeKind
from accounts.models import County, Invitation, Office
from accounts.office_file import county_code
from tests.factories import office

pytestmark = pytest.mark.django_db
HEADING = "enhetsnr,navn,fylke,fylkesnr"
FULL = f"{HEADING},slag,adresse,telefon,nettside"


@pytest.fixture
def run(tmp_path):
    def run(*lines: str, heading: str = HEADING, **options) -> str:
        path = tmp_path / "offices.csv"
        path.write_text("\n".join((heading, *lines)) + "\n", encoding="utf-8")
        out = io.StringIO()
        call_command("import_offices", str(path), stdout=out, **options)
        return out.getvalue().strip()

    return run


def test_counties_and_offices_are_made_once(run):
    lines = ("1804,Nav Bodø,Nordland,18", '1640,"Nav Røros, Os og Holtålen",Trøndelag,50')
    assert run(*lines) == "Offices: 2 added, 0 changed, 0 unchanged. Counties: 2 added."
    assert run(*lines) == "Offices: 0 added, 0 changed, 2 unchanged. Counties: 0 added."
    assert list(County.objects.values_list("code", "number")) == [("nordland", "18"), ("trondelag", "50")]
    assert Office.objects.get(number="1640").name == "Nav Røros, Os og Holtålen"


def test_a_new_name_keeps_the_office(run):
    run("1804,Nav Bodø,Nordland,18")
    before = Office.objects.get().pk
    assert "1 changed" in run("1804,Nav Salten,Nordland,18")
    assert Office.objects.get().pk == before


def test_an_office_known_by_name_gets_its_number(run):
    known = office(name="Nav Bodø")
    assert "1 changed" in run("1804,Nav Bodø,Nordland,18")
    known.refresh_from_db()
    assert known.number == "1804"


def test_other_kinds_with_their_columns(run):
    line = ",Karrieresenter Prøve,Nordland,18,career_centre,Prøvegata 1,00 00 00 00,https://example.no"
    run(line, heading=FULL)
    made = Office.objects.get()
    assert (made.kind, made.address, made.number) == (OfficeKind.CAREER_CENTRE, "Prøvegata 1", "")
    assert "1 unchanged" in run(line, heading=FULL)
    assert "1 added" in run(",Senter To,Nordland,18", kind="career_centre")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["180,Nav Bodø,Nordland,18"], "Line 2: enhetsnr"),
        (["1804,Nav Bodø,Nordland,18", "abcd,Nav X,Nordland,18"], "Line 3: enhetsnr"),
        (["1804,,Nordland,18"], "Line 2: navn"),
        (["1804,Nav Bodø,,18"], "Line 2: navn and fylke"),
        (["1804,Nav Bodø,Nordland,1"], "Line 2: fylkesnr"),
        (["1804,Nav Bodø,Nordland,18", "1804,Nav Annet,Nordland,18"], "Line 3: the same office as on line 2"),
        (["1804,Nav Bodø,Nordland,18", "1805,Nav Bodø,Nordland,18"], "Line 3: the same office as on line 2"),
        (["1804,Nav Bodø,Nordland,18", "1805,Nav Narvik,Nordlandet,18"], "Line 3: county 18 has two names"),
        (["1804"], "Line 2: navn"),
        ([f"1804,{'N' * 151},Nordland,18"], "Line 2: name is longer than 150"),
    ],
)
def test_an_error_names_its_line_and_nothing_is_imported(run, lines, said):
    with pytest.raises(CommandError, match=said):
        run(*lines)
    assert not Office.objects.exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",Slottet,Nordland,18,castle,,,", "slag is 'castle'"),
        ("12,Senter,Nordland,18,career_centre,,,", "enhetsnr"),
        (",Senter,Nordland,18,career_centre,,,ikke en adresse", "nettside"),
    ],
)
def test_errors_in_the_other_columns(run, line, said):
    with pytest.raises(CommandError, match=said):
        run(line, heading=FULL)


def test_a_heading_that_lacks_columns(run):
    with pytest.raises(CommandError, match=r"Line 1: the heading lacks fylke, fylkesnr\. Nothing"):
        run("1804,Nav Bodø", heading="enhetsnr,navn")
    with pytest.raises(CommandError, match="Line 1"):
        run(heading="")


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_offices", str(tmp_path / "none.csv"))
    latin = tmp_path / "latin.csv"
    latin.write_bytes(f"{HEADING}\n1804,Nav Bodø,Nordland,18\n".encode("latin-1"))
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_offices", str(latin))


def test_what_contradicts_the_database_changes_nothing(run):
    run("1804,Nav Bodø,Nordland,18", "1805,Nav Narvik,Nordland,18")
    with pytest.raises(CommandError, match="Line 3: another office in Nordland is called Nav Narvik"):
        run("1806,Nav Ny,Nordland,18", "1804,Nav Narvik,Nordland,18")
    with pytest.raises(CommandError, match="Line 2: Nordland has number 18 already"):
        run("1807,Nav Ny,Nordland,19")
    assert Office.objects.count() == 2


def test_county_codes():
    assert county_code("Møre og Romsdal") == "more-og-romsdal"
    assert county_code("Trøndelag") == "trondelag"


# --- the first coordinator -----------------------------------------------------------------------------------------
def test_the_first_coordinator_is_invited_by_command():
    at = office(OfficeKind.NAV_COUNTY, name="Nav Nordland")
    out = io.StringIO()
    call_command("invite_coordinator", "leder@example.test", "Leder Prøve", "Nav Nordland", stdout=out)
    assert "leder@example.test" in out.getvalue()
    sent = Invitation.objects.get()
    assert (sent.office, sent.role, sent.invited_by) == (at, "coordinator", None)


def test_what_the_command_refuses():
    at = office(OfficeKind.NAV_COUNTY, name="Nav Nordland")
    for email, key, said in (("leder@example.test", "Nav Ukjent", "exactly one"), ("leder", at.name, "no e-mail")):
        with pytest.raises(CommandError, match=said):
            call_command("invite_coordinator", email, "L", key)
    call_command("invite_coordinator", "leder@example.test", "L", at.name, stdout=io.StringIO())
    person = Invitation.objects.get().person
    person.memberships.create(office=at, role="coordinator", valid_from="2020-01-01")
    with pytest.raises(CommandError, match="already"):
        call_command("invite_coordinator", "leder@example.test", "L", at.name)
