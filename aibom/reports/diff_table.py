"""Prints a comparison: drawn with rich on a terminal, as plain lines elsewhere. Both say the same."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TextIO

from aibom.core.text import printable
from aibom.model.change import Comparison
from aibom.reports.diff_text import (
    counts_line,
    finding_lines,
    group_lines,
    groups_of,
    headline,
    policy_line,
)


def print_comparison(
    comparison: Comparison, stream: TextIO, files: Mapping[str, str], *, show_all: bool = False
) -> None:
    """Write the comparison to stream; `files` = label -> path of what was written; NO_COLOR is honoured."""
    if stream.isatty() and os.environ.get("TERM") != "dumb":
        from aibom.reports.diff_rich import draw

        draw(comparison, stream, files, show_all=show_all)
    else:
        lines = plain_lines(comparison, files, show_all=show_all)
        stream.write("".join(f"{line}\n" for line in lines))


def plain_lines(comparison: Comparison, files: Mapping[str, str], *, show_all: bool = False) -> Iterator[str]:
    """The comparison as lines without any control characters."""
    yield headline(comparison)
    yield counts_line(comparison)
    for group in groups_of(comparison.changes if show_all else comparison.shown):
        yield ""
        yield f"{group.severity.upper():<9}{group.cls}: {group.title}"
        yield from (f"  {text}" for text in group_lines(group))
    yield from _policy_lines(comparison)
    if files:
        width = max(len(label) for label in files)
        yield ""
        yield from (f"{label:<{width}}  {printable(path)}" for label, path in files.items())


def _policy_lines(comparison: Comparison) -> Iterator[str]:
    if comparison.policy is None:
        return
    yield ""
    yield policy_line(comparison.policy)
    yield from (f"  {text}" for text in finding_lines(comparison.policy.changes))
