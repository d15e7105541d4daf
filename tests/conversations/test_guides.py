"""The guide format, publishing, the command, and the pages of guides."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from accounts.actors import System
from accounts.enums import Party
from common.models import AuditEntry
from conversations import guides
from conversations.actions import publish_guides
from conversations.guide_format import GuideFormatError, Heading, Point, parse
from conversations.models import GuideVersion
from journeys import blueprints
from tests.factories import county, participant, staff

FULL = """# Remarks are passed over
## Veiledning (45 min) – deltaker, eventuelt Nav-veileder
**1. Siden sist (5 min)** → formål, trinn
- Hva har skjedd? *(Spør (rolig).)*
- Hva nå?

**2. Avtaler**
- Hva gjør vi?
"""
COMPACT = """## Veiledning (45 min)
1. Siden sist. 2. Det du vil bruke tiden på i dag. 3. Utforsking *(metodefrihet)*. 4. «Dette er planen min.» 5. Avtaler.
"""
NYNORSK = (
    FULL.replace("Veiledning", "Rettleiing").replace("Hva har skjedd?", "Kva har hendt?").replace("Siden", "Sidan")
)


# --- the format -----------------------------------------------------------------------------------------------------
def test_a_guide_with_points_is_read_whole():
    (guide,) = parse(FULL)
    assert (guide.kind, guide.title, guide.shape) == ("guidance", "Veiledning", (2, 1))
    assert guide.headings[0] == Heading(
        "Siden sist", 5, ("formål", "trinn"), (Point("Hva har skjedd?", "Spør (rolig)."), Point("Hva nå?"))
    )
    assert guide.headings[1].minutes is None


def test_headings_in_running_text_are_read_and_a_help_text_is_their_point():
    (guide,) = parse(COMPACT)
    assert [heading.title for heading in guide.headings] == [
        "Siden sist",
        "Det du vil bruke tiden på i dag",
        "Utforsking",
        "«Dette er planen min.»",
        "Avtaler",
    ]
    assert guide.headings[2].points == (Point("metodefrihet"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## Veiledning\nNoe annet", "line 2"),
        ("## Veiledning\n- Et punkt uten overskrift", "line 2"),
        ("## Veiledning", "has no headings"),
    ],
)
def test_what_does_not_follow_the_format_is_refused_with_its_line(text: str, message: str):
    with pytest.raises(GuideFormatError, match=message):
        parse(text)


def test_an_unknown_title_has_no_kind():
    assert parse("## Noe annet (10–20 min)\n1. Start.")[0].kind == ""


@pytest.mark.django_db
@pytest.mark.parametrize("code", blueprints.counties())
def test_the_shipped_guides_cover_every_meeting_of_the_county_in_both_languages(code: str):
    blueprint = blueprints.latest(code)
    found = guides.read(guides.shipped_texts(county(code)), county(code))
    assert tuple(found) == guides.kinds_of(blueprint)
    for guide, versions in found.items():
        assert set(versions) == {"nb", "nn"}
        lengths = {kind.length_minutes for kind in blueprint.meeting_kinds if kind.guide == guide} or {30}
        for version in versions.values():
            assert {sum(heading.minutes or 0 for heading in version.headings)} == lengths


@pytest.mark.django_db
@pytest.mark.parametrize("code", blueprints.counties())
def test_every_plan_word_of_the_shipped_guides_leads_to_a_section_of_the_plan(code: str):
    for kind, versions in guides.read(guides.shipped_texts(county(code)), county(code)).items():
        _title, sections = guides.content(versions, county(code), None)
        headings = versions["nb"].headings
        for section, heading in zip(sections, headings, strict=True):
            assert bool(section["carries_to"]) == bool(heading.words), (kind, heading.title)


# --- publishing -----------------------------------------------------------------------------------------------------
def publish(**texts: str) -> list[GuideVersion]:
    return publish_guides(county=county(), texts=texts, by=System("test"))


@pytest.mark.django_db
def test_publishing_twice_makes_one_version_and_one_audit_row():
    (first,) = publish(nb=FULL)
    assert publish(nb=FULL) == []
    assert (first.kind, first.version, first.title) == ("guidance", 1, {"nb": "Veiledning"})
    assert AuditEntry.objects.filter(kind="guide_published", subject=str(first.public_id)).count() == 1


@pytest.mark.django_db
def test_a_changed_text_makes_a_new_version_and_leaves_the_old_one(django_assert_num_queries):
    (first,) = publish(nb=FULL)
    (second,) = publish(nb=FULL.replace("Hva nå?", "Hva så?"))
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert first.sections[0]["points"][1]["text"] == {"nb": "Hva nå?"}
    assert second.sections[0]["points"][1]["text"] == {"nb": "Hva så?"}


@pytest.mark.django_db
def test_a_member_of_staff_publishes_in_the_own_name():
    coordinator = staff(Party.COORDINATOR)
    (version,) = publish_guides(county=county(), texts={"nb": FULL}, by=coordinator)
    row = AuditEntry.objects.get(subject=str(version.public_id))
    assert (row.by_person, row.by_membership) == (coordinator.person, coordinator.membership.public_id)  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_translation_added_later_joins_the_text_and_is_dropped_only_where_the_text_changes():
    publish(nb=FULL)
    (both,) = publish(nn=NYNORSK)
    assert both.sections[0]["points"][0]["text"] == {"nb": "Hva har skjedd?", "nn": "Kva har hendt?"}
    (changed,) = publish(nb=FULL.replace("Hva har skjedd?", "Hva skjedde?"))
    assert changed.sections[0]["points"][0]["text"] == {"nb": "Hva skjedde?"}
    assert changed.sections[0]["title"] == {"nb": "Siden sist", "nn": "Sidan sist"}


@pytest.mark.django_db
def test_a_longer_guide_keeps_what_it_can_from_the_other_language():
    publish(nb=FULL, nn=NYNORSK)
    (longer,) = publish(nb=FULL + "- Og mer?\n**3. Til slutt**\n- Takk.\n")
    assert longer.sections[1]["points"][1]["text"] == {"nb": "Og mer?"}
    assert longer.sections[2]["title"] == {"nb": "Til slutt"}
    assert longer.title == {"nb": "Veiledning", "nn": "Rettleiing"}


@pytest.mark.django_db
def test_two_languages_of_one_guide_must_have_the_same_shape():
    with pytest.raises(GuideFormatError, match="Rettleiing and Veiledning"):
        publish(nb=FULL, nn=NYNORSK + "- Eitt punkt til\n")


@pytest.mark.django_db
def test_a_guide_no_meeting_of_the_county_uses_is_passed_over():
    texts = {"nb": FULL.replace("## Veiledning", "## Avsluttende samtale")}
    assert publish_guides(county=county("trondelag"), texts=texts, by=System("test")) == []


@pytest.mark.django_db
def test_a_guide_is_read_in_the_language_asked_for_and_in_bokmal_where_that_is_missing():
    (version,) = publish(nb=FULL)
    assert guides.title(version, "nn") == "Veiledning"
    (version,) = publish(nn=NYNORSK)
    assert guides.title(version, "nn") == "Rettleiing"
    with translation.override("nn"):
        assert guides.headings(version)[0].points[0].text == "Kva har hendt?"
        assert guides.headings(version)[0].anchor == "section-1"
    with translation.override(None):
        assert guides.title(version) == "Veiledning"


# --- the command ----------------------------------------------------------------------------------------------------
def run(*arguments: str) -> str:
    out = StringIO()
    call_command("import_guides", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_imports_a_file_and_says_what_is_new(tmp_path: Path):
    county()
    file = tmp_path / "guides.md"
    file.write_text(FULL, encoding="utf-8")
    assert run(str(file), "--county", "nordland", "--language", "nb") == "nordland guidance: version 1\n"
    assert run(str(file), "--county", "nordland") == "nothing has changed\n"


@pytest.mark.django_db
def test_without_a_file_the_command_publishes_the_guides_that_come_along():
    county()
    assert run("--county", "nordland").count("version 1") == 4
    assert run("--county", "nordland") == "nothing has changed\n"


@pytest.mark.django_db
def test_the_command_says_what_is_wrong(tmp_path: Path):
    county()
    broken = tmp_path / "broken.md"
    broken.write_text("## Veiledning\nhei", encoding="utf-8")
    for arguments, message in [
        (["--county", "nowhere"], "no county nowhere"),
        ([str(broken), "--county", "nordland"], "line 2"),
        ([str(tmp_path / "gone.md"), "--county", "nordland"], "cannot read"),
        ([str(broken), str(broken), "--county", "nordland"], "one --language"),
    ]:
        with pytest.raises(CommandError, match=message):
            run(*arguments)


NEWER = "Les den nyeste"


# --- the pages ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("role", [Party.NAV_COUNSELLOR, Party.CAREER_COUNSELLOR, Party.COORDINATOR])
def test_everybody_who_works_in_the_county_reads_its_guides(role: Party, as_actor):
    (old,) = publish(nb=FULL)
    (new,) = publish(nb=FULL.replace("Hva nå?", "Hva så?"))
    client = as_actor(staff(role))
    listed = client.get(reverse("conversations:guides")).content.decode()
    assert str(new.public_id) in listed
    assert str(old.public_id) not in listed
    page = client.get(reverse("conversations:guide", args=[old.public_id])).content.decode()
    assert "Hva nå?" in page
    assert NEWER in page
    assert NEWER not in client.get(reverse("conversations:guide", args=[new.public_id])).content.decode()


@pytest.mark.django_db
def test_another_county_and_participants_do_not(as_actor):
    (version,) = publish(nb=FULL)
    address = reverse("conversations:guide", args=[version.public_id])
    elsewhere = as_actor(staff(Party.COORDINATOR, county_code="trondelag"))
    assert elsewhere.get(address).status_code == 404
    assert str(version.public_id) not in elsewhere.get(reverse("conversations:guides")).content.decode()
    outside = as_actor(participant())
    assert outside.get(address).status_code == 404
    assert outside.get(reverse("conversations:guides")).status_code == 403


#: The whole request: session, person, membership, person context and navigation are among them.
GUIDE_LIST_QUERIES = 10


@pytest.mark.django_db
@pytest.mark.parametrize("texts", [{"nb": FULL}, None])
def test_the_list_costs_the_same_for_one_guide_and_three(texts, as_actor, django_assert_num_queries):
    publish_guides(county=county(), texts=texts or guides.shipped_texts(county()), by=System("test"))
    client = as_actor(staff(Party.NAV_COUNSELLOR))
    client.get(reverse("conversations:guides"))
    with django_assert_num_queries(GUIDE_LIST_QUERIES):
        client.get(reverse("conversations:guides"))
