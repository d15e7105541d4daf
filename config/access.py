"""Who may reach what: one row per address, and one more per state in which the answer differs.

Read it as: name, methods, who may; then who is told no (403) because they know of it but may not do this; everybody
else meets "not found". Source of each cell: DOMAIN, "The firewall", and the county models. `workspace/access.py` says
what the words mean. An address without a row, and a row without an address, fail `tests/test_access_sweep.py`.
"""

from workspace.access import (
    ANY_METHOD,
    ANYBODY,
    AS_PARTICIPANT,
    CAREER_COUNSELLORS,
    CAREER_COUNTY,
    CAREER_TEAM,
    COORDINATORS,
    GET,
    GET_POST,
    NAV_COUNSELLORS,
    NAV_COUNTY,
    NAV_TEAM,
    NOBODY,
    OWN,
    PARTIES,
    POST,
    SIGNED_IN,
    STAFF,
    People,
    Row,
    Who,
    people,
)

_OUT = {Who.SIGNED_OUT: 200}
_BEGUN = {Who.PARTICIPANT: 302, Who.OTHER_PARTICIPANT: 302}
_COUNTY_COORDINATORS = people(Who.COORDINATOR_NAV, Who.COORDINATOR_COUNTY)
_NOT_COORDINATORS = SIGNED_IN - COORDINATORS
_COUNSELLORS = NAV_COUNSELLORS | CAREER_COUNSELLORS
_COLLEAGUES = NAV_COUNTY | {Who.CAREER_COLLEAGUE}
_STEP_DONE = {"status": "done", "seen": "not_started"}

PUBLIC = (
    Row("set_language", POST, ANYBODY),
    Row("health_live", GET, ANYBODY),
    Row("health_ready", GET, ANYBODY),
    Row("workspace:home", GET, ANYBODY, answers=dict.fromkeys(COORDINATORS, 302)),
    Row("workspace:model", GET, ANYBODY, example="county"),
    Row("workspace:privacy", GET, ANYBODY),
    Row("workspace:accessibility", GET, ANYBODY),
    # Who has begun already is led to the own journey.
    Row("referrals:start", GET_POST, ANYBODY, example="county of own starts", answers=_BEGUN),
    Row("referrals:start", GET_POST, NOBODY, example="county of referrals", public=True),
    Row("referrals:start_sent", GET, ANYBODY),
    Row("referrals:confirm", GET_POST, ANYBODY, example="start link"),
    Row("appointments:cancel_link", GET_POST, ANYBODY, example="cancel link"),
    Row("appointments:move_link", GET_POST, ANYBODY, example="move link"),
    Row("appointments:move_link_ics", GET, ANYBODY, example="move link"),
    Row("appointments:feed", GET, ANYBODY, example="calendar address"),
    Row("appointments:offer_link", GET_POST, ANYBODY, example="offer link"),
    Row("accounts:invitation", GET_POST, ANYBODY, example="invitation link"),
    Row("demo:people", GET, ANYBODY, only_in_demo=True),
    Row("demo:sign_in", POST, ANYBODY, example="person", only_in_demo=True),
)

# allauth's views: some of them look at who asks before they look at the method.
SIGN_IN = (
    Row("account_login", ANY_METHOD, ANYBODY, answer=302, answers=_OUT),
    Row("account_logout", GET_POST, ANYBODY, answers={Who.SIGNED_OUT: 302}),
    Row("account_inactive", GET, ANYBODY),
    Row("account_email_verification_sent", GET, ANYBODY),
    Row("account_confirm_email", GET_POST, ANYBODY, example="confirmation link"),
    Row("account_change_password", GET_POST, SIGNED_IN),
    Row("account_set_password", ANY_METHOD, SIGNED_IN, answer=302),
    Row("account_reset_password", GET_POST, ANYBODY),
    Row("account_reset_password_done", GET, ANYBODY),
    Row("account_reset_password_from_key", ANY_METHOD, ANYBODY, example="password link"),
    Row("account_reset_password_from_key_done", GET, ANYBODY),
)

ACCOUNT = (
    Row("accounts:choose", GET, SIGNED_IN),
    Row("accounts:act_as", POST, STAFF | OWN | {Who.OTHER_PARTICIPANT}, data={"actor": "{key}"}),
    Row("accounts:profile", GET_POST, SIGNED_IN),
    Row("accounts:messages", GET, STAFF, hidden=403),
    Row("accounts:message_retry", POST, people(Who.NAV, Who.COORDINATOR_NAV), AS_PARTICIPANT, "failed message"),
    Row("accounts:cover", GET_POST, people(Who.NAV, Who.COORDINATOR_NAV), example="membership"),
    Row("accounts:end_cover", POST, people(Who.NAV, Who.COORDINATOR_NAV), example="cover"),
)

