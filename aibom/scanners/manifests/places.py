"""Finds the lines of entries by running once over the text, where a parser with lines would be too slow."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.text import decode

# Longer lines are cut, so that no pattern meets a line of megabytes; a cut entry then shows as unreadable.
MAX_LINE = 20_000

_TOML_NAME = re.compile(r"name[ \t]*=")


def numbered_lines(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers from 1, ended by LF, CR LF or CR and by nothing else."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line[:MAX_LINE]


class Cursor:
    """Moves forward through a text; each search goes on where the last one ended."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self._counted = 0
        self._line = 1

    def find(self, needle: str) -> int | None:
        """The line of the next place where the needle stands, or None (and the cursor stays)."""
        at = self.text.find(needle, self.position)
        if at < 0:
            return None
        self.position = at + len(needle)
        self._line += self.text.count("\n", self._counted, at)
        self._counted = at
        return self._line


def table_lines(text: str, header: str = "[[package]]") -> Iterator[int]:
    """The line of `name = ...` below each header of a machine-written TOML lock file; else that of the header."""
    opened = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("["):
            if opened:
                yield opened
            opened = number if line.rstrip() == header else 0
        elif opened and line.startswith("name") and _TOML_NAME.match(line):
            yield number
            opened = 0
    if opened:
        yield opened
