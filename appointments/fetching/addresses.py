"""Which addresses may be asked: https on the open internet, nothing that leads back to our own network."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import urllib3
from urllib3.util import parse_url

from appointments.fetching.outcomes import ADDRESS, Unreadable

PORT = 443
MOST_LETTERS = 2000

#: Of the IPv6 space only this is handed out; all else is private, for one link, or carries an IPv4 address inside.
_OPEN_IPV6 = ip_network("2000::/3")
#: Not for others although they look open: in several versions of Python, or because they tunnel to an IPv4 address.
_CLOSED = tuple(
    ip_network(each)
    for each in (
        "192.0.0.0/24",  # protocol assignments
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.175.48.0/24",  # AS112
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address, as the resolver writes it, is one anybody on the internet may serve from."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (found.scope_id or found not in _OPEN_IPV6):
        return False
    return _is_open(found)


def may_be_public(host: str) -> bool:
    """Whether a host may lead to the open internet, as far as its name tells: nobody is asked. See `is_public`."""
    name = host.rstrip(".").lower()
    if ":" in name or name.replace(".", "").isdigit():
        return is_public(name)
    return "." in name and not name.endswith(".localhost")


def _is_open(found: IPv4Address | IPv6Address) -> bool:
    if not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return False
    return not any(found in network for network in _CLOSED if network.version == found.version)


def resolve(host: str) -> list[str]:
    """Return all addresses of a host, in the order to try them; empty when it has none. Asked once per request."""
    try:
        rows = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


@dataclass(frozen=True)
class Target:
    """Whom to ask for what: the host's name as its certificate must say it, and path with query."""

    host: str
    path: str


def target_of(url: str) -> Target:
    """Return what the address asks for. Unreadable unless it is https on the usual port, without name and password."""
    try:
        parts = parse_url(url) if len(url) <= MOST_LETTERS else urllib3.util.Url()
    except urllib3.exceptions.HTTPError:
        raise Unreadable(ADDRESS) from None
    if parts.scheme != "https" or not parts.host or parts.auth is not None or parts.port not in {None, PORT}:
        raise Unreadable(ADDRESS)
    return Target(parts.host.strip("[]"), parts.request_uri)
