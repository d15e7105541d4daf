"""Which PostgreSQL role a process logs in as: `DB_ROLE` = owner (migrations, commands) | web | job."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from common.roles import JOB, WEB, derived_url
from config.environment import LOCAL, env

#: Used when nothing is set and no local server runs: commands that need no database still work.
NO_SERVER = "postgresql://postgres@/trepart"

#: How long until a machine or a network that is gone without a word counts as gone (seconds; the last milliseconds).
NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

ROLES = {"web": (WEB, "DATABASE_URL_WEB"), "job": (JOB, "DATABASE_URL_JOB")}


def owner_url() -> str:
    """Return DATABASE_URL, else the address of the checkout's own server (its launcher leaves a note), else none."""
    note = LOCAL / "database-url"
    return env.str("DATABASE_URL", default="") or (note.read_text().strip() if note.exists() else NO_SERVER)


def role_url(role: str) -> str:
    """Return the address for a role; web and job addresses are derived from the owner's unless given."""
    if role == "owner":
        return owner_url()
    if role not in ROLES:
        raise ImproperlyConfigured(f"DB_ROLE is {role!r}; it must be owner, web or job.")
    name, variable = ROLES[role]
    return env.str(variable, default="") or derived_url(owner_url(), name)


def role_passwords() -> dict[str, str]:
    """Return the passwords `setup_roles` gives the login roles: those of their addresses. Empty ones are left alone."""
    addresses = {name: urlsplit(role_url(role)) for role, (name, _) in ROLES.items()}
    return {name: unquote(address.password or "") for name, address in addresses.items()}


def database(role: str, *, pool_size: int) -> dict[str, Any]:
    """Return Django's settings for this role. `pool_size` > 0 keeps that many connections open (serving processes)."""
    config: dict[str, Any] = env.db_url_config(role_url(role))
    options: dict[str, Any] = config.get("OPTIONS", {})
    config["HOST"] = options.pop("host", None) or config.get("HOST", "")
    config["CONN_MAX_AGE"] = 0
    config["OPTIONS"] = options = {**NETWORK, **options, "application_name": f"trepart-{role}"}
    if role == "web" and pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return config
