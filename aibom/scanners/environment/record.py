"""Checks installed files against RECORD (PyPA specification "Recording installed projects", PEP 376 and 627)."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from aibom.core.errors import UnreadableError
from aibom.core.limits import MIB
from aibom.core.text import printable
from aibom.sources.files import TreeFile

# RECORD may only use algorithms as strong as SHA-256; these are the guaranteed ones of hashlib.
_ALGORITHMS = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s"})
MAX_NAMED = 50


class _Row(NamedTuple):
    path: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the comparison of one distribution gave.

    `state` is verified, changed (a file differs or is missing) or unchecked (no RECORD, or rows that cannot be
    checked); the lists name at most MAX_NAMED files, as RECORD spells them.
    """

    state: str
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str = ""


def check_record(text: str | None, folder: Path, prefix: Path) -> Checked:
    """Hash every file that RECORD gives a hash for. `folder` is site-packages, `prefix` the environment.

    A row that leads out of the environment is not read. Byte code and RECORD itself have no hash and do not count.
    """
    if text is None:
        return Checked(state="unchecked", reason="no RECORD says what was installed")
    changed, missing, unchecked, hashed = list[str](), list[str](), list[str](), 0
    inside = os.path.realpath(prefix) + os.sep
    for row in _rows(text):
        if not row.digest:
            continue
        hashed += 1
        found = _compare(row, folder, inside)
        if found == "changed":
            changed.append(row.path)
        elif found == "missing":
            missing.append(row.path)
        elif found:
            unchecked.append(f"{row.path}: {found}")
    return _checked(changed, missing, unchecked, hashed)


def _checked(changed: list[str], missing: list[str], unchecked: list[str], hashed: int) -> Checked:
    reason = unchecked[0] if unchecked else "" if hashed else "RECORD gives no hash"
    if len(unchecked) > 1:
        reason += f" (and {len(unchecked) - 1} more)"
    state = "changed" if changed or missing else "unchecked" if reason else "verified"
    return Checked(state=state, changed=_named(changed), missing=_named(missing), reason=printable(reason, 300))


def _named(paths: list[str]) -> tuple[str, ...]:
    return tuple(sorted(printable(path, 300) for path in paths)[:MAX_NAMED])


def _rows(text: str) -> Iterator[_Row]:
    try:
        for row in csv.reader(io.StringIO(text)):
            if row and row[0]:
                yield _Row(row[0], row[1] if len(row) > 1 else "")
    except csv.Error:
        yield _Row("RECORD", "unreadable=")


def _compare(row: _Row, folder: Path, inside: str) -> str:
    """ "" when the file is as recorded, "changed", "missing", or why it could not be checked."""
    algorithm, _, wanted = row.digest.partition("=")
    if algorithm not in _ALGORITHMS:
        return "a hash that cannot be checked"
    if "\0" in row.path:
        return "a name that no file can have"
    real = os.path.realpath(folder / row.path)
    if not real.startswith(inside):
        return "lies outside of the environment"
    if not os.path.lexists(real):
        return "missing"
    try:
        digest = _digest(real, algorithm)
    except UnreadableError as error:
        return error.why
    written = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return "" if written == wanted.rstrip("=") else "changed"


def _digest(path: str, algorithm: str) -> bytes:
    state = hashlib.new(algorithm, usedforsecurity=False)
    with TreeFile(path=Path(path).name, location=path).open() as stream:
        while chunk := stream.read(MIB):
            state.update(chunk)
    return state.digest()
