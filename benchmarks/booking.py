"""`make bench-booking`: how long finding common times takes, and how many meetings are booked a second.

Makes a database of its own beside the one DATABASE_URL names (`bench_booking`), anew each time, since it is about the
weeks ahead.
"""

import gc
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import psycopg

from benchmarks.__main__ import beside

if TYPE_CHECKING:
    from benchmarks.booking_data import Case

DATABASE = "bench_booking"
REQUESTS, WARM_UP = 300, 10
#: As many people book at the same time, and as many processes and threads serve them.
CLIENTS, PROCESSES, THREADS = 8, 2, 4
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    """Make the database, then measure in a process of its own since settings are read once."""
    if sys.argv[1:] == ["--one"]:
        _measure()
        return
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"drop database if exists {DATABASE}")
        connection.execute(f"create database {DATABASE}")
    environment = {**os.environ, "DATABASE_URL": beside(url, DATABASE), "DB_ROLE": "owner"}
    environment["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    for command in (["setup_roles"], ["migrate", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
    subprocess.run([sys.executable, "-m", "benchmarks.booking", "--one"], env=environment, check=True)


def _measure() -> None:
    import django

    django.setup()
    from benchmarks.booking_data import cases, fill

    fill()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("vacuum analyze")
    found = cases()
    _finding(found[0])
    _booking(found)


# --- finding -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Times:
    """Seconds each call took, and how many queries one asks."""

    seconds: Sequence[float]
    queries: int

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98]


def _timed(act: Callable[[], object]) -> Times:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM_UP):
        act()
    gc.collect()
    gc.freeze()  # as the server does
    with CaptureQueriesContext(connection) as asked:
        act()
    seconds = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    return Times(seconds, len(asked))


def _finding(case: "Case") -> None:
    """The function alone, then its page, beside the baseline page."""
    from django.urls import reverse

    from accounts.actors import as_participant
    from benchmarks.booking_data import COUNSELLORS, WEEKS
    from benchmarks.measure import Server, bracketed, measure
    from benchmarks.pages import Page, cookie_of
    from benchmarks.server import serving

    found = _timed(lambda: _all_weeks(case, WEEKS))
    own = cookie_of(as_participant(case.journey.participant))
    page = Page("page", reverse("appointments:pick", args=[case.journey.public_id]), own)
    baseline = replace(page, name="baseline", path="/baseline/")
    url = os.environ["DATABASE_URL"]
    with (
        serving("benchmarks.settings", url) as (port, pid),
        serving("benchmarks.baseline_settings", url) as (base_port, base_pid),
    ):
        web, base = Server(port, pid, DATABASE), Server(base_port, base_pid, DATABASE)
        sample, ratio = bracketed(web, base, page, baseline)
        plain = measure(base, baseline).p50
    times = _all_weeks(case, WEEKS)
    print(f"\n## Common times: {COUNSELLORS} counsellors, {WEEKS} weeks; {times} are free for all three\n")
    print(f"| what | p50 ms | p99 ms | goal | queries | × baseline |\n{'|---' * 6}|")
    alone = found.p50 / plain
    print(_row("all weeks, the function alone", found.p50, found.p99, "≤ 100", f"{found.queries} (≤ 6)", alone))
    print(_row("the page with the first week", sample.p50, sample.p99, "", str(sample.queries), ratio))
    print(
        f"\n× baseline: of the function, its median time in those of the baseline page ({plain * 1e3:.1f} ms);"
        " of the page, processor time as in `make bench`.",
        flush=True,
    )


def _all_weeks(case: "Case", weeks: int) -> int:
    """Find every time that is free for all three, and return how many there are."""
    from django.utils import timezone

    from appointments.queries import availability

    now = timezone.now()
    free = availability(case.wish, now=now, last=timezone.localdate(now) + timedelta(weeks=weeks))
    return sum(len(free.week(monday)) for monday in free.mondays)


def _row(what: str, p50: float, p99: float, goal: str, queries: str, ratio: float) -> str:
    return f"| {what} | {p50 * 1e3:.1f} | {p99 * 1e3:.1f} | {goal} | {queries} | {ratio:.1f} |"


