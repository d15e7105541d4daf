"""Database roles: who may do what in PostgreSQL, apart from what the code intends.

* owner: migrations and management commands; never serves.
* `app_web`: serves requests; subject to row-level security.
* `app_job`: the worker; subject to row-level security, with narrow policies of its own.
* `app_policy`: owns the `security definer` functions that policies call; nobody logs in as it.

Roles belong to the whole cluster and privileges to one database; both are repeatable.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

WEB, JOB, POLICY = "app_web", "app_job", "app_policy"
LOGIN_ROLES = (WEB, JOB)

#: Tables a serving role may add to but never change or remove from.
APPEND_ONLY = (
    "common_auditentry",
    "journeys_event",
    "sharing_readentry",
    "careerplans_stepchange",
    "conversations_proposalcomment",
)

#: What only the owner writes: the installation's own state.
READ_ONLY = ("common_installationmark", "django_migrations")

#: Requests may put a job into the queue; all else about it is the worker's.
QUEUE = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers")

#: What somebody wrote or what came of it, outside row-level security: no message or job of the worker needs it.
CLOSED_TO_WORKER = (
    "careerplans_educationapplication",
    "careerplans_stepchange",
    "careerplans_stepprogress",
    "conversations_guideproposal",
    "conversations_proposalcomment",
    "django_session",
    "referrals_navassessment",
    "referrals_ownstart",
    "referrals_referral",
)


def derived_password(owner_password: str, role: str) -> str:
    """Return the password of `role` that belongs to this owner: derived, so that it is stored nowhere."""
    return hmac.new(owner_password.encode(), f"trepart:{role}".encode(), hashlib.sha256).hexdigest()


def derived_url(owner_url: str, role: str) -> str:
    """Return the address `role` logs in with, from the owner's; a socket without password stays without one."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    password = f":{quote(derived_password(parts.password, role))}" if parts.password else ""
    return urlunsplit(parts._replace(netloc=f"{role}{password}@{host}"))


def ensure_roles(cursor: CursorWrapper) -> None:
    """Create the missing roles without passwords. Safe to repeat and to run from several databases at once."""
    for role in (WEB, JOB, POLICY):
        login = "login" if role in LOGIN_ROLES else "nologin"
        cursor.execute(
            f"do $$ begin create role {role} {login} nosuperuser nocreatedb nocreaterole;"
            " exception when duplicate_object or unique_violation then null; end $$"
        )


def set_passwords(cursor: CursorWrapper, passwords: Mapping[str, str]) -> None:
    """Give the login roles the passwords of their addresses; an empty one changes nothing. Recorded nowhere."""
    for role in LOGIN_ROLES:
        if password := passwords.get(role):
            cursor.execute(f"alter role {role} password %s", [password])


def grant_privileges(connection: BaseDatabaseWrapper) -> None:
    """Give the serving roles what they need on the tables that exist now. Runs after every migrate."""
    with connection.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {WEB}, {JOB}, {POLICY}")
        for role in LOGIN_ROLES:
            cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {role}")
            cursor.execute(f"grant usage, select on all sequences in schema public to {role}")
        existing = set(connection.introspection.table_names(cursor))
        _revoke(cursor, "update, delete", existing.intersection(APPEND_ONLY), WEB, JOB)
        _revoke(cursor, "insert, update, delete", existing.intersection(READ_ONLY), WEB, JOB)
        _revoke(cursor, "update, delete", existing.intersection(QUEUE), WEB)
        _revoke(cursor, "all", existing.intersection(CLOSED_TO_WORKER), JOB)


def _revoke(cursor: CursorWrapper, rights: str, tables: Iterable[str], *roles: str) -> None:
    for table in sorted(tables):
        cursor.execute(f"revoke {rights} on {table} from {', '.join(roles)}")


def assert_restricted_role() -> None:
    """Raise ImproperlyConfigured when this process is connected as somebody row-level security does not hold."""
    with connection.cursor() as cursor:
        cursor.execute("""
            select current_user, rolsuper or rolbypassrls
                or exists (select 1 from pg_class where relname = 'django_migrations' and relowner = pg_roles.oid)
            from pg_roles where rolname = current_user
        """)
        user, unrestricted = cursor.fetchone()
    if unrestricted:
        raise ImproperlyConfigured(f"The database role {user} is not held by row-level security and may not serve.")
