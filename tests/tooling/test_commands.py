"""The commands behind the Makefile: they stop what they started, skip what is done, and name what is missing."""

import os
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.dev import bootstrap, demo, machine, paths
from config.dev.children import Children
from config.dev.machine import SystemPackage
from config.dev.paths import ROOT, Stamp, Stop, digest

PARENT = """
import os, sys, time
from config.dev.children import Asked, Children, stop_when_asked
stop_when_asked()
try:
    with Children() as children:
        children.start("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"], dict(os.environ))
        print(children._running["sleeper"].pid, flush=True)
        time.sleep(600)
except Asked:
    print("stopped", flush=True)
"""


def is_running(number: int) -> bool:
    try:
        (Path("/proc") / str(number) / "exe").readlink()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("sign", "last_words"), [(signal.SIGINT, "stopped"), (signal.SIGTERM, "stopped"), (signal.SIGKILL, "")]
)
def test_children_end_with_their_parent(sign, last_words):
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.send_signal(sign)
        assert parent.stdout.read().strip() == last_words
    deadline = time.monotonic() + 10
    while is_running(child):
        assert time.monotonic() < deadline, "the child is still there"
        time.sleep(0.02)


def test_a_stamp_is_fresh_only_for_the_state_it_was_set_for(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path)
    assert not Stamp("step", "a").is_fresh
    Stamp("step", "a").set()
    assert Stamp("step", "a").is_fresh
    assert not Stamp("step", "b").is_fresh


def test_the_digest_follows_contents_and_files_that_come_and_go():
    one = digest([ROOT / "Makefile"])
    assert one == digest([ROOT / "Makefile"])
    assert one != digest([ROOT / "Makefile"], "more")
    assert one != digest([ROOT / "Makefile", ROOT / "does-not-exist"])


class TestMachine:
    missing = SystemPackage("libnever0", "nothing", lambda: False)
    there = SystemPackage("python3", "this", lambda: True)

    def test_what_is_there_is_not_touched(self, monkeypatch):
        monkeypatch.setattr(machine, "install", lambda names: pytest.fail("nothing is missing"))
        machine.ensure((self.there,))

    def test_without_rights_one_line_says_what_to_install(self, monkeypatch):
        monkeypatch.setattr(machine, "_rights", lambda: None)
        with pytest.raises(Stop, match="sudo apt-get install libnever0") as stopped:
            machine.ensure((self.there, self.missing))
        assert "\n" not in str(stopped.value)

    def test_with_rights_it_is_installed_after_an_update_if_need_be(self, monkeypatch):
        ran = []
        monkeypatch.setattr(machine, "_rights", lambda: ["sudo", "-n"])
        monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(machine, "_quietly", lambda command: ran.append(command[2:4]) or (len(ran) < 3))
        machine.install(["libnever0"])
        assert ran == [["apt-get", "install"], ["apt-get", "update"], ["apt-get", "install"]]


@pytest.mark.parametrize(("answer", "enough"), [("v20.1.0", True), ("v24.0.0", True), ("v18.19.0", False), ("", False)])
def test_the_machines_node_is_used_when_it_is_new_enough(monkeypatch, answer, enough):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name)
    done = subprocess.CompletedProcess([], 0, stdout=answer)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *args, **options: done)
    assert bootstrap._machine_has_node() is enough


class TestDemo:
    """What it does when one of its processes ends by itself. Each look at the clock is three seconds later."""

    @pytest.fixture(autouse=True)
    def _clock(self, monkeypatch):
        clock = SimpleNamespace(monotonic=count(step=3).__next__, sleep=lambda seconds: None)
        monkeypatch.setattr(demo, "time", clock)

    def watch(self, *ended):
        states, again = iter(ended), []
        children = SimpleNamespace(first_ended=lambda: next(states), start_again=again.append)
        with pytest.raises(Stop) as stopped:
            demo._watch(children)
        return again, str(stopped.value)

    def test_a_worker_that_was_killed_is_started_again(self, monkeypatch):
        monkeypatch.setattr(demo, "WELL_SECONDS", 2)
        again, why = self.watch("worker", None, "worker", None, "web")
        assert again == ["worker", "worker"]
        assert "web" in why

    def test_a_worker_that_does_not_live_is_not_started_for_ever(self):
        again, why = self.watch("worker", "worker", "worker")
        assert again == []
        assert "worker" in why

    def test_without_the_web_process_there_is_nothing_to_show(self):
        assert self.watch("web")[0] == []


def test_a_child_that_ended_is_started_as_it_was():
    with Children() as children:
        children.start("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"], dict(os.environ))
        first = children._running["sleeper"]
        first.kill()
        first.wait()
        assert children.first_ended() == "sleeper"
        children.start_again("sleeper")
        assert children.first_ended() is None
        assert children._running["sleeper"].args == first.args
