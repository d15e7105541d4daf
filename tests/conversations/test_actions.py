"""Begin, save, close: what is saved, recorded and refused, and who may."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import Actor
from accounts.enums import Party
from appointments.enums import Status
from appointments.models import Appointment
from common.errors import AlreadyDone
from conversations import actions, permissions, queries
from conversations.models import GuideVersion, NextMeeting, Note, NoteSection
from journeys import kinds
from tests.conversations.conftest import Scene, book
from tests.factories import acting, cover, participant, staff

pytestmark = pytest.mark.django_db


def save(scene: Scene, note: Note, text: str, revision: int, *, key: str = "1", by: Actor | None = None):
    by = by or scene.career
    with acting(by):
        return actions.save_section(note=note, key=key, text=text, revision=revision, by=by)


def close(scene: Scene, note: Note, choice: str = "none", preparation: str = "Ta med vitnemål"):
    with acting(scene.career):
        actions.close_meeting(note=note, next_meeting=choice, preparation=preparation, by=scene.career)


def text_of(scene: Scene, note: Note, key: str = "1") -> str:
    with acting(scene.career):
        return NoteSection.objects.get(note=note, key=key).text


# --- begin ----------------------------------------------------------------------------------------------------------
def test_beginning_takes_the_guide_of_the_meeting_and_makes_an_empty_section_for_each_heading(scene: Scene):
    note = scene.note()
    with acting(scene.career):
        assert (note.guide.kind, note.language, note.is_open) == ("three_party", "nb", True)
        assert [section.key for section in note.sections.all()] == [each["key"] for each in note.guide.sections]
        assert {(section.text, section.revision) for section in note.sections.all()} == {("", 0)}


def test_beginning_records_no_event_and_beginning_twice_is_one_note(scene: Scene):
    before = scene.kinds()
    assert scene.note() == scene.note()
    assert scene.kinds() == before


def test_a_meeting_keeps_the_guide_it_began_with(scene: Scene):
    note = scene.note()
    guide = GuideVersion.objects.get(kind="three_party")
    GuideVersion.objects.create(
        county=guide.county, kind=guide.kind, version=2, title={}, sections=[], published_at=timezone.now()
    )
    assert scene.note().guide_id == note.guide_id


def test_a_cancelled_meeting_cannot_be_begun(scene: Scene):
    stale = Appointment.objects.get(pk=scene.appointment.pk)
    Appointment.objects.filter(pk=stale.pk).update(
        status=Status.CANCELLED, cancelled_at=timezone.now(), cancelled_by=scene.owner.person
    )
    with acting(scene.career), pytest.raises(AlreadyDone):
        actions.begin(appointment=stale, by=scene.career)


def test_without_a_guide_the_meeting_cannot_be_begun(scene: Scene):
    GuideVersion.objects.all().delete()
    with acting(scene.career), pytest.raises(actions.GuideMissing):
        actions.begin(appointment=scene.appointment, by=scene.career)


# --- save -----------------------------------------------------------------------------------------------------------
def test_saving_raises_the_revision_and_records_no_event(scene: Scene):
    note, before = scene.note(), scene.kinds()
    saved = save(scene, note, "Liker å bygge", 0)
    assert (saved.section.revision, saved.section.saved_by, saved.other_writer) == (1, scene.career.person, "")
    assert text_of(scene, note) == "Liker å bygge"
    assert scene.kinds() == before


def test_an_older_revision_with_another_text_is_a_conflict_and_nothing_is_lost(scene: Scene):
    note = scene.note()
    save(scene, note, "Første", 0)
    with pytest.raises(actions.Conflict) as conflict:
        save(scene, note, "Andre", 0)
    assert (conflict.value.section.text, conflict.value.section.revision) == ("Første", 1)
    assert text_of(scene, note) == "Første"


def test_the_same_text_is_no_conflict_and_no_new_revision(scene: Scene):
    note = scene.note()
    save(scene, note, "Det samme", 0)
    assert save(scene, note, "Det samme", 0).section.revision == 1


def test_a_revision_that_does_not_exist_yet_is_a_conflict(scene: Scene):
    note = scene.note()
    with pytest.raises(actions.Conflict):
        save(scene, note, "Tekst", 7)


def test_the_second_writer_is_told_about_the_first_for_ten_minutes(scene: Scene):
    note, colleague = scene.note(), cover(scene.career, staff(Party.CAREER_COUNSELLOR))
    save(scene, note, "Fra den ene", 0)
    assert save(scene, note, "Fra den andre", 0, key="2", by=colleague).other_writer == scene.career.person.name
    later = timezone.now() + queries.WRITING_NOW + timedelta(seconds=1)
    with acting(colleague):
        assert queries.other_writer(note, colleague, later) == ""


def test_too_long_a_text_is_refused_and_the_limit_itself_is_not(scene: Scene):
    note = scene.note()
    with pytest.raises(actions.TextTooLong):
        save(scene, note, "x" * (actions.SECTION_LIMIT + 1), 0)
    assert save(scene, note, "x" * actions.SECTION_LIMIT, 0).section.revision == 1


def test_a_heading_the_guide_does_not_have_is_not_there(scene: Scene):
    note = scene.note()
    with pytest.raises(NoteSection.DoesNotExist):
        save(scene, note, "Tekst", 0, key="99")


def test_text_is_still_saved_when_the_meeting_was_cancelled_meanwhile(scene: Scene):
    note = scene.note()
    Appointment.objects.filter(pk=scene.appointment.pk).update(
        status=Status.CANCELLED, cancelled_at=timezone.now(), cancelled_by=scene.owner.person
    )
    assert save(scene, note, "Skrevet likevel", 0).section.revision == 1


def test_a_closed_note_takes_no_text(scene: Scene):
    note = scene.note()
    close(scene, note)
    with pytest.raises(actions.NoteClosed):
        save(scene, note, "For sent", 0)


# --- close ----------------------------------------------------------------------------------------------------------
def test_closing_with_no_further_meeting_records_that_it_was_held_and_nothing_else(scene: Scene):
    note, before = scene.note(), scene.kinds()
    close(scene, note, "none")
    with acting(scene.career):
        note.refresh_from_db()
    scene.appointment.refresh_from_db()
    assert (note.next_meeting, note.preparation, note.is_open) == ("none", "Ta med vitnemål", False)
    assert scene.appointment.status == Status.HELD
    assert scene.kinds() == [*before, kinds.APPOINTMENT_HELD]


@pytest.mark.parametrize("which", ["scene", "trondelag"])
def test_when_the_participant_books_later_the_journey_waits_for_the_participant(which: str, request):
    scene: Scene = request.getfixturevalue(which)
    note = scene.note()
    close(scene, note, "later")
    assert scene.kinds()[-2:] == [kinds.APPOINTMENT_HELD, kinds.NEXT_MEETING_AGREED]
    scene.journey.refresh_from_db()
    step = "guidance" if which == "scene" else "conversation"
    assert (scene.journey.current_step, scene.journey.waiting_for) == (step, Party.PARTICIPANT)


@pytest.mark.parametrize("which", ["scene", "trondelag"])
def test_when_no_more_meetings_are_needed_the_plan_comes_next(which: str, request):
    scene: Scene = request.getfixturevalue(which)
    close(scene, scene.note(), "none")
    scene.journey.refresh_from_db()
    plan = "career_plan" if which == "scene" else "summary_note"
    assert (scene.journey.current_step, scene.journey.waiting_for) == (plan, Party.CAREER_COUNSELLOR)


def next_meeting(scene: Scene) -> Appointment:
    starts_at = timezone.now() + timedelta(days=7)
    return book(scene.journey, scene.career, kind="guidance", starts_at=starts_at)


def test_a_booked_next_meeting_has_its_own_event(scene: Scene):
    note = scene.note()
    next_meeting(scene)
    before = scene.kinds()
    close(scene, note, "booked")
    assert scene.kinds() == [*before, kinds.APPOINTMENT_HELD]
    scene.journey.refresh_from_db()
    assert (scene.journey.current_step, scene.journey.waiting_for) == ("guidance", Party.CAREER_COUNSELLOR)


@pytest.mark.parametrize(("is_booked", "choice"), [(False, "booked"), (True, "later"), (True, "none")])
def test_what_is_chosen_must_agree_with_what_is_booked(scene: Scene, is_booked: bool, choice: str):
    note = scene.note()
    if is_booked:
        next_meeting(scene)
    before = scene.kinds()
    with pytest.raises(actions.NextMeetingChanged):
        close(scene, note, choice)
    scene.appointment.refresh_from_db()
    assert (scene.appointment.status, scene.kinds()) == (Status.BOOKED, before)


def test_an_earlier_meeting_nobody_closed_is_not_the_next(scene: Scene):
    earlier = scene.appointment.starts_at - timedelta(days=7)
    book(scene.journey, scene.career, kind="three_party", starts_at=earlier)
    assert queries.next_booked(scene.appointment) is None
    close(scene, scene.note(), "later")


def test_closing_twice_gives_one_result_and_one_already_done(scene: Scene):
    note = scene.note()
    close(scene, note)
    before = scene.kinds()
    with pytest.raises(AlreadyDone):
        close(scene, note)
    assert scene.kinds() == before


def test_a_meeting_that_was_not_attended_cannot_be_closed_as_held(scene: Scene):
    note = scene.note()
    Appointment.objects.filter(pk=scene.appointment.pk).update(status=Status.MISSED, closed_at=timezone.now())
    with pytest.raises(AlreadyDone):
        close(scene, note)


def test_closing_refuses_too_long_a_preparation_and_an_unknown_choice(scene: Scene):
    note = scene.note()
    with pytest.raises(actions.TextTooLong):
        close(scene, note, preparation="x" * (actions.PREPARATION_LIMIT + 1))
    with pytest.raises(ValueError, match="sometime"):
        close(scene, note, "sometime")


def test_the_model_says_whether_there_is_room_for_another_meeting(scene: Scene, trondelag: Scene):
    assert queries.has_room_for_another(scene.appointment)
    assert queries.has_room_for_another(trondelag.appointment)
    for days in (1, 2):
        book(trondelag.journey, trondelag.career, kind="conversation", starts_at=timezone.now() + timedelta(days=days))
    assert not queries.has_room_for_another(trondelag.appointment)


# --- the draft of closing -------------------------------------------------------------------------------------------
def draft(scene: Scene, note: Note, text: str = "Ta med vitnemål", choice: str = "", seen: str = "") -> None:
    with acting(scene.career):
        actions.save_closing_draft(note=note, next_meeting=choice, preparation=text, seen=seen)


def test_a_draft_of_closing_is_kept_and_closes_and_records_nothing(scene: Scene):
    note, before = scene.note(), scene.kinds()
    draft(scene, note, choice="booked")
    with acting(scene.career):
        note.refresh_from_db()
    assert (note.next_meeting, note.preparation, note.is_open) == ("booked", "Ta med vitnemål", True)
    assert scene.kinds() == before
    close(scene, note, "none", "Ta med vitnemål")


def test_a_draft_never_replaces_a_text_unseen(scene: Scene):
    note = scene.note()
    draft(scene, note, "Den første")
    draft(scene, note, "Den første")
    with pytest.raises(actions.DraftChanged) as changed:
        draft(scene, note, "Den andre")
    assert changed.value.preparation == "Den første"
    with pytest.raises(actions.DraftChanged):
        close(scene, note, "none", "Den andre")
    draft(scene, note, "Den andre", seen=actions.draft_mark("Den første"))
    with acting(scene.career):
        note.refresh_from_db()
    assert note.preparation == "Den andre"


def test_a_draft_is_refused_when_closed_too_long_or_nonsense(scene: Scene):
    note = scene.note()
    with pytest.raises(actions.TextTooLong):
        draft(scene, note, "x" * (actions.PREPARATION_LIMIT + 1))
    with pytest.raises(ValueError, match="sometime"):
        draft(scene, note, choice="sometime")
    close(scene, note)
    with pytest.raises(AlreadyDone):
        draft(scene, note)


# --- permissions ----------------------------------------------------------------------------------------------------
def test_the_career_counsellor_and_who_covers_may_and_nobody_else(scene: Scene):
    note = scene.note()
    covering = cover(scene.career, staff(Party.CAREER_COUNSELLOR))
    others = [
        scene.owner,
        scene.nav,
        participant(),
        staff(Party.CAREER_COUNSELLOR),
        staff(Party.COORDINATOR),
        cover(scene.career, staff(Party.NAV_COUNSELLOR)),
        staff(Party.CAREER_COUNSELLOR, county_code="trondelag"),
    ]
    for actor in (scene.career, covering, *others):
        may = actor in (scene.career, covering)
        assert permissions.can_open_guide(actor, scene.appointment) is may
        assert permissions.can_begin(actor, scene.appointment) is may
        assert permissions.can_write(actor, note) is may
        assert permissions.can_close(actor, note) is may


def test_a_state_that_is_over_ends_the_permission(scene: Scene):
    note = scene.note()
    note.appointment.status = scene.appointment.status = Status.HELD
    assert not permissions.can_begin(scene.career, scene.appointment)
    assert permissions.can_write(scene.career, note)
    assert not permissions.can_close(scene.career, note)
    note.closed_at = timezone.now()
    assert not permissions.can_write(scene.career, note)


def test_guides_are_for_who_works_in_the_county(scene: Scene):
    assert permissions.can_read_guides(scene.nav)
    assert not permissions.can_read_guides(scene.owner)


def test_notes_are_visible_to_their_two_parties_only(scene: Scene):
    note = scene.note()
    colleague_in_own_case = staff(Party.CAREER_COUNSELLOR, person=scene.owner.person)
    covering = cover(scene.career, staff(Party.CAREER_COUNSELLOR))
    strangers = [scene.nav, colleague_in_own_case, staff(Party.CAREER_COUNSELLOR), staff(Party.COORDINATOR)]
    for actor in (scene.owner, scene.career, covering, *strangers):
        with acting(actor):
            assert (note in Note.objects.visible_to(actor)) is (actor not in strangers)


# --- two writers ----------------------------------------------------------------------------------------------------
class Writer:
    """A person with the page open: the own text, its revision, what was seen, and an unsettled conflict."""

    def __init__(self, scene: Scene, note: Note, actor: Actor) -> None:
        self.scene, self.note, self.actor = scene, note, actor
        self.reload()

    def reload(self) -> None:
        with acting(self.actor):
            section = NoteSection.objects.get(note=self.note, key="1")
        self.text, self.revision, self.conflict = section.text, section.revision, None
        self.seen = marks(section.text)

    def save(self) -> None:
        try:
            saved = save(self.scene, self.note, self.text, self.revision, by=self.actor)
        except actions.Conflict as conflict:
            self.conflict = conflict.section
            self.seen |= marks(conflict.section.text)
        else:
            self.revision, self.conflict, self.seen = saved.section.revision, None, marks(self.text)

    def take(self, step: str, number: int) -> None:
        match step:
            case "add":
                self.text += f" {number}"
            case "erase":
                self.text = self.text.rpartition(" ")[0]
            case "keep_mine" if self.conflict:
                self.revision = self.conflict.revision
            case "take_theirs" if self.conflict:
                self.text, self.revision = self.conflict.text, self.conflict.revision
            case "reload":
                return self.reload()
        return self.save()


def marks(text: str) -> set[str]:
    return set(text.split())


STEPS = st.sampled_from(["add", "add", "erase", "reload", "keep_mine", "take_theirs"])


@given(steps=st.lists(st.tuples(st.integers(0, 1), STEPS), max_size=14))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_two_writers_loses_an_acknowledged_character_silently(scene: Scene, steps):
    """What the server took disappears only by the hand of a writer who has seen it."""
    with transaction.atomic():
        note = scene.note()
        colleague = cover(scene.career, staff(Party.CAREER_COUNSELLOR))
        writers = [Writer(scene, note, scene.career), Writer(scene, note, colleague)]
        for number, (who, step) in enumerate(steps):
            before, knew = marks(text_of(scene, note)), set(writers[who].seen)
            writers[who].take(step, number)
            gone = before - marks(text_of(scene, note))
            assert gone <= knew
            assert writers[who].conflict or writers[who].text == text_of(scene, note)
        transaction.set_rollback(True)


def test_the_choices_of_the_next_meeting_are_those_of_the_model():
    assert set(NextMeeting.values) == {"booked", "later", "none"}
