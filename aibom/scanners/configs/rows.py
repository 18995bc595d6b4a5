"""Finds the line of a text that a parser has already read, by looking forward from where its value begins."""

from __future__ import annotations

SPAN = 400
LONG = 2_000  # characters; longer rows are minified
MAX_LOOKED = 100_000_000  # characters of long rows that are looked at in all


class Rows:
    """The lines of a file. Looking for a text costs at most SPAN lines; of long ones there is an end, and then what is
    looked for counts to where the search begins."""

    def __init__(self, text: str) -> None:
        self.rows = text.splitlines()
        self._left = MAX_LOOKED

    def find(self, needle: str, line: int, span: int = SPAN) -> int:
        """The first line from `line` on that contains `needle`; `line` itself when none within `span` does."""
        if not needle or len(self.rows) == 1:
            return line
        first = needle.splitlines()[0][:120]
        for index in range(max(line - 1, 0), min(line - 1 + span, len(self.rows))):
            row = self.rows[index]
            if len(row) > LONG:
                self._left -= len(row)
            if self._left >= 0 and first in row:
                return index + 1
        return line
