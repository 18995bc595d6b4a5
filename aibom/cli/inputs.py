"""Reads what the user names on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from aibom.core.errors import UsageError

MAX_DOCUMENT_BYTES = 512 * 1024 * 1024


def read_input(name: str) -> bytes:
    """The bytes of a file, or of stdin for "-"; UsageError with a plain sentence otherwise."""
    data = sys.stdin.buffer.read(MAX_DOCUMENT_BYTES + 1) if name == "-" else _read_file(Path(name))
    if len(data) > MAX_DOCUMENT_BYTES:
        raise UsageError(f"{name} is larger than {MAX_DOCUMENT_BYTES // 2**20} MiB; it is not read.")
    return data


def _read_file(path: Path) -> bytes:
    if not path.exists():
        raise UsageError(f"There is no file {path}.")
    if not path.is_file():
        raise UsageError(f"{path} is not a file; give a CycloneDX JSON document.")
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({(error.strerror or 'error').lower()}).") from None
