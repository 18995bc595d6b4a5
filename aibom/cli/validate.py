"""`aibom validate`: valid by its specification, or a list of what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from aibom.cli.inputs import read_input
from aibom.core.text import counted, printable


@click.command(
    epilog="\b\nExit codes: 0 valid, 1 invalid, 2 neither CycloneDX JSON nor SPDX 2.\n"
    "\b\nExamples:\n  aibom validate bom.cdx.json\n  aibom validate vendor.spdx"
)
@click.argument("bom")
def validate(bom: str) -> int:
    """Say whether BOM (a file, or - for stdin) is valid CycloneDX JSON or SPDX 2.2 or 2.3 (JSON, tag-value), with the
    place of every error."""
    from aibom.exchange.convert import spdx2_of

    data = read_input(bom)
    spdx = spdx2_of(data, bom)
    return _cyclonedx(data, bom) if spdx is None else _spdx(spdx, bom)


def _cyclonedx(data: bytes, bom: str) -> int:
    from aibom.bom.read import load_document
    from aibom.bom.validate import validate as find_errors

    document = load_document(data, name=bom)
    for warning in document.warnings:
        click.echo(f"warning: {printable(warning)}", err=True)
    errors = [f"{printable(error.path)}: {printable(error.message)}" for error in find_errors(data)]
    return _verdict(bom, errors, f"CycloneDX {document.spec_version}")


def _spdx(document: Mapping[str, Any], bom: str) -> int:
    from aibom.exchange.spdx2_validate import spdx2_errors

    return _verdict(bom, spdx2_errors(document), str(document["spdxVersion"]))


def _verdict(bom: str, errors: Sequence[str], version: str) -> int:
    for error in errors:
        click.echo(error)
    verdict = f"invalid, {counted(len(errors), 'error')}" if errors else "valid"
    click.echo(f"{printable(bom)}: {verdict} ({printable(version)})")
    return 1 if errors else 0
