"""Reads what the user names on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aibom.core.errors import UsageError
from aibom.core.text import printable

_SHOWN = 5
MAX_DOCUMENT_BYTES = 512 * 1024 * 1024


def read_input(name: str) -> bytes:
    """The bytes of a file, or of stdin for "-"; UsageError with a plain sentence otherwise."""
    data = sys.stdin.buffer.read(MAX_DOCUMENT_BYTES + 1) if name == "-" else _read_file(Path(name))
    if name == "-" and not data:
        raise UsageError("Standard input is empty; the command before it may have failed.")
    if len(data) > MAX_DOCUMENT_BYTES:
        raise UsageError(f"{name} is larger than {MAX_DOCUMENT_BYTES // 2**20} MiB; it is not read.")
    return data


def read_bom_input(name: str) -> bytes:
    """A BOM as CycloneDX JSON: of a file that is another form (CycloneDX XML, SPDX), what is made of it, which is noted
    on stderr together with what had no place."""
    from aibom.exchange.convert import is_other_form, read_bom

    data = read_input(name)
    if not is_other_form(data):
        return data
    from aibom.bom.write import to_bytes
    from aibom.exchange.losses import summary

    read = read_bom(data, name)
    lost = "; ".join(summary(read.losses)[:_SHOWN])
    click.echo(
        f"note: {printable(name)} is {read.format}; it is read as CycloneDX made of it"
        + (f", without {printable(lost)}" if lost else "")
        + ".",
        err=True,
    )
    for warning in read.warnings:
        click.echo(f"warning: {printable(warning)}", err=True)
    return to_bytes(dict(read.document))


def _read_file(path: Path) -> bytes:
    if not path.exists():
        raise UsageError(f"There is no file {path}.")
    if path.is_dir():
        raise UsageError(f"{path} is not a file; give a CycloneDX JSON document.")
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({(error.strerror or 'error').lower()}).") from None
