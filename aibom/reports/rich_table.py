"""Draws the terminal summary with rich, which honours NO_COLOR and the terminal's width.

Texts go in as Text objects, so nothing in them is taken for markup.
"""

from __future__ import annotations

from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aibom.core.text import printable
from aibom.reports.summary import Row, Summary, findings_line, gap_lines, headline, left_over, more_text, worst

STYLES = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "yellow",
    "low": "cyan",
    "info": "dim",
    "review": "magenta",
}


def draw(summary: Summary, stream: TextIO) -> None:
    """Write the summary to a terminal."""
    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    console.print(Text(headline(summary), style="bold"))
    if summary.judgement is not None:
        console.print(Text(findings_line(summary.judgement)))
        if rows := worst(summary.judgement):
            console.print(_table(rows))
        if left := left_over(summary):
            console.print(Text(left))
    for line in gap_lines(summary):
        console.print(Text(line), soft_wrap=True)
    for label, path in summary.files.items():
        console.print(Text(f"{label:<6}", style="dim") + Text(printable(path)), soft_wrap=True)


def _table(rows: list[Row]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("Severity", no_wrap=True)
    table.add_column("Where", overflow="fold")
    table.add_column("Finding and fix", overflow="fold", ratio=1)
    for row in rows:
        what = Text(row.rule, style="bold").append(f"\n{row.message}{more_text(row)}", style="not bold")
        if row.fix:
            what.append(f"\nFix: {row.fix}", style="not bold dim")
        table.add_row(Text(row.severity, style=STYLES.get(row.severity, "")), Text(row.place), what)
    return table
