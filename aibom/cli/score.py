"""`aibom score`: how complete a BOM is by what a profile demands, and what to do about it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from aibom.cli.inputs import read_bom_input
from aibom.cli.output import show_notes, write_output
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.exchange.score_result import Row, Score

PROFILES = ("g7-2026", "cisa-2026", "bsi-2.1", "owasp-aibom", "cyclonedx-ml")


class Percent(click.FloatRange):
    """A number from 0 to 100; `nan`, which no score is ever below, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; a usage error for what is none."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is no number from 0 to 100.", param, ctx)
        return number


@click.command(
    epilog="\b\nExamples:\n  aibom score bom.cdx.json --profile g7-2026\n"
    "  aibom score bom.cdx.json --profile bsi-2.1 --json score.json --fail-under 80\n"
    "\b\nExit codes: 0 scored, 1 below --fail-under, 2 not a BOM."
)
@click.argument("bom")
@click.option("--profile", required=True, type=click.Choice(PROFILES), help="Whose demands count.")
@click.option("--fail-under", type=Percent(0, 100), metavar="N", help="Exit with 1 when the score is below N.")
@click.option(
    "--json", "json_file", metavar="FILE", help="Write every field with the components that lack it; - for stdout."
)
def score(bom: str, profile: str, fail_under: float | None, json_file: str | None) -> int:
    """Score BOM (CycloneDX or SPDX; - for stdin) by what a profile demands.

    The table says for each field whether it is present, stated to be unknown or absent, how the profile calls it, and
    how to fill it. The score counts what is present; what is stated to be unknown is counted apart.
    """
    import orjson

    from aibom.bom.read import load_document
    from aibom.exchange.score import score_bom
    from aibom.exchange.score_result import as_record

    result = score_bom(load_document(read_bom_input(bom), name=bom), profile)
    if json_file is not None:
        record = orjson.dumps(as_record(result), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        write_output(json_file, record)
    if json_file != "-":
        show_table(result)
    show_notes(result.notes)
    return 1 if fail_under is not None and result.score < fail_under else 0


def show_table(result: Score) -> None:
    """The fields that are not complete first, each with its remedy; then the totals."""
    ordered = sorted(result.rows, key=lambda row: (row.state == "present", row.state == "not applicable"))
    width = max((len(row.name) for row in result.rows), default=0)
    for row in ordered:
        click.echo(printable(f"{row.state:<15} {_count(row):>9}  {row.name:<{width}}  {row.demand.ref}{_level(row)}"))
        if row.state not in ("present", "not applicable"):
            click.echo(printable(f"{'':<15} {'':>9}  -> {row.fill}"))
    click.echo("")
    click.echo(f"{result.title}: {result.score:.1f} of 100 present, {result.answered:.1f} present or stated unknown")
    lowest = sorted(result.components.items(), key=lambda one: (one[1], one[0]))[:5]
    if lowest and lowest[0][1] < 100:
        shown = ", ".join(f"{ref} {percent:.0f} %" for ref, percent in lowest)
        click.echo(printable(f"Least complete: {shown}"))


def _count(row: Row) -> str:
    return f"{len(row.present)}/{row.asked}" if row.asked else ""


def _level(row: Row) -> str:
    return {"required": "", "recommended": " (recommended)", "forbidden": " (must not be there)"}[row.demand.level]
