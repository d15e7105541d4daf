"""Writing in a meeting: nothing typed is lost, a second writer is warned, and it works without scripts too."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Route, expect

from accounts.actors import Actor
from accounts.enums import Party
from conversations.models import Note, NoteSection
from tests.browser.conftest import Open
from tests.browser.steps import saved
from tests.browser.visitor import Visitor, said
from tests.browser.world import session_cookie
from tests.conftest import owner
from tests.conversations.conftest import make_scene
from tests.factories import cover, staff

MINE, THEIRS = "Hun vil lage mat.", "Han vil bygge hus."


@dataclass(frozen=True)
class Meeting:
    """A meeting whose note is begun, its counsellor, and who covers."""

    career: Actor
    covering: Actor
    note: Note

    @property
    def first_text(self) -> str:
        with owner():
            return NoteSection.objects.filter(note=self.note).order_by("pk")[0].text


@pytest.fixture
def meeting(transactional_db: None) -> Meeting:
    with owner():
        scene = make_scene()
        note = scene.note()
    return Meeting(scene.career, cover(scene.career, staff(Party.CAREER_COUNSELLOR)), note)


def write(visitor: Visitor, meeting: Meeting, text: str) -> None:
    visitor.open("conversations:meeting", meeting.note.appointment.public_id)
    visitor.page.locator("textarea").first.fill(text)


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(browse: Open, meeting: Meeting):
    career = browse(actor=meeting.career).open("conversations:meeting", meeting.note.appointment.public_id)
    status = career.page.locator("[data-autosave-status]").first
    career.page.context.set_offline(True)
    career.page.locator("textarea").first.fill(MINE)
    expect(status).to_have_text(said("Not saved – trying again"))
    career.page.context.set_offline(False)
    saved(career, "main")
    assert meeting.first_text == MINE


def test_what_is_typed_before_the_script_has_come_is_saved_too(browse: Open, meeting: Meeting):
    career = browse(actor=meeting.career)
    held: list[Route] = []
    career.page.route("**/js/autosave*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    address = reverse("conversations:meeting", args=[meeting.note.appointment.public_id])
    with career.page.expect_request("**/js/autosave*.js"):
        career.page.goto(address, wait_until="commit")
    career.page.locator("textarea").first.fill(MINE)
    held[0].continue_()
    saved(career, "main")
    assert meeting.first_text == MINE


def test_a_second_writer_sees_both_texts_and_chooses(browse: Open, meeting: Meeting):
    career, covering = browse(actor=meeting.career), browse(actor=meeting.covering)
    covering.open("conversations:meeting", meeting.note.appointment.public_id)
    write(career, meeting, MINE)
    saved(career, "main")
    covering.page.locator("textarea").first.fill(THEIRS)
    conflict = covering.page.locator("[data-autosave-conflict]").first
    expect(conflict).to_contain_text(MINE)
    covering.passes()
    conflict.get_by_role("button", name=said("Keep my text")).click()
    saved(covering, "main")
    assert meeting.first_text == THEIRS


def test_what_is_typed_after_the_session_is_over_comes_back_after_signing_in(
    browse: Open, meeting: Meeting, live_server: Any
):
    career = browse(actor=meeting.career).open("conversations:meeting", meeting.note.appointment.public_id)
    career.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    career.page.locator("textarea").first.fill(MINE)
    expect(career.page.get_by_role("link", name=said("Sign in again"))).to_be_visible()
    career.page.context.add_cookies([session_cookie(meeting.career, live_server.url)])
    career.open("conversations:meeting", meeting.note.appointment.public_id)
    expect(career.page.locator("textarea").first).to_have_value(MINE)
    saved(career, "main")
    assert meeting.first_text == MINE


def test_the_note_is_written_without_scripts(browse: Open, meeting: Meeting):
    career = browse(actor=meeting.career, scripts=False)
    write(career, meeting, MINE)
    career.press("Save").at("conversations:meeting", meeting.note.appointment.public_id)
    assert meeting.first_text == MINE