#: The coordinators of both organisations look after the county's offices together, and each after its own people.
COORDINATION = (
    Row("accounts:offices", GET, COORDINATORS, hidden=403),
    Row("accounts:office_add", GET_POST, COORDINATORS, hidden=403),
    Row("accounts:office", GET_POST, _COUNTY_COORDINATORS, _NOT_COORDINATORS, "office"),
    Row("accounts:office_close", POST, _COUNTY_COORDINATORS, _NOT_COORDINATORS, "office"),
    Row("accounts:office_reopen", POST, _COUNTY_COORDINATORS, _NOT_COORDINATORS, "closed office"),
    Row("accounts:people", GET, COORDINATORS, hidden=403),
    Row("accounts:invite", GET_POST, COORDINATORS, hidden=403),
    Row("accounts:invitation_resend", POST, people(Who.COORDINATOR_NAV), _NOT_COORDINATORS, "invitation"),
    Row("accounts:invitation_revoke", POST, people(Who.COORDINATOR_NAV), _NOT_COORDINATORS, "invitation"),
    Row("accounts:end_membership", GET_POST, people(Who.COORDINATOR_NAV), _NOT_COORDINATORS, "membership"),
)

JOURNEYS = (
    Row("workspace:journeys", GET, _COUNSELLORS, hidden=403),
    Row("workspace:journey", GET, PARTIES, example="journey"),
    Row("workspace:journey", GET, OWN | CAREER_TEAM, example="journey nobody at Nav follows"),
    Row(
        "workspace:journey",
        GET,
        people(Who.OTHER_PARTICIPANT) | NAV_TEAM | CAREER_TEAM,
        example="journey Nav is invited to",
    ),
    # Until a career counsellor is named, the whole centre it was sent to may take it on.
    Row(
        "workspace:journey",
        GET,
        people(Who.OTHER_PARTICIPANT, Who.CAREER, Who.CAREER_COLLEAGUE) | NAV_TEAM,
        example="journey waiting at the centre",
    ),
    Row("workspace:close", GET_POST, PARTIES, example="journey"),
    Row("workspace:reopen", GET_POST, PARTIES, example="closed journey"),
    Row("workspace:nav_invite", GET_POST, OWN, CAREER_TEAM, "journey nobody at Nav follows"),
    Row("workspace:nav_invite", GET_POST, NOBODY, PARTIES, "journey"),
)

REFERRALS = (
    Row("referrals:new", GET_POST, NAV_COUNTY, hidden=403),
    Row("referrals:information", GET_POST, people(Who.NAV_ELSEWHERE), hidden=403),
    Row("referrals:agreed", GET_POST, OWN | NAV_TEAM, CAREER_TEAM, "journey"),
    Row("referrals:invite_again", POST, NAV_TEAM, OWN | CAREER_TEAM, "journey"),
    # Which documents are missing reaches the career centre when the participant says that they are ordered.
    Row("referrals:document_ordered", POST, OWN, NAV_TEAM, "missing document"),
    Row("referrals:document_ordered", POST, OWN, NAV_TEAM | CAREER_TEAM, "ordered document"),
    Row("referrals:document_brought", POST, OWN, NAV_TEAM, "missing document"),
    Row("referrals:document_brought", POST, OWN | CAREER_TEAM, NAV_TEAM, "ordered document"),
)

