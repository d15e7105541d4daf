"""The kinds of event in a journey, as data: what each says, whom it is shown to, and which ids it may carry.

The firewall, points 2 and 4: Nav sees of a journey which step it is on and its own appointments. So a Nav counsellor is
shown an event only when it is about that counsellor (`own`), and a share only by the one it was made to. What Nav
records of its own follow-up does not cross to the career centre either (`crosses`).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

from accounts.enums import Party

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

JOURNEY_STARTED = "journey_started"
REFERRAL_REGISTERED = "referral_registered"
AGREED_INFORMATION_CHANGED = "agreed_information_changed"
INFORMATION_GIVEN = "information_given"
NAV_INVITED = "nav_invited"
NAV_REMOVED = "nav_removed"
COUNSELLOR_ASSIGNED = "counsellor_assigned"
DOCUMENTS_ORDERED = "documents_ordered"
DOCUMENTS_BROUGHT = "documents_brought"
APPOINTMENT_BOOKED = "appointment_booked"
APPOINTMENT_CANCELLED = "appointment_cancelled"
APPOINTMENT_MOVED = "appointment_moved"
APPOINTMENT_HANDED_OVER = "appointment_handed_over"
APPOINTMENT_HELD = "appointment_held"
APPOINTMENT_MISSED = "appointment_missed"
NEXT_MEETING_AGREED = "next_meeting_agreed"
PLAN_STARTED = "plan_started"
PLAN_COMPLETED = "plan_completed"
PLAN_SHARED = "plan_shared"
PLAN_WITHDRAWN = "plan_withdrawn"
STEP_STATUS_CHANGED = "step_status_changed"
EDUCATION_APPLIED = "education_applied"
OUTCOME_RECORDED = "outcome_recorded"
GOAL_CHANGED = "goal_changed"
JOURNEY_CLOSED = "journey_closed"
JOURNEY_REOPENED = "journey_reopened"
JOURNEY_TRANSFERRED = "journey_transferred"


class EventLike(Protocol):
    """What this room's pure functions need of an event: `at` is aware, `data` holds ids and codes."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def by_party(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class EventKind:
    """One kind of event.

    `label` is a fragment for the timeline; `meeting_label`, where given, has a place for the kind of meeting.
    `icon` is a
    name of `common/icons.json`.
    `own` names the data keys of which one must hold a membership of the Nav counsellor who looks.
    `crosses` is False for what a career counsellor is not shown when Nav recorded it.
    `ids` are the keys `data` may have, `required` those it must have.
    """

    code: str
    label: "StrOrPromise"
    icon: str
    visible_to: frozenset[Party]
    ids: frozenset[str]
    own: tuple[str, ...] = ()
    crosses: bool = True
    meeting_label: "StrOrPromise" = ""
    required: frozenset[str] = frozenset()


_OWNER = frozenset({Party.PARTICIPANT})
_WITH_NAV = _OWNER | {Party.NAV_COUNSELLOR}
_WITH_CENTRE = _OWNER | {Party.CAREER_COUNSELLOR}
_ALL_THREE = _WITH_NAV | _WITH_CENTRE
_APPOINTMENT = frozenset({"appointment", "meeting_kind", "mode", "nav", "nav_present", "reason"})
_MEETING = frozenset({"appointment", "meeting_kind"})
_SHARE = frozenset({"plan", "version", "share", "recipient"})
_SHARED = frozenset({"version", "recipient"})

