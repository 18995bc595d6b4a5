"""`aibom validate`: schema-valid, or a list of errors with JSON paths."""

from __future__ import annotations

import click

from aibom.cli.inputs import read_input
from aibom.core.text import printable


@click.command(
    epilog="\b\nExit codes: 0 valid, 1 invalid, 2 not JSON or not CycloneDX.\n"
    "\b\nExample:\n  aibom validate bom.cdx.json"
)
@click.argument("bom")
def validate(bom: str) -> int:
    """Say whether BOM (a file, or - for stdin) is valid CycloneDX JSON, with the path of every error."""
    from aibom.bom.read import load_document
    from aibom.bom.validate import validate as find_errors

    data = read_input(bom)
    document = load_document(data, name=bom)
    for warning in document.warnings:
        click.echo(f"warning: {printable(warning)}", err=True)
    errors = find_errors(data)
    for error in errors:
        click.echo(f"{printable(error.path)}: {printable(error.message)}")
    version = printable(str(document.spec_version))
    verdict = f"invalid, {len(errors)} errors" if errors else "valid"
    click.echo(f"{printable(bom)}: {verdict} (CycloneDX {version})")
    return 1 if errors else 0
