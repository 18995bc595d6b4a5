"""Scans model files: status, verdict, signals and digest of each file below some paths."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from aibom.catalog.pickle_names import PickleNames, load_pickle_names
from aibom.core.errors import UnreadableError
from aibom.formats.blob import Blob, BytesBlob, FileBlob
from aibom.integrity.companions import companion_signals
from aibom.integrity.inspect import INSPECTORS
from aibom.integrity.inspect.base import Budget, incomplete
from aibom.integrity.inspect.session import FileSession
from aibom.model.inspection import Inspection, Signal, Status, worst_status
from aibom.sources.every import FoundFile, every_file

CHUNK = 1 << 20
# Up to this size a file is read into memory once, for its digest and its analysis.
IN_MEMORY = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedFile:
    """One file, relative to the path that was given, and its analysis."""

    path: str
    inspection: Inspection


def scan_paths(
    paths: Iterable[Path], *, names: PickleNames | None = None, digest: bool = True
) -> Iterator[ScannedFile]:
    """Every file at or below the paths, sorted folder by folder. Raises UsageError for a path that is not there."""
    for root in paths:
        for file in every_file(root):
            yield ScannedFile(path=file.path, inspection=_inspected(file, names, digest))


def _inspected(file: FoundFile, names: PickleNames | None, digest: bool) -> Inspection:
    try:
        with file.descriptor() as descriptor:
            found = inspect_file(descriptor, file.path, names=names, digest=digest, beside=file.beside)
        more = tuple(companion_signals(found, file.location))
        return _with_signals(found, more) if more else found
    except UnreadableError as error:
        signal = Signal(id="not-readable", message=error.why, status=Status.ERROR)
        return Inspection(status=Status.ERROR, signals=(signal,))


def inspect_file(
    descriptor: int,
    name: str,
    *,
    names: PickleNames | None = None,
    digest: bool = True,
    beside: frozenset[str] | None = None,
) -> Inspection:
    """The analysis of an open regular file, with its SHA-256 when `digest` is set. `beside` are the names of the files
    near it, by which code is told that comes with a model; None: it is taken as such."""
    before = os.fstat(descriptor)
    blob: Blob = FileBlob(descriptor)
    if before.st_size <= IN_MEMORY:
        blob = BytesBlob(blob.read(0, before.st_size + 1))
    session = FileSession(INSPECTORS, names or load_pickle_names(), Budget.for_size(before.st_size), beside)
    inspection = session.inspect(blob, name)
    if digest:
        inspection = replace(inspection, sha256=_sha256(blob))
    after = os.fstat(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return _changed(inspection)
    return inspection


def _sha256(blob: Blob) -> str:
    digest, at = hashlib.sha256(), 0
    while data := blob.read(at, CHUNK):
        digest.update(data)
        at += len(data)
    return digest.hexdigest()


def _changed(inspection: Inspection) -> Inspection:
    signal = incomplete("file-changed", "the file changed while it was read; scan it again")
    return replace(_with_signals(inspection, (signal,)), sha256="")


def _with_signals(inspection: Inspection, more: tuple[Signal, ...]) -> Inspection:
    signals = (*inspection.signals, *more)
    status = max(inspection.status, worst_status(signals), key=lambda one: one.rank)
    return replace(inspection, status=status, signals=signals)