#: Nav sees its own appointments only (DOMAIN, firewall 2).
APPOINTMENTS = (
    Row("appointments:upcoming", GET, SIGNED_IN - COORDINATORS, hidden=403),
    Row("appointments:calendar", GET, _COUNSELLORS, hidden=403),
    Row("appointments:times", GET, CAREER_COUNSELLORS, hidden=403),
    Row("appointments:hours_add", GET_POST, CAREER_COUNSELLORS, hidden=403),
    Row("appointments:hours_change", GET_POST, CAREER_TEAM, SIGNED_IN - CAREER_COUNSELLORS, "weekly hours"),
    Row("appointments:hours_stop", GET_POST, CAREER_TEAM, SIGNED_IN - CAREER_COUNSELLORS, "weekly hours"),
    Row("appointments:times_publish", GET_POST, CAREER_COUNSELLORS, hidden=403),
    Row("appointments:times_remove", GET_POST, CAREER_TEAM, SIGNED_IN - CAREER_COUNSELLORS, "published time"),
    Row("appointments:times_settings", GET_POST, CAREER_COUNSELLORS, hidden=403),
    Row("appointments:absences", GET_POST, _COUNSELLORS, hidden=403),
    Row("appointments:absence_remove", POST, CAREER_TEAM, SIGNED_IN - _COUNSELLORS, "absence"),
    Row("appointments:feed_settings", GET_POST, SIGNED_IN - COORDINATORS, hidden=403),
    Row("appointments:feed_renew", POST, SIGNED_IN - COORDINATORS, hidden=403),
    Row("appointments:feed_close", POST, SIGNED_IN - COORDINATORS, hidden=403),
    Row("appointments:other_calendar", GET_POST, _COUNSELLORS, hidden=403),
    Row("appointments:other_calendar_read", POST, _COUNSELLORS, hidden=403),
    Row("appointments:other_calendar_remove", POST, _COUNSELLORS, hidden=403),
    Row("appointments:pick", GET, PARTIES, example="journey"),
    Row(
        "appointments:hold",
        POST,
        people(Who.OTHER_PARTICIPANT) | NAV_TEAM,
        people(Who.CAREER, Who.CAREER_COLLEAGUE),
        "journey waiting at the centre",
        data={"kind": "three_party"},
    ),
    Row("appointments:hold", POST, OWN | CAREER_TEAM, NAV_TEAM, "journey", data={"kind": "closing"}),
    # A time that is held is nobody's business but who picked it.
    Row("appointments:held", GET, OWN, example="held time"),
    Row("appointments:confirm", POST, OWN, example="held time"),
    Row("appointments:release", POST, OWN, example="held time"),
    Row("appointments:detail", GET, PARTIES, example="appointment with Nav"),
    Row("appointments:detail", GET, OWN | CAREER_TEAM, example="appointment without Nav"),
    Row("appointments:move", GET_POST, PARTIES, example="appointment with Nav"),
    Row("appointments:move", GET_POST, OWN | CAREER_TEAM, example="appointment without Nav"),
    Row("appointments:cancel", GET_POST, PARTIES, example="appointment with Nav"),
    Row("appointments:cancel", GET_POST, OWN | CAREER_TEAM, example="appointment without Nav"),
    Row("appointments:ics", GET, PARTIES, example="appointment with Nav"),
    Row("appointments:ics", GET, OWN | CAREER_TEAM, example="appointment without Nav"),
    # Handing over: the counsellor, who covers, and the own side's coordinator, who is told no participant's name.
    Row("appointments:affected", GET, CAREER_TEAM | {Who.COORDINATOR_COUNTY}, example="absence"),
    Row("appointments:hand_over", GET_POST, NAV_TEAM | CAREER_TEAM | _COUNTY_COORDINATORS, OWN, "appointment with Nav"),
    Row("appointments:hand_over", GET_POST, CAREER_TEAM | {Who.COORDINATOR_COUNTY}, OWN, "appointment without Nav"),
    Row("appointments:transfer", GET_POST, NAV_TEAM | CAREER_TEAM, OWN, "journey"),
    Row("appointments:caseloads", GET, COORDINATORS, hidden=403),
    Row("appointments:caseload", GET_POST, NAV_TEAM | {Who.COORDINATOR_NAV}, example="membership"),
    # The whole centre sees its line, without the names of others' participants; only the participant answers an offer.
    Row("appointments:waiting_list", GET, CAREER_COUNSELLORS, hidden=403),
    Row("appointments:waiting_join", POST, PARTIES, example="appointment with Nav"),
    Row("appointments:waiting_join", POST, OWN | CAREER_TEAM, example="appointment without Nav"),
    Row("appointments:waiting_join_new", POST, OWN | CAREER_TEAM, NAV_TEAM, "journey", data={"kind": "closing"}),
    Row("appointments:waiting_leave", POST, PARTIES, people(Who.CAREER_COLLEAGUE), "place in line"),
    Row("appointments:offer", GET_POST, OWN, NAV_TEAM | CAREER_COUNTY, "place in line"),
    Row("appointments:missed", POST, CAREER_TEAM, OWN | NAV_TEAM, "appointment that has begun"),
)

