"""The machine-readable result of `aibom model scan --json` (schemas/model-scan.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from aibom.model.inspection import Inspection, Signal


def to_json(
    files: Iterable[tuple[str, Inspection]],
    *,
    listed: Iterable[str] = (),
    signatures: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """`{"files": [...]}` in the given order, UTF-8 with a newline at the end. `listed` are names that the project
    itself lists as safe; `signatures` the states of the scanned paths, when signers were expected."""
    document: dict[str, Any] = {"files": [_file(path, inspection) for path, inspection in files]}
    extended = sorted(listed)
    if extended:
        document["extended"] = extended
    if signatures:
        document["signatures"] = [dict(one) for one in signatures]
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _file(path: str, inspection: Inspection) -> dict[str, Any]:
    return {
        "path": path,
        "formats": list(inspection.formats),
        "status": str(inspection.status),
        "verdict": None if inspection.verdict is None else str(inspection.verdict),
        "sha256": inspection.sha256 or None,
        "size": inspection.size,
        "findings": [_finding(signal) for signal in inspection.signals],
        "facts": dict(inspection.facts),
    }


def _finding(signal: Signal) -> dict[str, Any]:
    return {
        "id": signal.id,
        "severity": str(signal.severity),
        "message": signal.message,
        "offset": signal.offset,
        "where": signal.where,
        "verdict": str(signal.verdict),
    }
