"""Who books what follows a meeting, as the form that closes it and the note say it."""

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from conversations import actions
from conversations.models import Note
from tests.conversations.conftest import Scene, make_scene
from tests.factories import acting

pytestmark = pytest.mark.django_db


def choices(client, note: Note) -> dict[str, str]:
    page = client.get(reverse("conversations:close", args=[note.public_id]))
    return dict(page.context["form"].fields["next_meeting"].choices)


def close(scene: Scene, note: Note) -> None:
    with acting(scene.career):
        actions.close_meeting(note=note, next_meeting="later", preparation="Ta med CV", by=scene.career)


def said(client, note: Note) -> str:
    return client.get(reverse("conversations:note", args=[note.public_id])).context["next_meeting"]


def nb(text: str) -> str:
    with translation.override("nb"):
        return gettext(text)


def test_in_akershus_the_career_counsellor_arranges_the_next_module(as_actor):
    akershus = make_scene("akershus")
    note = akershus.note()
    arranged = nb("The career counsellor arranges the next meeting")
    assert choices(as_actor(akershus.career), note)["later"] == arranged
    close(akershus, note)
    assert said(as_actor(akershus.owner), note) == said(as_actor(akershus.career), note) == arranged


def test_elsewhere_the_participant_books_it_and_each_is_told_in_their_words(scene: Scene, as_actor):
    note = scene.note()
    books = nb("The participant books when it suits")
    assert choices(as_actor(scene.career), note)["later"] == books
    close(scene, note)
    assert said(as_actor(scene.career), note) == books
    assert said(as_actor(scene.owner), note) == nb("You book the next meeting when it suits you.")
