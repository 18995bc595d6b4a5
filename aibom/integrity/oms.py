"""The manifest of OpenSSF Model Signing 1.0: what its in-toto statement says, and the digest of a whole model.

The model's digest is the SHA-256 over the digests (as bytes) of all its files, in the order of their POSIX paths
compared part by part (github.com/ossf/model-signing-spec; `subject[0].digest` of the statement).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import Json, parse_json
from aibom.model.expectation import ExpectedFile

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://model_signing/signature/v1.0"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
_HASH_NAMES = {"sha256": "sha256", "sha512": "sha512", "blake2b": "blake2b", "blake2": "blake2b", "blake3": "blake3"}
_SHARD = re.compile(r"(?P<path>.+):(?P<start>[0-9]{1,18}):(?P<end>[0-9]{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The files that a statement names, with one hash each; `ignored` are paths that were left out when it was
    signed. `shards`, when not empty, has (path, start, end) -> hash instead, in bytes."""

    name: str
    digest: str
    algorithm: str
    files: Mapping[str, ExpectedFile]
    shards: Mapping[tuple[str, int, int], str]
    ignored: tuple[str, ...] = ()


def digest_of(hashes: Mapping[str, str]) -> str:
    """The digest of a model whose files have these digests (hexadecimal, by POSIX path); hexadecimal."""
    hasher = hashlib.sha256()
    for path in sorted(hashes, key=lambda path: path.split("/")):
        hasher.update(bytes.fromhex(hashes[path]))
    return hasher.hexdigest()


def read_statement(data: bytes, path: str) -> Manifest:
    """The manifest of an in-toto statement; UnreadableError for one that contradicts itself or is none."""
    content = parse_json(data, path)
    if not isinstance(content, Mapping) or content.get("_type") != STATEMENT:
        raise UnreadableError(path, "the signed content is no in-toto statement")
    if content.get("predicateType") != PREDICATE:
        raise UnreadableError(path, "the signed statement is not one of OpenSSF Model Signing 1.0")
    predicate = content.get("predicate")
    if not isinstance(predicate, Mapping):
        raise UnreadableError(path, "the signed statement has no predicate")
    name, digest = _subject(content.get("subject"), path)
    return _manifest(predicate, name, digest, path)


def _subject(value: Json, path: str) -> tuple[str, str]:
    first = value[0] if isinstance(value, list) and len(value) == 1 else None
    digests = first.get("digest") if isinstance(first, Mapping) else None
    digest = digests.get("sha256") if isinstance(digests, Mapping) else None
    if not isinstance(first, Mapping) or not isinstance(digest, str):
        raise UnreadableError(path, "the signed statement wants exactly one subject with a SHA-256")
    return str(first.get("name") or ""), digest


def _manifest(predicate: Mapping[str, Json], name: str, digest: str, path: str) -> Manifest:
    how = predicate.get("serialization")
    how = how if isinstance(how, Mapping) else {}
    method, hash_type = how.get("method"), str(how.get("hash_type") or "")
    resources = predicate.get("resources")
    if method not in ("files", "shards") or not isinstance(resources, list):
        raise UnreadableError(path, f"an unknown way of listing files ({method!r})")
    files: dict[str, ExpectedFile] = {}
    shards: dict[tuple[str, int, int], str] = {}
    rolled = hashlib.sha256()
    for resource in resources:
        label, algorithm, value = _resource(resource, path)
        rolled.update(bytes.fromhex(value))
        if method == "shards":
            match = _SHARD.fullmatch(label)
            if match is None:
                raise UnreadableError(path, "a shard without its range")
            key = (_safe(match["path"], path), int(match["start"]), int(match["end"]))
            if key in shards:
                raise UnreadableError(path, "a shard is listed twice")
            shards[key] = value
        elif _safe(label, path) in files:
            raise UnreadableError(path, "a file is listed twice")
        else:
            files[label] = ExpectedFile(hashes={algorithm: value})
    if rolled.hexdigest() != digest:
        raise UnreadableError(path, "the signed digest of the whole does not fit the digests of its files")
    ignored = how.get("ignore_paths")
    listed = tuple(str(one) for one in ignored) if isinstance(ignored, list) else ()
    hash_name = _HASH_NAMES.get(hash_type.partition("-")[0], "")
    if shards and not hash_name:
        raise UnreadableError(path, "shards by an algorithm that is not known")
    return Manifest(name=name, digest=digest, algorithm=hash_name, files=files, shards=shards, ignored=listed)


def _resource(value: Json, path: str) -> tuple[str, str, str]:
    if isinstance(value, Mapping):
        name, algorithm, digest = value.get("name"), value.get("algorithm"), value.get("digest")
        texts = isinstance(name, str) and isinstance(algorithm, str) and isinstance(digest, str)
        if texts and re.fullmatch(r"(?:[0-9a-f]{2}){16,64}", str(digest)):
            known = _HASH_NAMES.get(str(algorithm).partition("-")[0])
            if known is None:
                raise UnreadableError(path, "a file is listed by an algorithm that is not known")
            return str(name), known, str(digest)
    raise UnreadableError(path, "a file is listed without name, algorithm or digest")


def _safe(name: str, path: str) -> str:
    if name.startswith("/") or ".." in name.split("/") or not name:
        raise UnreadableError(path, "a signed path leads out of the folder")
    return name
