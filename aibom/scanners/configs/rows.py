"""Finds the line of a text that a parser has already read, by looking forward from where its value begins."""

from __future__ import annotations

SPAN = 400


class Rows:
    """The lines of a file. Looking for a text costs at most SPAN lines."""

    def __init__(self, text: str) -> None:
        self.rows = text.splitlines()

    def find(self, needle: str, line: int, span: int = SPAN) -> int:
        """The first line from `line` on that contains `needle`; `line` itself when none within `span` does."""
        if not needle:
            return line
        first = needle.splitlines()[0][:120]
        for index in range(max(line - 1, 0), min(line - 1 + span, len(self.rows))):
            if first in self.rows[index]:
                return index + 1
        return line
