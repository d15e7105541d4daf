"""Fetching what is at an address: only from the open internet, over TLS that is checked, within limits."""

import gzip
import json
import socket
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments import fetching
from appointments.enums import FetchError
from appointments.fetching import Unreadable, busy_times, child, outcomes
from appointments.fetching.addresses import is_public, resolve, target_of
from appointments.fetching.https import MOST_BYTES, Network, download
from tests.appointments.https_server import HOST, Server, page, serve, to

URL = f"https://{HOST}/min.ics"
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from serve(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(running: Server) -> Server:
    running.pages.clear()
    running.asked.clear()
    return running


def why(url: str, network: Network) -> str:
    with pytest.raises(Unreadable) as caught:
        download(url, network)
    return caught.value.code


# --- which addresses -----------------------------------------------------------------------------------------------
NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1
    240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b::8.8.8.8 64:ff9b:1::1 100::1 100:0:0:1::1
    2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::
    2002:808:808:: 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 2a00:1450:4001::1%eth0 fec0::1 ff02::1
    4000::1 example.no 8.8.8 0x7f.1 127.1 2130706433 017700000001 [::1]
"""


@pytest.mark.parametrize("address", [*NOT_PUBLIC.split(), ""])
def test_what_leads_to_a_network_of_somebodys_own_is_not_asked(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.69.109.60", "172.32.0.1", "2a00:1450:4001:80b::200e", "2620:0:2d0::1"]
)
def test_the_open_internet_is_asked(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_no_way_of_writing_an_ipv4_address_in_ipv6_opens_anything(address: IPv4Address) -> None:
    number = int(address)
    wrapped = [
        number,
        0xFFFF << 32 | number,
        0xFFFF << 48 | number,
        0x64FF9B << 96 | number,
        0x2002 << 112 | number << 80,
    ]
    assert not any(is_public(str(IPv6Address(each))) for each in wrapped)


@given(st.ip_addresses())
def test_what_is_asked_is_global_and_for_one(address: IPv4Address | IPv6Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        closed = (address.is_private, address.is_multicast, address.is_loopback, address.is_link_local)
        assert not any(closed)


@pytest.mark.parametrize("network", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8"])
@given(data=st.data())
def test_no_address_of_a_closed_network_is_asked(network: str, data: st.DataObject) -> None:
    assert not is_public(str(data.draw(st.ip_addresses(network=network))))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "min.ics",
        "http://calendar.test/",
        "ftp://calendar.test/",
        "file:///etc/passwd",
        "https://",
        "https:///min.ics",
        "https://calendar.test:8443/",
        "https://calendar.test:80/",
        "https://me@calendar.test/",
        "https://me:secret@calendar.test/",
        "https://:@calendar.test/",
        "https://calendar.test:x/",
        "https://[::1/",
        f"https://calendar.test/{'x' * 2000}",
        "gopher://calendar.test:443/",
    ],
)
def test_only_https_on_the_usual_port_without_name_and_password(url: str) -> None:
    with pytest.raises(Unreadable) as caught:
        target_of(url)
    assert caught.value.code == outcomes.ADDRESS


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://Calendar.test/a.ics?key=1#x", "calendar.test", "/a.ics?key=1"),
        ("HTTPS://calendar.test:443", "calendar.test", "/"),
        ("https://[2a00::1]/a", "2a00::1", "/a"),
        ("https://calendar.test/å b\r\nX: y", "calendar.test", "/%C3%A5%20b%0D%0AX:%20y"),
    ],
)
def test_what_is_asked_for(url: str, host: str, path: str) -> None:
    target = target_of(url)
    assert (target.host, target.path) == (host, path)


def test_the_resolver_tells_all_addresses_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(2, 1, 6, "", ("8.8.8.8", 443)), (10, 1, 6, "", ("2a00::1", 443, 0, 0)), (2, 1, 6, "", ("8.8.8.8", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    assert resolve("example.no") == ["8.8.8.8", "2a00::1"]


@pytest.mark.parametrize("error", [socket.gaierror(-2, "no"), UnicodeError()])
def test_a_host_that_is_not_there_has_no_addresses(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert resolve("x" * 300) == []


# --- one request ---------------------------------------------------------------------------------------------------
def test_what_is_there_comes_back(server: Server) -> None:
    server.pages["/min.ics"] = page(CALENDAR)
    assert download(URL, server.network) == CALENDAR
    assert server.asked == [("/min.ics", HOST, "identity")]


def test_the_host_is_resolved_once_and_the_checked_address_is_the_one_connected_to(server: Server) -> None:
    """A name that answers with another address the second time (DNS rebinding) gains nothing."""
    answers = [["127.0.0.1"], ["10.0.0.8"], ["10.0.0.8"]]
    network = Network(lambda host: answers.pop(0), server.network.is_allowed, server.port, server.ca_file)
    server.pages["/min.ics"] = page(CALENDAR)
    assert download(URL, network) == CALENDAR
    assert len(answers) == 2


@pytest.mark.parametrize("host", ["inside.test", "mixed.test"])
def test_a_host_with_an_address_inside_is_not_asked_at_all(server: Server, host: str) -> None:
    assert why(f"https://{host}/", server.network) == outcomes.ADDRESS
    assert server.asked == []


def test_without_being_let_this_machine_is_not_asked(server: Server) -> None:
    network = Network(resolve=server.network.resolve, port=server.port, ca_file=server.ca_file)
    assert why(URL, network) == outcomes.ADDRESS


def test_a_host_without_addresses(server: Server) -> None:
    assert why("https://nobody.test/", server.network) == outcomes.UNREACHABLE


def test_a_certificate_for_another_name(server: Server) -> None:
    assert why("https://elsewhere.test/min.ics", server.network) == outcomes.UNREACHABLE
    assert server.asked == []


def test_a_certificate_nobody_vouches_for(server: Server) -> None:
    network = Network(server.network.resolve, server.network.is_allowed, server.port)
    assert why(URL, network) == outcomes.UNREACHABLE
    assert server.asked == []


def test_the_next_address_is_tried_when_one_does_not_answer(server: Server) -> None:
    server.pages["/min.ics"] = page(CALENDAR)
    network = Network(lambda host: ["127.0.0.2", "127.0.0.1"], lambda each: True, server.port, server.ca_file)
    assert download(URL, network) == CALENDAR


def test_nobody_listens(server: Server) -> None:
    network = Network(lambda host: ["127.0.0.2"], lambda each: True, server.port, server.ca_file)
    assert why(URL, network) == outcomes.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, outcomes.REFUSED),
        (403, outcomes.REFUSED),
        (404, outcomes.NOT_A_CALENDAR),
        (410, outcomes.NOT_A_CALENDAR),
        (429, outcomes.UNREACHABLE),
        (204, outcomes.UNREACHABLE),
        (500, outcomes.UNREACHABLE),
        (503, outcomes.UNREACHABLE),
    ],
)
def test_other_answers(server: Server, status: int, code: str) -> None:
    server.pages["/min.ics"] = page(b"", status)
    assert why(URL, server.network) == code


# --- redirects -----------------------------------------------------------------------------------------------------
def test_redirects_are_followed_three_times(server: Server) -> None:
    server.pages |= {"/min.ics": to("/1"), "/1": to("2"), "/2": to(f"https://{HOST}/3"), "/3": page(CALENDAR)}
    assert download(URL, server.network) == CALENDAR
    server.pages |= {"/3": to("/4"), "/4": page(CALENDAR)}
    assert why(URL, server.network) == outcomes.UNREACHABLE


@pytest.mark.parametrize(
    "target",
    [
        "http://calendar.test/min.ics",
        "https://inside.test/",
        "https://mixed.test/",
        "//inside.test/",
        "https://me:secret@calendar.test/",
        "https://calendar.test:22/",
        "file:///etc/passwd",
    ],
)
def test_each_target_of_a_redirect_is_checked(server: Server, target: str) -> None:
    server.pages["/min.ics"] = to(target)
    assert why(URL, server.network) == outcomes.ADDRESS
    assert len(server.asked) == 1


# --- size and time -------------------------------------------------------------------------------------------------
def test_size_is_limited(server: Server) -> None:
    server.pages["/min.ics"] = page(b"x" * MOST_BYTES)
    assert len(download(URL, server.network)) == MOST_BYTES
    server.pages["/min.ics"] = page(b"x" * (MOST_BYTES + 1))
    assert why(URL, server.network) == outcomes.TOO_LARGE


def test_size_is_limited_also_without_a_length(server: Server) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    server.pages["/min.ics"] = endless
    assert why(URL, server.network) == outcomes.TOO_LARGE


def test_what_came_packed_is_unpacked_and_measured_so(server: Server) -> None:
    server.pages["/min.ics"] = page(gzip.compress(CALENDAR), Content_Encoding="gzip")
    assert download(URL, server.network) == CALENDAR
    bomb = gzip.compress(bytes(200 * 1024 * 1024), compresslevel=9)
    server.pages["/min.ics"] = page(bomb, Content_Encoding="gzip")
    assert why(URL, server.network) == outcomes.TOO_LARGE
    server.pages["/min.ics"] = page(b"not packed at all", Content_Encoding="gzip")
    assert why(URL, server.network) == outcomes.NOT_A_CALENDAR


def test_a_connection_that_breaks_off(server: Server) -> None:
    server.pages["/min.ics"] = page(CALENDAR, Content_Length="500")
    assert why(URL, server.network) == outcomes.UNREACHABLE


def test_a_server_that_drips_is_left_when_the_time_is_over(server: Server) -> None:
    """Each byte comes within the time for one; all of them together do not."""

    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _step in range(200):
            handler.wfile.write(b"X-Drip: 1\r\n")
            time.sleep(0.02)

    server.pages["/min.ics"] = drip
    began = time.monotonic()
    with pytest.raises(Unreadable) as caught, child.within(0.3, outcomes.UNREACHABLE):
        download(URL, server.network)
    assert caught.value.code == outcomes.UNREACHABLE
    assert time.monotonic() - began < 2


def test_what_ends_in_time_is_not_disturbed() -> None:
    with child.within(0.05, outcomes.UNREACHABLE):
        pass
    time.sleep(0.1)


# --- the process ---------------------------------------------------------------------------------------------------
@pytest.fixture
def outside(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Let the process reach the server of the tests."""
    ours = [sys.executable, "-m", "tests.appointments.fetch_child", str(server.port), server.ca_file, "2"]
    monkeypatch.setattr(fetching, "COMMAND", ours)
    return server


def calendar_of(*lines: str) -> bytes:
    event = ["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *event, "END:VCALENDAR", ""]).encode()


def test_busy_times_are_merged_and_within_what_was_asked(outside: Server) -> None:
    daily = calendar_of("DTSTART:20260301T100000Z", "DTEND:20260301T120000Z", "RRULE:FREQ=DAILY;COUNT=30")
    outside.pages["/min.ics"] = page(daily)
    found = busy_times(URL, NOON, NOON + timedelta(days=1))
    noon = int(NOON.timestamp())
    assert found == [(noon, noon + 3600), (noon + 23 * 3600, noon + 24 * 3600)]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=SECONDLY;INTERVAL=7;BYSECOND=3", "FREQ=MINUTELY"])
def test_a_rule_without_end_does_not_hang_the_worker(outside: Server, rule: str) -> None:
    """Not even one from long ago that never comes about."""
    hostile = calendar_of("DTSTART:19010101T000000Z", "DTEND:19010101T000001Z", f"RRULE:{rule}")
    outside.pages["/min.ics"] = page(hostile)
    began = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        busy_times(URL, NOON, NOON + timedelta(weeks=27))
    assert caught.value.code == outcomes.TOO_LARGE
    assert time.monotonic() - began < 10


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "COMMAND", [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(fetching, "PATIENCE", 0.2)
    with pytest.raises(Unreadable) as caught:
        busy_times(URL, NOON, NOON)
    assert caught.value.code == outcomes.UNREACHABLE


def test_a_process_that_dies_of_its_limits_had_too_much_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    eat = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)); x = bytes(2**30)"
    monkeypatch.setattr(fetching, "COMMAND", [sys.executable, "-c", eat])
    with pytest.raises(Unreadable) as caught:
        busy_times(URL, NOON, NOON)
    assert caught.value.code == outcomes.TOO_LARGE


def test_the_process_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hemmelig")
    monkeypatch.setenv("DATABASE_URL", "postgres://hemmelig")
    tell = "import os, sys; print('{\"busy\": []}'); sys.exit('hemmelig' in str(os.environ))"
    monkeypatch.setattr(fetching, "COMMAND", [sys.executable, "-c", tell])
    assert busy_times(URL, datetime.fromtimestamp(0, UTC), NOON) == []


def test_as_it_is_installed_it_asks_nobody_on_this_machine() -> None:
    with pytest.raises(Unreadable) as caught:
        busy_times("https://127.0.0.1/min.ics", NOON, NOON)
    assert caught.value.code == outcomes.ADDRESS


def test_what_breaks_the_parser_is_no_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RecursionError

    monkeypatch.setattr(child, "busy", fail)
    monkeypatch.setattr(child, "download", lambda url, network: b"")
    assert child.answer_to({"url": URL, "start": 0, "end": 1}, Network()) == {"error": outcomes.NOT_A_CALENDAR}
    json.dumps(child.answer_to({"url": URL, "start": 0, "end": 1}, Network()))


def test_each_outcome_has_words() -> None:
    codes = {value for name, value in vars(outcomes).items() if name.isupper()}
    assert codes == set(FetchError.values)
