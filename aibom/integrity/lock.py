"""The model lock file `models.lock` (schemas/models-lock.schema.json): the accepted bytes of models and data.

JSON with sorted members, so that equal folders give equal bytes and a diff shows what changed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from aibom.core.errors import DocumentError, UnreadableError
from aibom.core.json import Json, parse_json
from aibom.core.limits import MIB
from aibom.integrity.local import LOCK_NAME
from aibom.model.expectation import Expectation, ExpectedFile, FoundHashes

VERSION = 1
MAX_BYTES = 200 * MIB
DEFAULT_NAME = LOCK_NAME
_ALGORITHMS = {"sha256": 64, "sha512": 128, "blake3": 64}
_KINDS = ("model", "dataset")
_ENTRY = frozenset({"name", "kind", "path", "source", "commit", "digest", "files"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LockEntry:
    """One model or data set: `path` is its folder or file relative to the lock's, with forward slashes; `digest` the
    model-level SHA-256; `files` by path relative to the folder."""

    name: str
    kind: str
    path: str
    digest: str
    files: Mapping[str, ExpectedFile]
    source: str = ""
    commit: str = ""

    def expectation(self) -> Expectation:
        """The entry as what is expected of a folder."""
        return Expectation(source="the lock file", files=self.files, names_all=True, name=self.name, commit=self.commit)


def entry_files(found: Iterable[FoundHashes]) -> dict[str, ExpectedFile]:
    """What a lock states of files that were read. Of a pointer it states the content that it stands for."""
    return {one.path: ExpectedFile(hashes=one.hashes, size=one.size) for one in found}


def write_lock(entries: Iterable[LockEntry]) -> bytes:
    """The bytes of a lock file; entries are sorted by path."""
    rows = [_row(entry) for entry in sorted(entries, key=lambda one: (one.path, one.name))]
    return orjson.dumps({"version": VERSION, "models": rows}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _row(entry: LockEntry) -> dict[str, object]:
    row: dict[str, object] = {"name": entry.name, "kind": entry.kind, "path": entry.path}
    row |= {name: value for name, value in (("source", entry.source), ("commit", entry.commit)) if value}
    row["digest"] = f"sha256:{entry.digest}"
    row["files"] = [
        {"path": path, "size": file.size, **dict(sorted(file.hashes.items()))}
        for path, file in sorted(entry.files.items())
    ]
    return row


def read_lock(data: bytes, path: str) -> tuple[LockEntry, ...]:
    """The entries of a lock file. DocumentError says what is wrong with one; nothing of it is then believed."""
    try:
        content = parse_json(data, path)
    except UnreadableError as error:
        raise DocumentError(path, error.why, error.line or 1) from None
    if not isinstance(content, Mapping) or content.get("version") != VERSION:
        raise DocumentError(path, f"no model lock file of version {VERSION}")
    rows = content.get("models")
    if not isinstance(rows, list) or set(content) - {"version", "models", "$schema"}:
        raise DocumentError(path, "a lock file holds 'version' and the list 'models', nothing else")
    return tuple(_entry(row, path) for row in rows)


def _entry(row: Json, path: str) -> LockEntry:
    if not isinstance(row, Mapping) or not isinstance(row.get("files"), list):
        raise DocumentError(path, "each model wants a name, a path, a digest and a list of files")
    if unknown := sorted(set(row) - _ENTRY):
        raise DocumentError(path, f"unknown member '{unknown[0]}' of a model")
    texts = {name: row.get(name, "") for name in ("name", "kind", "path", "source", "commit", "digest")}
    if not all(isinstance(value, str) for value in texts.values()) or texts["kind"] not in _KINDS:
        raise DocumentError(path, "name, kind (model or dataset), path and digest are texts")
    digest = str(texts["digest"])
    if not texts["name"] or not texts["path"] or not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise DocumentError(path, "each model wants a name, a path and a digest 'sha256:<64 hexadecimal digits>'")
    listed = row["files"]
    files: dict[str, ExpectedFile] = {}
    for item in listed if isinstance(listed, list) else ():
        name, file = _file(item, path)
        if name in files:
            raise DocumentError(path, f"the file {name!r} is listed twice")
        files[name] = file
    return LockEntry(
        name=str(texts["name"]), kind=str(texts["kind"]), path=str(texts["path"]), source=str(texts["source"]),
        commit=str(texts["commit"]), digest=digest.removeprefix("sha256:"), files=files,
    )  # fmt: skip


def _file(item: Json, path: str) -> tuple[str, ExpectedFile]:
    name = item.get("path") if isinstance(item, Mapping) else None
    if not isinstance(item, Mapping) or not isinstance(name, str) or not is_inner_path(name):
        raise DocumentError(path, "each file wants a path inside of its folder")
    size = item.get("size")
    hashes = {str(key): value for key, value in item.items() if key not in ("path", "size")}
    good = all(
        isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{_ALGORITHMS.get(key, 0)}}}", value)
        for key, value in hashes.items()
    )
    if "sha256" not in hashes or not good or not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise DocumentError(path, f"the file {name!r} wants its size and its sha256 (sha512, blake3) in hexadecimal")
    return name, ExpectedFile(hashes={key: str(value) for key, value in hashes.items()}, size=size)


def is_inner_path(path: str) -> bool:
    """Whether a stated path stays in the folder that it is relative to."""
    return bool(path) and not path.startswith("/") and ".." not in path.split("/") and posixpath.normpath(path) == path
