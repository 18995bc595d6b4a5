"""An earlier BOM as what is expected of a folder: the SHA-256 of the weight files that it lists."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from aibom.bom.facts import BomFacts
from aibom.model.expectation import Expectation, ExpectedFile
from aibom.model.kinds import Kind

_FACT_NAMES = {"SHA-256": "sha256", "SHA-512": "sha512", "BLAKE3": "blake3", "MD5": "md5"}


def bom_expectation(facts: BomFacts, folder: str, paths: Sequence[str]) -> Expectation | None:
    """What the BOM states of the files of a folder; None when it names none of them.

    The folder is found in the BOM's paths by its name (`models/bge/model.safetensors` for a folder `bge`); a BOM that
    was made of the folder itself names its files as they are.
    """
    stated = {one.name: hashes for one in facts.components if one.kind == Kind.FILE and (hashes := _hashes(one.values))}
    inner = {name: _below(name, folder) for name in stated}
    files = {path: ExpectedFile(hashes=stated[name]) for name, path in inner.items() if path}
    if not files:
        files = {name: ExpectedFile(hashes=hashes) for name, hashes in stated.items() if name in set(paths)}
    return Expectation(source="the earlier BOM", files=files) if files else None


def _below(name: str, folder: str) -> str:
    parts = posixpath.normpath(name).split("/")
    return "/".join(parts[parts.index(folder) + 1 :]) if folder in parts[:-1] else ""


def _hashes(values: object) -> dict[str, str]:
    listed = values.get("hashes") if hasattr(values, "get") else None
    found = {}
    for text in listed if isinstance(listed, list | tuple) else ():
        algorithm, _, digest = str(text).partition(":")
        if algorithm in _FACT_NAMES:
            found[_FACT_NAMES[algorithm]] = digest.lower()
    return found
