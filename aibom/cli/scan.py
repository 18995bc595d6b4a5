"""`aibom scan`: the BOM alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.convert import FORMATS
from aibom.cli.options import (
    Scanning,
    Vulns,
    embed_option,
    opened_cache,
    path_argument,
    scanning_options,
    vulns_options,
)
from aibom.cli.output import ProgressLine, refuse_same_place, show_notes, write_output

if TYPE_CHECKING:
    from aibom.enrichers.vulnerabilities.audit import AuditTerms
    from aibom.model.audit import Audit
    from aibom.model.component import Inventory


@click.command(
    epilog="\b\nExamples:\n  aibom scan . -o bom.cdx.json\n"
    "  aibom scan services/chat -o - --spec-version 1.7 | jq .components\n"
    "  aibom scan . -o bom.spdx.json --format spdx2-json\n"
    "  aibom scan . -o bom.cdx.json --env .venv --verify-env\n"
    "  aibom scan . -o bom.cdx.json --vulns default --vdr vdr.cdx.json"
)
@path_argument
@click.option("-o", "--output", required=True, metavar="FILE", help="Where the BOM goes; - for stdout.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True,
    help="The form of the BOM; what it cannot hold is told (`aibom convert`).",
)  # fmt: skip
@scanning_options
@vulns_options
@embed_option
def scan(path: Path, output: str, form: str, scanning: Scanning, vulns: Vulns, embed: bool) -> int:
    """Write the AI bill of materials of the tree at PATH.

    Exits with 0 whenever a BOM was written; what could not be read stands in it as unknown. With --vulns the BOM
    says of each package whether it was looked up; when the database cannot be used, all of them are not audited
    and the exit code is 2.
    """
    from aibom.core.clock import now
    from aibom.pipeline.writing import write_bom

    wanted = vulns.terms()
    refuse_same_place(output, vulns.vdr)
    progress = ProgressLine()
    outputs = [Path(place) for place in (output, vulns.vdr) if place not in (None, "-")]
    inventory = scanning.inventory(path, progress, outputs=outputs)
    inventory, audit = _audited(inventory, wanted, embed) if wanted else (inventory, None)
    progress("writing the BOM", 0, 0)
    with opened_cache(scanning.no_cache) as cache:
        data = write_bom(inventory, spec_version=scanning.spec_version, moment=now(), cache=cache)
    progress.clear()
    write_output(output, data if form == FORMATS[0] else _in_form(data, form, scanning.spec_version))
    show_notes(inventory.summary.notes)
    if output != "-":
        count, unknown = len(inventory.components), len(inventory.unknowns)
        click.echo(f"{count} components, {len(inventory.relations)} relations, {unknown} unknowns: {output}", err=True)
    return _reported(data, audit, vulns.vdr) if audit else 0


def _audited(inventory: Inventory, wanted: AuditTerms, embed: bool) -> tuple[Inventory, Audit]:
    from aibom.pipeline.judging import audit_inventory

    return audit_inventory(inventory, wanted, embed=embed)


def _reported(data: bytes, audit: Audit, vdr: str | None) -> int:
    from aibom.cli.auditing import report_audit

    return report_audit(data, audit, vdr)


def _in_form(data: bytes, form: str, spec_version: str) -> bytes:
    """The BOM in another form, with a word on stderr about what that form cannot hold."""
    from aibom import __version__
    from aibom.cli.convert import show_losses
    from aibom.core.clock import now
    from aibom.exchange.convert import read_bom, write_bom_as

    document = read_bom(data, "The BOM").document
    written = write_bom_as(document, form, spec_version=spec_version, moment=now(), tool_version=__version__)
    show_notes(written.notes)
    show_losses(list(written.losses), form, told=True)
    return written.data
