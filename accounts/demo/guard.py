"""Three locks on the demo: DEMO is set, only this machine reaches the server, the database is marked as invented.

Checked once at start, where a process that fails does not serve, and again on every request to the demo's pages.
"""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Person
from common.models import InstallationMark

P = ParamSpec("P")

MARK = "demo"


def is_marked() -> bool:
    """Whether this database holds demo data."""
    return InstallationMark.objects.filter(key=MARK).exists()


def mark() -> None:
    """Mark an empty database as the demo's, before anything is put into it. RuntimeError when it has people."""
    if Person.objects.exists():
        raise RuntimeError("There are people in this database. Demo data goes into an empty one only.")
    InstallationMark.objects.get_or_create(key=MARK, defaults={"created_at": timezone.now()})


def assert_demo_allowed(bind_address: str) -> None:
    """Raise ImproperlyConfigured when DEMO is set and the server may not show it; do nothing without DEMO.

    `bind_address` is where the server listens: `host`, `host:port` or `[v6]:port`. An unknown one is "".
    """
    if not settings.DEMO:
        return
    if not is_loopback(_host(bind_address)):
        raise ImproperlyConfigured(f"DEMO is set, but the server listens on {bind_address!r}: only 127.0.0.1 may.")
    if not is_marked():
        raise ImproperlyConfigured("DEMO is set, but this database does not hold demo data. Run: manage.py demo_data")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine seen from itself."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _host(address: str) -> str:
    """The host of `host`, `host:port`, `[v6]:port` or a bare IPv6 address."""
    if address.startswith("["):
        return address.partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def is_local_demo(request: HttpRequest) -> bool:
    """Whether the demo's pages exist for this request: all three locks, and no proxy in between."""
    forwarded = {"HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST"} & request.META.keys()
    return (
        settings.DEMO
        and not forwarded
        and is_loopback(request.META.get("REMOTE_ADDR", ""))
        and is_loopback(_host(request.get_host()))
        and is_marked()
    )


def demo_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that exists only in a local demo: 404 otherwise."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_local_demo(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
