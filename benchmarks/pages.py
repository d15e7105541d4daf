"""What is measured: one invented person of each party, and the pages they open."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from itertools import count
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from accounts import acting
from accounts.actors import Actor, as_participant, for_membership
from accounts.models import Membership
from careerplans.models import PlanFile, PlanShare
from careerplans.pdf.render import render
from careerplans.rendering import render_version
from conversations.models import GuideVersion, Note, NoteSection
from journeys.models import Journey

CSRF = "b" * 32


@dataclass(frozen=True)
class Page:
    """A request to measure. `goal` is the most it may cost, in baselines; `queries` the most it may ask."""

    name: str
    path: str
    cookie: str
    goal: float | None = None
    queries: int | None = None
    body: Callable[[], bytes] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def cookie_of(actor: Actor) -> str:
    """Sign the person in, in the capacity, and return the cookies of that browser."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(actor.person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = actor.person.get_session_auth_hash()
    session[acting.SESSION_KEY] = actor.key
    session[acting.SEVERAL] = False
    session.create()
    return f"session={session.session_key}; csrf={CSRF}"


def _actor(member: Membership | None) -> Actor:
    assert member is not None
    actor = for_membership(member.person, member.public_id)
    assert actor is not None
    return actor


def _open_note(journey: Journey, counsellor: Actor) -> str:
    """Give the journey an open note and return the address that saves its first section."""
    appointment = journey.appointments.get(status="booked")
    guide = GuideVersion.objects.filter(county=journey.county).order_by("-version")[0]
    own = {"journey": journey, "participant": journey.participant}
    note, _ = Note.objects.get_or_create(
        appointment=appointment,
        defaults={
            **own,
            "guide": guide,
            "language": "nb",
            "started_by": counsellor.person,
            "started_at": timezone.now() - timedelta(minutes=5),
        },
    )
    for section in guide.sections:
        NoteSection.objects.get_or_create(note=note, key=section["key"], defaults=own)
    key = guide.sections[0]["key"]
    NoteSection.objects.filter(note=note, key=key).update(revision=0, text="", saved_by=None, saved_at=None)
    return reverse("conversations:save_section", args=[note.public_id, key])


def _finished_file(share: PlanShare) -> None:
    """Render the plan here, in place of the worker."""
    version = share.version
    own = {"participant": version.participant, "queued_at": timezone.now()}
    PlanFile.objects.get_or_create(version=version, language=version.language, defaults=own)
    render_version(str(version.public_id), version.language, make=render)


def _text(revision: int) -> bytes:
    """What autosave sends: another text each time, on top of the one before."""
    return urlencode({"text": "Vi snakket om veien til fagbrev. " * 20 + str(revision), "revision": revision}).encode()


def pages() -> list[Page]:
    """Return the pages of one invented team, the same story in a database of any size. Run as the owner."""
    share = PlanShare.objects.filter(withdrawn_at=None, version__journey__county__code="nordland").order_by("pk")[0]
    journey = share.version.journey
    nav, career = _actor(journey.nav_counsellor), _actor(journey.career_counsellor)
    meeting = Journey.objects.filter(
        career_counsellor=career.membership, current_step="three_party_meeting", appointments__status="booked"
    ).order_by("pk")[0]
    own = as_participant(journey.participant)
    _finished_file(share)
    cookies = {who: cookie_of(who_is) for who, who_is in (("nav", nav), ("career", career), ("own", own))}
    version = share.version.public_id
    page = reverse("workspace:journey", args=[journey.public_id])
    revisions = count()
    save = {"X-CSRFToken": CSRF, "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    return [
        Page("my day, Nav counsellor", "/", cookies["nav"], 6),
        Page("my day, career counsellor", "/", cookies["career"], 6),
        Page("my journey, participant", "/", cookies["own"], 6),
        Page("participant list", reverse("workspace:journeys"), cookies["nav"], 6, 8),
        Page("journey page, Nav", page, cookies["nav"], 6, 12),
        Page("journey page, career counsellor", page, cookies["career"], 6, 12),
        Page("plan page, Nav (logged)", reverse("careerplans:version", args=[version]), cookies["nav"]),
        Page("plan page, participant", reverse("careerplans:version", args=[version]), cookies["own"]),
        Page("PDF, participant", reverse("careerplans:pdf", args=[version]), cookies["own"]),
        Page(
            "save a note", _open_note(meeting, career), cookies["career"], 4, None, lambda: _text(next(revisions)), save
        ),
    ]
