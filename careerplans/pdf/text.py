"""Plain text, as people type it, into paragraphs and lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_BULLET = re.compile(r"^\s*[-–•*]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (`is_list` false: its lines) or a list (`is_list` true: its items)."""

    is_list: bool
    lines: tuple[str, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """Blank lines part paragraphs; neighbouring lines that begin with a dash or a bullet become one list."""
    parts = re.split(r"\n\s*\n", re.sub(r"\r\n?", "\n", text))
    return tuple(block for part in parts if part.strip() for block in _split(part))


def _split(part: str) -> Iterator[Block]:
    lines = [line for line in part.split("\n") if line.strip()]
    for is_list, group in groupby(lines, key=lambda line: bool(_BULLET.match(line))):
        yield Block(is_list, tuple(_BULLET.sub("", line).strip() if is_list else line.strip() for line in group))
