"""`aibom convert`: a BOM in another form, with a list of what that form cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aibom.cli.inputs import read_input
from aibom.cli.output import refuse_input, refuse_same_place, show_notes, write_output
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.exchange.losses import Loss

# The names of aibom.exchange.convert.FORMATS, here so that `--help` imports nothing.
FORMATS = ("cyclonedx-json", "cyclonedx-xml", "spdx2-json", "spdx2-tag-value", "spdx3-json")
_SHOWN = 8


@click.command(
    epilog="\b\nExamples:\n  aibom convert bom.cdx.json --to spdx2-json -o bom.spdx.json\n"
    "  aibom convert bom.cdx.json --to spdx3-json -o bom.spdx3.json --losses losses.json\n"
    "  aibom convert vendor.spdx --to cyclonedx-json -o - | aibom check -\n"
    "\b\nExit codes: 0 written, 2 not a BOM, damaged, or ambiguous; then nothing is written."
)
@click.argument("bom")
@click.option("--to", "form", required=True, type=click.Choice(FORMATS), help="The form to write.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where it goes; - for stdout.")
@click.option(
    "--spec-version", type=click.Choice(["1.5", "1.6", "1.7"]),
    help="Version of CycloneDX to write; without it that of BOM, or 1.6.",
)  # fmt: skip
@click.option("--losses", metavar="FILE", help="Write every field that has no place in the new form, as JSON.")
def convert(bom: str, form: str, output: str, spec_version: str | None, losses: str | None) -> int:
    """Write BOM (CycloneDX JSON or XML, SPDX 2 JSON or tag-value, SPDX 3; - for stdin) in another form.

    What has no place in the new form is summed up on stderr and listed one by one with --losses; nothing is dropped
    in silence.
    """
    import orjson

    from aibom import __version__
    from aibom.core.clock import now
    from aibom.exchange.convert import read_bom, write_bom_as
    from aibom.exchange.losses import as_record

    refuse_same_place(output, losses)
    refuse_input(output, bom)
    refuse_input(losses, bom)
    read = read_bom(read_input(bom), bom, spec_version=spec_version or "1.6")
    stated = str(read.document.get("specVersion"))
    version = spec_version or (stated if stated in ("1.5", "1.6", "1.7") else "1.6")
    written = write_bom_as(
        read.document, form, spec_version=version, moment=now(), tool_version=__version__, called=bom
    )
    lost = [*read.losses, *written.losses]
    write_output(output, written.data)
    if losses is not None:
        record = as_record(lost, source=read.format, target=form)
        write_output(losses, orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    for warning in read.warnings:
        click.echo(f"warning: {printable(warning)}", err=True)
    show_notes(written.notes)
    show_losses(lost, form, told=losses is not None)
    return 0


def show_losses(lost: list[Loss], form: str, *, told: bool) -> None:
    """What was lost, on stderr: the fields with most values first."""
    from aibom.exchange.losses import summary

    if not lost:
        click.echo(f"Nothing was lost on the way to {form}.", err=True)
        return
    lines = summary(lost)
    shown = "; ".join(lines[:_SHOWN]) + (f"; and {len(lines) - _SHOWN} more fields" if len(lines) > _SHOWN else "")
    hint = "" if told else " --losses FILE names each."
    click.echo(f"Without a place in {form}: {printable(shown)}.{hint}", err=True)
