"""What may not stand in a committed file: addresses of registries, paths of one machine, a real identity number."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.dev.paths import ROOT

REGISTRY = re.compile(
    r"""(?ix) "resolved" \s* : \s* "https?:// | --(extra-)?index-url | --find-links | \bregistry \s* = \s* ["']?https?://
    | \b(files\.)?pythonhosted\.org | \bpypi\.org/simple | \bregistry\.npmjs\.org | \bregistry\.yarnpkg\.com"""
)
MACHINE = re.compile(r"(^|[^A-Za-z0-9_.:/-])/(work|farm|root|home|Users|tmp)/[A-Za-z0-9_.-]+")
#: Folders inside the image and on any Linux machine, not of one of ours.
ALLOWED_PATHS = ("/tmp/cache",)
IDENTITY = re.compile(r"(?<![0-9])[0-9]{11}(?![0-9])")
FIRST, SECOND = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def committed() -> Iterator[tuple[Path, str]]:
    """Yield the text files git knows, with what they hold; this file, which names what it looks for, is left out."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        if path == Path(__file__) or not path.is_file():
            continue
        try:
            yield path, path.read_text()
        except UnicodeDecodeError:
            continue


def is_real(number: str) -> bool:
    """Whether somebody could have this number: month 1-12 (invented ones add to it) and both control digits right."""
    digits = [int(each) for each in number]
    if not (1 <= digits[2] * 10 + digits[3] <= 12 and 1 <= (digits[0] * 10 + digits[1]) % 40 <= 31):
        return False
    first = (11 - sum(a * b for a, b in zip(FIRST, digits, strict=False)) % 11) % 11
    second = (11 - sum(a * b for a, b in zip(SECOND, digits, strict=False)) % 11) % 11
    return (first, second) == (digits[9], digits[10])


def _made(start: str) -> str:
    """Return `start` (nine digits) with its two control digits."""
    for end in range(100):
        if is_real(number := f"{start}{end:02}"):
            return number
    raise AssertionError(start)


def test_a_real_number_would_be_found():
    born = "0101900" + "01"
    assert is_real(_made(born))
    assert is_real(_made("41" + born[2:])), "a D number"
    assert not is_real(_made(born)[:-1] + "x".replace("x", str((int(_made(born)[-1]) + 1) % 10)))
    invented = born[:2] + "81" + born[4:]
    assert not any(is_real(f"{invented}{end:02}") for end in range(100))


def test_no_committed_file_holds_a_real_identity_number():
    found = [
        (path.relative_to(ROOT), number)
        for path, text in committed()
        if path.suffix not in {".lock", ".svg"} and path.name != "package-lock.json"
        for number in IDENTITY.findall(text)
        if is_real(number)
    ]
    assert found == []


def test_no_committed_file_names_a_registry():
    assert [path.relative_to(ROOT) for path, text in committed() if REGISTRY.search(text)] == []


@pytest.mark.parametrize("line", ['"resolved": "https://x', "--index-url x", "registry=https://x", "--find-links x"])
def test_a_registry_would_be_found(line):
    assert REGISTRY.search(line)


def test_no_committed_file_holds_a_path_of_one_machine():
    found = [
        (path.relative_to(ROOT), match[0])
        for path, text in committed()
        if path.suffix != ".lock" and path.name != "package-lock.json"
        for match in MACHINE.finditer(text)
        if not match[0].endswith(ALLOWED_PATHS)
    ]
    assert found == []


def test_every_locked_package_has_hashes():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock"):
        lines = (ROOT / name).read_text().splitlines()
        packages = [place for place, line in enumerate(lines) if "==" in line]
        assert packages
        assert all(lines[place + 1].lstrip().startswith("--hash=sha256:") for place in packages)


def test_compose_starts_the_four_parts_with_the_least_rights():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert set(services) == {"database", "migrate", "web", "worker"}
    for name in ("migrate", "web", "worker"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    for name in ("web", "worker"):
        assert "DATABASE_URL" not in services[name]["environment"], "only the owner's process knows the owner's address"