#: The county's counsellors see the sessions; of who comes each sees those they follow up, and who leads it everybody.
GROUPS = (
    Row("appointments:groups", GET, _COUNSELLORS, hidden=403),
    Row("appointments:group_plan", GET_POST, CAREER_COUNSELLORS, hidden=403),
    Row("appointments:group", GET, NAV_COUNTY | CAREER_COUNTY, example="group session"),
    Row("appointments:group_add", POST, NAV_COUNTY | CAREER_COUNTY, example="group session"),
    Row("appointments:group_remove", GET_POST, NAV_TEAM | CAREER_TEAM, example="participant of a group session"),
    Row("appointments:group_move", GET_POST, CAREER_TEAM, _COLLEAGUES, "group session"),
    Row("appointments:group_cancel", GET_POST, CAREER_TEAM, _COLLEAGUES, "group session"),
    Row("appointments:group_attendance", GET_POST, CAREER_TEAM, _COLLEAGUES, "group session that has begun"),
    Row("appointments:group_pick", GET_POST, PARTIES, example="journey"),
)

#: Everybody who works in the county reads its guides and the proposals; counsellors propose, coordinators write.
_IN_COUNTY = NAV_COUNTY | CAREER_COUNTY | _COUNTY_COORDINATORS
GUIDES = (
    Row("conversations:guides", GET, STAFF, hidden=403),
    Row("conversations:guide", GET, _IN_COUNTY, example="guide"),
    Row("conversations:guide_changes", GET, _IN_COUNTY, example="guide"),
    Row("conversations:propose", GET_POST, NAV_COUNTY | CAREER_COUNTY, _COUNTY_COORDINATORS, "section of a guide"),
    Row("conversations:proposals", GET, STAFF, hidden=403),
    Row("conversations:proposal", GET, _IN_COUNTY, example="proposal for a guide"),
    Row("conversations:proposal_comment", POST, _IN_COUNTY, example="proposal for a guide"),
    *(
        Row(name, GET_POST, _COUNTY_COORDINATORS, NAV_COUNTY | CAREER_COUNTY, "proposal for a guide")
        for name in ("conversations:proposal_accept", "conversations:proposal_decline")
    ),
    Row("conversations:draft_start", POST, COORDINATORS, example="kind of guide", hidden=403),
    Row("conversations:draft", GET, _COUNTY_COORDINATORS, example="guide draft"),
    Row("conversations:draft_title", GET_POST, _COUNTY_COORDINATORS, example="guide draft"),
    Row("conversations:draft_section_add", POST, _COUNTY_COORDINATORS, example="guide draft"),
    Row("conversations:draft_section", GET_POST, _COUNTY_COORDINATORS, example="section of a guide draft"),
    Row("conversations:draft_section_move", POST, _COUNTY_COORDINATORS, example="section of a guide draft"),
    Row("conversations:draft_section_remove", GET_POST, _COUNTY_COORDINATORS, example="section of a guide draft"),
    Row("conversations:draft_preview", GET, _COUNTY_COORDINATORS, example="guide draft"),
    Row("conversations:draft_publish", POST, _COUNTY_COORDINATORS, example="guide draft"),
    Row("conversations:draft_discard", GET_POST, _COUNTY_COORDINATORS, example="guide draft"),
)

#: Notes belong to the participant and the journey's career counsellor, and who covers now (DOMAIN, firewall 3).
CONVERSATIONS = (
    *GUIDES,
    Row("conversations:meeting", GET, CAREER_TEAM, OWN | NAV_TEAM, "appointment with an open note"),
    Row("conversations:meeting", GET, CAREER_TEAM, OWN, "appointment without Nav"),
    Row("conversations:begin", POST, CAREER_TEAM, OWN | NAV_TEAM, "appointment that has begun"),
    Row("conversations:note", GET, OWN | CAREER_TEAM, example="open note"),
    Row("conversations:note", GET, OWN | CAREER_TEAM, example="closed note"),
    Row("conversations:close", GET_POST, CAREER_TEAM, OWN, "open note"),
    Row("conversations:save_section", POST, CAREER_TEAM, OWN, "note section"),
)

#: The draft is written by the career counsellor and read by the participant; Nav knows nothing of it.
PLANS = (
    Row("careerplans:edit", GET, OWN | CAREER_TEAM, example="journey"),
    Row("careerplans:start", POST, CAREER_TEAM, OWN, "journey"),
    Row("careerplans:goal_changed", GET_POST, OWN | CAREER_TEAM, example="journey"),
    Row("careerplans:save_section", POST, CAREER_TEAM, OWN, "draft section"),
    Row("careerplans:save_goal", POST, CAREER_TEAM, OWN, "draft"),
    Row("careerplans:route", GET_POST, CAREER_TEAM, OWN, "draft"),
    Row("careerplans:support", GET_POST, CAREER_TEAM, OWN, "draft"),
    Row("careerplans:step_add", POST, CAREER_TEAM, OWN, "draft"),
    Row("careerplans:step_edit", GET_POST, CAREER_TEAM, OWN, "draft step"),
    Row("careerplans:step_remove", POST, CAREER_TEAM, OWN, "draft step"),
    Row("careerplans:step_move", POST, CAREER_TEAM, OWN, "draft step"),
    Row("careerplans:question_add", GET_POST, CAREER_TEAM, OWN, "draft"),
    Row("careerplans:question_edit", GET_POST, CAREER_TEAM, OWN, "draft question"),
    Row("careerplans:question_remove", POST, CAREER_TEAM, OWN, "draft question"),
    Row("careerplans:complete", GET_POST, CAREER_TEAM, OWN, "draft"),
    Row("careerplans:reads", GET, AS_PARTICIPANT, hidden=403),
)