_ALL = (
    EventKind(
        JOURNEY_STARTED,
        _("The journey began"),
        "rocket",
        _ALL_THREE,
        frozenset({"origin"}),
    ),
    EventKind(
        REFERRAL_REGISTERED,
        _("The referral was registered"),
        "person-checkmark",
        _ALL_THREE,
        frozenset({"referral", "nav", "documents_missing", "career_centre"}),
    ),
    EventKind(
        AGREED_INFORMATION_CHANGED,
        _("What Nav may tell the career centre was changed"),
        "pencil",
        _ALL_THREE,
        frozenset({"referral", "version", "nav"}),
    ),
    EventKind(
        INFORMATION_GIVEN,
        _("Nav told about career guidance"),
        "information",
        _WITH_NAV,
        frozenset({"nav"}),
        own=("nav",),
    ),
    EventKind(
        NAV_INVITED,
        _("Nav was invited"),
        "person-plus",
        _ALL_THREE,
        frozenset({"nav", "appointment"}),
        own=("nav",),
    ),
    EventKind(
        NAV_REMOVED,
        _("Nav is no longer invited"),
        "minus",
        _ALL_THREE,
        frozenset({"nav", "appointment"}),
        own=("nav",),
    ),
    EventKind(
        COUNSELLOR_ASSIGNED,
        _("A career counsellor was assigned"),
        "person",
        _WITH_CENTRE,
        frozenset({"career_counsellor", "career_centre"}),
    ),
    EventKind(
        DOCUMENTS_ORDERED,
        _("School documents were ordered"),
        "file",
        _WITH_NAV,
        frozenset({"referral"}),
    ),
    EventKind(
        DOCUMENTS_BROUGHT,
        _("School documents were brought along"),
        "file-text",
        _WITH_CENTRE,
        frozenset({"referral"}),
    ),
    EventKind(
        APPOINTMENT_BOOKED,
        _("A meeting was booked"),
        "calendar",
        _ALL_THREE,
        _APPOINTMENT,
        own=("nav",),
        meeting_label=_("%(meeting)s was booked"),
        required=_MEETING,
    ),
    EventKind(
        APPOINTMENT_CANCELLED,
        _("A meeting was cancelled"),
        "x",
        _ALL_THREE,
        _APPOINTMENT,
        own=("nav",),
        meeting_label=_("%(meeting)s was cancelled"),
        required=_MEETING,
    ),
    EventKind(
        APPOINTMENT_MOVED,
        _("A meeting was moved"),
        "redo",
        _ALL_THREE,
        _APPOINTMENT,
        own=("nav",),
        meeting_label=_("%(meeting)s was moved"),
        required=_MEETING,
    ),
    EventKind(
        APPOINTMENT_HANDED_OVER,
        _("A colleague took over a meeting"),
        "person-group",
        _ALL_THREE,
        _APPOINTMENT,
        own=("nav",),
        meeting_label=_("%(meeting)s: a colleague took over"),
        required=_MEETING,
    ),
    EventKind(
        APPOINTMENT_HELD,
        _("A meeting was held"),
        "handshake",
        _ALL_THREE,
        _APPOINTMENT,
        own=("nav",),
        meeting_label=_("%(meeting)s was held"),
        required=_MEETING,
    ),
    EventKind(
        APPOINTMENT_MISSED,
        _("A meeting did not take place"),
        "clock-dashed",
        _ALL_THREE,
        _APPOINTMENT,
        own=("nav",),
        meeting_label=_("%(meeting)s did not take place"),
        required=_MEETING,
    ),
    EventKind(
        NEXT_MEETING_AGREED,
        _("A next meeting was agreed"),
        "chat",
        _WITH_CENTRE,
        frozenset({"appointment", "meeting_kind", "after"}),
        required=frozenset({"after"}),
    ),
    EventKind(
        PLAN_STARTED,
        _("Work on the plan began"),
        "tasklist",
        _WITH_CENTRE,
        frozenset({"plan", "version"}),
    ),
    EventKind(
        PLAN_COMPLETED,
        _("The plan was completed"),
        "clipboard-checkmark",
        _WITH_CENTRE,
        frozenset({"plan", "version"}),
        required=frozenset({"version"}),
    ),
    EventKind(
        PLAN_SHARED,
        _("The plan was shared with Nav"),
        "paperplane",
        _WITH_NAV,
        _SHARE,
        own=("recipient",),
        required=_SHARED,
    ),
    EventKind(
        PLAN_WITHDRAWN,
        _("The sharing with Nav was withdrawn"),
        "undo",
        _WITH_NAV,
        _SHARE | {"reason"},
        own=("recipient",),
        required=_SHARED,
    ),
    EventKind(
        STEP_STATUS_CHANGED,
        _("A step of the plan got a new status"),
        "checkmark-circle",
        _ALL_THREE,
        frozenset({"plan", "version", "step", "status", "nav"}),
        own=("nav",),
    ),
    EventKind(
        EDUCATION_APPLIED,
        _("An application for education was registered"),
        "book",
        _ALL_THREE,
        frozenset({"application", "status", "nav"}),
        own=("nav",),
        crosses=False,
    ),
    EventKind(
        OUTCOME_RECORDED,
        _("What came of it was recorded"),
        "flag",
        _ALL_THREE,
        frozenset({"outcome", "nav"}),
        own=("nav",),
        crosses=False,
    ),
    EventKind(
        GOAL_CHANGED,
        _("A changed end goal was reported"),
        "compass",
        _WITH_CENTRE,
        frozenset({"plan", "version"}),
    ),
    EventKind(
        JOURNEY_CLOSED,
        _("The journey was closed"),
        "leave",
        _ALL_THREE,
        frozenset({"reason"}),
    ),
    EventKind(
        JOURNEY_REOPENED,
        _("The journey was opened again"),
        "enter",
        _ALL_THREE,
        frozenset({"reason"}),
    ),
    EventKind(
        JOURNEY_TRANSFERRED,
        _("Someone else took over"),
        "person-group",
        _ALL_THREE,
        frozenset({"party", "from", "to"}),
        own=("from", "to"),
    ),
)

