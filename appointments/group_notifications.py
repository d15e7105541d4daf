"""Messages about a group session to those who lead and host it; each participant is told of the own appointment.

None of them says who comes, nor tells of each who joins: the list stands on the session's page.
"""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Membership
from appointments.calendar import Reader, attachment, place_text, summary
from appointments.changes import changes
from appointments.enums import GroupStatus
from appointments.models import GroupSession
from appointments.snapshots import Snapshot
from common import dates, outbox
from common.models import OutboxMessage

PLANNED, CHANGED, CANCELLED = "group_planned", "group_changed", "group_cancelled"
#: To a Nav counsellor who is no longer to attend a session that stands.
RELEASED = "group_released"


def planned(session: GroupSession, *, by: Actor) -> None:
    """Queue the message about a new session to the leader, who has it as a receipt, and to the Nav contact."""
    for member in _staff(session):
        _enqueue(PLANNED, session, member, by)


def changed(session: GroupSession, before: Snapshot, *, by: Actor) -> None:
    """Queue what changed to the leader and the Nav contact, and a release to the one who was; nothing where all of it
    is as before, as when there are more places.
    """
    if not changes(before, session, Reader.STAFF):
        return
    was = {"before": before.as_data()}
    stays = {before.career_counsellor, before.nav_counsellor}
    for member in _staff(session):
        _enqueue(CHANGED if member.pk in stays else PLANNED, session, member, by, payload=was)
    gone = set(filter(None, stays)) - {session.career_counsellor_id, session.nav_contact_id}
    for member in Membership.objects.filter(pk__in=gone).select_related("person"):
        _enqueue(RELEASED, session, member, by, payload=was)


def cancelled(session: GroupSession, *, by: Actor) -> None:
    """Queue the cancellation to the leader and the Nav contact."""
    for member in _staff(session):
        _enqueue(CANCELLED, session, member, by)


def _enqueue(
    kind: str, session: GroupSession, member: Membership, by: Actor, *, payload: dict[str, Any] | None = None
) -> None:
    """Queue one message about the session's present revision; a later one makes it void."""
    outbox.enqueue(
        kind=kind,
        reference=f"{session.public_id}:{session.sequence}",
        address=member.person.email,
        recipient=member.person,
        language=member.person.language,
        payload={"group": str(session.public_id), "sequence": session.sequence, **(payload or {})},
        office=session.career_counsellor.office.public_id,
        booked_by=by.person,
    )


def _staff(session: GroupSession) -> list[Membership]:
    return [member for member in (session.career_counsellor, session.nav_contact) if member]


def _session(message: OutboxMessage) -> GroupSession | None:
    people = ("county", "career_counsellor__person", "nav_contact__person", "place")
    return GroupSession.objects.select_related(*people).filter(public_id=message.payload["group"]).first()


def is_ahead(message: OutboxMessage) -> bool:
    """A new or changed session stands while that revision is planned and has not begun."""
    session = _session(message)
    if session is None or not session.is_planned or session.starts_at <= timezone.now():
        return False
    return session.sequence == message.payload["sequence"]


def is_cancelled(message: OutboxMessage) -> bool:
    """A cancellation stands while the session is cancelled."""
    session = _session(message)
    return session is not None and session.status == GroupStatus.CANCELLED


def is_released(message: OutboxMessage) -> bool:
    """A release stands while the person does not attend."""
    session = _session(message)
    return session is not None and message.recipient_id not in {member.person_id for member in _staff(session)}


def _render(message: OutboxMessage) -> outbox.Rendered | None:
    session = _session(message)
    if session is None or message.recipient is None:
        return None
    with translation.override(message.recipient.language):
        context = _context(session, message)
        text = render_to_string(f"appointments/mail/{message.kind}.txt", context)
        file = attachment(session, Reader.STAFF, stands=message.kind != RELEASED)
        return outbox.Rendered(_subject(message.kind, context["when"], context["was"]), text, (file,))


def _context(session: GroupSession, message: OutboxMessage) -> dict[str, Any]:
    assert message.recipient is not None  # noqa: S101 - asked by the caller
    when = dates.format_long_datetime(session.starts_at)
    before = Snapshot.from_data(message.payload["before"]) if "before" in message.payload else None
    return {
        "first_name": message.recipient.first_name,
        "what": summary(session, Reader.STAFF),
        "when": when,
        "was": dates.format_long_datetime(before.starts_at) if before else when,
        "changes": changes(before, session, Reader.STAFF) if before else [],
        "where": place_text(session, Reader.STAFF),
        "people": [member.person.name for member in _staff(session)],
        "video_link": session.video_link,
        "session_url": settings.SITE_URL + reverse("appointments:group", args=[session.public_id]),
    }


def _subject(kind: str, when: str, was: str) -> str:
    match kind:
        case "group_cancelled":
            return _("Cancelled: group session %(when)s") % {"when": when}
        case "group_released":
            return _("Cancelled: group session %(when)s") % {"when": was}
        case "group_changed":
            return _("Changed: group session %(when)s") % {"when": when}
        case _:
            return _("Group session %(when)s") % {"when": when}


def register() -> None:
    """Tell the outbox how these messages are written; called from `ready()`."""
    outbox.register(PLANNED, render=_render, is_valid=is_ahead, label=gettext_lazy("A planned group session"))
    outbox.register(CHANGED, render=_render, is_valid=is_ahead, label=gettext_lazy("Change of a group session"))
    called_off = gettext_lazy("Cancellation of a group session")
    outbox.register(CANCELLED, render=_render, is_valid=is_cancelled, label=called_off)
    outbox.register(RELEASED, render=_render, is_valid=is_released, label=called_off)