def _of_version(state: str, *, nav: People) -> tuple[Row, ...]:
    """The addresses of a version in one state of sharing; `nav` are those at Nav who may read it then."""
    version, step = f"{state} version", f"step of {state} version"
    sharing = {who: 409 for who in OWN if state == "shared"}
    return (
        Row("careerplans:version", GET, OWN | CAREER_TEAM | nav, example=version),
        Row("careerplans:pdf", GET, OWN | CAREER_TEAM | nav, example=version),
        Row("careerplans:pdf_status", GET, OWN | CAREER_TEAM | nav, example=version),
        Row("careerplans:share", GET_POST, OWN, CAREER_TEAM | nav, version, answers=sharing),
        Row("careerplans:step_status", POST, OWN | nav, CAREER_TEAM, step, data=_STEP_DONE),
        Row("careerplans:check_in", POST, OWN, CAREER_TEAM | nav, version, data={"answer": "good"}),
        Row("careerplans:application", GET_POST, OWN | nav, CAREER_TEAM, version),
        Row("careerplans:outcome", GET_POST, CAREER_TEAM | nav, OWN, version),
    )


#: Nav reads, ticks and follows up a version only while it is shared with it (DOMAIN, firewall 4 and 5). "newer" is the
#: version after a shared one, "unshared" one that never was.
VERSIONS = (
    *_of_version("unshared", nav=NOBODY),
    *_of_version("shared", nav=NAV_TEAM),
    *_of_version("withdrawn", nav=NOBODY),
    *_of_version("newer", nav=NOBODY),
    Row("careerplans:withdraw", POST, OWN, NAV_TEAM, "share"),
    Row("careerplans:application_edit", GET_POST, OWN | NAV_TEAM, CAREER_TEAM, "application of the participant"),
    Row("careerplans:application_edit", GET_POST, OWN | NAV_TEAM, example="application of Nav"),
)

_SUPERUSER = people(Who.SUPERUSER)


def _admin(name: str, example: str = "", answer: int = 200, methods: tuple[str, ...] = ANY_METHOD) -> Row:
    """A page of Django's admin: superusers alone; others are sent away."""
    return Row(name, methods, _SUPERUSER, example=example, answer=answer, hidden=302)


def _admin_model(model: str, *, delete: int) -> tuple[Row, ...]:
    """The pages of a model in the admin; `delete` is what its removal answers."""
    about = f"admin {model}"
    return (
        _admin(f"admin:accounts_{model}_changelist"),
        _admin(f"admin:accounts_{model}_add"),
        _admin(f"admin:accounts_{model}_change", about),
        _admin(f"admin:accounts_{model}_history", about),
        _admin(f"admin:accounts_{model}_delete", about, delete),
        _admin(f"admin/accounts/{model}/<path:object_id>/", about, 302),
    )


ADMIN = (
    _admin("admin:index"),
    _admin("admin:app_list", "admin app"),
    Row("admin:login", ANY_METHOD, SIGNED_IN, answer=302),
    _admin("admin:logout", methods=POST),
    _admin("admin:password_change"),
    _admin("admin:password_change_done", methods=GET),
    _admin("admin:autocomplete", answer=403, methods=GET),
    _admin("admin:jsi18n", methods=GET),
    _admin("admin:view_on_site", "admin object", 404),
    *_admin_model("county", delete=200),
    *_admin_model("office", delete=200),
    *_admin_model("membership", delete=403),
    *_admin_model("person", delete=403),
    _admin("admin/(?P<url>.*)$", "admin nowhere", 404),
)

TABLE: tuple[Row, ...] = (
    *PUBLIC,
    *SIGN_IN,
    *ACCOUNT,
    *COORDINATION,
    *JOURNEYS,
    *REFERRALS,
    *APPOINTMENTS,
    *GROUPS,
    *CONVERSATIONS,
    *PLANS,
    *VERSIONS,
    *ADMIN,
)