#: Every kind by its code. An event of another kind is neither recorded nor shown.
KINDS: Mapping[str, EventKind] = {kind.code: kind for kind in _ALL}

#: Keys that hold the number of a membership: the firewall compares them.
_MEMBERSHIPS = frozenset({"nav", "recipient", "from", "to", "career_counsellor"})

_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def validate(kind: str, data: Mapping[str, Any]) -> None:
    """Raise ValueError unless the kind is known and `data` holds its ids and the required ones, as numbers or codes.

    None stands for an id there is not. Memberships are given by number, all else as the room likes.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of event: {kind}")
    if unknown := set(data) - KINDS[kind].ids:
        raise ValueError(f"{kind} may not carry {', '.join(sorted(unknown))}")
    if missing := {key for key in KINDS[kind].required if data.get(key) is None}:
        raise ValueError(f"{kind} must carry {', '.join(sorted(missing))}")
    for key, value in data.items():
        if not _is_id(value) or (key in _MEMBERSHIPS and isinstance(value, bool | str)):
            raise ValueError(f"{kind}: {key} must be an id or a code")


def _is_id(value: object) -> bool:
    return value is None or isinstance(value, int) or (isinstance(value, str) and bool(_CODE.fullmatch(value)))


def visible(event: EventLike, party: str, membership_ids: Collection[int] = ()) -> bool:
    """Tell whether the timeline shows this event to someone acting as `party`.

    `membership_ids` are those a member of staff acts for (the own and those covered now). Deny by default: unknown
    kinds and parties see nothing. Source: DOMAIN, "The firewall", points 1, 2 and 4.
    """
    kind = KINDS.get(event.kind)
    if kind is None or party not in kind.visible_to:
        return False
    if party == Party.NAV_COUNSELLOR and kind.own:
        return any(event.data.get(key) in membership_ids for key in kind.own)
    if party == Party.CAREER_COUNSELLOR and not kind.crosses:
        return event.by_party != Party.NAV_COUNSELLOR
    return True


def describe(event: EventLike, meeting: "StrOrPromise" = "") -> "StrOrPromise":
    """Return the timeline's words for an event; `meeting` is what the county calls that kind of meeting."""
    kind = KINDS[event.kind]
    if meeting and kind.meeting_label:
        return kind.meeting_label % {"meeting": meeting}
    return kind.label
