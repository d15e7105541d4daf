"""One GET over TLS to an address that was checked, and to no other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin

import urllib3
from urllib3 import BaseHTTPResponse, HTTPSConnectionPool

from appointments.fetching.addresses import PORT, Target, is_public, resolve, target_of
from appointments.fetching.outcomes import ADDRESS, NOT_A_CALENDAR, REFUSED, TOO_LARGE, UNREACHABLE, Unreadable

MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
TIMEOUT = urllib3.Timeout(connect=3, read=8)
HEADERS = {
    "Accept": "text/calendar, text/plain;q=0.5",
    "Accept-Encoding": "identity",
    "User-Agent": "Trepart (reads when a calendar is busy)",
}

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
#: Refusals of this moment.
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True)
class Network:
    """The way out. Only tests, whose server is on their own machine, put another one in its place."""

    resolve: Callable[[str], list[str]] = resolve
    is_allowed: Callable[[str], bool] = is_public
    port: int = PORT
    ca_file: str | None = None


def download(url: str, network: Network) -> bytes:
    """Return what is at `url`, unpacked. Unreadable says why not. Every redirect is checked like the address itself."""
    for _step in range(1 + MOST_REDIRECTS):
        with _asked(target_of(url), network) as response:
            if not response.get_redirect_location():
                return _body(response)
            url = urljoin(url, str(response.get_redirect_location()))
    raise Unreadable(UNREACHABLE)


@contextmanager
def _asked(target: Target, network: Network) -> Iterator[BaseHTTPResponse]:
    """Ask the first of the host's addresses that answers; the pool and the connection are closed at the end."""
    for address in _addresses(target, network):
        pool = HTTPSConnectionPool(
            address,
            network.port,
            server_hostname=target.host,
            assert_hostname=target.host,
            cert_reqs="CERT_REQUIRED",
            ca_certs=network.ca_file,
            timeout=TIMEOUT,
            retries=False,
        )
        with pool:
            try:
                response = _get(pool, target)
            except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
                continue
            except urllib3.exceptions.HTTPError:
                break
            try:
                yield response
            finally:
                response.close()
            return
    raise Unreadable(UNREACHABLE)


def _addresses(target: Target, network: Network) -> list[str]:
    """Resolve once, and refuse the host altogether when one of its addresses is not to be asked."""
    addresses = network.resolve(target.host)
    if not addresses:
        raise Unreadable(UNREACHABLE)
    if not all(network.is_allowed(address) for address in addresses):
        raise Unreadable(ADDRESS)
    return addresses


def _get(pool: HTTPSConnectionPool, target: Target) -> BaseHTTPResponse:
    host = f"[{target.host}]" if ":" in target.host else target.host
    headers = {**HEADERS, "Host": host}
    return pool.urlopen(
        "GET", target.path, headers=headers, redirect=False, assert_same_host=False, preload_content=False
    )


def _body(response: BaseHTTPResponse) -> bytes:
    if response.status != HTTPStatus.OK:
        raise Unreadable(_refusal(response.status))
    content = bytearray()
    try:
        for chunk in response.stream(CHUNK, decode_content=True):
            content += chunk
            if len(content) > MOST_BYTES:
                raise Unreadable(TOO_LARGE)
    except urllib3.exceptions.DecodeError:
        raise Unreadable(NOT_A_CALENDAR) from None
    except urllib3.exceptions.HTTPError:
        raise Unreadable(UNREACHABLE) from None
    return bytes(content)


def _refusal(status: int) -> str:
    if status in _GONE:
        return NOT_A_CALENDAR
    is_refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _LATER
    return REFUSED if is_refused else UNREACHABLE
