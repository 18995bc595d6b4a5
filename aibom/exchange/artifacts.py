"""The artifacts that a BOM is attached to, by name and SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from aibom.core import re
from aibom.core.errors import UsageError
from aibom.exchange.statements import MAX_SUBJECTS, Subject

_NAMED = re.compile(r"(?P<name>[^\x00-\x1f\x7f]+)@sha256:(?P<digest>[0-9a-f]{64})")


def subjects_of(files: Iterable[Path], digests: Iterable[str]) -> tuple[Subject, ...]:
    """The named files, every file of the named folders, and what is given as NAME@sha256:HEX (an image, say).

    Raises UsageError for what cannot be read, and when nothing is named: an attestation of nothing proves nothing.
    """
    found = [_named(one) for one in digests]
    for path in files:
        if not path.exists():
            raise UsageError(f"There is no file {path}.")
        for file in _files(path):
            found.append(Subject(name=_shown(path, file), sha256=_sha256(file)))
            if len(found) > MAX_SUBJECTS:
                raise UsageError(f"More than {MAX_SUBJECTS} files are named; attest an archive or a manifest of them.")
    if not found:
        raise UsageError("Name the artifact that the BOM is of: --subject FILE, or --subject-digest NAME@sha256:HEX.")
    return tuple(found)


def _named(text: str) -> Subject:
    match = _NAMED.fullmatch(text)
    if match is None:
        raise UsageError(f"--subject-digest wants NAME@sha256: and 64 lower-case hexadecimal digits, not {text!r}.")
    return Subject(name=match["name"], sha256=match["digest"])


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        yield from (Path(folder) / name for name in sorted(names))


def _shown(given: Path, file: Path) -> str:
    """The file's name; below a folder, its path from that folder's name on. No path of this machine."""
    if file == given:
        return file.name
    return (Path(given.resolve().name) / file.relative_to(given)).as_posix()


def _sha256(path: Path) -> str:
    if not path.is_file():
        raise UsageError(f"{path} is not a file; it has no digest.")
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({(error.strerror or 'error').lower()}).") from None
