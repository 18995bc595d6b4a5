"""`aibom merge`: several BOMs as one."""

from __future__ import annotations

import click

from aibom.cli.inputs import read_input
from aibom.cli.output import refuse_input, show_notes, write_output


@click.command(
    epilog="\b\nExamples:\n  aibom merge services/*/bom.cdx.json --name shop --version 4.2 -o shop.cdx.json\n"
    "  aibom merge app.cdx.json model.cdx.json -o release.cdx.json      the first one's application is the root\n"
    "\b\nExit codes: 0 written, 2 a BOM is damaged or ambiguous; then nothing is written."
)
@click.argument("boms", nargs=-1, required=True, metavar="BOM...")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where the merged BOM goes; - for stdout.")
@click.option("--name", metavar="NAME", help="Name of the whole, which then depends on what each BOM is about.")
@click.option("--version", "version", metavar="VERSION", help="Version of the whole.")
def merge(boms: tuple[str, ...], output: str, name: str | None, version: str | None) -> int:
    """Merge each BOM (CycloneDX or SPDX) into one CycloneDX BOM.

    The same package stands once (same purl, hashes that agree) and says in aibom:merge:from which BOMs it came from.
    Where they disagree, the first one's value stays and the other is told.
    """
    from aibom import __version__
    from aibom.bom.validate import validate
    from aibom.bom.write import to_bytes
    from aibom.core.clock import now
    from aibom.core.errors import UsageError
    from aibom.exchange.convert import read_bom
    from aibom.exchange.merge import Source
    from aibom.exchange.merge import merge as merge_documents

    refuse_input(output, *boms)
    sources = [Source(document=read_bom(read_input(bom), bom).document, name=bom) for bom in boms]
    document, notes = merge_documents(sources, name=name, version=version, moment=now(), tool_version=__version__)
    errors = validate(document)
    if errors:
        raise UsageError(
            f"The merged BOM would not be valid CycloneDX ({errors[0].path}: {errors[0].message}); "
            "`aibom validate` tells which of the BOMs is invalid."
        )
    write_output(output, to_bytes(document))
    show_notes(dict.fromkeys(notes))
    count = len(document["components"]) + len(document.get("services", ()))
    click.echo(
        f"{len(sources)} {'BOM' if len(sources) == 1 else 'BOMs'}, {count} components and services: {output}", err=True
    )
    return 0
