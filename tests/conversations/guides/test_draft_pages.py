"""The pages of a draft: every button saves, nothing typed is lost, and what somebody else wrote is shown beside it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conversations import actions, guide_content
from conversations.models import GuideDraft, GuideVersion
from tests.conversations.guides.conftest import Desk


@pytest.fixture
def page(desk: Desk, as_actor) -> Client:
    client: Client = as_actor(desk.county_side)
    return client


def url(name: str, draft: GuideDraft, *more: str) -> str:
    return reverse(f"conversations:{name}", args=[draft.public_id, *more])


def sent(section: guide_content.Section, **changed: Any) -> dict[str, Any]:
    """What the form of a section sends when nothing but `changed` is typed."""
    data = {
        "heading_nb": section["title"].get("nb", ""),
        "heading_nn": section["title"].get("nn", ""),
        "minutes": section["minutes"] or "",
        "carries_to": section["carries_to"],
        "order": ",".join(point["key"] for point in section["points"]),
        "seen": guide_content.mark(section),
        "do": "save",
    }
    for point in section["points"]:
        for name in ("text", "help"):
            data |= {f"q-{point['key']}-{name}_{code}": point[name].get(code, "") for code in ("nb", "nn")}
    return data | changed


def first(draft: GuideDraft) -> guide_content.Section:
    draft.refresh_from_db()
    section: guide_content.Section = draft.sections[0]
    return section


def test_a_coordinator_begins_a_draft_and_joins_the_one_there_is(desk: Desk, page: Client):
    address = reverse("conversations:draft_start", args=["guidance"])
    first_answer, second = page.post(address), page.post(address)
    draft = GuideDraft.objects.get()
    assert first_answer.headers["Location"] == second.headers["Location"] == url("draft", draft)
    assert page.post(reverse("conversations:draft_start", args=["mapping"])).status_code == 404
    assert "Siden sist" in page.get(url("draft", draft)).content.decode()
    assert url("draft", draft) in page.get(reverse("conversations:guides")).content.decode()
    assert url("draft", draft) in page.get(reverse("conversations:guide", args=[desk.guide.public_id])).content.decode()


def test_a_section_is_saved_in_both_languages(desk: Desk, page: Client):
    draft = desk.draft()
    address = url("draft_section", draft, "1")
    assert "Spør rolig." in page.get(address).content.decode()
    typed = {"heading_nn": " Sidan sist no ", "minutes": "12", "carries_to": "steps", "q-2-help_nb": "Vent."}
    assert page.post(address, sent(first(draft), **typed)).status_code == 302
    section = first(draft)
    assert (section["title"]["nn"], section["minutes"], section["carries_to"]) == ("Sidan sist no", 12, "steps")
    assert section["points"][1]["help"] == {"nb": "Vent."}


@pytest.mark.parametrize(
    ("button", "expected"),
    [("up:2", ["2", "1"]), ("down:1", ["2", "1"]), ("remove:1", ["2"]), ("up:1", ["1", "2"]), ("else", ["1", "2"])],
)
def test_each_button_saves_what_is_typed_first(desk: Desk, page: Client, button: str, expected: list[str]):
    draft = desk.draft()
    data = sent(first(draft), do=button, **{"q-2-text_nb": "Skrevet nå"})
    answer = page.post(url("draft_section", draft, "1"), data)
    assert answer.status_code == 302
    points = first(draft)["points"]
    assert [each["key"] for each in points] == expected
    assert "Skrevet nå" in [each["text"]["nb"] for each in points]


def test_a_new_question_is_added_under_a_key_of_its_own(desk: Desk, page: Client):
    draft = desk.draft()
    answer = page.post(url("draft_section", draft, "1"), sent(first(draft), do="add"))
    key = first(draft)["points"][-1]["key"]
    assert key not in ("1", "2")
    assert answer.headers["Location"].endswith(f"#q-{key}")


def test_what_is_wrong_is_said_and_all_that_is_typed_stays(desk: Desk, page: Client):
    draft = desk.draft()
    data = sent(first(draft), minutes="mange", **{"q-1-text_nb": "Dette vil jeg beholde", "q-2-text_nb": "x" * 601})
    answer = page.post(url("draft_section", draft, "1"), data)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Dette vil jeg beholde" in body
    assert "mange" in body
    assert "x" * 601 in body
    assert first(draft) == desk.guide.sections[0] | {"points": guide_content.tidied(desk.guide.sections)[0]["points"]}


def test_a_conflict_shows_both_and_saving_again_replaces_knowingly(desk: Desk, page: Client):
    draft = desk.draft()
    was = first(draft)
    theirs = {**was, "title": {"nb": "Deres"}}
    actions.save_section_of_draft(draft=draft, section=theirs, seen=guide_content.mark(was), by=desk.nav_side)
    address = url("draft_section", draft, "1")
    answer = page.post(address, sent(was, heading_nb="Min"))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Deres" in body
    assert 'value="Min"' in body
    assert guide_content.mark(theirs) in body
    assert first(draft) == theirs
    assert page.post(address, sent(was, heading_nb="Min", seen=guide_content.mark(theirs))).status_code == 302
    assert first(draft)["title"]["nb"] == "Min"


def test_a_section_removed_while_somebody_wrote_comes_back_when_saved_again(desk: Desk, page: Client):
    draft = desk.draft()
    was = first(draft)
    actions.remove_section(draft=draft, key="1", seen=guide_content.mark(was), by=desk.nav_side)
    address = url("draft_section", draft, "1")
    answer = page.post(address, sent(was, heading_nb="Min"))
    assert answer.status_code == 409
    assert 'value="Min"' in answer.content.decode()
    assert page.post(address, sent(was, heading_nb="Min", seen="")).status_code == 302
    draft.refresh_from_db()
    assert [each["title"]["nb"] for each in draft.sections] == ["Avtaler", "Min"]


def test_a_section_that_is_not_there_leads_back_to_the_draft(desk: Desk, page: Client):
    draft = desk.draft()
    for address in (url("draft_section", draft, "9"), url("draft_section_remove", draft, "9")):
        assert page.get(address).headers["Location"] == url("draft", draft)
    too_long = url("draft_section", draft, "9" * 41)
    assert page.post(too_long, {}).headers["Location"] == url("draft", draft)


def test_sections_are_added_moved_and_removed(desk: Desk, page: Client):
    draft = desk.draft()
    page.post(url("draft_section_move", draft, "2"), {"direction": "up"})
    page.post(url("draft_section_move", draft, "2"), {"direction": "sideways"})
    assert first(draft)["key"] == "2"
    remove = url("draft_section_remove", draft, "2")
    assert "Hva gjør vi?" in page.get(remove).content.decode()
    assert page.post(remove, {"seen": "noe annet"}).headers["Location"] == remove
    page.post(remove, {"seen": guide_content.mark(first(draft))})
    assert first(draft)["key"] == "1"
    answer = page.post(url("draft_section_add", draft))
    assert "Ingen" not in answer.headers["Location"]
    assert page.get(answer.headers["Location"]).status_code == 200


def test_the_name_is_changed_and_a_conflict_shows_both(desk: Desk, page: Client):
    draft = desk.draft()
    address, seen = url("draft_title", draft), guide_content.mark(draft.title)
    assert "Rettleiing" in page.get(address).content.decode()
    assert page.post(address, {"title_nb": "x" * 121, "seen": seen}).status_code == 422
    assert page.post(address, {"title_nb": "Ny", "title_nn": "", "seen": seen}).status_code == 302
    answer = page.post(address, {"title_nb": "Annen", "seen": seen})
    body = answer.content.decode()
    assert (answer.status_code, "Ny" in body, 'value="Annen"' in body) == (409, True, True)
    draft.refresh_from_db()
    assert draft.title == {"nb": "Ny"}


def test_the_preview_says_what_changes_and_publishes_it(desk: Desk, page: Client):
    draft = desk.draft()
    page.post(url("draft_section", draft, "1"), sent(first(draft), **{"q-2-text_nb": "Hva så?"}))
    body = page.get(url("draft_preview", draft)).content.decode()
    assert "<ins>" in body
    seen = actions.draft_seen(GuideDraft.objects.get(), desk.guide)
    answer = page.post(url("draft_publish", draft), {"seen": seen})
    newest = GuideVersion.objects.get(version=2)
    assert answer.headers["Location"] == reverse("conversations:guide", args=[newest.public_id])
    changed = page.get(reverse("conversations:guide_changes", args=[newest.public_id])).content.decode()
    assert "<del>" in changed
    assert page.get(reverse("conversations:guide_changes", args=[desk.guide.public_id])).status_code == 200


def test_a_draft_that_was_changed_or_lacks_something_is_not_published(desk: Desk, page: Client):
    draft = desk.draft()
    publish = url("draft_publish", draft)
    assert page.post(publish, {"seen": ""}).status_code == 409
    assert page.post(publish, {"seen": actions.draft_seen(draft, desk.guide)}).status_code == 422
    page.post(url("draft_section_add", draft))
    draft.refresh_from_db()
    answer = page.post(publish, {"seen": actions.draft_seen(draft, desk.guide)})
    assert answer.status_code == 422
    assert url("draft_section", draft, draft.sections[-1]["key"]) in answer.content.decode()
    assert GuideVersion.objects.count() == 1


def test_the_preview_warns_when_another_version_came_meanwhile(desk: Desk, page: Client):
    draft = desk.draft()
    GuideVersion.objects.create(
        county=desk.guide.county, kind="guidance", version=2, title={"nb": "Ny"}, published_at=desk.guide.published_at
    )
    body = page.get(url("draft_preview", draft)).content.decode()
    assert "ds-alert" in body


def test_a_first_guide_is_written_from_nothing(desk: Desk, page: Client):
    page.post(reverse("conversations:draft_start", args=["closing"]))
    draft = GuideDraft.objects.get(kind="closing")
    assert page.get(url("draft", draft)).status_code == 200
    assert page.get(url("draft_preview", draft)).status_code == 200


def test_a_draft_is_thrown_away_once_it_is_confirmed(desk: Desk, page: Client):
    draft = desk.draft()
    assert page.get(url("draft_discard", draft)).status_code == 200
    assert page.post(url("draft_discard", draft)).headers["Location"] == reverse("conversations:guides")
    assert not GuideDraft.objects.exists()


def test_a_draft_is_nobody_elses(desk: Desk, as_actor):
    draft = desk.draft()
    for other in (desk.nav, desk.career):
        client = as_actor(other)
        assert client.get(url("draft", draft)).status_code == 404
        assert client.post(reverse("conversations:draft_start", args=["guidance"])).status_code == 403


#: The whole request, among them the draft, who saved it, the open proposals.
DRAFT_QUERIES = 10


@pytest.mark.parametrize("sections", [1, 3])
def test_a_draft_costs_the_same_for_one_section_and_three(
    desk: Desk, page: Client, sections: int, django_assert_num_queries
):
    draft = desk.draft()
    draft.sections = [guide_content.empty_section(str(number)) for number in range(sections)]
    draft.save()
    page.get(url("draft", draft))
    with django_assert_num_queries(DRAFT_QUERIES):
        page.get(url("draft", draft))
