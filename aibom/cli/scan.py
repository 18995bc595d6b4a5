"""`aibom scan`: the BOM alone."""

from __future__ import annotations

from pathlib import Path

import click

from aibom.cli.options import (
    environment_options,
    no_cache_option,
    opened_cache,
    path_argument,
    spec_version_option,
    wanted_environments,
)
from aibom.cli.output import ProgressLine, show_notes, write_output


@click.command(
    epilog="\b\nExamples:\n  aibom scan . -o bom.cdx.json\n"
    "  aibom scan services/chat -o - --spec-version 1.7 | jq .components\n"
    "  aibom scan . -o bom.cdx.json --env .venv --verify-env"
)
@path_argument
@click.option("-o", "--output", required=True, metavar="FILE", help="Where the BOM goes; - for stdout.")
@spec_version_option
@no_cache_option
@environment_options
def scan(
    path: Path, output: str, spec_version: str, no_cache: bool, environments: tuple[Path, ...], verify_env: bool
) -> None:
    """Write the AI bill of materials of the tree at PATH.

    Exits with 0 whenever a BOM was written; what could not be read stands in it as unknown.
    """
    from aibom.core.clock import now
    from aibom.pipeline import scan_tree, write_bom

    progress = ProgressLine()
    exclude = () if output == "-" else (Path(output),)
    installed = wanted_environments(environments, verify_env)
    with opened_cache(no_cache) as cache:
        inventory = scan_tree(path, progress, exclude=exclude, cache=cache, environments=installed)
    progress("writing the BOM", 0, 0)
    data = write_bom(inventory, spec_version=spec_version, moment=now())
    progress.clear()
    write_output(output, data)
    show_notes(inventory.summary.notes)
    if output != "-":
        count, unknown = len(inventory.components), len(inventory.unknowns)
        click.echo(f"{count} components, {len(inventory.relations)} relations, {unknown} unknowns: {output}", err=True)
