"""Draws a comparison with rich, which honours NO_COLOR and the terminal's width.

Texts go in as Text objects, so nothing in them is taken for markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aibom.core.text import printable
from aibom.model.change import Comparison
from aibom.reports.diff_text import Group, counts_line, finding_lines, group_lines, groups_of, headline, policy_line
from aibom.reports.rich_table import STYLES


def draw(comparison: Comparison, stream: TextIO, files: Mapping[str, str], *, show_all: bool) -> None:
    """Write the comparison to a terminal."""
    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    console.print(Text(headline(comparison), style="bold"))
    console.print(Text(counts_line(comparison)))
    groups = groups_of(comparison.changes if show_all else comparison.shown)
    if groups:
        console.print(_table(groups))
    if comparison.policy is not None:
        console.print(Text(policy_line(comparison.policy), style="bold"))
        for line in finding_lines(comparison.policy.changes):
            console.print(Text(f"  {line}"))
    for label, path in files.items():
        console.print(Text(f"{label:<9}", style="dim") + Text(printable(path)), soft_wrap=True)


def _table(groups: list[Group]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("Severity", no_wrap=True)
    table.add_column("Class", no_wrap=True)
    table.add_column("Changes", overflow="fold", ratio=1)
    for group in groups:
        what = Text(group.title, style="bold")
        for line in group_lines(group):
            what.append(f"\n{line}", style="not bold")
        table.add_row(Text(group.severity, style=STYLES.get(group.severity, "")), Text(group.cls), what)
    return table
