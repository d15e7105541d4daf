"""One page after another, each between two measurements of the baseline."""

import http.client
import statistics
import time
from dataclasses import dataclass

from benchmarks.pages import Page
from benchmarks.server import computed

WARM_UP, REQUESTS, BASELINES = 15, 150, 300


@dataclass(frozen=True)
class Sample:
    """What a page cost: processor seconds a request, latencies in seconds, queries, bytes."""

    seconds: float
    p50: float
    p99: float
    queries: int
    size: int


@dataclass(frozen=True)
class Server:
    """Where to ask, and whose processor time counts: the web process's and that of the database of this name."""

    port: int
    pid: int
    database: str


def _ask(connection: http.client.HTTPConnection, page: Page, **extra: str) -> tuple[http.client.HTTPResponse, bytes]:
    headers = {"Cookie": page.cookie, **page.headers, **extra}
    body = page.body() if page.body else None
    connection.request("POST" if body else "GET", page.path, body=body, headers=headers)
    response = connection.getresponse()
    content = response.read()
    if response.status != http.client.OK:
        raise SystemExit(f"{page.name}: {response.status} {content[:300]!r}")
    return response, content


def measure(server: Server, page: Page, requests: int = REQUESTS) -> Sample:
    """Ask for the page `requests` times, one at a time, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for _ in range(WARM_UP):
        _ask(connection, page)
    counted, content = _ask(connection, page, **{"X-Count": "1"})
    before, times = computed(server.pid, server.database), []
    for _ in range(requests):
        started = time.perf_counter()
        _ask(connection, page)
        times.append(time.perf_counter() - started)
    cost = (computed(server.pid, server.database) - before) / requests
    connection.close()
    ordered = statistics.quantiles(times, n=100)
    return Sample(cost, statistics.median(times), ordered[98], int(counted.headers["X-Queries"]), len(content))


def bracketed(web: Server, base: Server, page: Page, baseline: Page) -> tuple[Sample, float]:
    """Return the page's sample and what it costs in baselines, the mean of one measured before and one after it."""
    before = measure(base, baseline, BASELINES)
    sample = measure(web, page)
    after = measure(base, baseline, BASELINES)
    return sample, sample.seconds / ((before.seconds + after.seconds) / 2)
