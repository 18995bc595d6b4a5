"""Prints the terminal summary: drawn with rich on a terminal, which is imported only then, as plain lines
elsewhere. Both say the same.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TextIO

from aibom.core.text import printable
from aibom.reports.summary import Summary, findings_line, gap_lines, headline, left_over, more_text, worst

# In fewer columns a table folds words to pieces.
_NARROW = 60

__all__ = ["Summary", "plain_lines", "print_summary"]


def print_summary(summary: Summary, stream: TextIO) -> None:
    """Write the summary to stream: a rich table on a wide terminal, plain lines elsewhere; NO_COLOR is honoured."""
    if stream.isatty() and os.environ.get("TERM") != "dumb" and shutil.get_terminal_size().columns >= _NARROW:
        from aibom.reports.rich_table import draw

        draw(summary, stream)
    else:
        stream.write("".join(f"{line}\n" for line in plain_lines(summary)))


def plain_lines(summary: Summary) -> Iterator[str]:
    """The summary as lines without any control characters."""
    yield headline(summary)
    if summary.judgement is not None:
        yield findings_line(summary.judgement)
        for row in worst(summary.judgement):
            yield ""
            yield f"{row.severity.upper():<9}{row.rule}  {row.place}"
            yield f"         {row.message}{more_text(row)}"
            if row.fix:
                yield f"         Fix: {row.fix}"
        if left := left_over(summary):
            yield ""
            yield left
    if summary.unknowns:
        yield ""
        yield from gap_lines(summary)
    if summary.files:
        width = max(len(label) for label in summary.files)
        yield ""
        yield from (f"{label:<{width}}  {printable(path)}" for label, path in summary.files.items())
