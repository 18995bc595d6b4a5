"""Holds a folder against everything that is stated of it; each file is read once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aibom.core.errors import UnreadableError
from aibom.integrity.compare import compare, wanted_algorithms
from aibom.integrity.digests import DigestMemo
from aibom.integrity.folder import Folder, model_digest
from aibom.integrity.local_sources import dvc_outs, read_bounded
from aibom.model.expectation import ComparedFile, Expectation, FileState, FoundHashes
from aibom.sources.every import FoundFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """All comparisons, sorted by path and source; what was found; the digest of the whole ("" if a file could not be
    read)."""

    compared: tuple[ComparedFile, ...]
    found: tuple[FoundHashes, ...]
    digest: str


def hash_folder(
    folder: Folder,
    expectations: Sequence[Expectation],
    always: Iterable[str] = ("sha256",),
    memo: DigestMemo | None = None,
) -> Verified:
    """Hash all files with what the expectations want, and compare. Raises UsageError (blake3 is not installed)."""
    wanted = wanted_algorithms(expectations, always)
    tracked = _dvc_folder(folder)
    if tracked:
        wanted = {path: {*names, "md5"} for path, names in wanted.items()}
    found = folder.hashes(lambda path: wanted.get(path, wanted[""]), memo)
    compared = [one for expectation in expectations for one in compare(expectation, found)]
    if tracked:
        compared.append(_compare_dvc_folder(*tracked, found))
    readable = all(not one.why for one in found)
    return Verified(
        compared=tuple(sorted(compared, key=lambda one: (one.path, one.source))),
        found=tuple(found),
        digest=model_digest(found) if readable else "",
    )


def _dvc_folder(folder: Folder) -> tuple[str, str] | None:
    """The name of `<folder>.dvc` beside the folder and the MD5 that it states for the whole, or None."""
    beside = folder.root.absolute().parent / f"{folder.root.absolute().name}.dvc"
    if not folder.whole or not folder.root.is_dir() or not beside.is_file():
        return None
    for out in dvc_outs(read_bounded(FoundFile(path=beside.name, location=bytes(beside))), beside.name):
        md5 = out.get("md5")
        if isinstance(md5, str) and md5.endswith(".dir") and out.get("path") == folder.root.absolute().name:
            return beside.name, md5.removesuffix(".dir")
    return None


def _compare_dvc_folder(source: str, stated: str, found: Iterable[FoundHashes]) -> ComparedFile:
    """DVC's digest of a folder: the MD5 of the JSON list of its files' MD5s, by path."""
    listed = [
        {"md5": one.hashes["md5"], "relpath": one.path}
        for one in sorted(found, key=lambda one: one.path)
        if "md5" in one.hashes
    ]
    actual = hashlib.md5(json.dumps(listed, sort_keys=True).encode(), usedforsecurity=False).hexdigest()
    if actual == stated:
        return ComparedFile(path=".", state=FileState.MATCHED, source=source)
    why = f"the folder's md5 is {actual}, where {source} states {stated}"
    return ComparedFile(path=".", state=FileState.SUBSTITUTED, source=source, message=why)


def read_file(path: Path, what: str, limit: int) -> bytes:
    """A file that the user named; UnreadableError when it cannot be read or is larger than `limit` bytes."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise UnreadableError(str(path), f"{what} cannot be read ({(error.strerror or 'error').lower()})") from None
    if len(data) > limit:
        raise UnreadableError(str(path), f"{what} is larger than {limit >> 20} MiB")
    return data