# --- booking -------------------------------------------------------------------------------------------------------
def _booking(cases: "Sequence[Case]") -> None:
    """Hold and confirm: by the actions in this process one after another, then by many people through the server."""
    from benchmarks.booking_data import BOOKERS
    from benchmarks.server import serving

    starts = _starts(cases[0])
    wanted = [(case, starts[number % len(starts)]) for number, case in enumerate(cases)]
    directly, served = wanted[: BOOKERS // 4], wanted[BOOKERS // 4 :]
    alone = _rate([lambda pair=pair: _book_directly(*pair) for pair in directly], at_once=1)
    url, size = os.environ["DATABASE_URL"], {"processes": PROCESSES, "threads": THREADS}
    with serving("benchmarks.settings", url, **size) as (port, _):
        booked = _rate([_through_server(port, *pair) for pair in served], at_once=CLIENTS)
    with serving("benchmarks.baseline_settings", url, **size) as (port, _):
        pages = _rate([_baseline(port, case) for case, _start in served * 4], at_once=CLIENTS)
    print(f"\n## Booking: {CLIENTS} people at once, {PROCESSES} processes with {THREADS} threads\n")
    print(f"| what | a second |\n{'|---' * 2}|")
    print(f"| bookings: `hold` and `confirm` directly, one after another | {alone:.0f} |")
    print(f"| bookings through the server: two forms sent | {booked:.0f} |")
    print(f"| baseline pages through the server | {pages:.0f} |")
    print(f"\nA booking costs {pages / booked:.1f} baseline pages.", flush=True)


def _starts(case: "Case") -> list[datetime]:
    from django.utils import timezone

    from appointments.queries import availability

    free = availability(case.wish, now=timezone.now())
    return [slot.start for monday in free.mondays for slot in free.week(monday)]


def _rate(acts: "Sequence[Callable[[], None]]", *, at_once: int) -> float:
    """Return how many of the acts are done a second."""
    with ThreadPoolExecutor(at_once) as pool:
        started = time.perf_counter()
        for done in [pool.submit(act) for act in acts]:
            done.result()
    return len(acts) / (time.perf_counter() - started)


def _book_directly(case: "Case", start: datetime) -> None:
    from accounts.actors import as_participant
    from appointments import actions

    actor = as_participant(case.journey.participant)
    held = actions.hold(wish=case.wish, starts_at=start, by=actor)
    actions.confirm(hold=held, by=actor)


def _through_server(port: int, case: "Case", start: datetime) -> Callable[[], None]:
    """Return the booking as a browser does it, signed in already: the time picked, then the button."""
    from django.urls import resolve, reverse

    from accounts.actors import as_participant
    from benchmarks.pages import CSRF, cookie_of

    headers = {"Cookie": cookie_of(as_participant(case.journey.participant)), "X-CSRFToken": CSRF, **FORM}
    url = reverse("appointments:hold", args=[case.journey.public_id])
    wish = {"kind": case.wish.kind.key, "mode": case.wish.mode, "slot": start.isoformat()}

    def book() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        held = urlsplit(_sent(connection, url, urlencode(wish), headers))
        confirm = reverse("appointments:confirm", args=[resolve(held.path).kwargs["public_id"]])
        _sent(connection, f"{confirm}?{held.query}", "", headers)
        connection.close()

    return book


def _sent(connection: http.client.HTTPConnection, url: str, body: str, headers: dict[str, str]) -> str:
    """Send a form and return where it leads."""
    connection.request("POST", url, body, headers)
    response = connection.getresponse()
    content = response.read()
    if response.status != http.client.FOUND:
        raise SystemExit(f"{url}: {response.status} {content[:300]!r}")
    return str(response.headers["Location"])


def _baseline(port: int, case: "Case") -> Callable[[], None]:
    from accounts.actors import as_participant
    from benchmarks.pages import cookie_of

    cookie = cookie_of(as_participant(case.journey.participant))

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/baseline/", headers={"Cookie": cookie})
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != http.client.OK:
            raise SystemExit(f"baseline: {response.status}")

    return ask


if __name__ == "__main__":
    main()
