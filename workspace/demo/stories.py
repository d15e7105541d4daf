"""The stories demo journeys are in, step by step, as data. In Nordland and Trøndelag they cover every step."""

from dataclasses import dataclass

HELD, BOOKED, MISSED, OVERDUE = "held", "booked", "missed", "overdue"


@dataclass(frozen=True)
class Story:
    """How far a journey has come.

    `meetings`: (kind, state) in order; *overdue* is a booked meeting behind today that nobody has closed.
    `plan`: "" none, "draft", or "completed"; `versions` says how often.
    `share`: "" none, "unread", "read" or "withdrawn".
    """

    key: str
    meetings: tuple[tuple[str, str], ...] = ()
    plan: str = ""
    versions: int = 1
    share: str = ""
    nav_invited: bool = False
    follow_up: bool = False
    goal_changed: bool = False
    closed: str = ""
    missing_documents: bool = False


THREE, GUIDANCE, CLOSING, CONVERSATION = "three_party", "guidance", "closing", "conversation"
_HELD_THREE = ((THREE, HELD),)

NORDLAND = (
    Story("registered", missing_documents=True),
    Story("booked", ((THREE, BOOKED),), missing_documents=True),
    Story("missed", ((THREE, MISSED),)),
    Story("overdue", ((THREE, OVERDUE),)),
    Story("met", (*_HELD_THREE, (GUIDANCE, BOOKED)), plan="draft"),
    Story("guided", (*_HELD_THREE, (GUIDANCE, HELD)), plan="draft"),
    Story("completed", (*_HELD_THREE, (CLOSING, HELD)), plan="completed"),
    Story("shared", _HELD_THREE, plan="completed", share="unread"),
    Story("read", (*_HELD_THREE, (GUIDANCE, HELD)), plan="completed", share="read", follow_up=True),
    Story("withdrawn", _HELD_THREE, plan="completed", share="withdrawn"),
    Story("new_version", (*_HELD_THREE, (GUIDANCE, HELD)), plan="completed", versions=2, share="read"),
    Story("goal_changed", (*_HELD_THREE, (GUIDANCE, HELD)), plan="completed", share="read", goal_changed=True),
    Story("closed", _HELD_THREE, plan="completed", share="read", follow_up=True, closed="in_education"),
)

TRONDELAG = (
    Story("started"),
    Story("booked", ((CONVERSATION, BOOKED),)),
    Story("booked_with_nav", ((CONVERSATION, BOOKED),), nav_invited=True),
    Story("talked", ((CONVERSATION, HELD), (CONVERSATION, BOOKED)), plan="draft"),
    Story("completed", ((CONVERSATION, HELD),), plan="completed"),
    Story("invited", ((CONVERSATION, HELD),), plan="completed", nav_invited=True),
    Story("shared", ((CONVERSATION, HELD),), plan="completed", nav_invited=True, share="unread"),
    Story("read", ((CONVERSATION, HELD), (CONVERSATION, HELD)), plan="completed", nav_invited=True, share="read",
          follow_up=True),
    Story("withdrawn", ((CONVERSATION, HELD),), plan="completed", nav_invited=True, share="withdrawn"),
    Story("closed", ((CONVERSATION, HELD),), plan="completed", closed="in_work"),
)  # fmt: skip

MAPPING, EXPLORING, PLANNING, INDIVIDUAL = "mapping", "exploring", "planning", "individual"

INNLANDET = (
    Story("met", (*_HELD_THREE, (GUIDANCE, BOOKED)), plan="draft"),
    Story("read", (*_HELD_THREE, (GUIDANCE, HELD)), plan="completed", share="read", follow_up=True),
)
ROGALAND = (
    Story("booked", ((THREE, BOOKED),)),
    Story("noted", ((INDIVIDUAL, HELD),), plan="completed", share="unread"),
    # Without a meeting: see `workspace.demo.groups`.
    *(Story(key, ()) for key in ("signed_up", "came", "also_signed_up", "excused")),
)
AKERSHUS = (
    Story("mapped", ((MAPPING, HELD), (EXPLORING, BOOKED))),
    Story("planned", ((MAPPING, HELD), (EXPLORING, HELD), (PLANNING, HELD)), plan="completed", share="read",
          follow_up=True),
)  # fmt: skip

STORIES = {
    "nordland": NORDLAND,
    "trondelag": TRONDELAG,
    "innlandet": INNLANDET,
    "rogaland": ROGALAND,
    "akershus": AKERSHUS,
}
#: Counties the demo shows with one journey of each of their stories, however many the others have.
ONE_OF_EACH = ("innlandet", "rogaland", "akershus")
