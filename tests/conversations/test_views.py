"""The meeting page, saving with and without JavaScript, closing, the note page; who gets 404, 403, 409, 422."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import Party
from appointments.enums import Status
from appointments.models import Appointment
from conversations import actions
from conversations.models import GuideVersion, Note, NoteSection
from journeys import meeting_context
from journeys.sections import Section
from tests.conversations.conftest import Scene, book
from tests.factories import acting, cover, participant, staff

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}
SECRET = "Dette er et hemmelig notat"


def meeting_url(scene: Scene) -> str:
    return reverse("conversations:meeting", args=[scene.appointment.public_id])


def begin_url(scene: Scene) -> str:
    return reverse("conversations:begin", args=[scene.appointment.public_id])


def note_url(note: Note) -> str:
    return reverse("conversations:note", args=[note.public_id])


def close_url(note: Note) -> str:
    return reverse("conversations:close", args=[note.public_id])


def save_url(note: Note, key: str = "1") -> str:
    return reverse("conversations:save_section", args=[note.public_id, key])


def write(scene: Scene, note: Note, text: str = SECRET, *, by: Actor | None = None, key: str = "1") -> None:
    by = by or scene.career
    with acting(by):
        revision = NoteSection.objects.get(note=note, key=key).revision
        actions.save_section(note=note, key=key, text=text, revision=revision, by=by)


def close(scene: Scene, note: Note, **fields: str) -> None:
    with acting(scene.career):
        actions.close_meeting(
            note=note, by=scene.career, **({"next_meeting": "none", "preparation": "Ta med vitnemål"} | fields)
        )


# --- the meeting page -----------------------------------------------------------------------------------------------
def test_looking_at_the_guide_writes_nothing_and_starting_makes_the_note(scene: Scene, as_actor):
    client: Client = as_actor(scene.career)
    page = client.get(meeting_url(scene))
    assert "Velkommen" in page.content.decode()
    with acting(scene.career):
        assert not Note.objects.exists()
    answer = client.post(begin_url(scene))
    assert (answer.status_code, answer["Location"]) == (302, meeting_url(scene))
    page = client.get(meeting_url(scene)).content.decode()
    assert page.count("<textarea") == 8
    assert page.count("data-autosave-url") == 8


def test_a_county_without_a_guide_says_so_and_begins_nothing(scene: Scene, as_actor):
    GuideVersion.objects.all().delete()
    client: Client = as_actor(scene.career)
    page = client.get(meeting_url(scene))
    assert page.status_code == 200
    assert begin_url(scene) not in page.content.decode()
    assert client.post(begin_url(scene)).status_code == 302
    with acting(scene.career):
        assert not Note.objects.exists()


def test_a_cancelled_meeting_offers_no_start(scene: Scene, as_actor):
    Appointment.objects.filter(pk=scene.appointment.pk).update(
        status=Status.CANCELLED, cancelled_at=timezone.now(), cancelled_by=scene.owner.person
    )
    client: Client = as_actor(scene.career)
    assert begin_url(scene) not in client.get(meeting_url(scene)).content.decode()
    assert client.post(begin_url(scene)).status_code == 403


def test_what_other_rooms_say_about_the_journey_stands_beside_the_note(scene: Scene, as_actor, monkeypatch, settings):
    monkeypatch.setattr(meeting_context, "_providers", [])

    def purpose(journey, actor):
        return [Section("purpose", "conversations/sections/notes.html", 40, data={"rows": []})]

    meeting_context.register(purpose)
    meeting_context.register(purpose)
    scene.note()
    page = as_actor(scene.career).get(meeting_url(scene)).content.decode()
    assert page.count('id="notes"') == 1


def test_a_closed_meeting_leads_to_its_note(scene: Scene, as_actor):
    note = scene.note()
    close(scene, note)
    answer = as_actor(scene.career).get(meeting_url(scene))
    assert (answer.status_code, answer["Location"]) == (302, note_url(note))


def test_the_second_writer_is_warned_on_the_page(scene: Scene, as_actor):
    note = scene.note()
    write(scene, note)
    covering = cover(scene.career, staff(Party.CAREER_COUNSELLOR))
    assert scene.career.person.name in as_actor(covering).get(meeting_url(scene)).content.decode()


# --- who is let in --------------------------------------------------------------------------------------------------
def test_outsiders_find_nothing_and_writing_is_forbidden_to_who_only_takes_part(
    scene: Scene, trondelag: Scene, as_actor
):
    note = scene.note()
    write(scene, note)
    outsiders = [
        participant(),
        staff(Party.CAREER_COUNSELLOR),
        staff(Party.NAV_COUNSELLOR),
        staff(Party.COORDINATOR),
        trondelag.career,
        staff(Party.CAREER_COUNSELLOR, person=scene.owner.person),
    ]
    gets = [meeting_url(scene), note_url(note), close_url(note)]
    posts = [begin_url(scene), save_url(note), close_url(note)]
    for actor in outsiders:
        client: Client = as_actor(actor)
        answers = [client.get(url) for url in gets] + [client.post(url) for url in posts]
        assert {answer.status_code for answer in answers} == {404}
        assert all(SECRET not in answer.content.decode() for answer in answers)


def test_nav_gets_no_note_by_any_address_not_even_in_its_own_meeting(scene: Scene, as_actor):
    note = scene.note()
    write(scene, note)
    client: Client = as_actor(scene.nav)
    for url in (note_url(note), close_url(note)):
        assert client.get(url).status_code == 404
    assert client.post(save_url(note), {"text": "Nav", "revision": 1}).status_code == 404
    assert client.get(meeting_url(scene)).status_code == 403
    assert client.post(begin_url(scene)).status_code == 403
    covering = cover(scene.nav, staff(Party.NAV_COUNSELLOR))
    assert as_actor(covering).get(note_url(note)).status_code == 404


def test_the_participant_reads_and_does_not_write(scene: Scene, as_actor):
    note = scene.note()
    write(scene, note)
    client: Client = as_actor(scene.owner)
    page = client.get(note_url(note))
    assert SECRET in page.content.decode()
    assert meeting_url(scene) not in page.content.decode()
    assert client.get(meeting_url(scene)).status_code == 403
    assert client.get(close_url(note)).status_code == 403
    assert client.post(save_url(note), {"text": "Min tekst", "revision": 1}).status_code == 403


def test_signed_out_leads_to_the_sign_in(scene: Scene, client: Client):
    note = scene.note()
    for url in (meeting_url(scene), note_url(note), reverse("conversations:guides")):
        assert reverse("account_login") in client.get(url)["Location"]


# --- saving ---------------------------------------------------------------------------------------------------------
def test_autosave_answers_with_the_revision_and_the_other_writer(scene: Scene, as_actor):
    note = scene.note()
    covering = cover(scene.career, staff(Party.CAREER_COUNSELLOR))
    write(scene, note, by=covering, key="2")
    answer = as_actor(scene.career).post(save_url(note), {"text": "En\r\nto", "revision": 0}, headers=JSON)
    body = json.loads(answer.content)
    assert answer.status_code == 200
    assert (body["revision"], body["other_writer"]) == (1, covering.person.name)
    assert body["saved_at"]
    assert body["saved_label"]
    with acting(scene.career):
        assert NoteSection.objects.get(note=note, key="1").text == "En\nto"


def test_nothing_written_yet_has_no_time_of_saving(scene: Scene, as_actor):
    note = scene.note()
    body = json.loads(as_actor(scene.career).post(save_url(note), {"text": "", "revision": 0}, headers=JSON).content)
    assert body == {"revision": 0, "saved_at": None, "saved_label": "", "other_writer": None}


def test_a_conflict_answers_with_both_texts(scene: Scene, as_actor):
    note = scene.note()
    write(scene, note)
    client: Client = as_actor(scene.career)
    answer = client.post(save_url(note), {"text": "Min tekst", "revision": 0}, headers=JSON)
    body = json.loads(answer.content)
    assert (answer.status_code, body["text"], body["revision"], body["field"]) == (409, SECRET, 1, "text")
    page = client.post(save_url(note), {"text": "Min tekst", "revision": 0})
    assert page.status_code == 409
    html = page.content.decode()
    assert SECRET in html
    assert "Min tekst" in html
    again = client.post(
        save_url(note), {"text": "Min tekst", "revision": page.context["rows"][0]["form"]["revision"].value()}
    )
    assert again.status_code == 302


def test_without_javascript_saving_comes_back_to_the_heading(scene: Scene, as_actor):
    note = scene.note()
    answer = as_actor(scene.career).post(save_url(note, "3"), {"text": "Skole", "revision": 0})
    assert (answer.status_code, answer["Location"]) == (302, meeting_url(scene) + "#section-3")


def test_too_long_a_text_stays_on_the_page_with_a_clear_message(scene: Scene, as_actor):
    note = scene.note()
    client: Client = as_actor(scene.career)
    text = "x" * actions.SECTION_LIMIT + "SLUTT"
    page = client.post(save_url(note), {"text": text, "revision": 0})
    assert page.status_code == 422
    assert "SLUTT" in page.content.decode()
    assert str(actions.SECTION_LIMIT) in page.content.decode()
    answer = client.post(save_url(note), {"text": text, "revision": 0}, headers=JSON)
    assert (answer.status_code, str(actions.SECTION_LIMIT) in json.loads(answer.content)["message"]) == (422, True)


@pytest.mark.parametrize("revision", ["", "minus", "-1"])
def test_a_broken_revision_is_refused(scene: Scene, as_actor, revision: str):
    note = scene.note()
    answer = as_actor(scene.career).post(save_url(note), {"text": "Tekst", "revision": revision}, headers=JSON)
    assert answer.status_code == 422


def test_autosave_is_told_when_access_has_ended_while_writing(scene: Scene, as_actor):
    note = scene.note()
    answer = as_actor(staff(Party.CAREER_COUNSELLOR)).post(save_url(note), {"text": "x", "revision": 0}, headers=JSON)
    assert (answer.status_code, bool(json.loads(answer.content)["message"])) == (404, True)


def test_an_unknown_heading_is_not_found(scene: Scene, as_actor):
    note = scene.note()
    assert as_actor(scene.career).post(save_url(note, "99"), {"text": "x", "revision": 0}).status_code == 404


def test_text_that_comes_after_closing_is_shown_and_not_lost(scene: Scene, as_actor):
    note = scene.note()
    close(scene, note)
    client: Client = as_actor(scene.career)
    page = client.post(save_url(note), {"text": "For sent", "revision": 0})
    assert (page.status_code, "For sent" in page.content.decode()) == (409, True)
    answer = client.post(save_url(note), {"text": "For sent", "revision": 0}, headers=JSON)
    assert (answer.status_code, bool(json.loads(answer.content)["message"])) == (422, True)


def test_content_is_never_logged(scene: Scene, as_actor, caplog):
    note = scene.note()
    client: Client = as_actor(scene.career)
    client.post(save_url(note), {"text": SECRET, "revision": 0})
    client.post(save_url(note), {"text": SECRET + "!", "revision": 0})
    client.post(save_url(note), {"text": SECRET * 2000, "revision": 0})
    assert SECRET not in caplog.text


# --- closing --------------------------------------------------------------------------------------------------------
def test_the_meeting_closes_when_the_next_one_is_agreed(scene: Scene, as_actor):
    note = scene.note()
    client: Client = as_actor(scene.career)
    assert client.get(close_url(note)).status_code == 200
    answer = client.post(close_url(note), {"next_meeting": "later", "preparation": "Ta med vitnemål"})
    assert (answer.status_code, str(scene.journey.public_id) in answer["Location"]) == (302, True)
    assert client.get(close_url(note))["Location"] == note_url(note)
    assert client.post(close_url(note), {"next_meeting": "none"})["Location"] == note_url(note)
    assert "allerede avsluttet" in client.get(note_url(note)).content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "next_meeting"),
        ({"next_meeting": "booked", "preparation": "Noe"}, "next_meeting"),
        ({"next_meeting": "later", "preparation": " "}, "preparation"),
        ({"next_meeting": "none", "preparation": "x" * (actions.PREPARATION_LIMIT + 1)}, "preparation"),
        ({"next_meeting": "later", "preparation": "x" * (actions.PREPARATION_LIMIT + 1)}, "preparation"),
    ],
)
def test_what_is_missing_is_said_at_the_field(scene: Scene, as_actor, data: dict[str, str], field: str):
    note = scene.note()
    page = as_actor(scene.career).post(close_url(note), data)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    scene.appointment.refresh_from_db()
    assert scene.appointment.is_booked


def test_a_booked_next_meeting_is_shown_chosen_and_must_be_chosen(scene: Scene, as_actor):
    note = scene.note()
    book(scene.journey, scene.career, kind="guidance", starts_at=timezone.now() + timedelta(days=7))
    client: Client = as_actor(scene.career)
    assert client.get(close_url(note)).context["form"]["next_meeting"].initial == "booked"
    assert client.post(close_url(note), {"next_meeting": "none"}).status_code == 422
    assert client.post(close_url(note), {"next_meeting": "booked", "preparation": "Les"}).status_code == 302


def test_a_next_meeting_cancelled_in_the_same_moment_is_said(scene: Scene, as_actor, monkeypatch):
    note = scene.note()

    def changed(**_given):
        raise actions.NextMeetingChanged

    monkeypatch.setattr(actions, "close_meeting", changed)
    page = as_actor(scene.career).post(close_url(note), {"next_meeting": "none"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["next_meeting"])


def test_where_the_model_has_no_room_left_only_the_end_is_offered(trondelag: Scene, as_actor):
    note = trondelag.note()
    ahead = [
        book(trondelag.journey, trondelag.career, kind="conversation", starts_at=timezone.now() + timedelta(days=days))
        for days in (1, 2)
    ]
    Appointment.objects.filter(pk__in=[each.pk for each in ahead]).update(status=Status.HELD, closed_at=timezone.now())
    page = as_actor(trondelag.career).get(close_url(note))
    assert [value for value, _label in page.context["form"].fields["next_meeting"].choices] == ["none"]
    assert 'name="book"' not in page.content.decode()


def test_what_is_typed_is_kept_while_the_next_meeting_is_booked(scene: Scene, as_actor):
    note = scene.note()
    client: Client = as_actor(scene.career)
    assert 'name="book"' in client.get(close_url(note)).content.decode()
    answer = client.post(close_url(note), {"book": "1", "preparation": "Ta med vitnemål", "seen": ""})
    pick = reverse("appointments:pick", args=[scene.journey.public_id])
    assert answer["Location"] == f"{pick}?{urlencode({'next': close_url(note)})}"
    assert client.get(answer["Location"]).context["next_url"] == close_url(note)
    book(scene.journey, scene.career, kind="guidance", starts_at=timezone.now() + timedelta(days=7))
    page = client.get(close_url(note))
    form = page.context["form"]
    assert (form["next_meeting"].value(), form["preparation"].value()) == ("booked", "Ta med vitnemål")
    assert form["seen"].value() in page.content.decode()
    assert 'name="book"' not in page.content.decode()
    given = {"next_meeting": "booked", "preparation": "Ta med vitnemål og CV", "seen": form["seen"].value()}
    assert client.post(close_url(note), given).status_code == 302
    assert "vitnemål og CV" in as_actor(scene.owner).get(note_url(note)).content.decode()


def test_a_draft_is_not_shown_to_the_participant(scene: Scene, as_actor):
    note = scene.note()
    as_actor(scene.career).post(close_url(note), {"book": "1", "next_meeting": "later", "preparation": SECRET})
    assert SECRET not in as_actor(scene.owner).get(note_url(note)).content.decode()


def test_two_who_close_at_once_see_both_texts(scene: Scene, as_actor):
    note = scene.note()
    client: Client = as_actor(scene.career)
    client.post(close_url(note), {"book": "1", "next_meeting": "later", "preparation": "Den første"})
    page = client.post(close_url(note), {"next_meeting": "none", "preparation": "Den andre"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["preparation"])
    assert "Den første" in page.content.decode()
    seen = page.context["form"]["seen"].value()
    again = {"next_meeting": "none", "preparation": "Den andre", "seen": seen}
    assert client.post(close_url(note), again).status_code == 302


def test_a_draft_too_long_is_said_at_the_field(scene: Scene, as_actor):
    given = {"book": "1", "preparation": "x" * (actions.PREPARATION_LIMIT + 1)}
    page = as_actor(scene.career).post(close_url(scene.note()), given)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["preparation"])


def test_closing_early_is_warned_against(scene: Scene, as_actor):
    note = scene.note()
    client: Client = as_actor(scene.career)
    assert client.get(close_url(note)).context["is_early"] is False
    start = timezone.now() + timedelta(days=1)
    Appointment.objects.filter(pk=scene.appointment.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    assert client.get(close_url(note)).context["is_early"] is True
    assert reverse("appointments:missed", args=[scene.appointment.public_id]) not in (
        client.get(meeting_url(scene)).content.decode()
    )


# --- the note page --------------------------------------------------------------------------------------------------
def test_the_note_page_shows_what_is_written_and_what_to_prepare(scene: Scene, as_actor):
    note = scene.note()
    empty = as_actor(scene.owner).get(note_url(note))
    assert empty.context["has_text"] is False
    write(scene, note)
    close(scene, note, next_meeting="later", preparation="Snakk med en tømrer")
    page = as_actor(scene.owner).get(note_url(note)).content.decode()
    assert SECRET in page
    assert "Snakk med en tømrer" in page
    assert page.count("<h2") < 8
    staff_page = as_actor(scene.career).get(note_url(note)).content.decode()
    assert SECRET in staff_page


def test_text_is_escaped(scene: Scene, as_actor):
    note = scene.note()
    write(scene, note, "<script>alert(1)</script>")
    page = as_actor(scene.owner).get(note_url(note)).content.decode()
    assert "<script>alert" not in page


# --- cost -----------------------------------------------------------------------------------------------------------
#: Counted on the whole request: session, person, membership and context are among them.
COST = {"before": 13, "meeting": 14, "save": 13, "close": 11, "note": 10}


def test_the_pages_cost_a_known_number_of_queries(scene: Scene, as_actor, django_assert_num_queries):
    client: Client = as_actor(scene.career)
    client.get(meeting_url(scene))
    with django_assert_num_queries(COST["before"]):
        client.get(meeting_url(scene))
    note = scene.note()
    with django_assert_num_queries(COST["meeting"]):
        client.get(meeting_url(scene))
    with django_assert_num_queries(COST["save"]):
        client.post(save_url(note), {"text": "Tekst", "revision": 0}, headers=JSON)
    with django_assert_num_queries(COST["close"]):
        client.get(close_url(note))
    with django_assert_num_queries(COST["note"]):
        client.get(note_url(note))
