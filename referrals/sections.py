"""What this room puts on the journey page and in my day."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from accounts.actors import Actor
from accounts.enums import Party
from journeys.models import Journey
from journeys.progress import Progress
from journeys.sections import Column, Section, Task
from referrals import permissions
from referrals.models import MissingDocument
from referrals.queries import Papers, papers, waiting_for_first_sign_in

#: More than this waits for another day.
MOST_TASKS = 20


def journey_sections(journey: Journey, actor: Actor, state: Progress) -> list[Section]:
    """Return the cards about how the journey began that this actor may see. Two queries.

    The purpose and the agreed information are for all three parties; Nav's frame for Nav alone; what a participant
    wrote when starting alone for the participant and the career counsellor.
    """
    found = papers(journey, actor)
    sections = [_own_start(found), _purpose(found), _agreed(found, journey, actor), _documents(found, journey, actor)]
    sections += [_contact(found, journey, actor), _frame(found)]
    return [section for section in sections if section]


def meeting_sections(journey: Journey, actor: Actor) -> list[Section]:
    """Return what the career counsellor has at hand while a meeting is held: why the participant comes. Two queries."""
    found = papers(journey, actor)
    sections = [_own_start(found), _purpose(found), _agreed(found, journey, actor)]
    return [section for section in sections if section]


def _template(key: str) -> str:
    return f"referrals/sections/{key}.html"


def _own_start(found: Papers) -> Section | None:
    if not found.own_start:
        return None
    return Section("own-start", _template("own_start"), 40, data={"own_start": found.own_start})


def _purpose(found: Papers) -> Section | None:
    if not found.referral:
        return None
    return Section("purpose", _template("purpose"), 40, data={"referral": found.referral})


def _agreed(found: Papers, journey: Journey, actor: Actor) -> Section | None:
    if not found.agreed:
        return None
    may_change = permissions.can_change_agreed_information(actor, journey, met=found.met)
    data = {"agreed": found.agreed, "may_change": may_change}
    return Section("agreed-information", _template("agreed_information"), 41, data=data)


def _documents(found: Papers, journey: Journey, actor: Actor) -> Section | None:
    if not found.documents:
        return None
    rows = [_document(each, journey, actor) for each in found.documents]
    waits = actor.is_participant and any(row["can_order"] for row in rows)
    data = {"documents": rows, "link": journey.blueprint.documents_link}
    return Section("missing-documents", _template("missing_documents"), 12 if waits else 42, data=data)


def _document(document: MissingDocument, journey: Journey, actor: Actor) -> dict[str, object]:
    """One line. Nav is not told what was brought along to the career centre."""
    document.journey = journey
    is_settled = document.brought_at is not None
    return {
        "document": document,
        "can_order": not document.ordered_at and not is_settled and permissions.can_mark_ordered(actor, document),
        "can_bring": not is_settled and permissions.can_mark_brought(actor, document),
        "brought_at": None if actor.party == Party.NAV_COUNSELLOR else document.brought_at,
    }


def _contact(found: Papers, journey: Journey, actor: Actor) -> Section | None:
    if not permissions.can_see_contact(actor, journey, referred=found.referred):
        return None
    person = journey.participant
    awaits = permissions.acts_for_nav(actor, journey) and not person.has_usable_password()
    data = {"person": person, "can_invite_again": awaits and journey.is_open}
    return Section("contact", _template("contact"), 20, Column.ASIDE, data)


def _frame(found: Papers) -> Section | None:
    if not found.assessment:
        return None
    return Section("frame", _template("frame"), 40, Column.ASIDE, {"assessment": found.assessment})


def tasks(actor: Actor, now: datetime) -> list[Task]:
    """Return the participants who never came in and whose invitation's time is over, for Nav. One query at most."""
    if actor.party != Party.NAV_COUNSELLOR:
        return []
    return [_lost_invitation(journey) for journey in waiting_for_first_sign_in(actor, now=now, limit=MOST_TASKS)]


def _lost_invitation(journey: Journey) -> Task:
    return Task(
        title=gettext("Send a new invitation"),
        url=reverse("workspace:journey", args=[journey.public_id]),
        about=journey.participant.name,
        person=journey.participant_id,
        note=gettext("The first one was not used in time"),
        icon="envelope",
    )
