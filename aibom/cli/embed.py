"""`aibom embed`: puts a BOM into a wheel (PEP 770)."""

from __future__ import annotations

from pathlib import Path

import click

from aibom.cli.inputs import read_input
from aibom.core.errors import UsageError
from aibom.core.text import printable

_FILE = click.Path(path_type=Path)


@click.command(
    epilog="\b\nExamples:\n  aibom embed dist/chat-1.4.0-py3-none-any.whl bom.cdx.json\n"
    "  aibom embed dist/chat-1.4.0-py3-none-any.whl bom.cdx.json -o out/chat-1.4.0-py3-none-any.whl"
)
@click.argument("wheel", type=_FILE)
@click.argument("bom")
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where the wheel goes. [default: WHEEL itself]")
@click.option("--name", metavar="NAME", help="Name of the file in the wheel. [default: that of BOM]")
@click.option("--replace", is_flag=True, help="Replace another BOM of that name.")
def embed(wheel: Path, bom: str, output: Path | None, name: str | None, replace: bool) -> None:
    """Put BOM into WHEEL, as NAME.dist-info/sboms/, with its line in RECORD (PEP 770).

    All else in the wheel stays as it is; the same input gives the same bytes. Signed wheels and wheels that do not fit
    their RECORD are refused. Sign and attest the wheel afterwards.
    """
    from aibom.bom.read import load_document
    from aibom.core.files import atomic_file
    from aibom.exchange.wheel import embed as write

    data = read_input(bom)
    load_document(data, name=bom)
    target = output or wheel
    if target.suffix != ".whl":
        raise UsageError(f"{target} is no name for a wheel; it ends in .whl.")
    called = name if name is not None else "bom.cdx.json" if bom == "-" else Path(bom).name
    with atomic_file(target) as stream:
        member = write(wheel, stream, data, called, replace=replace)
    click.echo(f"{printable(str(target))}: {printable(member)}", err=True)
